/**
 * The commands on a model that is in order: what they print, what they write.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { pages } from '../../compiler/cli/pages.ts'
import { passes } from '../../compiler/pipeline.ts'
import { marker } from '../../compiler/targets/standalone.ts'
import { folderOf, model } from './run.ts'

describe('build', () => {
  it.each(['javascript', 'wasm'])(
    'writes a module and its declarations for each program: %s',
    async (target) => {
      const folder = folderOf({ 'model.ts': model })
      const { exit, out } = folder.leibniz('build', 'model.ts', '--target', target)
      const written = ['out/fit.d.ts', 'out/fit.js', 'out/scores.d.ts', 'out/scores.js']
      expect(exit).toBe(0)
      expect(folder.files()).toEqual(['model.ts', ...written])
      for (const file of written) {
        expect(out).toContain(file)
        expect(readFileSync(join(folder.path, file), 'utf8').startsWith(marker)).toBe(true)
      }
      const { scores } = await import(
        /* @vite-ignore */ pathToFileURL(join(folder.path, 'out/scores.js')).href
      )
      const ones = (length: number): Float32Array => new Float32Array(length).fill(1)
      expect(scores({ x: ones(8), W1: ones(12), W2: ones(6) }).s).toEqual(new Float32Array([12, 12, 12, 12]))
    },
  )

  it('gives the same bytes in every process, and overwrites its own files', () => {
    const folder = folderOf({ 'model.ts': model })
    const build = (): string => {
      expect(folder.leibniz('build', 'model.ts', '--out', 'a/b').exit).toBe(0)
      return readFileSync(join(folder.path, 'a/b/fit.js'), 'utf8')
    }
    expect(build()).toBe(build())
  })

  it('overwrites a file that is not ours only with --force', () => {
    const folder = folderOf({ 'model.ts': model, 'out/fit.js': 'mine\n' })
    expect(folder.leibniz('build', 'model.ts').exit).toBe(2)
    expect(readFileSync(join(folder.path, 'out/fit.js'), 'utf8')).toBe('mine\n')
    expect(folder.leibniz('build', 'model.ts', '--force').exit).toBe(0)
    expect(readFileSync(join(folder.path, 'out/fit.js'), 'utf8').startsWith(marker)).toBe(true)
  })

  it.each(passes.map(({ name }) => name))('stops after %s, prints the stage and writes nothing', (pass) => {
    const folder = folderOf({ 'model.ts': model })
    const wasm = ['--target', 'wasm', ...(pass === 'divide' ? ['--threads', '2'] : [])]
    const target = ['vectorise', 'subtotal', 'divide'].includes(pass) ? wasm : []
    const asked = ['build', 'model.ts', '--stop-after', pass, ...target]
    const text = folder.leibniz(...asked)
    expect(text.exit).toBe(0)
    expect(text.out).toContain('scores')
    expect(text.out.split('\n').length).toBeGreaterThan(4)
    const { exit, out } = folder.leibniz(...asked, '--json')
    expect(exit).toBe(0)
    expect(Object.keys(JSON.parse(out))).toEqual(['fit', 'scores'])
    expect(folder.files()).toEqual(['model.ts'])
  })
})

describe('a target', () => {
  it.each([
    [['build', '--target', 'fortran'], 'there is no target fortran; the targets are javascript and wasm'],
    [['inspect', '--target', 'fortran'], 'there is no target fortran; the targets are javascript and wasm'],
    [['build', '--target', 'wasm', '--stop-after', 'tile'], 'there is no pass tile'],
    [['build', '--stop-after', 'vectorise'], 'there is no pass vectorise'],
    [['build', '--target', 'wasm', '--stop-after', 'divide'], 'there is no pass divide'],
    [['build', '--target', 'wasm', '--threads', '1.5'], '1.5 is no number of threads'],
    [['build', '--target', 'wasm', '--threads', 'many'], 'NaN is no number of threads'],
    [['build', '--threads', '2'], '2 threads in JavaScript'],
  ])('is refused: %j', ([command = '', ...flags], sentence) => {
    const folder = folderOf({ 'model.ts': model })
    const { exit, err } = folder.leibniz(command, 'model.ts', ...flags)
    expect(exit).toBe(2)
    expect(err).toContain(sentence)
    expect(folder.files()).toEqual(['model.ts'])
  })

  it('says how its kernels were scheduled', () => {
    const { out } = folderOf({ 'model.ts': model }).leibniz('inspect', 'model.ts', '--target', 'wasm')
    expect(out).toMatch(/schedules\n {2}k0: .* in lanes/)
  })
})

describe('explain', () => {
  it('shows how every gradient of a model follows from its formula', async () => {
    const { leibniz } = folderOf({ 'model.ts': model })
    const { exit, out } = leibniz('explain', 'model.ts')
    expect(exit).toBe(0)
    await expect(out).toMatchFileSnapshot('../golden/cli/explain.txt')
    const data: unknown = JSON.parse(leibniz('explain', 'model.ts', '--json').out)
    expect(data).toMatchObject({ fit: { results: [{ name: 'grad' }] }, scores: { results: [] } })
  })

  it.each(pages)('knows $code', ({ code, title, hint }) => {
    expect(title).not.toBe('')
    expect(hint).not.toBe('')
    expect(code).toMatch(/^LBZ[1-6]\d{3}$/)
  })

  it('prints the page of a code, in any case', () => {
    const { leibniz } = folderOf({})
    const { exit, out } = leibniz('explain', 'LBZ1003')
    expect({ exit, out }).toMatchInlineSnapshot(`
      {
        "exit": 0,
        "out": "LBZ1003  an axis is out of range  (shapes and dtypes)

        Axes count from 0, or from the end with −1; a tensor of rank r has axes −r to r − 1.
      ",
      }
    `)
    expect(leibniz('explain', 'lbz1003').out).toBe(out)
    expect(JSON.parse(leibniz('explain', 'LBZ1003', '--json').out).code).toBe('LBZ1003')
  })
})

describe('inspect', () => {
  it('counts the network, and lists inputs, kernels and buffers', async () => {
    const { leibniz } = folderOf({ 'model.ts': model })
    const { exit, out } = leibniz('inspect', 'model.ts')
    expect(exit).toBe(0)
    await expect(out).toMatchFileSnapshot('../golden/cli/inspect.txt')
    const data: unknown = JSON.parse(leibniz('inspect', 'model.ts', '--json').out)
    expect(data).toMatchObject({
      scores: {
        network: {
          layers: [{ from: { inputs: ['x'] } }, { from: { layers: [0] } }],
          parameters: [
            { path: 'W1', kind: 'weight' },
            { path: 'W2', kind: 'weight' },
          ],
          data: ['x'],
          counts: { layers: 2, neurons: 5, weights: 18, parameters: 18, connections: 18 },
        },
        inputs: [
          { path: 'x', elements: '4·batch' },
          { path: 'W1', shape: '3×4', elements: 12 },
          { path: 'W2' },
        ],
      },
    })
  })
})

describe('inspect --wat', () => {
  it('lists the instructions of every kernel, with the nodes they compute', () => {
    const { exit, out } = folderOf({ 'model.ts': model }).leibniz('inspect', 'model.ts', '--wat')
    expect(exit).toBe(0)
    expect(out).toMatch(/scores\n─+\n\(module\n/)
    expect(out).toContain('(func $k1 (export "k1") (param $b')
    expect(out).toMatch(/\n +f32x4\.mul {3};; (?:for )?%\d/)
  })
})

describe('inspect --time', () => {
  const folder = () => folderOf({ 'model.ts': model })

  it.each(['javascript', 'wasm'])('says where the time of a call goes: %s', (target) => {
    const words = ['--target', target, '--size', 'batch=5', '--json']
    const { exit, out, err } = folder().leibniz('inspect', 'model.ts', '--time', ...words)
    expect(exit).toBe(0)
    expect(err).toContain('drawn from seed 1: x, W1, W2')
    const { scores } = JSON.parse(out)
    const names = scores.lines.map(({ name }: { readonly name: string }) => name)
    expect(scores.sizes).toEqual({ batch: 5 })
    expect(scores.target).toBe(target)
    expect(names).toEqual(['checks', 'copies in', 'k0', 'k1', 'copies out'])
    // max(0, W1·x), then W2 times that.
    expect(scores.lines[2].kernel.flops).toBe(2 * 3 * 4 * 5 + 3 * 5)
    expect(scores.lines[3].kernel.flops).toBe(2 * 2 * 3 * 5)
    expect(scores.lines[2].kernel.bytes).toBe(4 * (3 * 4 + 4 * 5 + 3 * 5))
  })

  it('is a table', () => {
    const { exit, out } = folder().leibniz(
      'inspect',
      'model.ts',
      '--time',
      '--seed',
      '3',
      '--size',
      'batch=6',
    )
    expect(exit).toBe(0)
    expect(out).toMatch(/scores\n─+\ntime of a call: JavaScript, batch = 6\n/)
    expect(out).toMatch(/\n {2}k0 .* of (arithmetic|reading) /)
    expect(out).toContain('ceiling of one core: ')
  })

  it.each([
    ['--seed', '1'],
    ['--size', 'batch=3'],
    ['--at', 'data.json'],
  ])('alone takes values: not without it %s', (...words) => {
    const { exit, err } = folder().leibniz('inspect', 'model.ts', ...words)
    expect(exit).toBe(2)
    expect(err).toBe('leibniz: --at, --seed and --size say what --time runs on\n')
  })
})

describe('inspect, told what is data', () => {
  const fixed = `import { f32, matmul, program } from 'leibniz'
export const p = program({ a: f32(4, 3), rest: { b: f32(3, 2) } }, ({ a, rest: { b } }) => ({ y: matmul(a, b) }))
`
  const networkOf = (...words: readonly string[]): unknown =>
    JSON.parse(folderOf({ 'model.ts': fixed }).leibniz('inspect', 'model.ts', '--json', ...words).out).p
      .network

  it.each([
    { words: [], authority: 'records', data: ['a'], neurons: 2 },
    { words: ['--data', 'rest'], authority: 'said', data: ['rest.b'], neurons: 4 },
    { words: ['--parameters', 'a'], authority: 'said', data: ['rest.b'], neurons: 4 },
    { words: ['--data', 'a', '--parameters', 'rest.b'], authority: 'said', data: ['a'], neurons: 2 },
    { words: ['--data', 'a, rest.b'], authority: 'said', data: ['a', 'rest.b'], neurons: 0 },
  ])('$words', ({ words, authority, data, neurons }) => {
    expect(networkOf(...words)).toMatchObject({ authority, data, counts: { neurons } })
  })

  it('refuses a path that no program has', () => {
    const { exit, out, err } = folderOf({ 'model.ts': fixed }).leibniz(
      'inspect',
      'model.ts',
      '--data',
      'rest.c',
    )
    expect({ exit, out, err }).toEqual({
      exit: 2,
      out: '',
      err: 'leibniz: no program has an input rest.c; the inputs are a, rest.b\n',
    })
  })
})

describe('standard output', () => {
  it('holds the result alone, whatever the model prints', () => {
    const folder = folderOf({ 'model.ts': `console.log('hello')\n${model}` })
    const { out, err } = folder.leibniz('build', 'model.ts', '--json')
    expect(JSON.parse(out).files).toHaveLength(4)
    expect(err).toContain('hello')
  })
})

describe('a model', () => {
  it('may import its own files', () => {
    const folder = folderOf({
      'model.ts': `import { rows } from './sizes.ts'\nimport { f32, program, relu } from 'leibniz'\nexport const p = program({ x: f32(rows) }, ({ x }) => ({ y: relu(x) }))\n`,
      'sizes.ts': 'export const rows: number = 3\n',
    })
    expect(folder.leibniz('build', 'model.ts').exit).toBe(0)
  })

  it('may be built again after it changed', () => {
    const folder = folderOf({ 'model.ts': model })
    expect(folder.leibniz('build', 'model.ts').exit).toBe(0)
    writeFileSync(join(folder.path, 'model.ts'), model.replaceAll('scores', 'other'))
    expect(folder.leibniz('build', 'model.ts').exit).toBe(0)
    expect(folder.files()).toContain('out/other.js')
  })
})
