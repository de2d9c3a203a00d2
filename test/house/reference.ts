/**
 * The reference of operations, written from the records, their doc comments and the table that the laws judge.
 * Before it: `src/ops`, `test/laws/table`. After it: `reference.test.ts`, which holds `src/ops/README.md` against it.
 * Invariant: nothing here is said twice: what a page says stands in a comment, in a record, or is computed.
 */
import { readdirSync } from 'node:fs'
import * as library from 'leibniz'
import { format, resolveConfig } from 'prettier'
import { at } from '../../src/Bug.ts'
import { pullback } from '../../src/differentiate.ts'
import type { DType } from '../../src/DType.ts'
import { dtypes } from '../../src/DType.ts'
import { show } from '../../src/notation/show.ts'
import type { Interval, Op } from '../../src/Op.ts'
import { operations } from '../../src/ops/index.ts'
import * as shapes from '../../src/Shape.ts'
import type { Shape } from '../../src/Shape.ts'
import { elementwise, input } from '../../src/construct.ts'
import { typed } from '../../src/Tensor.ts'
import type { AnyTensor, Term } from '../../src/Tensor.ts'
import type { Entry } from '../laws/table/Entry.ts'
import { read, root } from './files.ts'

/** A function that users call, with what its comment says. */
interface Documented {
  readonly name: string
  readonly prose: string
  readonly example: string
  readonly value: unknown
}

const comment = /\/\*\*((?:(?!\*\/)[\s\S])*?)\*\/\nexport (?:const|function) (\w+)/g

/** The functions of a chapter that the library exports, in the order of the file. */
const documented = (file: string): readonly Documented[] =>
  [...read(file).matchAll(comment)].flatMap(([, body = '', name = '']) => {
    const value: unknown = Reflect.get(library, name)
    if (typeof value !== 'function') return []
    const [prose = '', example = ''] = body.replace(/^ *\* ?/gm, '').split(/^@example\s*$/m)
    return [{ name, prose: prose.trim().replace(/\s*\n\s*/g, ' '), example: example.trim(), value }]
  })

/** What the comment at the top of a file says first. */
const openingOf = (file: string): string =>
  /^\/\*\*\n \* ([\s\S]*?)\n \* Before it:/.exec(read(file))?.[1]?.replace(/\n \* /g, ' ') ?? ''

const names = ['a', 'b', 'c', 'd', 'e']

const operandName = (arity: number, k: number): string => (arity === 1 ? 'x' : at(names, k))

const combinations = (arity: number): readonly (readonly DType[])[] =>
  arity === 0 ? [[]] : combinations(arity - 1).flatMap((rest) => dtypes.map((dtype) => [...rest, dtype]))

/** The dtypes that a record takes and gives: `f32, f32 → f32`. */
const typesOf = ({ arity, result }: Op): string =>
  combinations(arity)
    .flatMap((given) => {
      const found = result(given)
      return found === undefined ? [] : [`${given.join(', ')} → ${found}`]
    })
    .join('; ')

/** The records of one function: one for each kind of number that it takes. */
const family = (op: Op): readonly Op[] => [
  op,
  ...[...operations.values()].filter((other) => other !== op && other.family === (op.family ?? op.name)),
]

const bound = (x: number): string => String(x).replace('-', '−').replace('Infinity', '∞')

const interval = ({ from, to, except = [] }: Interval): string =>
  `[${bound(from)}, ${bound(to)}]${except.length === 0 ? '' : ` without ${except.map(bound).join(', ')}`}`

const term = (tensor: AnyTensor): Term => typed<Shape, never>(tensor)

/** The record's own account: its formula, how a tangent passes each operand, where it lives and how exact it is. */
const recordRows = (op: Op): readonly (readonly [string, string])[] => {
  const given = combinations(op.arity).find((types) => op.result(types) !== undefined) ?? []
  const operands = given.map((dtype, k) => input(operandName(op.arity, k), [], dtype))
  const value = elementwise(op, ...operands)
  const [first, ...others] = [...operands, input('y', [], 'f32')].map(term)
  const tangents = op.tangents.flatMap((tangent, k): (readonly [string, string])[] =>
    tangent === null || first === undefined
      ? []
      : [
          [
            `tangent of ${operandName(op.arity, k)}`,
            `\`${show(tangent(term(input('g', [], 'f32')), first, ...others))}\``,
          ],
        ],
  )
  return [
    ['formula', `\`${show(value)}\``],
    ['types', family(op).map(typesOf).join('; ')],
    ...(tangents.length === 0 ? [['derivative', 'none passes'] as const] : tangents),
    ['domain', op.domain.map(interval).join(' · ')],
    ...(op.range === undefined ? [] : [['range', interval(op.range)] as const]),
    ['error', op.ulp === 0 ? 'none' : `${op.ulp} ulp of float32`],
  ]
}

/** The longest formula that a page shows; a longer one is for `leibniz explain`. */
const longest = 240

const formulaOf = (tensor: AnyTensor): string => {
  const text = show(tensor)
  return text.length > longest ? 'long: see `leibniz explain`' : `\`${text}\``
}

/** One application of a composition: its types, its formula, and the derivative that falls out. */
const entryRows = (entry: Entry): readonly (readonly [string, string])[] => {
  const operands = entry.inputs.map(({ shape, dtype = 'f32' }, k) =>
    input(operandName(entry.inputs.length, k), shape, dtype),
  )
  const value = entry.build(...operands.map(term))
  const text = ({ dtype, shape }: AnyTensor): string => `${dtype} ${shapes.show(shape)}`
  const wrt = operands.filter(({ dtype }) => dtype === 'f32')
  const seed = input('ū', value.shape, 'f32')
  const cotangents = value.dtype === 'f32' ? pullback([{ of: value, cotangent: seed }], wrt).cotangents : []
  return [
    ['types', `${operands.map(text).join(', ')} → ${text(value)}`],
    ['formula', formulaOf(value)],
    ...wrt.flatMap((operand, k): (readonly [string, string])[] => {
      const cotangent = cotangents[k]
      const name = operand.form.tag === 'input' ? operand.form.name : ''
      return cotangent === undefined ? [] : [[`cotangent of ${name}`, formulaOf(cotangent)]]
    }),
  ]
}

const cell = (text: string): string => text.replaceAll('|', '\\|')

const pageOf = ({ name, prose, example, value }: Documented, table: readonly Entry[]): string => {
  const record = typeof value === 'function' && 'op' in value ? (value as { readonly op: Op }).op : undefined
  const entry = table.find((each) => each.name === name)
  const rows = record === undefined ? (entry === undefined ? [] : entryRows(entry)) : recordRows(record)
  const lines = rows.map(([key, text]) => `| ${key} | ${cell(text)} |`)
  return [
    `### ${name}`,
    prose,
    ...(example === '' ? [] : ['```js\n' + example + '\n```']),
    ...(lines.length === 0 ? [] : [['| | |', '|---|---|', ...lines].join('\n')]),
  ].join('\n\n')
}

/** The pages of every chapter of operations. */
export const reference = async (): Promise<string> => {
  const tables = new URL('../laws/table/', import.meta.url)
  const table = (
    await Promise.all(
      readdirSync(tables)
        .filter((file) => /^[a-z].*\.ts$/.test(file))
        .map((file): Promise<{ entries: readonly Entry[] }> => import(new URL(file, tables).href)),
    )
  ).flatMap(({ entries }) => entries)
  const chapters = [
    ...readdirSync(`${root}src/ops`)
      .filter((file) => file.endsWith('.ts'))
      .sort()
      .map((file) => `src/ops/${file}`),
    'src/scan.ts',
    'src/custom.ts',
  ]
  const pages = chapters.flatMap((file) => {
    const found = documented(file)
    if (found.length === 0) return []
    return [`## ${openingOf(file)}`, ...found.map((each) => pageOf(each, table))]
  })
  const text = [
    '# Operations',
    'Written from the records, their comments and the table that the laws judge: `WRITE=1 npx vitest run test/house/reference.test.ts`.',
    'In a formula `g` is a tangent or a cotangent (elementwise derivatives are diagonal: one expression serves both), `y` the value, `ū` the cotangent of the result; `∘` multiplies element by element and `·` contracts; `[c]` is 1 where c holds and 0 elsewhere.',
    ...pages,
  ].join('\n\n')
  return format(text, { ...(await resolveConfig(`${root}README.md`)), parser: 'markdown' })
}
