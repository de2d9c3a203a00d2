/**
 * Steps on each element: every record of the dictionary, by the dtypes that it takes, and what is made of them.
 * Before it: `Scene.ts`. After it: `draw.ts`.
 * Invariant: nothing is listed that the dictionary knows: a record more is drawn without a line more.
 */
import * as L from '../../../src/index.ts'
import { at } from '../../../src/Bug.ts'
import { elementwise } from '../../../src/construct.ts'
import type { DType } from '../../../src/DType.ts'
import type { Interval, Op } from '../../../src/Op.ts'
import { operations } from '../../../src/ops/index.ts'
import type { AnyTensor } from '../../../src/Tensor.ts'
import type { Scene, Step } from './Scene.ts'
import { apply, applyWith } from './Scene.ts'

const dtypes: readonly DType[] = ['f32', 'i32', 'bool', 'u32']

const tuples = (arity: number): readonly (readonly DType[])[] =>
  arity === 0 ? [[]] : tuples(arity - 1).flatMap((rest) => dtypes.map((dtype) => [...rest, dtype]))

/** The dtypes that an operation takes. */
const signatures: ReadonlyMap<Op, readonly (readonly DType[])[]> = new Map(
  [...operations.values()].map((op) => [
    op,
    tuples(op.arity).filter((each) => op.result(each) !== undefined),
  ]),
)

const takes = (op: Op, dtype: DType): boolean =>
  (signatures.get(op) ?? []).some((signature) => signature.includes(dtype))

const onReals = [...operations.values()].filter((op) => takes(op, 'f32'))
const onOthers = [...operations.values()].filter((op) =>
  (signatures.get(op) ?? []).some((signature) => signature.some((dtype) => dtype !== 'f32')),
)

/** The value brought into the interval by a smooth function. */
const within = (x: AnyTensor, { from, to }: Interval): unknown => {
  if (from === -Infinity && to === Infinity) return x
  if (to === Infinity) return apply(L.add, from + 0.25, apply(L.square, x))
  if (from === -Infinity) return apply(L.sub, to - 0.25, apply(L.square, x))
  const width = 0.9 * (to - from)
  return apply(L.add, from + (to - from - width) / 2, apply(L.mul, width, apply(L.sigmoid, x)))
}

/** A shape that broadcasts against the given one: some axes 1, some left out in front. */
const partnerShape = (scene: Scene, { shape }: AnyTensor) =>
  shape.map((size) => (scene.chance(3) ? 1 : size)).slice(scene.chance(3) ? 1 : 0)

const numbers = [0, 1, -1, 0.5, 2, -2.5, 3]

const operandFor = (
  scene: Scene,
  op: Op,
  k: number,
  dtype: DType,
  beside: AnyTensor | undefined,
): unknown => {
  const own = scene.value((tensor) => tensor.dtype === dtype)
  const wanted = beside ?? own
  if (k > 0 && dtype !== 'bool' && scene.chance(4)) {
    const number = scene.one(numbers)
    return dtype === 'f32' ? number : Math.abs(Math.floor(number))
  }
  const fitting = scene.value((tensor) => tensor.dtype === dtype && sameShape(tensor, beside ?? tensor))
  const operand =
    fitting === undefined || (k > 0 && scene.chance(3))
      ? scene.fresh(wanted === undefined ? [2] : partnerShape(scene, wanted), dtype)
      : fitting
  return dtype === 'f32' && !scene.chance(4) ? within(operand, at(op.domain, k)) : operand
}

const sameShape = (a: AnyTensor, b: AnyTensor): boolean =>
  a.shape.length === b.shape.length && a.shape.every((size, k) => size === b.shape[k])

const applied =
  (records: readonly Op[]): Step =>
  (scene) => {
    const op = scene.one(records)
    const signature = scene.one(signatures.get(op) ?? [])
    const first = signature.findIndex((dtype) => dtype === 'f32')
    const beside = scene.value((tensor) => tensor.dtype === at(signature, Math.max(0, first)))
    const operands = signature.map((dtype, k) => operandFor(scene, op, k, dtype, beside))
    return apply(elementwise, op, ...operands)
  }

const activations: readonly ((scene: Scene, x: AnyTensor) => unknown)[] = [
  (_, x) => apply(L.relu, x),
  (_, x) => apply(L.relu6, x),
  (scene, x) => applyWith(L.leakyRelu, { slope: scene.one([0.1, 0, 1]) }, x),
  (scene, x) => applyWith(L.elu, { alpha: scene.one([0.5, 1]) }, x),
  (_, x) => apply(L.selu, x),
  (_, x) => apply(L.gelu, x),
  (_, x) => applyWith(L.gelu, { approximate: 'tanh' }, x),
  (_, x) => apply(L.silu, x),
  (_, x) => apply(L.mish, x),
  (_, x) => apply(L.softplus, x),
  (_, x) => apply(L.softsign, x),
  (_, x) => apply(L.logSigmoid, x),
  (_, x) => apply(L.hardTanh, x),
  (_, x) => apply(L.hardSigmoid, x),
  (_, x) => applyWith(L.clip, { min: -1, max: 0.75 }, x),
  (_, x) => apply(L.reciprocal, apply(L.add, 1.5, apply(L.square, x))),
  (_, x) => apply(L.rsqrt, apply(L.add, 0.5, apply(L.square, x))),
  (scene, x) => applyWith(L.softmax, { axis: scene.axisOf(x) }, x),
  (scene, x) => applyWith(L.logSoftmax, { axis: scene.axisOf(x) }, x),
]

const arithmetic = [L.add, L.sub, L.mul, L.maximum, L.minimum]

export const steps: readonly Step[] = [
  applied(onReals),
  applied(onReals),
  applied(onReals),
  applied(onOthers),
  (scene) => {
    const [a, b] = [scene.real(), scene.real()]
    return a && b && apply(scene.one(arithmetic), a, b)
  },
  (scene) => {
    const a = scene.real()
    return a && apply(scene.one(arithmetic), a, scene.fresh(partnerShape(scene, a)))
  },
  (scene) => {
    const a = scene.real()
    return a && apply(scene.one([L.mul, L.add, L.sub]), scene.one(numbers), a)
  },
  (scene) => {
    const [a, b] = [scene.real(), scene.real()]
    return a && b && apply(L.where, apply(scene.one([L.lt, L.ge, L.gt]), a, b), apply(L.tanh, a), b)
  },
  (scene) => {
    const x = scene.real()
    return x && scene.one(activations)(scene, x)
  },
]
