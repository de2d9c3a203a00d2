/**
 * Packs what a sum reads again and again into a panel, in the order in which it is read.
 * Before it: `Nest.ts`, `cost.ts`. After it: `choose.ts`, `across.ts`.
 * Invariant: a panel holds values of the operand as they were; the sum takes them in the order that it had.
 */
import { known } from '../../../src/Bug.ts'
import type { DType } from '../../../src/DType.ts'
import type { Extent } from '../../../src/Extent.ts'
import * as extent from '../../../src/Extent.ts'
import * as affine from '../../ir/Affine.ts'
import { atomsOf, affinesOf, statements } from '../../ir/Kernel.ts'
import type { BufferId, Loop, Stmt } from '../../ir/Kernel.ts'
import { dependenceOf } from './cost.ts'
import { around, writtenBy } from './Nest.ts'
import type { Axis, Let, Nest } from './Nest.ts'
import { coefficientOf } from '../../ir/Affine.ts'
import { isLoop } from './rewrite.ts'

/** A value that a sum reads for each of its lanes, and that another axis leaves as it is. */
export interface Operand {
  readonly name: string
  /** The loops of the sum that it varies with, outer before inner. */
  readonly along: readonly Axis[]
  /** The axes of the nest that it varies with. */
  readonly axes: ReadonlySet<string>
  readonly dtype: DType
  /** Whether what its lanes read stands together. */
  readonly isTogether: boolean
}

/** The largest panel, in numbers. */
const largest = 1 << 20

/** The sums of a core: the loops of its one nest that add, and nothing else. */
const sumOf = (core: readonly Stmt[]): Loop | undefined => {
  const [loop, ...others] = core.filter(isLoop)
  if (loop === undefined || others.length > 0 || writtenBy(loop.body).size > 0) return undefined
  return statements(loop.body).some((stmt) => stmt.tag === 'accumulator') ? undefined : loop
}

/** What a value is made of, in order; undefined where a sum is part of it. */
const madeOf = (core: readonly Stmt[], name: string): readonly Let[] | undefined => {
  const names = new Set([name])
  const found: Let[] = []
  for (const stmt of statements(core).toReversed()) {
    if (stmt.tag === 'accumulator' && names.has(stmt.name)) return undefined
    if (stmt.tag !== 'let' || !names.has(stmt.name)) continue
    found.push(stmt)
    for (const atom of atomsOf(stmt)) if (atom.tag === 'local') names.add(atom.name)
    for (const { terms } of affinesOf(stmt)) terms.forEach(({ variable }) => names.add(variable))
  }
  return found.reverse()
}

/** Operations whose values are floats where what they are given are. */
const floats: ReadonlySet<string> = new Set(['add', 'sub', 'mul', 'div', 'neg', 'abs', 'sqrt', 'min', 'max'])

/** What a panel of a value holds: what is loaded, or floats; undefined where that is not certain. */
const dtypeIn = (parts: readonly Let[], dtypeOf: (buffer: BufferId) => DType): DType | undefined => {
  const last = parts.at(-1)?.value
  if (last?.tag === 'load') return dtypeOf(last.buffer)
  const areFloats = parts.every(
    ({ value }) =>
      (value.tag === 'load' && dtypeOf(value.buffer) === 'f32') ||
      (value.tag === 'basis' && floats.has(value.name)),
  )
  return areFloats ? 'f32' : undefined
}

/** What a nest's sum reads for its lanes that is the same for each turn of an axis. */
export const operandsOf = (
  { axes, core }: Nest,
  lane: string,
  row: string,
  dtypeOf: (buffer: BufferId) => DType,
): readonly Operand[] => {
  const sum = sumOf(core)
  if (sum === undefined) return []
  const loops = statements([sum]).filter(isLoop)
  const dependence = dependenceOf(
    core,
    [...axes, ...loops].map(({ variable }) => variable),
  )
  const of = (stmt: Stmt): ReadonlySet<string> => dependence.get(stmt) ?? new Set()
  const inside = statements(sum.body)
  const written = writtenBy(core)
  return inside.flatMap((stmt): readonly Operand[] => {
    if (stmt.tag !== 'let' || !of(stmt).has(lane) || of(stmt).has(row)) return []
    const along = loops.filter(({ variable }) => of(stmt).has(variable))
    const isUsed = inside.some(
      (user) =>
        of(user).has(row) && atomsOf(user).some((atom) => atom.tag === 'local' && atom.name === stmt.name),
    )
    const parts = madeOf(core, stmt.name)
    const size = extent.product(along.map((loop) => loop.extent))
    const fits = typeof size !== 'number' || size * 16 <= largest
    if (parts === undefined || !isUsed || along.length === 0 || !fits) return []
    const dtype = dtypeIn(parts, dtypeOf)
    if (dtype === undefined) return []
    if (parts.some(({ value }) => value.tag === 'load' && written.has(value.buffer))) return []
    const held = new Set(axes.map(({ variable }) => variable).filter((one) => of(stmt).has(one)))
    const isTogether = parts.every((part) =>
      affinesOf(part).every((index) => {
        const stride = coefficientOf(index, lane)
        return stride === 0 || stride === 1
      }),
    )
    return [{ name: stmt.name, along, axes: held, dtype, isTogether }]
  })
}

/** Where an element of an operand lies in its panel of so many columns. */
const placeIn = (along: readonly Axis[], column: string, width: number): affine.Affine => {
  const strides = along.map((_, k) =>
    extent.product([width, ...along.slice(k + 1).map((axis): Extent => axis.extent)]),
  )
  return affine.combine(0, [
    [1, affine.variable(column)],
    ...along.map(({ variable }, k) => [known(strides[k], 'stride'), affine.variable(variable)] as const),
  ])
}

const sizeOf = ({ along }: Operand, width: number): Extent =>
  extent.product([width, ...along.map((axis) => axis.extent)])

/** Statements without values that nothing uses. */
export const needed = (body: readonly Stmt[], names = new Set<string>()): readonly Stmt[] =>
  body
    .toReversed()
    .map((stmt): Stmt | undefined => {
      if (isLoop(stmt)) return { ...stmt, body: needed(stmt.body, names) }
      if (stmt.tag === 'let' && !names.has(stmt.name)) return undefined
      for (const atom of atomsOf(stmt)) if (atom.tag === 'local') names.add(atom.name)
      for (const { terms } of affinesOf(stmt)) terms.forEach(({ variable }) => names.add(variable))
      return stmt
    })
    .filter((stmt) => stmt !== undefined)
    .toReversed()

/** A core that reads operands from panels of so many columns, and what fills the panels. */
export const packed = (
  core: readonly Stmt[],
  operands: readonly Operand[],
  column: string,
  width: number,
  add: (operand: Operand, place: number, size: Extent) => BufferId,
): { readonly fill: readonly Stmt[]; readonly core: readonly Stmt[] } => {
  const panels = new Map(
    operands.map((operand, k) => {
      const buffer = add(operand, k, sizeOf(operand, width))
      return [operand.name, { operand, buffer, index: placeIn(operand.along, column, width) }] as const
    }),
  )
  const fill = [...panels].flatMap(([name, { operand, buffer, index }]) => {
    const parts = known(madeOf(core, name), 'parts of an operand')
    const { of } = known(parts.at(-1), 'operand')
    const store: Stmt = { tag: 'store', buffer, index, value: { tag: 'local', name }, of }
    return around([...operand.along, { variable: column, extent: width }], [...parts, store])
  })
  const read = (body: readonly Stmt[]): readonly Stmt[] =>
    body.map((stmt): Stmt => {
      if (isLoop(stmt)) return { ...stmt, body: read(stmt.body) }
      const panel = stmt.tag === 'let' ? panels.get(stmt.name) : undefined
      return stmt.tag === 'let' && panel !== undefined
        ? { ...stmt, value: { tag: 'load', buffer: panel.buffer, index: panel.index } }
        : stmt
    })
  return { fill, core: needed(read(core)) }
}
