/**
 * Steps of networks: convolutions, pools, normalisations, attention, losses, with parameters made to fit.
 * Before it: `Scene.ts`. After it: `draw.ts`.
 * Invariant: what an operation needs beside its data is drawn from fresh inputs, so that its gradients are asked for.
 */
import * as L from '../../../src/index.ts'
import { at } from '../../../src/Bug.ts'
import type { Extent } from '../../../src/Extent.ts'
import type { AnyTensor } from '../../../src/Tensor.ts'
import type { Scene, Step } from './Scene.ts'
import { apply, applyWith, fixedOf, hasRank, isFixed, someExtent } from './Scene.ts'

/** A real value of a rank: one of the scene, or a fresh one of these extents. */
const shaped = (scene: Scene, rank: number, extents: readonly number[]): AnyTensor => {
  const found = scene.chance(3) ? undefined : scene.real(hasRank(rank))
  return found ?? scene.fresh(Array.from({ length: rank }, () => scene.one(extents)))
}

/** What a pass over windows is drawn with. */
const windows = (scene: Scene) => ({
  stride: scene.one([1, 1, 2, 3]),
  padding: scene.one([0, 0, 1, 2]),
  dilation: scene.one([1, 1, 2]),
})

const forwards = [L.conv1d, L.conv2d, L.conv3d]

const convolution =
  (axes: number): Step =>
  (scene) => {
    const groups = scene.one([1, 1, 2])
    const x = shaped(scene, axes + 2, axes < 3 ? [2, 4, 3, 1, 5] : [1, 2, 3])
    const channels = at(x.shape, 1)
    const each = typeof channels === 'number' ? channels / groups : 1
    if (!Number.isInteger(each)) return undefined
    const out = groups * (1 + scene.pick(2))
    const weight = scene.fresh([out, each, ...Array.from({ length: axes }, () => 1 + scene.pick(3))])
    const options = { ...windows(scene), groups }
    const layer = scene.chance(2)
      ? apply(at(forwards, axes - 1), options, weight, scene.fresh([out]))
      : apply(at(forwards, axes - 1), options, weight)
    return apply(layer, x)
  }

const transposed =
  (axes: 1 | 2): Step =>
  (scene) => {
    const groups = scene.one([1, 1, 2])
    const x = shaped(scene, axes + 2, [2, 1, 3])
    const channels = at(x.shape, 1)
    const each = 1 + scene.pick(2)
    const weight = scene.fresh([channels, each, ...Array.from({ length: axes }, () => 1 + scene.pick(3))])
    const options = {
      ...windows(scene),
      groups,
      ...(scene.chance(3) ? { outputPadding: 1, stride: 2 } : {}),
    }
    const operation = axes === 1 ? L.convTranspose1d : L.convTranspose2d
    const layer = scene.chance(2)
      ? apply(operation, options, weight, scene.fresh([each * groups]))
      : apply(operation, options, weight)
    return apply(layer, x)
  }

const pooled: Step = (scene) => {
  const x = shaped(scene, scene.one([3, 4]), [2, 3, 5, 1])
  const size = scene.one<number | readonly number[]>([2, 3, [2], [2, 1], 1])
  const average = scene.chance(2)
  const options = {
    size,
    stride: scene.one([1, 2, 3]),
    padding: scene.one([0, 0, 1]),
    ...(average ? { countIncludePad: scene.chance(2) } : { dilation: scene.one([1, 1, 2]) }),
  }
  return applyWith(average ? L.avgPool : L.maxPool, options, x)
}

const pooledWhole: Step = (scene) => {
  const x = shaped(scene, scene.one([3, 4]), [2, 3, 5, 1])
  return scene.chance(2)
    ? applyWith(scene.one<unknown>([L.adaptiveAvgPool, L.adaptiveMaxPool]), { size: 1 + scene.pick(3) }, x)
    : apply(scene.one<unknown>([L.globalAvgPool, L.globalMaxPool]), x)
}

const positive = { from: 0.25, to: 2 }

const normalised: readonly ((scene: Scene, x: AnyTensor) => unknown)[] = [
  (scene, x) => {
    const shape = x.shape.slice(scene.one([-1, -1, -2]))
    return apply(apply(L.layerNorm, { epsilon: 0.01 }, scene.fresh(shape), scene.fresh(shape)), x)
  },
  (scene, x) => apply(apply(L.rmsNorm, scene.fresh(x.shape.slice(-1))), x),
  (scene, x) => {
    const axis = scene.pick(x.shape.length)
    const shape = [at(x.shape, axis)]
    return apply(apply(L.batchNorm, { axis, epsilon: 0.1 }, scene.fresh(shape), scene.fresh(shape)), x)
  },
  (scene, given) => {
    const groups = scene.one([1, 2, 3, 2])
    const channels = at(given.shape, 1)
    const fits = typeof channels === 'number' && channels % groups === 0
    const x = fits ? given : scene.fresh([2, 2 * groups, ...given.shape.slice(2)])
    const shape = [at(x.shape, 1)]
    return apply(apply(L.groupNorm, { groups }, scene.fresh(shape), scene.fresh(shape)), x)
  },
  (scene, x) => {
    const shape = [at(x.shape, 1)]
    return apply(apply(L.instanceNorm, scene.fresh(shape), scene.fresh(shape)), x)
  },
  (scene, x) => {
    const shape = [at(x.shape, 1)]
    const [gamma, beta, mean] = [scene.fresh(shape), scene.fresh(shape), scene.fresh(shape)]
    const variance = scene.fresh(shape, 'f32', positive)
    return apply(apply(L.batchNormInference, {}, { gamma, beta, mean, variance }), x)
  },
  (scene, x) => {
    const found = applyWith(L.batchStatistics, { axis: scene.pick(x.shape.length) }, x)
    return typeof found === 'object' && found !== null ? Object.values(found) : undefined
  },
]

const normal: Step = (scene) => {
  const x = shaped(scene, scene.one([2, 3, 4]), [2, 3, 4])
  return scene.one(normalised)(scene, x)
}

const attended: Step = (scene) => {
  const q = shaped(scene, scene.one([2, 3]), [2, 3, 1])
  const [length = 1, size = 1] = q.shape.slice(-2)
  const lead = q.shape.slice(0, -2)
  const keys = scene.chance(2) ? length : someExtent(scene)
  const k = scene.fresh([...(scene.chance(2) ? [] : lead), keys, size])
  const v = scene.fresh([...lead, keys, 1 + scene.pick(3)])
  const masks = [
    [[length, keys], 'bool'] as const,
    [[length, keys], 'f32'] as const,
    [[1, keys], 'bool'] as const,
  ]
  const mask = scene.chance(2) ? scene.one(masks) : undefined
  const options = { causal: scene.chance(2), ...(scene.chance(2) ? { scale: 0.5 } : {}) }
  return mask === undefined
    ? applyWith(L.attention, options, q, k, v)
    : applyWith(L.attention, options, q, k, v, scene.fresh(mask[0], mask[1]))
}

const reductions = ['mean', 'sum', 'none'] as const
const elementLosses = [L.mse, L.mae, L.huber, L.hinge, L.bceWithLogits] as const

const losses: readonly ((scene: Scene, x: AnyTensor) => unknown)[] = [
  (scene, x) =>
    applyWith(
      scene.one<unknown>(elementLosses),
      { reduction: scene.one(reductions) },
      x,
      scene.fresh(x.shape),
    ),
  (scene, x) =>
    applyWith(
      L.bce,
      { reduction: scene.one(reductions) },
      apply(L.sigmoid, x),
      scene.fresh(x.shape, 'f32', { from: 0.125, to: 0.875 }),
    ),
  (scene, x) =>
    applyWith(
      L.kl,
      { reduction: scene.one(reductions) },
      x,
      scene.fresh(x.shape, 'f32', { from: 0.125, to: 0.875 }),
    ),
  (scene, x) => {
    const axis = scene.pick(x.shape.length)
    const [classes = 1] = scene.resolved([at(x.shape, axis)])
    const shape: readonly Extent[] = x.shape.filter((_, k) => k !== axis)
    const labels = scene.fresh(shape, 'i32', { from: 0, to: Math.max(classes, 1) })
    const loss = scene.one<unknown>([L.crossEntropy, L.nll, L.multiclassHinge, L.crossEntropy])
    const smoothing = loss === L.crossEntropy && scene.chance(2) ? { labelSmoothing: 0.25 } : {}
    return applyWith(loss, { axis, reduction: scene.one(reductions), ...smoothing }, x, labels)
  },
  (scene, x) => {
    const pieces = scene.one([2, 3, 1])
    return applyWith(L.maxout, { axis: scene.axisOf(x), pieces }, x)
  },
]

const lost: Step = (scene) => {
  const x = scene.real(hasRank(1, 3))
  return x && scene.one(losses)(scene, x)
}

/** Two products with an activation between. */
const perceptron: Step = (scene) => {
  const x = scene.real((tensor) => hasRank(2)(tensor) && isFixed(tensor))
  if (x === undefined) return undefined
  const [, features = 1] = fixedOf(x)
  const hidden = apply(apply(L.linear, scene.fresh([3, features]), scene.fresh([3])), x)
  const active = apply(scene.one<unknown>([L.relu, L.tanh, L.gelu]), hidden)
  return apply(apply(L.linear, scene.fresh([2, 3]), scene.fresh([2])), active)
}

export const steps: readonly Step[] = [
  convolution(1),
  convolution(2),
  convolution(2),
  convolution(3),
  transposed(1),
  transposed(2),
  pooled,
  pooled,
  pooledWhole,
  normal,
  normal,
  normal,
  attended,
  attended,
  lost,
  lost,
  lost,
  perceptron,
]
