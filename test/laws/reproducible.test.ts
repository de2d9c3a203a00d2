/**
 * The laws of what is written: the same bytes in every process, the same bits from a module that stands alone, and
 * names from outside that are data wherever they appear.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ts } from 'ts-morph'
import { afterAll, describe, expect, it } from 'vitest'
import { compile, orThrow } from '../../compiler/compile.ts'
import { standalone } from '../../compiler/targets/standalone.ts'
import { at } from '../../src/Bug.ts'
import type { TypedArray } from '../../src/DType.ts'
import { dtypeOfArray } from '../../src/DType.ts'
import { dim } from '../../src/Extent.ts'
import { add, mul } from '../../src/ops/arithmetic.ts'
import { constant, input } from '../../src/ops/constants.ts'
import { closed } from '../../src/Program.ts'
import type { Program } from '../../src/Program.ts'
import { f32 } from '../../src/Spec.ts'
import { typed } from '../../src/Tensor.ts'
import type { AnyTensor } from '../../src/Tensor.ts'
import * as tree from '../../src/Tree.ts'
import { corpus } from '../corpus.ts'

const beside = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

describe('two processes', () => {
  it('write the same bytes, in whatever order they are asked', { timeout: 180_000 }, () => {
    const run = (flags: readonly string[], ...more: readonly string[]): unknown =>
      JSON.parse(
        execFileSync(process.execPath, [...flags, '--import', 'jiti/register', beside('bytes.ts'), ...more], {
          encoding: 'utf8',
        }),
      )
    const first = run(['--hash-seed=1'])
    expect(Object.keys(first as object)).toHaveLength(corpus.length)
    expect(run(['--hash-seed=2'], 'reverse')).toEqual(first)
  })
})

const isArray = (value: TypedArray | tree.Tree<TypedArray>): value is TypedArray =>
  dtypeOfArray(value) !== undefined

const hex = ({ buffer, byteOffset, byteLength }: TypedArray): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('hex')

/** The nodes of a text, and those that are strings. */
const parsed = (
  text: string,
): { readonly strings: readonly ts.Node[]; readonly nodes: readonly ts.Node[] } => {
  const file = ts.createSourceFile('made.ts', text, ts.ScriptTarget.ES2022, true)
  const nodes: ts.Node[] = []
  const stack: ts.Node[] = [file]
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    nodes.push(next)
    ts.forEachChild(next, (child) => void stack.push(child))
  }
  return { nodes, strings: nodes.filter((node) => ts.isStringLiteral(node)) }
}

/** The text with an empty literal for every string. */
const withoutStrings = (text: string): string =>
  parsed(text)
    .strings.map((node) => [node.getStart(), node.end] as const)
    .sort(([a], [b]) => b - a)
    .reduce((rest, [start, end]) => `${rest.slice(0, start)}''${rest.slice(end)}`, text)

describe('standalone modules', () => {
  const folder = mkdtempSync(join(tmpdir(), 'standalone-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  const modules = corpus.map((one, k) => ({
    ...one,
    file: `case${k}.mjs`,
    js: orThrow(standalone({ name: 'made', program: one.program })).js,
  }))

  it('import nothing and make no code', () => {
    for (const { js } of modules) {
      const { nodes } = parsed(js)
      const names = nodes.flatMap((node) => (ts.isIdentifier(node) ? [node.text] : []))
      expect(
        nodes.filter((node) => ts.isImportDeclaration(node) || node.kind === ts.SyntaxKind.ImportKeyword),
      ).toEqual([])
      for (const forbidden of ['require', 'eval', 'Function', 'globalThis', 'process', 'window'])
        expect(names).not.toContain(forbidden)
    }
  })

  it('give the bits of the executables where no code may be made', { timeout: 120_000 }, () => {
    const plain = (array: TypedArray): object => ({ kind: array.constructor.name, bits: hex(array) })
    const cases = modules.map(({ file, js, inputs, sizes }) => {
      writeFileSync(join(folder, file), js)
      const record = tree.map<TypedArray, object>(tree.fromEntries([...inputs()]), isArray, plain)
      return { file, inputs: record, sizes: Object.fromEntries(sizes) }
    })
    writeFileSync(join(folder, 'cases.json'), JSON.stringify(cases))
    execFileSync(process.execPath, [
      '--disallow-code-generation-from-strings',
      beside('elsewhere.js'),
      folder,
    ])
    const { mayGenerate, results } = JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8'))
    expect(mayGenerate).toBe(false)
    expect(results).toHaveLength(modules.length)
    modules.forEach(({ name, program, inputs, sizes }, k) => {
      const found = orThrow(compile(program))(tree.fromEntries([...inputs()]), {
        sizes: Object.fromEntries(sizes),
      })
      const bits = tree.map(found, isArray, hex)
      expect([name, at(results, k)]).toEqual([name, bits])
    })
  })
})

/** Names that mean something to somebody. */
const meaningful = [
  '__proto__ constructor prototype toString hasOwnProperty valueOf length then default arguments await eval class null',
  'this run inputs options into sizes known wanted b0 b1 k0 n0 t0 p0 i0 v0 F32 Math Object fail 0 1 -1 1e3 $ _',
].flatMap((words) => words.split(' '))

/** Names that want to leave where they stand; each holds letters by which it would be found there. */
const breaking = [
  [
    'zq b',
    'zq*/b',
    '*/zq',
    '</script>zq',
    '<!--zq',
    '//zq',
    '/*zq',
    'zq\u2028b',
    'zq\u2029b',
    'zq\nb',
    'zq\r\nb',
  ],
  [
    'zq"b',
    "zq'b",
    "'];zq()//",
    '"];zq()//',
    'zq`b',
    '${zq()}',
    'zq\\',
    '\\u0022zq',
    'zq\0b',
    'zqé',
    'zq😀',
    'zq\ud800',
  ],
  ['#zq', '@zq', 'zq-b', 'zq,b', 'zq:b', 'zq}b', '{zq', 'zq;', `zq${'x'.repeat(10_000)}`, ' zq', 'zq\t'],
].flat()

/** Names that no tensor can have: they are no steps of a path. */
const impossible = ['', '.', 'zq.b', '.zq', 'zq.']

const alone = (name: string): Program => {
  const [x, plain] = [input(name, f32(2)), input('plain', f32(2))]
  return closed({ [name]: x, plain }, { [name]: mul(x, plain), sum: add(x, plain) }, [])
}

const nested = (name: string): Program => {
  const [x, y] = [input(`${name}.${name}`, f32(2)), input('y', f32(2))]
  return closed({ [name]: { [name]: x }, y }, { y, [name]: { [name]: mul(x, y) } }, [])
}

const record = <A>(...entries: readonly (readonly [string, A])[]): Readonly<Record<string, A>> =>
  Object.fromEntries(entries)

const x = (): Float32Array => Float32Array.of(2, 3)
const y = (): Float32Array => Float32Array.of(5, 7)

type Call = (inputs: unknown, options?: unknown) => unknown

describe.each([
  [
    'alone',
    (name: string) => ({
      program: alone(name),
      inputs: record([name, x()], ['plain', y()]),
      expected: record([name, [10, 21]], ['sum', [7, 10]]),
    }),
  ],
  [
    'nested',
    (name: string) => ({
      program: nested(name),
      inputs: record<unknown>([name, record([name, x()])], ['y', y()]),
      expected: record<unknown>(['y', [5, 7]], [name, record([name, [10, 21]])]),
    }),
  ],
] as const)('a name %s', (_, made) => {
  const lists = (value: unknown): unknown =>
    value instanceof Float32Array
      ? [...value]
      : record(...Object.entries(value as object).map(([key, inner]) => [key, lists(inner)] as const))

  it.each([...meaningful, ...breaking].map((name) => [JSON.stringify(name).slice(0, 40), name]))(
    '%s is data',
    (_shown, name) => {
      const { program, inputs, expected } = made(name)
      const compiled = compile(program)
      const found = (orThrow(compiled) as Call)(inputs)
      expect(lists(found)).toEqual(expected)
      expect(Object.keys(found as object).toSorted()).toEqual(Object.keys(expected).toSorted())
      expect(Object.getPrototypeOf(found)).toBe(Object.prototype)
      const refuse = (more: object): unknown => (orThrow(compiled) as Call)({ ...inputs, ...more })
      expect(() => refuse({ stranger: 1 })).toThrow('LBZ6002')
      expect(() => (orThrow(compiled) as Call)({ plain: y(), y: y() })).toThrow(/LBZ600[123]/)
    },
  )

  it.each(breaking.map((name) => [JSON.stringify(name).slice(0, 40), name]))(
    '%s stays inside string literals',
    (_shown, name) => {
      const { program } = made(name)
      const { js, dts } = orThrow(standalone({ name: 'made', program }))
      for (const text of [js, dts, orThrow(compile(program)).source]) {
        expect(withoutStrings(text)).not.toContain('zq')
        expect(text).not.toMatch(/<\/|<!--|[\u2028\u2029\0\ud800]/)
        expect(text).toContain('zq')
      }
    },
  )
})

describe('a name that is no step of a path', () => {
  it.each(impossible.map((name) => [JSON.stringify(name), name]))('%s is refused or data', (_, name) => {
    const result = compile(alone(name))
    if (result._tag === 'Left') for (const { code } of result.left) expect(code).toMatch(/^LBZ\d{4}$/)
    else
      expect(
        (result.right as Call)(
          tree.fromEntries([
            [name, x()],
            ['plain', y()],
          ]),
        ),
      ).toBeDefined()
  })
})

describe('a size', () => {
  it.each([...meaningful, ...breaking].map((name) => [JSON.stringify(name).slice(0, 40), name]))(
    'named %s is data or refused',
    (_, name) => {
      const size = dim(name)
      const rows = input('x', f32(size))
      const result = compile(closed({ x: rows }, { y: mul(rows, 2) }, []))
      if (result._tag === 'Left') return expect(at(result.left, 0).code).toMatch(/^LBZ1\d{3}$/)
      expect(breaking).not.toContain(name)
      expect((result.right as Call)({ x: x() })).toEqual({ y: Float32Array.of(4, 6) })
    },
  )
})

describe('data', () => {
  it('cannot be told from what it is decoded from', () => {
    const bytes = (length: number): AnyTensor =>
      typed(constant(Uint8Array.from({ length }, (_, k) => (k * 37) % 2)))
    for (let length = 1; length < 9; length++) {
      const one = closed({}, { y: bytes(length) }, [])
      const found = (orThrow(compile(one)) as Call)({})
      expect(found).toEqual({ y: Uint8Array.from({ length }, (_, k) => (k * 37) % 2) })
    }
  })
})
