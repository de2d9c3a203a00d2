/**
 * Symbolic sizes from the lengths of arrays: each input is an equation, the product of its extents is its length.
 * Before it: `Extent.ts`, `RunError.ts`. After it: the interpreter and every executable, which ask the same function.
 * Invariant: an equation in one unknown is solved; what is returned satisfies every equation; nothing is guessed.
 */
import type { DType } from './DType.ts'
import type { Either } from './Either.ts'
import { left, right } from './Either.ts'
import * as extent from './Extent.ts'
import type { Extent, Sizes } from './Extent.ts'
import type { NonEmpty } from './NonEmpty.ts'
import { nonEmpty } from './NonEmpty.ts'
import type { RunError } from './RunError.ts'
import { runError } from './RunError.ts'
import * as shapes from './Shape.ts'
import type { Shape } from './Shape.ts'

/** What is known of an input before its array is seen. */
export interface Declared {
  readonly path: string
  readonly shape: Shape
  readonly dtype: DType
}

const largest = 2 ** 31 - 1

const isSize = (size: number): boolean => Number.isInteger(size) && size >= 0 && size <= largest

/**
 * The size of the one unknown name for which the polynomial has the value, or undefined where none has.
 * The polynomial grows with the name.
 */
const solve = (polynomial: Extent, name: string, known: Sizes, value: number): number | undefined => {
  const valueAt = (size: number): number =>
    extent.resolve(polynomial, new Map([...known, [name, size]])) ?? Number.NaN
  let low = 0
  let high = largest
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (valueAt(middle) < value) low = middle + 1
    else high = middle
  }
  return valueAt(low) === value ? low : undefined
}

/** Whether the polynomial is proven to grow with the name, the other names being sizes: then one size fits at most. */
const rises = (polynomial: Extent, name: string, known: Sizes): boolean =>
  typeof polynomial !== 'number' &&
  polynomial.terms.every(({ coefficient, factors }) => coefficient > 0 || !factors.includes(name)) &&
  polynomial.terms.some(
    ({ factors }) =>
      factors.includes(name) && factors.every((factor) => factor === name || known.get(factor) !== 0),
  )

/** `n×64 (n = 10)`. */
const withSizes = (shape: Shape, sizes: Sizes): string => {
  const used = [...new Set(shape.flatMap(extent.names))].filter((name) => sizes.has(name))
  const known = used.map((name) => `${name} = ${sizes.get(name)}`).join(', ')
  return shapes.show(shape) + (known === '' ? '' : ` (${known})`)
}

/** An input whose array has been seen: the product of its extents is the length. */
interface Equation {
  readonly path: string
  readonly shape: Shape
  readonly length: number
}

/** Adds what the equation says to the sizes, or gives its error; undefined while it cannot be solved yet. */
const settle = (
  { path, shape, length }: Equation,
  sizes: Map<string, number>,
): readonly RunError[] | undefined => {
  const product = shapes.sizeOf(shape)
  const unknown = extent.names(product).filter((name) => !sizes.has(name))
  const [name] = unknown
  if (name === undefined) {
    const needed = extent.resolve(product, sizes)
    const sentence = `${path}: length ${length}, but ${withSizes(shape, sizes)} needs ${needed}`
    return needed === length ? [] : [runError('LBZ6004', sentence)]
  }
  if (unknown.length > 1 || !rises(product, name, sizes)) return undefined
  const size = solve(product, name, sizes, length)
  if (size === undefined)
    return [runError('LBZ6004', `${path}: length ${length} fits ${withSizes(shape, sizes)} for no ${name}`)]
  sizes.set(name, size)
  return []
}

/** Extents that the sizes make negative or too large: those of inputs with their paths, others alone. */
const impossible = (
  inputs: readonly Declared[],
  needed: readonly Extent[],
  sizes: Sizes,
): readonly RunError[] => {
  const wrong = (place: string, sizesOf: readonly Extent[]): readonly RunError[] =>
    sizesOf.flatMap((size) => {
      const value = extent.resolve(size, sizes)
      return value === undefined || isSize(value)
        ? []
        : [runError('LBZ6007', `${place}the extent ${extent.show(size)} is ${value}`)]
    })
  const named = inputs.flatMap(({ path, shape }) => wrong(`${path}: `, shape))
  if (named.length > 0) return named
  return wrong('', [...new Map(needed.map((size) => [extent.show(size), size])).values()])
}

/**
 * The sizes that the lengths of the inputs' arrays imply, with those given. The extents in `needed` must come out
 * as sizes, as must those in the shapes of the inputs.
 *
 * @example
 * const x = { path: 'x', shape: [dim('n'), 64], dtype: 'f32' } as const
 * inferSizes([x], new Map([['x', 640]])) // { _tag: 'Right', right: Map(1) { 'n' => 10 } }
 */
export const inferSizes = (
  inputs: readonly Declared[],
  lengths: ReadonlyMap<string, number>,
  given: Sizes = new Map(),
  needed: readonly Extent[] = [],
): Either<NonEmpty<RunError>, Sizes> => {
  const sizes = new Map([...given].filter(([, size]) => isSize(size)))
  const errors = [...given]
    .filter(([, size]) => !isSize(size))
    .map(([name, size]) => runError('LBZ6007', `the size ${name} = ${size} is not an extent`))

  let open: readonly Equation[] = inputs.flatMap(({ path, shape }) => {
    const length = lengths.get(path)
    return length === undefined ? [] : [{ path, shape, length }]
  })
  for (let before = Infinity; open.length < before;) {
    before = open.length
    open = open.filter((equation) => {
      const found = settle(equation, sizes)
      errors.push(...(found ?? []))
      return found === undefined
    })
  }

  const names = new Set([...inputs.flatMap(({ shape }) => shape), ...needed].flatMap(extent.names))
  const unknown = [...names].filter((name) => errors.length === 0 && !sizes.has(name))
  const wrong = nonEmpty([
    ...errors,
    ...unknown.map((name) =>
      runError('LBZ6005', `the size ${name} does not follow from the lengths of the inputs`),
    ),
    ...impossible(inputs, needed, sizes),
  ])
  return wrong === undefined ? right(sizes) : left(wrong)
}
