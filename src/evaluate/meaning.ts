/**
 * What each form means: double precision, one element after the other, in a fixed order of summation.
 * Before it: `Tensor.ts`, `basis.ts`. After it: `evaluate.ts` over tensors, `Graph.run` over a table of nodes.
 * Invariant: this is the definition that everything else is compared with. Sums run row-major over the reduced axes,
 * contractions over the left operand's letters in the order they appear, from the identity; nothing is rounded to
 * single precision, constants are not either.
 */
import { double } from '../basis.ts'
import { at, known } from '../Bug.ts'
import * as extent from '../Extent.ts'
import type { Extent, Sizes } from '../Extent.ts'
import type { Monoid } from '../Monoid.ts'
import type { Form, Letters, Row } from '../Tensor.ts'

/** A tensor's elements in row-major order. */
export interface Value {
  readonly shape: readonly number[]
  readonly data: Float64Array
}

/** The forms computed from their operands' values; the caller gives inputs theirs, and runs the bodies of loops. */
export type Computed<X> = Exclude<Form<X>, { readonly tag: 'input' | 'scan' }>

export const count = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1)

/** The number an extent is; the caller knows every size. */
export const sizeOf = (size: Extent, sizes: Sizes): number =>
  known(extent.resolve(size, sizes), `size for ${extent.show(size)}`)

/** Σ stepₖ·oₖ at every position o within the extents, row-major. */
export const offsets = (extents: readonly number[], steps: readonly number[]): Float64Array => {
  let found = new Float64Array(1)
  extents.forEach((size, k) => {
    const step = at(steps, k)
    const finer = new Float64Array(found.length * size)
    found.forEach((offset, p) => {
      for (let o = 0; o < size; o++) finer[p * size + o] = offset + o * step
    })
    found = finer
  })
  return found
}

/** Row-major steps, in elements. */
const steps = (shape: readonly number[]): readonly number[] => shape.map((_, k) => count(shape.slice(k + 1)))

const pick = <A>(items: readonly A[], places: readonly number[]): readonly A[] =>
  places.map((place) => at(items, place))

/** Where the elements of each fold lie: those of result i are at `start[i] + stride[j]`, in order. */
export interface Folds {
  readonly start: Float64Array
  readonly stride: Float64Array
}

export const folds = (shape: readonly number[], axes: readonly number[]): Folds => {
  const kept = [...shape.keys()].filter((axis) => !axes.includes(axis))
  const all = steps(shape)
  return {
    start: offsets(pick(shape, kept), pick(all, kept)),
    stride: offsets(pick(shape, axes), pick(all, axes)),
  }
}

/** The same for the two operands of a contraction: the folds of one run beside those of the other. */
export const contractFolds = (
  left: readonly number[],
  right: readonly number[],
  letters: Letters,
): { readonly left: Folds; readonly right: Folds } => {
  const extents = new Map([
    ...[...letters.left].map((letter, k) => [letter, at(left, k)] as const),
    ...[...letters.right].map((letter, k) => [letter, at(right, k)] as const),
  ])
  const out = [...letters.out]
  const summed = [...new Set(letters.left + letters.right)].filter((letter) => !out.includes(letter))
  const over = (names: readonly string[], operand: string, shape: readonly number[]): Float64Array => {
    const all = steps(shape)
    return offsets(
      names.map((letter) => known(extents.get(letter), `extent of ${letter}`)),
      names.map((letter) => (operand.includes(letter) ? at(all, operand.indexOf(letter)) : 0)),
    )
  }
  return {
    left: { start: over(out, letters.left, left), stride: over(summed, letters.left, left) },
    right: { start: over(out, letters.right, right), stride: over(summed, letters.right, right) },
  }
}

/** The value of one fold: the total, the first position of it, or the logarithm of a total of exponentials. */
export const folded = (monoid: Monoid, items: Float64Array): number => {
  const terms = monoid.keeps === 'logarithm' ? items.map(Math.exp) : items
  const total = terms.reduce((so, next) => monoid.combine(double, so, next), monoid.identity)
  switch (monoid.keeps) {
    case 'total':
      return total
    case 'logarithm':
      return Math.log(total)
    case 'position':
      return Math.max(
        0,
        terms.findIndex((term) => term === total || (Number.isNaN(term) && Number.isNaN(total))),
      )
  }
}

/** For each position of the result, the position that it reads in the operand, or −1 where it reads the fill. */
export const sources = (
  rows: readonly Row[],
  guards: readonly Row[],
  shape: readonly number[],
  operand: readonly number[],
  sizes: Sizes,
): Float64Array => {
  const source = new Float64Array(count(shape))
  const walk = (row: Row, step: number): void => {
    const offset = sizeOf(row.offset, sizes)
    const size = sizeOf(row.extent, sizes)
    offsets(shape, row.coefficients).forEach((place, i) => {
      const element = (place + offset) / row.divisor
      const within = Number.isInteger(element) && element >= 0 && element < size
      source[i] = within && at(source, i) >= 0 ? at(source, i) + element * step : -1
    })
  }
  const all = steps(operand)
  rows.forEach((row, axis) => walk(row, at(all, axis)))
  for (const guard of guards) walk(guard, 0)
  return source
}

/** For each position of a gather's result the position that it reads, for each of a scatter's operand the one it is added to. */
export const indexedPlaces = (
  index: Value,
  batch: number,
  size: number,
  rest: readonly number[],
): Float64Array => {
  const inner = count(rest)
  const within = count(index.shape.slice(batch))
  return mapped(index.data.length * inner, (i) => {
    const [picked, r] = [Math.floor(i / inner), i % inner]
    const chosen = Math.min(Math.max(at(index.data, picked), 0), size - 1)
    return (Math.floor(picked / within) * size + chosen) * inner + r
  })
}

const mapped = (length: number, element: (i: number) => number): Float64Array => {
  const data = new Float64Array(length)
  for (let i = 0; i < length; i++) data[i] = element(i)
  return data
}

/** The elements of one node, from those of its operands. */
export const formValue = <X>(
  form: Computed<X>,
  shape: readonly number[],
  operand: (x: X) => Value,
  sizes: Sizes,
): Float64Array => {
  switch (form.tag) {
    case 'constant':
      return typeof form.value === 'number' ? Float64Array.of(form.value) : Float64Array.from(form.value)
    case 'index': {
      const offset = sizeOf(form.offset, sizes)
      const coefficients = form.coefficients.map((coefficient) => sizeOf(coefficient, sizes))
      return offsets(shape, coefficients).map((place) => place + offset)
    }
    case 'elementwise': {
      const values = form.operands.map((x) => operand(x).data)
      return mapped(count(shape), (i) => form.op.meaning(...values.map((data) => at(data, i))))
    }
    case 'reduce': {
      const x = operand(form.operand)
      const { start, stride } = folds(x.shape, form.axes)
      return start.map((first) =>
        folded(
          form.monoid,
          stride.map((step) => at(x.data, first + step)),
        ),
      )
    }
    case 'contract': {
      const left = operand(form.left)
      const right = operand(form.right)
      const over = contractFolds(left.shape, right.shape, form.letters)
      return mapped(count(shape), (i) => {
        const [a, b] = [at(over.left.start, i), at(over.right.start, i)]
        let total = 0
        for (let j = 0; j < over.left.stride.length; j++)
          total += at(left.data, a + at(over.left.stride, j)) * at(right.data, b + at(over.right.stride, j))
        return total
      })
    }
    case 'move': {
      const x = operand(form.operand)
      return sources(form.rows, form.guards, shape, x.shape, sizes).map((source) =>
        source < 0 ? form.fill : at(x.data, source),
      )
    }
    case 'reshape':
      return operand(form.operand).data
    case 'gather': {
      const x = operand(form.operand)
      const size = at(x.shape, form.batch)
      const places = indexedPlaces(operand(form.index), form.batch, size, x.shape.slice(form.batch + 1))
      return places.map((place) => x.data[place] ?? 0)
    }
    case 'scatter': {
      const x = operand(form.operand)
      const index = operand(form.index)
      const total = new Float64Array(count(shape))
      const size = at(shape, form.batch)
      if (size === 0) return total
      indexedPlaces(index, form.batch, size, shape.slice(form.batch + 1)).forEach(
        (place, i) => (total[place] = at(total, place) + at(x.data, i)),
      )
      return total
    }
  }
}
