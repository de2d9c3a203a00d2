/**
 * How far a result in single precision may lie from the value in double: each operation's rounding, and the
 * operands' bounds carried through the absolute partial derivatives.
 * Before it: `evaluate/meaning.ts`, `evaluate/partials.ts`. After it: `evaluate.ts`, and every comparison of a target
 * with the interpreter.
 * Invariant: a bound holds for any order of summation in which no term is rounded more often than `roundings` says, and
 * whether intermediate results are rounded, flushed to zero below 2⁻¹²⁶, or kept in double. Infinity means undecided: a comparison, a choice or an overflow that the bounds of
 * the operands do not settle.
 */
import { double, single } from '../basis.ts'
import { at } from '../Bug.ts'
import type { DType } from '../DType.ts'
import type { Sizes } from '../Extent.ts'
import type { Monoid } from '../Monoid.ts'
import type { Op } from '../Op.ts'
import { exp, log } from '../ops/exponential.ts'
import { roundings } from '../summation.ts'
import type { Computed, Value } from './meaning.ts'
import { contractFolds, folds, formValue, indexedPlaces } from './meaning.ts'
import { partialsOf } from './partials.ts'

/** A value, and beside each element how far a result in single precision may be from it. */
export interface Bounded extends Value {
  readonly bound: Float64Array
}

/** Half a unit in the last place of 1: the largest relative error of one rounding. */
const half = 2 ** -24
const leastNormal = 2 ** -126
const leastSubnormal = 2 ** -149
const greatest = (2 - 2 ** -23) * 2 ** 127

/** A unit in the last place of single precision at a magnitude. */
const unitAt = (magnitude: number): number =>
  magnitude < leastNormal ? leastSubnormal : 2 ** (double.exponent(magnitude) - 23)

/** A bound that says something, or Infinity: beyond the greatest float anything may have happened. */
const settled = (value: number, bound: number): number =>
  Number.isFinite(value) && Math.abs(value) + bound <= greatest ? bound : Infinity

const largest = (numbers: Iterable<number>): number => {
  let most = 0
  for (const x of numbers) most = Number.isNaN(x) ? Infinity : Math.max(most, x)
  return most
}

/**
 * Where an operand may lie: the ends of its interval, and within it special points of the operation, the place where it
 * is steepest, and integers of either parity.
 */
const places = (
  op: Op,
  values: readonly number[],
  bounds: readonly number[],
  k: number,
): readonly number[] => {
  const [x, d] = [at(values, k), at(bounds, k)]
  if (d === 0) return [x]
  if (d === Infinity) return [x, 0, 1]
  const domain = at(op.domain, k)
  const others = values.flatMap((value, j) => [value, value - at(bounds, j), value + at(bounds, j)])
  const { at: first, every } = op.steepest ?? { at: 0, every: Infinity }
  const steepest = every === Infinity ? first : first + every * Math.round((x - first) / every)
  const integer = Math.round(x)
  const marks = [domain.from, domain.to, ...(domain.except ?? []), ...others, integer, integer + 1, steepest]
  return [...new Set([x, x - d, x + d, ...marks.filter((mark) => Math.abs(mark - x) < d)])]
}

const corners = (sides: readonly (readonly number[])[]): readonly (readonly number[])[] =>
  sides.reduce<readonly (readonly number[])[]>(
    (found, side) => found.flatMap((corner) => side.map((place) => [...corner, place])),
    [[]],
  )

/** Whether an undecided operand makes no difference, as the branch that a choice does not take. */
const isIgnored = (op: Op, values: readonly number[], k: number, y: number): boolean =>
  [NaN, 0, 1].every((stranger) => Object.is(op.meaning(...values.with(k, stranger)), y))

/** The operands' bounds carried through one application. */
const carried = (
  op: Op,
  discrete: boolean,
  values: readonly number[],
  bounds: readonly number[],
  y: number,
): number => {
  if (bounds.every((bound) => bound === 0)) return 0
  if (bounds.some((bound, k) => bound === Infinity && !isIgnored(op, values, k, y))) return Infinity
  const sides = values.map((_, k) => places(op, values, bounds, k))
  const points = corners(sides)
  const results = points.map((point) => op.meaning(...point))
  if (discrete || !Number.isFinite(y)) return results.every((result) => Object.is(result, y)) ? 0 : Infinity
  if (!results.every(Number.isFinite)) return Infinity
  const { branch } = op
  if (branch !== undefined && points.some((point) => branch(...point) !== branch(...values))) return Infinity
  return partialsOf(op).reduce((sum, partial, k) => {
    const bound = at(bounds, k)
    if (bound === 0 || bound === Infinity) return sum
    const change =
      partial === null
        ? largest(at(sides, k).map((place) => Math.abs(op.meaning(...values.with(k, place)) - y)))
        : bound * largest(points.map((point, p) => Math.abs(partial(point, at(results, p)))))
    return sum + change
  }, 0)
}

/** Whether the definition gives an infinity or NaN too, rather than the largest number that its polynomials reach. */
const isReached = (op: Op, values: readonly number[], y: number): boolean =>
  op.ieee || [double, single].every((basis) => Object.is(op.definition(basis, ...values), y))

/** The bound of one application of an operation. */
const elementBound = (
  op: Op,
  dtype: DType,
  values: readonly number[],
  bounds: readonly number[],
  y: number,
): number => {
  const through = carried(op, dtype !== 'f32', values, bounds, y)
  if (dtype !== 'f32' || op.ulp === 0) return through
  if (!Number.isFinite(y)) return isReached(op, values, y) ? through : Infinity
  const magnitude = Math.abs(y) + through
  if (through === 0 && op.ieee && Math.fround(y) === y) return 0
  return settled(y, through + op.ulp * unitAt(magnitude) + Math.min(magnitude, leastNormal))
}

/** Up to here every integer is a float, and so is every partial sum of integers. */
const largestExact = 2 ** 24

/** The rounding of a sum of `terms` terms whose magnitudes add up to `magnitude`, each rounded so many times. */
const summing = (terms: number, times: number, magnitude: number): number =>
  times * half * magnitude + Math.min(magnitude, terms * leastNormal)

/** Whether the finite terms of a sum stay so in single precision: then infinities and NaN among the others decide it. */
const staysFinite = (items: Float64Array, through: number): boolean =>
  items.reduce((sum, item) => (Number.isFinite(item) ? sum + Math.abs(item) : sum), through) <= greatest

const sumBound = (y: number, items: Float64Array, bounds: Float64Array, times: number): number => {
  const through = bounds.reduce((sum, bound) => sum + bound, 0)
  if (!Number.isFinite(y)) return through < Infinity && staysFinite(items, through) ? 0 : Infinity
  const magnitude = items.reduce((sum, item) => sum + Math.abs(item), through)
  if (through === 0 && magnitude <= largestExact && items.every(Number.isInteger)) return 0
  return settled(y, through + summing(items.length, times, magnitude))
}

/** log Σ exp: the exponentials' relative errors, their sum's, then the logarithm's. */
const logarithmBound = (y: number, items: Float64Array, bounds: Float64Array): number => {
  const terms = items.map(Math.exp)
  const total = terms.reduce((sum, term) => sum + term, 0)
  if (!Number.isFinite(y)) return largest(bounds) === 0 ? 0 : Infinity
  const through = terms.reduce((sum, term, j) => sum + term * Math.expm1(at(bounds, j)), 0)
  const error =
    through +
    2 * half * exp.op.ulp * (total + through) +
    summing(items.length, roundings(items.length), total + through)
  const bound = -Math.log1p(-error / total)
  return Number.isNaN(bound) || settled(total, error) === Infinity
    ? Infinity
    : settled(y, bound + log.op.ulp * unitAt(Math.abs(y) + bound))
}

/** The place of the first winner is decided where no other element can reach it. */
const positionBound = (monoid: Monoid, y: number, items: Float64Array, bounds: Float64Array): number => {
  const [best, slack] = [items[y] ?? 0, bounds[y] ?? 0]
  const decided = items.every((item, j) => {
    const other = at(bounds, j)
    if (j === y || (slack === 0 && other === 0)) return true
    return [best - slack, best + slack].every((a) =>
      [item - other, item + other].every((b) => a !== b && monoid.combine(double, a, b) === a),
    )
  })
  return decided ? 0 : Infinity
}

/**
 * The bound of a product of any order: what the operands' bounds may add to it, a rounding an element, and what is
 * lost where a part of the product is flushed to zero; undecided where a part of it may overflow.
 */
const productBound = (y: number, items: Float64Array, bounds: Float64Array): number => {
  if (bounds.includes(Infinity)) return Infinity
  if (!Number.isFinite(y)) return largest(bounds) === 0 && items.length < 2 ? 0 : Infinity
  const far = items.map((item, k) => Math.abs(item) + at(bounds, k))
  const magnitude = far.reduce((product, item) => product * item, 1)
  const growth = far.reduce((product, item) => product * Math.max(item, 1), 1)
  const least = items.reduce((p, item, k) => p * Math.min(Math.max(Math.abs(item) - at(bounds, k), 0), 1), 1)
  const through = largest(bounds) === 0 ? 0 : magnitude - Math.abs(y)
  if (through === 0 && growth <= largestExact && items.every(Number.isInteger)) return 0
  if (growth > greatest) return Infinity
  const rounded = magnitude * Math.expm1(items.length * half)
  const flushed = least >= 2 * leastNormal ? 0 : items.length * leastNormal * growth
  return settled(y, through + rounded + flushed)
}

/** The bound of one fold: of a sum, a product, or a monoid that chooses one of its elements; of any other it is unknown. */
const foldBound = (
  monoid: Monoid,
  dtype: DType,
  y: number,
  items: Float64Array,
  bounds: Float64Array,
): number => {
  if (monoid.keeps === 'position') return positionBound(monoid, y, items, bounds)
  if (monoid.keeps === 'logarithm') return logarithmBound(y, items, bounds)
  if (dtype !== 'f32') return largest(bounds) === 0 ? 0 : Infinity
  const sample = monoid.combine(double, 2, 3)
  if (sample === 5) return sumBound(y, items, bounds, roundings(items.length))
  if (sample === 6) return productBound(y, items, bounds)
  return sample === 2 || sample === 3 ? largest(bounds) : Infinity
}

/** The bounds of one node's elements, from its operands with theirs; `value` is what `formValue` gives. */
export const formBound = <X>(
  form: Computed<X>,
  shape: readonly number[],
  dtype: DType,
  value: Float64Array,
  operand: (x: X) => Bounded,
  sizes: Sizes,
): Float64Array => {
  switch (form.tag) {
    case 'constant':
    case 'index':
      return dtype === 'f32'
        ? value.map((x) => (Number.isFinite(x) ? Math.abs(Math.fround(x) - x) : 0))
        : value.map(() => 0)
    case 'elementwise': {
      const { op } = form
      const operands = form.operands.map(operand)
      return value.map((y, i) =>
        elementBound(
          op,
          dtype,
          operands.map((x) => at(x.data, i)),
          operands.map((x) => at(x.bound, i)),
          y,
        ),
      )
    }
    case 'reduce': {
      const x = operand(form.operand)
      const { start, stride } = folds(x.shape, form.axes)
      const read = (from: Float64Array, i: number): Float64Array =>
        stride.map((step) => at(from, at(start, i) + step))
      return value.map((y, i) => foldBound(form.monoid, dtype, y, read(x.data, i), read(x.bound, i)))
    }
    case 'contract': {
      const [a, b] = [operand(form.left), operand(form.right)]
      const over = contractFolds(a.shape, b.shape, form.letters)
      const read = (from: Float64Array, { start, stride }: typeof over.left, i: number): Float64Array =>
        stride.map((step) => at(from, at(start, i) + step))
      return value.map((y, i) =>
        productsBound(
          y,
          read(a.data, over.left, i),
          read(a.bound, over.left, i),
          read(b.data, over.right, i),
          read(b.bound, over.right, i),
        ),
      )
    }
    case 'move':
      return formValue({ ...form, fill: 0 }, shape, (x) => boundsOf(operand(x)), sizes)
    case 'reshape':
      return operand(form.operand).bound
    case 'gather': {
      const [x, index] = [operand(form.operand), operand(form.index)]
      const undecided = largest(index.bound) > 0
      return formValue(form, shape, (id) => (id === form.operand ? boundsOf(x) : index), sizes).map(
        (bound) => (undecided ? Infinity : bound),
      )
    }
    case 'scatter': {
      const [x, index] = [operand(form.operand), operand(form.index)]
      return scatterBound(value, x, index, form.batch, shape)
    }
  }
}

/** The bounds of sums of the elements that an index gathers in each place, one after the other. */
const scatterBound = (
  value: Float64Array,
  x: Bounded,
  index: Bounded,
  batch: number,
  shape: readonly number[],
): Float64Array => {
  if (largest(index.bound) > 0) return value.map(() => Infinity)
  const items = Array.from(value, (): number[] => [])
  const bounds = Array.from(value, (): number[] => [])
  indexedPlaces(index, batch, at(shape, batch), shape.slice(batch + 1)).forEach((place, i) => {
    items[place]?.push(at(x.data, i))
    bounds[place]?.push(at(x.bound, i))
  })
  return value.map((y, k) => {
    const terms = Float64Array.from(at(items, k))
    return sumBound(y, terms, Float64Array.from(at(bounds, k)), terms.length)
  })
}

const boundsOf = ({ shape, bound }: Bounded): Value => ({ shape, data: bound })

/** The bound of Σ a·b. */
const productsBound = (
  y: number,
  a: Float64Array,
  aBounds: Float64Array,
  b: Float64Array,
  bBounds: Float64Array,
): number => {
  if (largest(aBounds) === Infinity || largest(bBounds) === Infinity) return Infinity
  let through = 0
  let magnitude = 0
  if (!Number.isFinite(y)) {
    const isExact = (x: number, bound: number): boolean => bound === 0 || Math.abs(x) > bound
    const decided = a.every((p, j) => {
      const q = at(b, j)
      return (
        (Number.isFinite(p) && Number.isFinite(q)) ||
        (isExact(p, at(aBounds, j)) && isExact(q, at(bBounds, j)))
      )
    })
    return decided &&
      staysFinite(
        a.map((p, j) => p * at(b, j)),
        0,
      )
      ? 0
      : Infinity
  }
  a.forEach((p, j) => {
    const [q, dp, dq] = [at(b, j), at(aBounds, j), at(bBounds, j)]
    through += Math.abs(p) * dq + Math.abs(q) * dp + dp * dq
    magnitude += (Math.abs(p) + dp) * (Math.abs(q) + dq)
  })
  return settled(y, through + summing(a.length + 1, roundings(a.length) + 1, magnitude))
}
