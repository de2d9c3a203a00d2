/**
 * Steps with functions inside: loops of small random bodies, loops in loops, checkpoints.
 * Before it: `Scene.ts`. After it: `draw.ts`.
 * Invariant: a body gives a carry of the shape that it was given.
 */
import * as L from '../../../src/index.ts'
import { at } from '../../../src/Bug.ts'
import { isTensor } from '../../../src/Tensor.ts'
import type { AnyTensor } from '../../../src/Tensor.ts'
import type { Scene, Step } from './Scene.ts'
import { apply, applyWith, hasRank, someShape } from './Scene.ts'

const binaries = [L.add, L.sub, L.mul, L.maximum, L.minimum]
const unaries = [L.tanh, L.sigmoid, L.relu, L.sin, L.square, L.exp, L.softplus]

const tensorOf = (value: unknown): AnyTensor | undefined =>
  isTensor(value) && value.form.tag !== 'invalid' ? value : undefined

const sameShape = (a: AnyTensor, b: AnyTensor): boolean => a.shape.join() === b.shape.join()

/** The next carry: bounded, and of the shape of the carry whatever the value's is. */
const carried = (scene: Scene, value: AnyTensor, carry: AnyTensor): AnyTensor => {
  const fitted = sameShape(value, carry) ? value : apply(L.add, carry, apply(L.mul, 0.5, apply(L.sum, value)))
  return tensorOf(scene.chance(3) ? fitted : apply(L.tanh, fitted)) ?? carry
}

type Body = (scene: Scene, values: readonly AnyTensor[], depth: number) => unknown

const someOf = (scene: Scene, values: readonly AnyTensor[]): AnyTensor =>
  at(values, values.length - 1 - scene.pick(Math.min(4, values.length)))

const inBody: readonly Body[] = [
  (scene, values) => apply(scene.one<unknown>(unaries), someOf(scene, values)),
  (scene, values) => apply(scene.one<unknown>(binaries), someOf(scene, values), someOf(scene, values)),
  (scene, values) => apply(scene.one<unknown>(binaries), at(values, 0), someOf(scene, values)),
  (scene, values) => apply(L.mul, scene.one([0.5, -1, 2]), someOf(scene, values)),
  (scene, values) => apply(L.matmul, someOf(scene, values), someOf(scene, values)),
  (scene, values) => {
    const x = someOf(scene, values)
    return x.shape.length > 0
      ? applyWith(
          scene.one<unknown>([L.sum, L.mean, L.max]),
          { axis: scene.pick(x.shape.length), keepdims: scene.chance(2) },
          x,
        )
      : undefined
  },
  (scene, values) => {
    const x = someOf(scene, values)
    return x.shape.length > 0 ? applyWith(L.cumsum, { axis: scene.pick(x.shape.length) }, x) : undefined
  },
  (scene, values) => {
    const x = someOf(scene, values)
    return x.shape.length === 1 ? apply(L.outer, x, x) : apply(L.flip, x)
  },
  (scene, values) => {
    const x = someOf(scene, values)
    return x.shape.length > 0 ? applyWith(L.roll, { axis: 0, shift: 1 }, x) : apply(L.square, x)
  },
  (scene, values) => {
    const x = someOf(scene, values)
    return apply(L.where, apply(L.lt, x, 0.25), apply(L.mul, 0.5, x), 0)
  },
  (scene, values, depth) => {
    if (depth > 1) return undefined
    const found = looped(scene, someOf(scene, values), values, depth + 1)
    return found[0]
  },
]

/** Values that a body computes from those it is given. */
const body = (scene: Scene, given: readonly AnyTensor[], depth: number): readonly AnyTensor[] => {
  const values = [...given]
  const count = 1 + scene.pick(depth === 0 ? 4 : 2)
  for (let k = 0; k < count; k++) {
    const made = tensorOf(scene.one(inBody)(scene, values, depth))
    if (made !== undefined && made.shape.length < 4 && made.dtype === 'f32') values.push(made)
  }
  return values
}

const partOf = (whole: unknown, name: string): unknown =>
  typeof whole === 'object' && whole !== null ? Reflect.get(whole, name) : undefined

/** A loop from a carry: along what one of the values has, or so many times; carries and outs. */
const looped = (
  scene: Scene,
  first: AnyTensor,
  around: readonly AnyTensor[],
  depth: number,
): readonly unknown[] => {
  const along = around.filter(({ shape, dtype }) => shape.length > 0 && dtype === 'f32')
  const xs = along.length > 0 && !scene.chance(3) ? someOf(scene, along) : undefined
  const captured = scene.chance(2) ? [someOf(scene, around)] : []
  const two = scene.chance(3)
  const reverse = scene.chance(2)
  const makesOut = !scene.chance(3)
  const turn = (carry: unknown, x: unknown): unknown => {
    const carries = (two ? [partOf(carry, 'a'), partOf(carry, 'b')] : [carry]).filter(isTensor)
    const elements = isTensor(x) ? [x] : []
    const values = body(scene, [...captured, ...elements, ...carries], depth)
    const next = carries.map((each) => carried(scene, someOf(scene, values), each))
    return {
      carry: two ? { a: next[0], b: next[1] } : next[0],
      ...(makesOut ? { out: someOf(scene, values) } : {}),
    }
  }
  const carry = two ? { a: first, b: apply(L.mul, 0.5, first) } : first
  const taken = xs === undefined ? { steps: scene.one([2, 3, 1, 0]) } : { xs }
  const found = apply(L.scan, { carry, ...taken, reverse }, turn)
  const last = partOf(found, 'carry')
  return [...(two ? [partOf(last, 'a'), partOf(last, 'b')] : [last]), partOf(found, 'out')]
}

const loop: Step = (scene) => {
  const first = scene.chance(2) ? scene.real(hasRank(0, 2)) : scene.fresh(someShape(scene).slice(0, 2))
  const around = [scene.real(hasRank(1, 3)), scene.real(hasRank(0, 2))].filter((x) => x !== undefined)
  return first && around.length > 0 ? [...looped(scene, first, around, 0)].filter(isTensor) : undefined
}

const checkpointed: Step = (scene) => {
  const [a, b] = [scene.real(), scene.real()]
  if (a === undefined || b === undefined) return undefined
  const f = (...operands: readonly AnyTensor[]): AnyTensor => {
    const values = body(scene, operands, 1)
    return at(values, values.length - 1)
  }
  return apply(apply(L.checkpoint, f), a, b)
}

export const steps: readonly Step[] = [loop, loop, checkpointed]
