/**
 * `leibniz explain` as a teacher and as somebody at three in the morning use it: what it prints, and how it refuses.
 */
import { describe, expect, it } from 'vitest'
import { formatNames } from '../../compiler/explain/formats.ts'
import { folderOf, model } from './run.ts'

const net = [
  '--formula',
  's = W2 · max(0, W1 · x)',
  '--input',
  'x:3',
  '--input',
  'W1:4x3',
  '--input',
  'W2:2x4',
]

describe('a formula', () => {
  it('is explained without a file', async () => {
    const { leibniz } = folderOf({})
    const { exit, out } = leibniz('explain', ...net)
    expect(exit).toBe(0)
    await expect(out).toMatchFileSnapshot('../golden/cli/explain-formula.txt')
  })

  it('means the same in ASCII', () => {
    const { leibniz } = folderOf({})
    const ascii = net.with(1, 's = W2 @ maximum(0, W1 @ x)')
    expect(leibniz('explain', ...ascii).out).toBe(leibniz('explain', ...net).out)
  })

  it.each(formatNames)('is written as %s', (format) => {
    const { leibniz } = folderOf({})
    const { exit, out } = leibniz('explain', ...net, '--seed', '1', '--format', format)
    expect(exit).toBe(0)
    expect(out.length).toBeGreaterThan(300)
    if (format === 'json') expect(JSON.parse(out)).toMatchObject({ results: [{}, {}, {}] })
  })

  it('is a page of its own', () => {
    const { leibniz } = folderOf({})
    const { exit, out, err } = leibniz('explain', ...net, '--format', 'html')
    expect(exit).toBe(0)
    expect(out).toMatch(/^<!doctype html>/)
    expect(err).toContain('drawn from seed 1')
  })

  it('has the same numbers for the same seed', () => {
    const { leibniz } = folderOf({})
    const run = (seed: string): string => leibniz('explain', ...net, '--seed', seed).out
    expect(run('7')).toBe(run('7'))
    expect(run('7')).not.toBe(run('8'))
  })

  it('is rewritten by rules that are true of real numbers', () => {
    const { leibniz } = folderOf({})
    const { out } = leibniz('explain', '--formula', '2*sigmoid(2*x) - 1', '--input', 'x', '--rewrite', 'real')
    expect(out).toContain('tanh(x)')
    expect(leibniz('explain', '--formula', '2*sigmoid(2*x) - 1', '--input', 'x').out).not.toContain('tanh')
  })
})

describe('a model', () => {
  it('is asked for one program and one parameter', () => {
    const { leibniz } = folderOf({ 'model.ts': model })
    const { exit, out } = leibniz('explain', 'model.ts', '--program', 'scores', '--wrt', 'W2')
    expect(exit).toBe(0)
    expect(out).toContain('W2\u0304')
    expect(out).not.toContain('W1\u0304')
    expect(out).not.toContain('fit')
  })

  it('takes values from a file', () => {
    const data = {
      x: [[1], [2], [3], [4]],
      W1: [1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3],
      W2: [
        [1, 0, 0],
        [0, 1, 0],
      ],
    }
    const { leibniz } = folderOf({ 'model.ts': model, 'data.json': JSON.stringify(data) })
    const { exit, out } = leibniz('explain', 'model.ts', '--program', 'scores', '--at', 'data.json')
    expect(exit).toBe(0)
    expect(out).toContain('= [[10], [20]]')
  })
})

describe('examinations', () => {
  it('name the node that gave an infinity', () => {
    const { leibniz } = folderOf({ 'z.json': '{ "z": [0, 200] }' })
    const { exit, out } = leibniz(
      'explain',
      '--formula',
      'L = Σ log(softmax(z))',
      '--input',
      'z:2',
      '--at',
      'z.json',
      '--trace-nan',
    )
    expect(exit).toBe(0)
    expect(out).toContain('log(0) is −∞')
    expect(out).toContain('the way to L')
  })

  it('say that all is finite, and that all is well', () => {
    const { leibniz } = folderOf({ 'model.ts': model })
    expect(leibniz('explain', 'model.ts', '--trace-nan', '--seed', '1').out).toContain('finite')
    const { exit, out } = leibniz('explain', 'model.ts', '--health', '--seed', '1')
    expect(exit).toBe(0)
    expect(out).toContain('0 dead (0 %)')
  })
})

const files = {
  'model.ts': model,
  'short.json': '{ "x": [1, 2] }',
  'nan.json': '{ "x": [1, "NaN", 3] }',
  'bad.json': '{ x: 1 }',
}

const x = ['--input', 'x:3']

const refused: readonly (readonly [words: readonly string[], exit: number, sentence: string | RegExp])[] = [
  [[], 2, 'name a model, a code, or give --formula'],
  [['model.ts', '--formula', 'x'], 2, 'either a model or --formula'],
  [['model.ts', '--input', 'x:3'], 2, '--input declares the inputs of a --formula'],
  [['model.ts', '--program', 'nothing'], 2, 'exports no program nothing; its programs are fit, scores'],
  [['model.ts', '--wrt', 'W9'], 3, 'LBZ2002  explain: there is no input W9; the inputs are'],
  [['model.ts', '--format', 'pdf'], 2, 'there is no format pdf; the formats are text, markdown'],
  [['model.ts', '--format', 'html'], 2, 'a page shows one program: name it with --program, fit or scores'],
  [['model.ts', '--rewrite', 'magic'], 2, 'there are no rules magic; the rules are compiler, real'],
  [['model.ts', '--seed', 'one'], 2, '--seed takes a whole number, not one'],
  [['model.ts', '--size', 'three'], 2, '--size takes a name and a number'],
  [['model.ts', '--at', 'missing.json'], 3, 'LBZ3001  missing.json cannot be read: there is no such file'],
  [['model.ts', '--trace-nan'], 2, 'need values: name a file with --at, or a --seed'],
  [['--formula', 'sin(x', ...x], 3, /column \d+: /],
  [['--formula', 'sin(y)', ...x], 3, 'column 5: no input is called y\nsin(y)\n    ^'],
  [
    ['--formula', 'W·x', ...x, '--input', 'W:2x4'],
    3,
    /LBZ1002 {2}column \d: matmul: inner dimensions 4 and 3 differ/,
  ],
  [['--formula', 'x', '--input', 'x:-1'], 2, '--input x:-1'],
  [['--formula', 'x', ...x, ...x], 2, '--input x is given twice'],
  [['--formula', 'sin(x)', ...x, '--at', 'short.json'], 3, /LBZ303\d.*x.*2.*3|LBZ6004.*x/],
  [['--formula', 'sin(x)', ...x, '--at', 'nan.json'], 3, /LBZ303\d {2}x.*NaN/],
  [['--formula', 'sin(x)', ...x, '--at', 'bad.json'], 3, 'LBZ303'],
]

describe('explain refuses', () => {
  it.each(refused)('%j', (words, exit, sentence) => {
    const { leibniz } = folderOf(files)
    const ended = leibniz('explain', ...words)
    expect(ended.err).toMatch(sentence)
    expect(ended.exit).toBe(exit)
    expect(ended.out).toBe('')
  })
})
