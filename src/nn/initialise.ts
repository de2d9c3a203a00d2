/**
 * Initial values of parameters, from a key.
 * Before it: `random/numbers.ts`, `Tree.ts`. After it: the namespace `nn`; whoever starts to train.
 * Invariant: each tensor's values depend on the key and on its own path alone, so that a layer more changes no other;
 * fans are PyTorch's: of a weight [out, in, …], in·… and out·….
 */
import type { DType, FreshArrayOf, TypedArray } from '../DType.ts'
import { allocate } from '../DType.ts'
import type { Key } from '../random/numbers.ts'
import * as random from '../random/numbers.ts'
import * as shapes from '../Shape.ts'
import { isSpec } from '../Spec.ts'
import type { Spec } from '../Spec.ts'
import { isTensor } from '../Tensor.ts'
import * as tree from '../Tree.ts'
import type { Tree } from '../Tree.ts'

/** The values of a tensor: from a key, its shape, and its path among the parameters. */
export type Initialiser = (key: Key, shape: readonly number[], path?: string) => Float32Array

const sizeOf = (shape: readonly number[]): number => shape.reduce((size, extent) => size * extent, 1)

/**
 * Zeros, whatever the key.
 *
 * @example
 * zeros(random.key(0), [2]) // [0, 0]
 */
export const zeros: Initialiser = (_, shape) => new Float32Array(sizeOf(shape))

/**
 * Ones, whatever the key.
 *
 * @example
 * ones(random.key(0), [2]) // [1, 1]
 */
export const ones: Initialiser = (_, shape) => new Float32Array(sizeOf(shape)).fill(1)

/**
 * Numbers spread evenly over [low, high).
 *
 * @example
 * uniform({ low: -1, high: 1 })(random.key(0), [2]) // [0.895334, 0.957160]
 */
export const uniform =
  (range: random.Range): Initialiser =>
  (key, shape) =>
    random.uniform(key, sizeOf(shape), range)

export interface NormalOptions {
  readonly mean?: number
  readonly deviation?: number
}

/**
 * Numbers of the normal distribution.
 *
 * @example
 * normal({ deviation: 0.1 })(random.key(42), [2]) // [-0.002830, 0.046713]
 */
export const normal =
  ({ mean = 0, deviation = 1 }: NormalOptions): Initialiser =>
  (key, shape) =>
    random.normal(key, sizeOf(shape)).map((x) => mean + deviation * x)

/** How many numbers a weight's output is summed of, and how many sums an input goes into. */
interface Fans {
  readonly in: number
  readonly out: number
}

/**
 * Values by the fans of a weight. What has fewer than two axes has no fans: a `weight` there is a scale and starts at
 * 1, everything else at 0.
 */
const byFans =
  (values: (fans: Fans) => Initialiser): Initialiser =>
  (key, shape, path = '') => {
    const [out, inputs, ...places] = shape
    if (out !== undefined && inputs !== undefined) {
      const each = sizeOf(places)
      return values({ in: inputs * each, out: out * each })(key, shape)
    }
    return (/(?:^|\.)weight$/.test(path) ? ones : zeros)(key, shape)
  }

const evenly = (bound: number): Initialiser => uniform({ low: -bound, high: bound })

/**
 * Glorot and Bengio's: neither signal nor gradient grows from layer to layer; evenly over ±√(6 / (in + out)).
 *
 * @example
 * xavierUniform(random.key(0), [1, 5]).every((x) => Math.abs(x) <= 1) // true
 */
export const xavierUniform: Initialiser = byFans((fans) => evenly(Math.sqrt(6 / (fans.in + fans.out))))

/**
 * Glorot and Bengio's, of the normal distribution of variance 2 / (in + out).
 *
 * @example
 * xavierNormal(random.key(42), [1, 1]) // [-0.02830]
 */
export const xavierNormal: Initialiser = byFans((fans) =>
  normal({ deviation: Math.sqrt(2 / (fans.in + fans.out)) }),
)

/**
 * He's for rectifiers, which halve a signal: evenly over ±√(6 / in).
 *
 * @example
 * heUniform(random.key(0), [5, 6]).every((x) => Math.abs(x) <= 1) // true
 */
export const heUniform: Initialiser = byFans((fans) => evenly(Math.sqrt(6 / fans.in)))

/**
 * He's for rectifiers, of the normal distribution of variance 2 / in.
 *
 * @example
 * heNormal(random.key(42), [1, 2]) // [-0.02830, 0.46713]
 */
export const heNormal: Initialiser = byFans((fans) => normal({ deviation: Math.sqrt(2 / fans.in) }))

/** The arrays for a record of specs. */
export type Initial<P> = {
  readonly [K in keyof P]: P[K] extends { readonly shape: unknown; readonly dtype: infer D extends DType }
    ? FreshArrayOf[D]
    : Initial<P[K]>
}

/** What is no record stands where a spec is to be, and is looked at as one. */
const isLeaf = (value: unknown): value is Spec => !tree.isRecord(value) || isSpec(value)

/** A key for a path: its characters folded in, one after the other. */
const keyOf = (key: Key, path: string): Key =>
  [...path].reduce((from, character) => random.foldIn(from, character.codePointAt(0) ?? 0), key)

/** The extents as numbers; a parameter has no symbolic size, which a type parameter cannot rule out. */
const numbersOf = ({ shape }: Spec, path: string): readonly number[] =>
  shape.map((extent) => {
    if (typeof extent === 'number') return extent
    throw new RangeError(`initialise: ${path} is ${shapes.show(shape)}, and a parameter needs numbers`)
  })

/**
 * Values for a record of parameters: a layer's, or those among a program's inputs. What is no float32 starts at 0.
 *
 * @example
 * const { parameters } = nn.linear({ in: 2, out: 1 })
 * initialise(random.key(0), parameters, xavierUniform).bias // [0]
 * initialise(random.key(0), parameters, ones).weight // [1, 1]
 */
export const initialise = <const P extends Tree<Spec>>(
  key: Key,
  parameters: P,
  initialiser: Initialiser,
): Initial<P> =>
  initial<P>(
    tree.map<Spec, TypedArray>(parameters, isLeaf, (spec, names) => {
      const path = names.join('.')
      if (!isTensor(spec) && !isSpec(spec)) throw new RangeError(`initialise: ${path} is not a spec`)
      const shape = numbersOf(spec, path)
      if (spec.dtype !== 'f32') return allocate(spec.dtype, sizeOf(shape))
      return initialiser(keyOf(key, path), shape, path)
    }),
  )

/** States the type of arrays each of which was made for the spec at its path. */
const initial = <P>(arrays: Tree<TypedArray>): Initial<P> => arrays as Initial<P>
