/**
 * The reference interpreter: slow, obvious, the definition of correct.
 * Before it: `evaluate/meaning.ts`, `evaluate/bound.ts`, `sizes.ts`, `mistakes.ts`. After it: the laws, the tests of
 * every pass and target, the examples in the documentation.
 * Invariant: double precision throughout; nothing recurses; a value is dropped after its last use.
 */
import { known } from './Bug.ts'
import type { DType, TypedArray } from './DType.ts'
import { arrayName, dtypeOfArray } from './DType.ts'
import type { Either } from './Either.ts'
import { left, right } from './Either.ts'
import type { Bounded } from './evaluate/bound.ts'
import { formBound } from './evaluate/bound.ts'
import type { Computed, Value } from './evaluate/meaning.ts'
import { formValue, sizeOf } from './evaluate/meaning.ts'
import * as extent from './Extent.ts'
import type { Sizes } from './Extent.ts'
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
import { countUses, postorder } from './traverse.ts'

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
): Either<Refused, readonly Value[]> =>
  interpret<Value>(roots, inputs, options, {
    given: (value) => value,
    computed: (form, { shape, operand, sizes }) => ({ shape, data: formValue(form, shape, operand, sizes) }),
  })

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
  })

interface Place<V> {
  readonly shape: readonly number[]
  readonly dtype: DType
  readonly operand: (tensor: AnyTensor) => V
  readonly sizes: Sizes
}

/** What a value is in an interpretation: of an input, and of a form over its operands. */
interface Interpretation<V> {
  readonly given: (value: Value) => V
  readonly computed: (form: Computed<AnyTensor>, place: Place<V>) => V
}

const interpret = <V>(
  roots: readonly AnyTensor[],
  arrays: Arrays,
  options: EvaluateOptions,
  { given, computed }: Interpretation<V>,
): Either<Refused, readonly V[]> => {
  const order = postorder(roots, children)
  const mistakes = nonEmpty(mistakesAmong(order).map(({ mistake }) => mistake))
  if (mistakes !== undefined) return left(mistakes)
  const checked = check(order, arrays, options)
  if (checked._tag === 'Left') return checked
  const sizes = checked.right

  const values = new Map<AnyTensor, V>()
  const uses = new Map(countUses(roots, order, children))
  const operand = (tensor: AnyTensor): V => known(values.get(tensor), 'value of an operand')
  for (const tensor of order) {
    const { form, dtype } = tensor
    const shape = tensor.shape.map((size) => sizeOf(size, sizes))
    if (form.tag === 'input')
      values.set(tensor, given({ shape, data: Float64Array.from(known(arrays.get(form.name), 'input')) }))
    else if (form.tag !== 'invalid') values.set(tensor, computed(form, { shape, dtype, operand, sizes }))
    for (const used of children(tensor)) {
      const remaining = known(uses.get(used), 'count of uses') - 1
      uses.set(used, remaining)
      if (remaining === 0) values.delete(used)
    }
  }
  return right(roots.map(operand))
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
  const needed = new Set<string>()
  for (const { shape } of order)
    for (const size of shape) for (const name of extent.names(size)) needed.add(name)
  return inferSizes(declared, lengths, options.sizes, [...needed])
}

const wrongWith = ({ path, dtype }: Declared, array: unknown): readonly RunError[] => {
  if (array === undefined) return [runError('LBZ6001', `the input ${path} is missing`)]
  const found = dtypeOfArray(array)
  if (found === dtype) return []
  const what = found === undefined ? 'something else' : `a ${arrayName[found]}`
  return [runError('LBZ6003', `${path}: ${dtype} takes a ${arrayName[dtype]}, not ${what}`)]
}
