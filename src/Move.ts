/**
 * The algebra of affine index maps: whether they stay in range, their composition, their adjoint.
 * Before it: `Tensor.ts` (the `move` form). After it: `ops/movement.ts`, `differentiate.ts`, the rewrite rules.
 * Invariant: what cannot be proven in range keeps its guard; every function here is exact on integers.
 */
import { at } from './Bug.ts'
import * as extent from './Extent.ts'
import type { Extent } from './Extent.ts'
import type { Shape } from './Shape.ts'
import type { Row } from './Tensor.ts'

/** A move: an index map from positions of a result of `shape` to positions of an operand. */
export interface Move {
  readonly shape: Shape
  readonly rows: readonly Row[]
  readonly guards: readonly Row[]
}

/** The row that reads axis `axis` as it is. */
export const unit = (rank: number, axis: number, size: Extent): Row => ({
  coefficients: Array.from({ length: rank }, (_, k) => (k === axis ? 1 : 0)),
  offset: 0,
  divisor: 1,
  extent: size,
})

/** The row that always reads the same element. */
export const fixed = (rank: number, element: Extent, size: Extent): Row => ({
  coefficients: Array.from({ length: rank }, () => 0),
  offset: element,
  divisor: 1,
  extent: size,
})

/** The least and the most that coefficients·o + offset is for o within `shape`. */
const bounds = (row: Row, shape: Shape): readonly [least: Extent, most: Extent] => {
  let least: Extent = row.offset
  let most: Extent = row.offset
  row.coefficients.forEach((coefficient, k) => {
    const reach = extent.mul(coefficient, extent.sub(at(shape, k), 1))
    if (coefficient > 0) most = extent.add(most, reach)
    if (coefficient < 0) least = extent.add(least, reach)
  })
  return [least, most]
}

/** Whether (coefficients·o + offset)/divisor is proven to be an element of the axis for every o within `shape`. */
export const inRange = (row: Row, shape: Shape): boolean => {
  if (row.divisor !== 1) return false
  const [least, most] = bounds(row, shape)
  return extent.isNonNegative(least) && extent.isNonNegative(extent.sub(extent.sub(row.extent, 1), most))
}

/** Whether it is proven that no element of the result reads an element of the operand: all is the fill. */
export const isNowhere = ({ shape, rows, guards }: Move): boolean =>
  [...rows, ...guards].some((row) => {
    const [least, most] = bounds(row, shape)
    const end = extent.mul(row.divisor, row.extent)
    return extent.isNonNegative(extent.sub(-1, most)) || extent.isNonNegative(extent.sub(least, end))
  })

/** Whether every element of the result reads an element of the operand, so that the fill is never used. */
export const isTotal = ({ shape, rows, guards }: Move): boolean =>
  guards.length === 0 && rows.every((row) => inRange(row, shape))

/** Coefficients along axes of extent 1 are 0, and guards that always hold are gone: one map, one writing. */
export const normal = ({ shape, rows, guards }: Move): Move => {
  const flat = (row: Row): Row =>
    reduced({ ...row, coefficients: row.coefficients.map((c, k) => (shape[k] === 1 ? 0 : c)) })
  return { shape, rows: rows.map(flat), guards: guards.map(flat).filter((guard) => !inRange(guard, shape)) }
}

const gcd = (a: number, b: number): number => (b === 0 ? Math.abs(a) : gcd(b, a % b))

const contentOf = (size: Extent): number =>
  typeof size === 'number' ? Math.abs(size) : size.terms.reduce((g, term) => gcd(g, term.coefficient), 0)

/** Divides a row by what its coefficients, offset and divisor have in common; the divisor is positive. */
const reduced = (row: Row): Row => {
  if (row.divisor === 1) return row
  const common = row.coefficients.reduce(gcd, gcd(contentOf(row.offset), row.divisor))
  const by = row.divisor < 0 ? -common : common
  const offset = extent.divide(row.offset, by)
  if (by === 1 || by === 0 || offset === undefined) return row
  return {
    coefficients: row.coefficients.map((c) => c / by),
    offset,
    divisor: row.divisor / by,
    extent: row.extent,
  }
}

export const isIdentity = ({ shape, rows, guards }: Move): boolean =>
  guards.length === 0 &&
  rows.length === shape.length &&
  rows.every(
    (row, k) =>
      row.divisor === 1 &&
      extent.same(row.extent, at(shape, k)) &&
      extent.same(row.offset, 0) &&
      row.coefficients.every(
        (c, j) => c === (j === k && shape[k] !== 1 ? 1 : 0) || (shape[j] === 1 && c === 0),
      ),
  )

/** An affine value over a divisor: (coefficients·v + offset) / divisor. */
type Affine = Omit<Row, 'extent'>

/** Σ weightₖ·termₖ + offset, over a common divisor. */
const combine = (
  weights: readonly number[],
  terms: readonly Affine[],
  offset: Extent,
  divisor: number,
  width: number,
): Affine => {
  const common = terms.reduce(
    (l, term, k) => (weights[k] === 0 ? l : (l * term.divisor) / gcd(l, term.divisor)),
    1,
  )
  const coefficients = Array.from({ length: width }, () => 0)
  let total = extent.mul(common, offset)
  terms.forEach((term, k) => {
    const weight = at(weights, k) * (common / term.divisor)
    if (weight === 0) return
    term.coefficients.forEach((c, j) => (coefficients[j] = at(coefficients, j) + weight * c))
    total = extent.add(total, extent.mul(weight, term.offset))
  })
  return { coefficients, offset: total, divisor: divisor * common }
}

const through = (row: Row, inner: readonly Affine[], width: number): Row => ({
  ...combine(row.coefficients, inner, row.offset, row.divisor, width),
  extent: row.extent,
})

/**
 * The map that first applies `first` (operand to intermediate) and then `second` (intermediate to result): an element
 * of the result reads the intermediate through `second`, and that the operand through `first`.
 */
export const compose = (second: Move, first: Move): Move => {
  const width = second.shape.length
  const substitute = (row: Row): Row => through(row, second.rows, width)
  return normal({
    shape: second.shape,
    rows: first.rows.map(substitute),
    guards: [...second.guards, ...second.rows, ...first.guards.map(substitute)],
  })
}

/** A move whose sum over the trailing axes, as many as `summed`, is the adjoint. */
export interface Adjoint {
  readonly map: Move
  readonly summed: number
}

/**
 * The adjoint of a map from an operand of shape `operand` is a sum of a move, never a scatter: each row
 * divisor·i = coefficients·o + offset is solved for one o; what stays unsolved is summed over; a row with nothing
 * left to solve for becomes a guard.
 */
export const adjoint = (map: Move, operand: Shape): Adjoint => {
  const { shape, rows, guards } = normal(map)
  const width = operand.length + shape.length
  const variable = (axis: number): Affine => unit(width, axis, 0)
  const solved: Affine[] = shape.map((_, k) => variable(operand.length + k))
  const free = new Set(shape.keys())
  const equalities: Row[] = []
  const pending = new Set(rows.keys())
  while (pending.size > 0) {
    const candidates = [...pending].map((r) => ({
      r,
      equation: combine(at(rows, r).coefficients, solved, at(rows, r).offset, at(rows, r).divisor, width),
    }))
    const { r, equation } = candidates.reduce((best, next) =>
      unknownsIn(next.equation, free, operand.length) < unknownsIn(best.equation, free, operand.length)
        ? next
        : best,
    )
    pending.delete(r)
    const pivot = choosePivot(equation, free, shape, operand.length)
    // divisor·i − coefficients·o − offset = 0
    const residue = combine([equation.divisor, -equation.divisor], [variable(r), equation], 0, 1, width)
    if (pivot === undefined) {
      equalities.push({ ...residue, extent: 1 })
      continue
    }
    const weight = -at(residue.coefficients, operand.length + pivot)
    const value: Affine = {
      coefficients: residue.coefficients.map((c, k) =>
        k === operand.length + pivot ? 0 : c * Math.sign(weight),
      ),
      offset: extent.mul(Math.sign(weight), residue.offset),
      divisor: Math.abs(weight),
    }
    free.delete(pivot)
    solved.forEach((known, k) => {
      const share = at(known.coefficients, operand.length + pivot)
      if (k === pivot) solved[k] = value
      else if (share !== 0) {
        const rest = {
          ...known,
          coefficients: known.coefficients.map((c, j) => (j === operand.length + pivot ? 0 : c)),
          divisor: 1,
        }
        solved[k] = combine([1, share], [rest, value], 0, known.divisor, width)
      }
    })
  }
  return drop(
    operand,
    shape,
    solved,
    [...equalities, ...guards.map((guard) => through(guard, solved, width))],
    free,
  )
}

const unknownsIn = (equation: Affine, free: ReadonlySet<number>, rank: number): number =>
  [...free].filter((k) => at(equation.coefficients, rank + k) !== 0).length

/** The unknown to solve for: the one of the largest extent, so that fewest are summed; then a coefficient of ±1. */
const choosePivot = (
  equation: Affine,
  free: ReadonlySet<number>,
  shape: Shape,
  rank: number,
): number | undefined => {
  const size = (k: number): number => {
    const axis = at(shape, k)
    return typeof axis === 'number' ? axis : Infinity
  }
  const weight = (k: number): number => Math.abs(at(equation.coefficients, rank + k))
  return [...free]
    .filter((k) => weight(k) !== 0)
    .sort(
      (a, b) =>
        (size(a) === size(b) ? 0 : size(b) - size(a)) ||
        Number(weight(a) !== 1) - Number(weight(b) !== 1) ||
        a - b,
    )[0]
}

/** Leaves out the axes that were solved for, or have one element: the result's are the operand's, then the summed. */
const drop = (
  operand: Shape,
  shape: Shape,
  solved: readonly Affine[],
  guards: readonly Row[],
  free: ReadonlySet<number>,
): Adjoint => {
  const summed = [...free].filter((k) => shape[k] !== 1).sort((a, b) => a - b)
  const kept = [...operand.keys(), ...summed.map((k) => operand.length + k)]
  const pick = (row: Row): Row => ({ ...row, coefficients: kept.map((k) => at(row.coefficients, k)) })
  const full = [...operand, ...shape]
  const map = normal({
    shape: kept.map((k) => at(full, k)),
    rows: solved.map((row, k) => pick({ ...row, extent: at(shape, k) })),
    guards: guards.map(pick),
  })
  return { map, summed: summed.length }
}
