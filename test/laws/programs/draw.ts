/**
 * Random programs over the whole table: arrays of (operation, operands, attributes), never trees, so that values are
 * shared as in real programs.
 * Before it: the chapters of steps beside this file. After it: `judge.ts`, the law and the campaign.
 * Invariant: what is drawn decides everything; the same numbers give the same program and the same arrays.
 */
import fc from 'fast-check'
import { dim, hvp, jvp, valueAndGrad, vjp, vmap } from '../../../src/index.ts'
import { at } from '../../../src/Bug.ts'
import { allocate, dtypeOfArray } from '../../../src/DType.ts'
import type { TypedArray } from '../../../src/DType.ts'
import * as extent from '../../../src/Extent.ts'
import type { Sizes } from '../../../src/Extent.ts'
import { mul } from '../../../src/ops/arithmetic.ts'
import { sum } from '../../../src/ops/reduction.ts'
import { closed, isProgram } from '../../../src/Program.ts'
import type { Program } from '../../../src/Program.ts'
import { elementwise } from '../../../src/construct.ts'
import * as shapes from '../../../src/Shape.ts'
import { isTensor } from '../../../src/Tensor.ts'
import type { AnyTensor } from '../../../src/Tensor.ts'
import * as tree from '../../../src/Tree.ts'
import * as elementwiseSteps from './elementwise.ts'
import * as layers from './layers.ts'
import * as loops from './loops.ts'
import * as movement from './movement.ts'
import { Scene, apply, applyWith, arrayOf, someExtent, someShape } from './Scene.ts'
import type { StepDrawn } from './Scene.ts'

/** Chapters of steps, some likelier than others. */
const chapters = [
  elementwiseSteps.steps,
  movement.steps,
  layers.steps,
  elementwiseSteps.steps,
  movement.steps,
  layers.steps,
  loops.steps,
] as const

export const kinds = [
  'values',
  'gradients',
  'second order',
  'reverse',
  'forward',
  'batch',
  'batch of gradients',
] as const

const picks = fc.array(fc.nat(999), { minLength: 10, maxLength: 10 })

const some = (minLength: number, maxLength: number) =>
  fc.array(fc.record({ step: fc.nat(999_999), picks }), { minLength, maxLength })

export const drawing = fc.noBias(
  fc.record({
    kind: fc.nat(999),
    symbolic: fc.nat(999),
    seed: fc.nat(99_999),
    inputs: fc.array(picks, { minLength: 1, maxLength: 3 }),
    steps: fc.oneof(some(1, 3), some(4, 14)),
    outputs: fc.array(fc.nat(999), { minLength: 1, maxLength: 3 }),
  }),
)

export interface Drawing {
  readonly kind: number
  readonly symbolic: number
  readonly seed: number
  readonly inputs: readonly (readonly number[])[]
  readonly steps: readonly StepDrawn[]
  readonly outputs: readonly number[]
}

/** A program with the arrays and sizes that it is judged with. */
export interface Drawn {
  readonly kind: (typeof kinds)[number]
  readonly program: Program
  readonly arrays: ReadonlyMap<string, TypedArray>
  readonly sizes: Sizes
  readonly scene: Scene
  /** Its scalar and the inputs that it may be differentiated by. */
  readonly loss: AnyTensor | undefined
  readonly wrt: readonly AnyTensor[]
}

const addInput = (scene: Scene, isSymbolic: boolean): void => {
  const shape = someShape(scene)
  const dtype = scene.one(['f32', 'f32', 'f32', 'f32', 'i32', 'bool', 'u32', 'f32'] as const)
  scene.keep(scene.fresh(isSymbolic ? [dim('n'), ...shape.slice(1)] : shape, dtype))
}

const takeStep = (scene: Scene, { step, picks: drawn }: StepDrawn): void => {
  scene.begin(drawn)
  const chapter = at(chapters, step % chapters.length)
  scene.keep(at(chapter, Math.floor(step / chapters.length) % chapter.length)(scene))
}

/** The sum of a value, weighted now and then: a scalar with a gradient. */
const lossOf = (scene: Scene): AnyTensor | undefined => {
  const last = scene.values.findLast(({ dtype }) => dtype === 'f32')
  const value = scene.chance(2) ? last : scene.real()
  if (value === undefined) return undefined
  const weighted = scene.chance(3) ? elementwise(mul.op, value, scene.fresh(value.shape)) : value
  const loss = apply(sum, weighted)
  return isTensor(loss) ? loss : undefined
}

const asProgram = (value: unknown): Program => {
  if (!isProgram(value)) throw new Error('no program')
  return value
}

/** The array again and again: integers name elements, which others might not do. */
const repeated = (array: TypedArray, length: number): TypedArray => {
  const longer = allocate(dtypeOfArray(array) ?? 'f32', length)
  for (let k = 0; k < length; k++) longer[k] = at(array, k % array.length)
  return longer
}

const arraysFor = (program: Program, scene: Scene): ReadonlyMap<string, TypedArray> =>
  new Map(
    tree.entries(program.inputs, isTensor).map(([path, { shape, dtype }], k) => {
      const own = scene.arrays.get(path)
      const length = extent.resolve(shapes.sizeOf(shape), scene.sizes) ?? 0
      if (own?.length === length) return [path, own]
      if (own !== undefined && dtype !== 'f32') return [path, repeated(own, length)]
      const span = scene.spans.get(path) ?? { from: -1, to: 1 }
      return [path, arrayOf(dtype, length, span, scene.seed + 7 * k)]
    }),
  )

/** What is asked of the program: its values, its derivatives, those of a batch. */
const asked = (kind: Drawn['kind'], plain: Program, wrt: readonly string[], scene: Scene): Program => {
  const options = { of: 'loss', wrt }
  const size = someExtent(scene)
  const batched = Object.keys(plain.inputs).filter(() => !scene.chance(3))
  const all = batched.length === 0 ? Object.keys(plain.inputs) : batched
  switch (kind) {
    case 'values':
      return plain
    case 'gradients':
      return asProgram(applyWith(valueAndGrad, options, plain))
    case 'second order':
      return asProgram(applyWith(hvp, options, plain))
    case 'reverse':
      return asProgram(applyWith(vjp, { of: ['loss'], wrt }, plain))
    case 'forward':
      return asProgram(applyWith(jvp, { of: ['loss'], wrt }, plain))
    case 'batch':
      return asProgram(applyWith(vmap, { size, in: all }, plain))
    case 'batch of gradients':
      return asProgram(applyWith(vmap, { size, in: all }, applyWith(valueAndGrad, options, plain)))
  }
}

export const drawn = (drawing: Drawing): Drawn => {
  const size = at([2, 3, 1, 5, 0], drawing.seed % 5)
  const scene = new Scene(new Map([['n', size]]), drawing.seed, drawing.symbolic % 9 === 4)
  const isSymbolic = drawing.symbolic % 4 === 1
  for (const each of drawing.inputs) {
    scene.begin(each)
    addInput(scene, isSymbolic && !scene.chance(3))
  }
  for (const step of drawing.steps) takeStep(scene, step)
  scene.begin(drawing.outputs)
  const last = scene.values.length - 1
  const outputs = drawing.outputs.map((back) => at(scene.values, last - (back % Math.min(6, last + 1))))
  const loss = lossOf(scene)
  const wrt = [...scene.inputs].filter(([, { dtype }]) => dtype === 'f32')
  const named = Object.fromEntries(outputs.map((tensor, k) => [`y${k}`, tensor]))
  const canDiffer = loss !== undefined && wrt.length > 0
  const wanted = at(kinds, drawing.kind % kinds.length)
  const kind = canDiffer && scene.inputs.size > 0 ? wanted : 'values'
  const plain = closed(Object.fromEntries(scene.inputs), { ...named, ...(loss ? { loss } : {}) }, [])
  const program = asked(
    kind,
    asProgram(plain),
    wrt.map(([name]) => name),
    scene,
  )
  return {
    kind,
    program,
    arrays: arraysFor(program, scene),
    sizes: scene.sizes,
    scene,
    loss: canDiffer ? loss : undefined,
    wrt: wrt.map(([, tensor]) => tensor),
  }
}
