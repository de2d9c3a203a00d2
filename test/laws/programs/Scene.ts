/**
 * A program while it is being drawn: the values so far, and the numbers that decide what comes next.
 * Before it: the interpreter. After it: the chapters of steps beside this file, `draw.ts`.
 * Invariant: whatever the numbers are, a step finds operands or gives nothing; each value was computed once, and what
 * is refused, too large or not finite was left out.
 */
import fc from 'fast-check'
import { at } from '../../../src/Bug.ts'
import { data, input } from '../../../src/construct.ts'
import { allocate } from '../../../src/DType.ts'
import type { DType, TypedArray } from '../../../src/DType.ts'
import { evaluate } from '../../../src/evaluate.ts'
import type { Extent, Sizes } from '../../../src/Extent.ts'
import * as extent from '../../../src/Extent.ts'
import type { Shape } from '../../../src/Shape.ts'
import { isTensor } from '../../../src/Tensor.ts'
import type { AnyTensor } from '../../../src/Tensor.ts'

/** Where the numbers of an input may lie. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** What a step is drawn from. */
export interface StepDrawn {
  readonly step: number
  readonly picks: readonly number[]
}

/** One operation on values of the scene; nothing where none of them fits. */
export type Step = (scene: Scene) => unknown

/** Types are erased: an operation as it comes, on what was drawn for it. */
export const apply = (operation: unknown, ...given: readonly unknown[]): unknown => {
  if (typeof operation !== 'function') throw new Error('no operation')
  return Reflect.apply(operation, undefined, given)
}

/** An operation that takes options before its operands. */
export const applyWith = (operation: unknown, options: unknown, ...operands: readonly unknown[]): unknown =>
  apply(apply(operation, options), ...operands)

/** Elements of one value at most. */
const most = 400

const grid = 2 ** -6

/** Numbers of a grid that float32 holds exactly, the same at every run. */
export const arrayOf = (dtype: DType, length: number, { from, to }: Span, seed: number): TypedArray => {
  const drawn = fc.sample(fc.noBias(fc.integer({ min: 0, max: 2 ** 20 - 1 })), { seed, numRuns: length })
  const array = allocate(dtype, length)
  drawn.forEach((number, k) => {
    const x = from + (number / 2 ** 20) * (to - from)
    array[k] = dtype === 'f32' ? Math.floor(x / grid) * grid + grid / 2 : Math.floor(x)
  })
  return array
}

const extremes = [0, -0, 1, -1, Infinity, -Infinity, NaN, 1e30, -1e-30, 1e-40]

/** The array with some of its elements extreme, if it is of real numbers. */
const withExtremes = (array: TypedArray, seed: number): TypedArray => {
  if (!(array instanceof Float32Array)) return array
  const places = fc.sample(fc.noBias(fc.nat(39)), { seed: seed + 1, numRuns: array.length })
  return array.map((x, k) => extremes[at(places, k)] ?? x)
}

const usual: Readonly<Record<DType, Span>> = {
  f32: { from: -2, to: 2 },
  i32: { from: -3, to: 4 },
  u32: { from: 0, to: 5 },
  bool: { from: 0, to: 2 },
}

export class Scene {
  readonly values: AnyTensor[] = []
  readonly inputs = new Map<string, AnyTensor>()
  readonly spans = new Map<string, Span>()
  readonly arrays = new Map<string, TypedArray>()
  readonly sizes: Sizes
  readonly seed: number
  /** Whether inputs hold what arithmetic breaks at: infinities, NaN, zeros of both signs, the large and the small. */
  readonly isExtreme: boolean
  /** Sentences of what was refused, and how many values were left out for what they are. */
  readonly refused: string[] = []
  wild = 0
  private picks: readonly number[] = []
  private next = 0

  constructor(sizes: Sizes, seed: number, isExtreme: boolean) {
    this.sizes = sizes
    this.seed = seed
    this.isExtreme = isExtreme
  }

  /** Begins a step: the numbers that it may pick by. */
  begin(picks: readonly number[]): void {
    this.picks = picks
    this.next = 0
  }

  /** A number below a count. */
  pick(count: number): number {
    const index = this.next++
    const drawn = at(this.picks, index % this.picks.length) + 31 * Math.floor(index / this.picks.length)
    return count < 1 ? 0 : drawn % count
  }

  one<A>(items: readonly A[]): A {
    return at(items, this.pick(items.length))
  }

  chance(outOf: number): boolean {
    return this.pick(outOf) === outOf - 1
  }

  /** A value that fits, the last ones likelier. */
  value(fits: (tensor: AnyTensor) => boolean = () => true): AnyTensor | undefined {
    const fitting = this.values.filter(fits)
    if (fitting.length === 0) return undefined
    const back = this.pick(2) === 0 ? this.pick(Math.min(3, fitting.length)) : this.pick(fitting.length)
    return at(fitting, fitting.length - 1 - back)
  }

  real(fits: (tensor: AnyTensor) => boolean = () => true): AnyTensor | undefined {
    return this.value((tensor) => tensor.dtype === 'f32' && fits(tensor))
  }

  axisOf({ shape }: AnyTensor): number {
    const axis = this.pick(shape.length)
    return this.chance(3) ? axis - shape.length : axis
  }

  resolved(shape: Shape): readonly number[] {
    return shape.map((size) => extent.resolve(size, this.sizes) ?? NaN)
  }

  /** A new input of numbers; a constant where there are many inputs, or now and then. */
  fresh(shape: Shape, dtype: DType = 'f32', span: Span = usual[dtype]): AnyTensor {
    const length = this.resolved(shape).reduce((product, size) => product * size, 1)
    const seed = this.seed + 101 * this.values.length + 17 * this.next
    const array = arrayOf(dtype, length, span, seed)
    if (shape.every((size) => typeof size === 'number') && (this.inputs.size > 7 || this.chance(6)))
      return data(array, shape)
    const name = `x${this.inputs.size}`
    const tensor = input(name, shape, dtype)
    this.inputs.set(name, tensor)
    this.spans.set(name, span)
    this.arrays.set(name, this.isExtreme ? withExtremes(array, seed) : array)
    return tensor
  }

  /** Keeps a result if it is one and its elements are few and tame. */
  keep(result: unknown): void {
    if (Array.isArray(result)) {
      for (const each of result) this.keep(each)
      return
    }
    if (!isTensor(result) || this.values.includes(result)) return
    const { form, shape, dtype } = result
    if (form.tag === 'invalid') {
      this.refused.push(form.mistake?.sentence ?? '')
      return
    }
    const extents = this.resolved(shape)
    if (extents.some((size) => !(size >= 0)) || extents.reduce((product, size) => product * size, 1) > most)
      return
    const run = evaluate([result], this.arrays, { sizes: this.sizes })
    if (run._tag === 'Left') {
      this.refused.push(run.left.map(({ sentence }) => sentence).join())
      return
    }
    const tame = this.isExtreme || dtype !== 'f32' || at(run.right, 0).data.every((x) => Math.abs(x) <= 100)
    if (tame || this.chance(40)) this.values.push(result)
    else this.wild += 1
  }
}

/** An extent, small; 0 is rare. */
export const someExtent = (scene: Scene): number => scene.one([1, 2, 3, 2, 3, 1, 5, 2, 3, 0])

/** A shape of few axes. */
export const someShape = (scene: Scene): readonly number[] =>
  Array.from({ length: scene.one([1, 2, 2, 3, 0, 2]) }, () => someExtent(scene))

export const isFixed = ({ shape }: AnyTensor): boolean => shape.every((size) => typeof size === 'number')

export const fixedOf = ({ shape }: AnyTensor): readonly number[] =>
  shape.map((size: Extent) => (typeof size === 'number' ? size : NaN))

export const hasRank =
  (from: number, to = from) =>
  ({ shape }: AnyTensor): boolean =>
    shape.length >= from && shape.length <= to
