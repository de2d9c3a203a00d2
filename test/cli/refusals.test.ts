/**
 * What the command line refuses: each bad input ends in a sentence that says what to do, in its exit code, and in
 * nothing written.
 */
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { folderOf, model } from './run.ts'

const one = (text: string): string =>
  `import { f32, matmul, program, relu, add } from 'leibniz'\nconst p = program({ x: f32(3) }, ({ x }) => ({ y: relu(x) }))\n${text}\n`

interface Refusal {
  readonly what: string
  readonly files?: Readonly<Record<string, string>>
  readonly words: readonly string[]
  readonly exit: number
  readonly says: readonly (string | RegExp)[]
}

const build = ['build', 'model.ts'] as const

const refusals: readonly Refusal[] = [
  { what: 'no command', words: [], exit: 2, says: ['Usage: leibniz'] },
  { what: 'an unknown command', words: ['bake'], exit: 2, says: ["unknown command 'bake'"] },
  { what: 'an unknown flag', words: [...build, '--fast'], exit: 2, says: ["unknown option '--fast'"] },
  { what: 'no model', words: ['build'], exit: 2, says: ["missing required argument 'model'"] },
  { what: 'two models', words: ['build', 'a.ts', 'b.ts'], exit: 2, says: ['too many arguments'] },
  { what: 'an unknown code', words: ['explain', 'LBZ9999'], exit: 2, says: ['LBZ9999', 'LBZ1001'] },
  {
    what: 'an unknown pass',
    files: { 'model.ts': model },
    words: [...build, '--stop-after', 'melt'],
    exit: 2,
    says: ['melt', 'fuse'],
  },
  {
    what: 'a model that does not exist',
    words: build,
    exit: 3,
    says: ['LBZ3001', 'model.ts cannot be read: there is no such file', 'Check the path'],
  },
  {
    what: 'a model that is a folder',
    files: { 'model.ts/a.ts': '' },
    words: build,
    exit: 3,
    says: ['LBZ3001', 'it is a folder'],
  },
  {
    what: 'a model that is no TypeScript',
    files: { 'model.ts': 'const = 3' },
    words: build,
    exit: 3,
    says: ['LBZ3003'],
  },
  {
    what: 'a model that throws',
    files: { 'model.ts': one("throw new Error('not today')") },
    words: build,
    exit: 3,
    says: ['LBZ3003', 'not today', 'Run it alone'],
  },
  {
    what: 'a model that throws no error',
    files: { 'model.ts': one("throw 'a word'") },
    words: build,
    exit: 3,
    says: ['LBZ3003', 'a word'],
  },
  {
    what: 'a model that imports what is missing',
    files: { 'model.ts': "import './gone.ts'" },
    words: build,
    exit: 3,
    says: ['LBZ3003', 'gone.ts'],
  },
  {
    what: 'a model that never finishes',
    files: { 'model.ts': one('await new Promise(() => {})\nexport { p }') },
    words: build,
    exit: 3,
    says: ['never finishes'],
  },
  {
    what: 'a model that exports nothing',
    files: { 'model.ts': one('') },
    words: build,
    exit: 3,
    says: ['LBZ3002', 'exports nothing', 'export const classify'],
  },
  {
    what: 'a model that exports no program',
    files: { 'model.ts': one('export const a = 1, b = {}') },
    words: build,
    exit: 3,
    says: ['LBZ3002', 'a, b'],
  },
  {
    what: 'a default export',
    files: { 'model.ts': one('export default p') },
    words: build,
    exit: 3,
    says: ['LBZ3006', '"default"'],
  },
  {
    what: 'an export that leads elsewhere',
    files: { 'model.ts': one("export { p as '../p' }") },
    words: build,
    exit: 3,
    says: ['LBZ3006', '"../p"', 'plain identifier'],
  },
  {
    what: 'an export named as a device',
    files: { 'model.ts': one('export { p as nul }') },
    words: build,
    exit: 3,
    says: ['LBZ3006', '"nul"'],
  },
  {
    what: 'exports that differ in case',
    files: { 'model.ts': one('export { p as a, p as A }') },
    words: build,
    exit: 3,
    says: ['LBZ3006', '"a"', '"A"'],
  },
  {
    what: 'mistakes, all of them at once',
    files: {
      'model.ts': one(`const n: number = 4
const lhs = { W: f32(2, n), x: f32(3, 1), b: f32(n) }
export const a = program(lhs, ({ W, x }) => ({ y: matmul(W, x) }))
export const b = program(lhs, ({ b, x }) => ({ y: add(b, x), z: matmul(x, x) }))`),
    },
    words: build,
    exit: 3,
    says: [
      /LBZ1002[^]*LBZ1002/,
      'matmul: inner dimensions 4 and 3 differ',
      '2×4',
      '3×1',
      'perhaps one of them wants a transpose',
    ],
  },
  {
    what: 'a tensor beyond the limits',
    files: {
      'model.ts': one('export const big = program({ x: f32(65536, 65536) }, ({ x }) => ({ y: relu(x) }))'),
    },
    words: build,
    exit: 4,
    says: ['LBZ5001', '65536×65536'],
  },
  {
    what: 'an output folder that is a file',
    files: { 'model.ts': model, out: 'mine' },
    words: build,
    exit: 2,
    says: ['LBZ3005', 'out is a file, not a folder'],
  },
  {
    what: 'an output folder below a file',
    files: { 'model.ts': model, out: 'mine' },
    words: [...build, '--out', 'out/deeper'],
    exit: 2,
    says: ['LBZ3005', 'out/deeper'],
  },
  {
    what: 'a file that is not ours',
    files: { 'model.ts': model, 'out/fit.d.ts': 'mine' },
    words: build,
    exit: 2,
    says: ['LBZ3005', 'out/fit.d.ts', '--force'],
  },
]

describe('what is refused', () => {
  it.each(refusals)('$what: exit $exit', ({ files = {}, words, exit, says }) => {
    const folder = folderOf(files)
    const before = folder.files()
    const ended = folder.leibniz(...words)
    for (const said of says) expect(ended.err).toMatch(said)
    expect(ended.exit).toBe(exit)
    expect(ended.out).toBe('')
    expect(ended.err).not.toMatch(/^\s+at /m)
    expect(folder.files()).toEqual(before)
  })

  it('says the same as JSON', () => {
    const ended = folderOf({}).leibniz(...build, '--json')
    const { exit, errors } = JSON.parse(ended.out)
    expect(exit).toBe(ended.exit)
    expect(errors).toHaveLength(1)
    expect(errors[0]).toMatchObject({
      code: 'LBZ3001',
      sentence: 'model.ts cannot be read: there is no such file',
    })
  })

  it.each([
    { what: 'an output folder that is a link', link: 'out', target: 'elsewhere' },
    { what: 'an output file that is a link', link: 'out/fit.js', target: '../elsewhere/fit.js' },
  ])('$what, even with --force', ({ link, target }) => {
    const folder = folderOf({ 'model.ts': model, 'elsewhere/fit.js': 'mine' })
    if (link !== 'out') mkdirSync(join(folder.path, 'out'))
    symlinkSync(target, join(folder.path, link))
    const before = folder.files()
    const { exit, err } = folder.leibniz(...build, '--force')
    expect(exit).toBe(2)
    expect(err).toContain(`${link} is a link, and links are not followed`)
    expect(folder.files()).toEqual(before)
    expect(readFileSync(join(folder.path, 'elsewhere/fit.js'), 'utf8')).toBe('mine')
  })
})
