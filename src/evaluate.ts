/**
 * The reference interpreter: slow, obvious, the definition of correct.
 * Before it: `evaluate/meaning.ts`, `evaluate/bound.ts`, `sizes.ts`, `mistakes.ts`. After it: the laws, the tests of
 * every pass and target, the examples in the documentation.
 * Invariant: double precision throughout; nothing recurses; a value is dropped after its last use.
 */
import { known } from './Bug.ts'
import type { TypedArray } from './DType.ts'
import { arrayName, dtypeOfArray, numbersOf } from './DType.ts'
import type { Either } from './Either.ts'
import { left, right } from './Either.ts'
import type { Bounded } from './evaluate/bound.ts'
import { formBound } from './evaluate/bound.ts'
import type { Value } from './evaluate/meaning.ts'
import { count, formValue, sizeOf } from './evaluate/meaning.ts'
import type { Interpretation } from './evaluate/walk.ts'
import { Walk } from './evaluate/walk.ts'
import type { Extent, Sizes } from './Extent.ts'
import type { Mistake } from './Mistake.ts'
import { mistakesAmong } from './mistakes.ts'
import type { NonEmpty } from './NonEmpty.ts'
import { nonEmpty } from './NonEmpty.ts'
import type { RunError } from './RunError.ts'
import { runError } from './RunError.ts'
import type { Declared } from './sizes.ts'
import { inferSizes } from './sizes.ts'
import type { AnyTensor } from './Tensor.ts'
import { children } from './operands.ts'
import { postorder } from './traverse.ts'

/** The arrays that inputs stand for, by name. */
export type Arrays = ReadonlyMap<string, TypedArray>

export interface EvaluateOptions {
  /** The symbolic sizes that do not follow from the inputs' lengths. */
  readonly sizes?: Sizes
}

export type Refused = NonEmpty<Mistake | RunError>

/**
 * The values of the roots, in double precision.
 *
 * @example
 * const x = input('x', f32(dim('n')))
 * const inputs = new Map([['x', Float32Array.of(1, 2, 3)]])
 * const result = evaluate([sum(square(x))], inputs)
 * result._tag === 'Right' && result.right[0]?.data // [14]
 */
export const evaluate = (
  roots: readonly AnyTensor[],
  inputs: Arrays = new Map(),
  options: EvaluateOptions = {},
): Either<Refused, readonly Value[]> => interpret<Value>(roots, inputs, options, inDouble)

const inDouble: Interpretation<Value> = {
  given: (value) => value,
  computed: (form, { shape, operand, sizes }) => ({ shape, data: formValue(form, shape, operand, sizes) }),
  part: ({ data }, start, shape) => ({ shape, data: data.subarray(start, start + count(shape)) }),
  joined: (parts, shape) => ({ shape, data: concatenated(parts.map(({ data }) => data)) }),
}

/**
 * The values of the roots where those of some tensors are known; every input that is not behind these is among them.
 *
 * @example
 * const x = input('x', f32())
 * const y = square(x)
 * const at3 = new Map([[y, { shape: [], data: Float64Array.of(3) }]])
 * const result = evaluateFrom([mul(2, y)], at3, new Map())
 * result._tag === 'Right' && result.right[0]?.data // [6]
 */
export const evaluateFrom = (
  roots: readonly AnyTensor[],
  values: ReadonlyMap<AnyTensor, Value>,
  sizes: Sizes,
): Either<Refused, readonly Value[]> => {
  const walk = new Walk(inDouble, sizes)
  const found = walk.run(roots, values)
  const refused = nonEmpty(walk.refusals)
  return refused === undefined ? right(found) : left(refused)
}

/** The sizes of a run of the roots, or why there is none. */
export const sizesOf = (
  roots: readonly AnyTensor[],
  inputs: Arrays,
  options: EvaluateOptions = {},
): Either<NonEmpty<RunError>, Sizes> => check(postorder(roots, children), inputs, options)

/**
 * The values of the roots, each element with a bound on how far a result in single precision may be from it;
 * Infinity where a comparison or a choice is undecided. Inputs are exact.
 *
 * @example
 * const x = input('x', f32())
 * const result = evaluateWithBounds([div(x, 3)], new Map([['x', Float32Array.of(4)]]))
 * result._tag === 'Right' && result.right[0]?.bound // [6e-8]
 */
export const evaluateWithBounds = (
  roots: readonly AnyTensor[],
  inputs: Arrays = new Map(),
  options: EvaluateOptions = {},
): Either<Refused, readonly Bounded[]> =>
  interpret<Bounded>(roots, inputs, options, {
    given: (value) => ({ ...value, bound: new Float64Array(value.data.length) }),
    computed: (form, { shape, dtype, operand, sizes }) => {
      const data = formValue(form, shape, operand, sizes)
      return { shape, data, bound: formBound(form, shape, dtype, data, operand, sizes) }
    },
    part: ({ data, bound }, start, shape) => {
      const end = start + count(shape)
      return { shape, data: data.subarray(start, end), bound: bound.subarray(start, end) }
    },
    joined: (parts, shape) => ({
      shape,
      data: concatenated(parts.map(({ data }) => data)),
      bound: concatenated(parts.map(({ bound }) => bound)),
    }),
  })

const concatenated = (arrays: readonly Float64Array[]): Float64Array => {
  const all = new Float64Array(arrays.reduce((length, array) => length + array.length, 0))
  let start = 0
  for (const array of arrays) {
    all.set(array, start)
    start += array.length
  }
  return all
}

const interpret = <V extends Value>(
  roots: readonly AnyTensor[],
  arrays: Arrays,
  options: EvaluateOptions,
  interpretation: Interpretation<V>,
): Either<Refused, readonly V[]> => {
  const order = postorder(roots, children)
  const mistakes = nonEmpty(mistakesAmong(order).map(({ mistake }) => mistake))
  if (mistakes !== undefined) return left(mistakes)
  const checked = check(order, arrays, options)
  if (checked._tag === 'Left') return checked
  const sizes = checked.right
  const given = new Map(
    order.flatMap((tensor): (readonly [AnyTensor, V])[] => {
      const { form } = tensor
      if (form.tag !== 'input') return []
      const shape = tensor.shape.map((size) => sizeOf(size, sizes))
      const data = numbersOf(tensor.dtype, known(arrays.get(form.name), 'input'))
      return [[tensor, interpretation.given({ shape, data })]]
    }),
  )
  const walk = new Walk(interpretation, sizes)
  const values = walk.run(roots, given)
  const refused = nonEmpty(walk.refusals)
  return refused === undefined ? right(values) : left(refused)
}

/** The sizes of a run, where every input has an array that fits. */
const check = (
  order: readonly AnyTensor[],
  arrays: Arrays,
  options: EvaluateOptions,
): Either<NonEmpty<RunError>, Sizes> => {
  const declared = order.flatMap(({ form, shape, dtype }): Declared[] =>
    form.tag === 'input' ? [{ path: form.name, shape, dtype }] : [],
  )
  const errors = nonEmpty(declared.flatMap((input) => wrongWith(input, arrays.get(input.path))))
  if (errors !== undefined) return left(errors)
  const lengths = new Map(declared.map(({ path }) => [path, known(arrays.get(path), 'input').length]))
  const needed = withBodies(order)
    .flatMap(extentsOf)
    .filter((size) => typeof size !== 'number')
  return inferSizes(declared, lengths, options.sizes, needed)
}

/** The extents that a run needs as sizes. */
const extentsOf = ({ form, shape }: AnyTensor): readonly Extent[] =>
  form.tag === 'scan' ? [...shape, form.steps] : shape

/** The tensors and those of the loops among them. */
const withBodies = (order: readonly AnyTensor[]): readonly AnyTensor[] => {
  const all = [...order]
  for (const { form } of all) if (form.tag === 'scan') all.push(...postorder(form.loop.next, children))
  return all
}

const wrongWith = ({ path, dtype }: Declared, array: unknown): readonly RunError[] => {
  if (array === undefined) return [runError('LBZ6001', `the input ${path} is missing`)]
  const found = dtypeOfArray(array)
  if (found === dtype) return []
  const what = found === undefined ? 'something else' : `a ${arrayName[found]}`
  return [runError('LBZ6003', `${path}: ${dtype} takes a ${arrayName[dtype]}, not ${what}`)]
}
