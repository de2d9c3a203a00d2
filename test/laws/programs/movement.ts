/**
 * Steps that fold, contract and move: reductions, products, where elements go, what integers pick.
 * Before it: `Scene.ts`. After it: `draw.ts`.
 * Invariant: attributes are drawn without looking whether they make sense: what does not is refused by the operation.
 */
import * as L from '../../../src/index.ts'
import { at } from '../../../src/Bug.ts'
import type { Extent } from '../../../src/Extent.ts'
import type { AnyTensor } from '../../../src/Tensor.ts'
import type { Scene, Step } from './Scene.ts'
import { apply, applyWith, fixedOf, hasRank, isFixed, someExtent } from './Scene.ts'

/** A step on one value with at least so many axes. */
const on =
  (
    rank: number,
    step: (scene: Scene, x: AnyTensor) => unknown,
    fits: (x: AnyTensor) => boolean = () => true,
  ): Step =>
  (scene) => {
    const x = scene.value((tensor) => tensor.shape.length >= rank && fits(tensor))
    return x && step(scene, x)
  }

const onReal = (rank: number, step: (scene: Scene, x: AnyTensor) => unknown): Step =>
  on(rank, step, ({ dtype }) => dtype === 'f32')

const folds = {
  f32: [
    L.sum,
    L.sum,
    L.mean,
    L.max,
    L.min,
    L.prod,
    L.argmax,
    L.argmin,
    L.logSumExp,
    L.variance,
    L.norm,
    L.std,
    L.countNonZero,
  ],
  i32: [L.sum, L.prod, L.max, L.min, L.countNonZero],
  u32: [L.sum, L.max, L.prod],
  bool: [L.any, L.all, L.countNonZero],
} as const

const axesOf = (scene: Scene, x: AnyTensor): number | readonly number[] => {
  if (!scene.chance(3)) return scene.axisOf(x)
  const axes = [...x.shape.keys()].filter(() => scene.chance(2))
  return axes.length === 0 ? [0] : axes
}

const folded = on(0, (scene, x) => {
  const fold = scene.one<unknown>(folds[x.dtype])
  return x.shape.length === 0 || scene.chance(5)
    ? apply(fold, x)
    : applyWith(fold, { axis: axesOf(scene, x), keepdims: scene.chance(2) }, x)
})

const letters = ['a', 'b', 'c', 'd', 'e', 'f', 'g']

/** The letters of a value, some of them alike where the axes are. */
const lettered = (scene: Scene, x: AnyTensor, taken: ReadonlyMap<string, Extent>): string => {
  const own = new Map(taken)
  return x.shape
    .map((size) => {
      const alike = [...own].filter(([, other]) => other === size).map(([letter]) => letter)
      const fresh = at(
        letters.filter((letter) => !own.has(letter)),
        0,
      )
      const letter = alike.length > 0 && !scene.chance(4) ? scene.one(alike) : fresh
      own.set(letter, size)
      return letter
    })
    .join('')
}

const contracted = onReal(0, (scene, a) => {
  const operands = [a]
  const sizes = new Map<string, Extent>()
  const texts: string[] = []
  for (let k = 0; k < 3; k++) {
    const x = operands[k]
    if (x === undefined || x.shape.length > 3) break
    const text = lettered(scene, x, sizes)
    texts.push(text)
    ;[...text].forEach((letter, axis) => sizes.set(letter, at(x.shape, axis)))
    const other = scene.chance(4) ? undefined : scene.real((tensor) => tensor.shape.length < 4)
    if (other !== undefined && sizes.size < 5) operands.push(other)
  }
  const out = [...sizes.keys()].filter(() => scene.chance(2)).sort(() => scene.pick(2) - 0.5)
  return apply(L.einsum, `${texts.join()}->${out.join('')}`, ...operands.slice(0, texts.length))
})

const products: readonly Step[] = [
  contracted,
  contracted,
  onReal(1, (scene, a) =>
    apply(L.matmul, a, scene.fresh([at(a.shape, a.shape.length - 1), someExtent(scene)])),
  ),
  onReal(2, (scene, a) => {
    const b = scene.real(({ shape }) => shape.length > 1 && shape.at(-1) === a.shape.at(-1))
    return b && apply(L.matmul, a, applyWith(L.swapAxes, { axes: [-1, -2] }, b))
  }),
  onReal(1, (scene, a) => {
    const out = someExtent(scene)
    const weight = scene.fresh([out, at(a.shape, a.shape.length - 1)])
    return apply(apply(L.linear, weight, scene.fresh([out])), a)
  }),
  (scene) => {
    const a = scene.real(hasRank(1))
    const b = scene.real(hasRank(1))
    return a && b && apply(scene.one([L.outer, L.dot]), a, b)
  },
]

const factored = (scene: Scene, total: number): readonly number[] => {
  const found: number[] = []
  let left = total
  for (const factor of [2, 3, 5, 2, 3])
    if (left > 0 && left % factor === 0 && !scene.chance(3)) {
      found.push(factor)
      left /= factor
    }
  return [...found, left].sort(() => scene.pick(2) - 0.5)
}

const sliceOf = (scene: Scene, x: AnyTensor) => ({
  axis: scene.axisOf(x),
  start: scene.one([0, 1, -1, 2, -2, -9]),
  ...(scene.chance(2) ? { stop: scene.one([1, 2, 3, -1, 9]) } : {}),
  step: scene.one([1, 1, 2, -1, -2, 3]),
})

const permuted = (scene: Scene, rank: number): readonly number[] => {
  const rest = Array.from({ length: rank }, (_, k) => k)
  return Array.from({ length: rank }, () => at(rest.splice(scene.pick(rest.length), 1), 0))
}

const moves: readonly Step[] = [
  on(1, (scene, x) => applyWith(L.slice, sliceOf(scene, x), x)),
  on(2, (scene, x) =>
    applyWith(
      L.slice,
      [
        { ...sliceOf(scene, x), axis: 0 },
        { ...sliceOf(scene, x), axis: 1 },
      ],
      x,
    ),
  ),
  on(0, (scene, x) => applyWith(L.flip, { axes: [...x.shape.keys()].filter(() => scene.chance(2)) }, x)),
  on(1, (scene, x) => {
    const axis = scene.pick(x.shape.length)
    const shifts = typeof x.shape[axis] === 'number' ? [1, -1, 2, -5, 7] : [1, -1]
    return applyWith(L.roll, { axis, shift: scene.one(shifts) }, x)
  }),
  on(0, (scene, x) => {
    const pads = x.shape.map(() => [scene.pick(3), scene.pick(3)])
    return applyWith(L.pad, scene.chance(3) ? { pads, value: x.dtype === 'f32' ? -1.5 : 1 } : { pads }, x)
  }),
  on(1, (scene, x) => applyWith(L.split, { axis: scene.axisOf(x), parts: 2 + scene.pick(2) }, x)),
  on(
    1,
    (scene, x) => {
      const axis = scene.pick(x.shape.length)
      const size = at(fixedOf(x), axis)
      const first = scene.pick(size + 1)
      return applyWith(L.split, { axis, sizes: [first, size - first] }, x)
    },
    isFixed,
  ),
  on(1, (scene, x) => {
    const axis = scene.pick(x.shape.length)
    const shape = x.shape.map((size, k) => (k === axis ? someExtent(scene) : size))
    return applyWith(L.concat, { axis }, [scene.fresh(shape, x.dtype), x, ...(scene.chance(2) ? [x] : [])])
  }),
  on(1, (scene, x) => {
    const like = (tensor: AnyTensor): boolean =>
      tensor.dtype === x.dtype && tensor.shape.join() === x.shape.join()
    const others = [scene.value(like), scene.value(like)]
    return applyWith(scene.one<unknown>([L.concat, L.stack]), { axis: scene.axisOf(x) }, [x, ...others])
  }),
  on(0, (scene, x) => applyWith(L.tile, { repeats: x.shape.map(() => 1 + scene.pick(3)) }, x)),
  on(1, (scene, x) => applyWith(L.repeat, { axis: scene.axisOf(x), times: scene.one([2, 3, 1, 0]) }, x)),
  on(2, (scene, x) =>
    applyWith(scene.one<unknown>([L.tril, L.triu]), { diagonal: scene.one([0, 1, -1, 2, -3]) }, x),
  ),
  on(1, (_, x) => apply(L.diag, x), hasRank(1, 2)),
  on(2, (_, x) => apply(L.trace, x), hasRank(2)),
  on(
    0,
    (scene, x) =>
      applyWith(
        L.reshape,
        factored(
          scene,
          fixedOf(x).reduce((a, b) => a * b, 1),
        ),
        x,
      ),
    isFixed,
  ),
  on(2, (_, x) => applyWith(L.reshape, [at(x.shape, 0), -1], x)),
  on(2, (scene, x) => applyWith(L.transpose, { axes: permuted(scene, x.shape.length) }, x)),
  on(2, (_, x) => apply(L.transpose, x)),
  on(0, (_, x) => apply(L.squeeze, x)),
  on(0, (scene, x) => applyWith(L.expandDims, { axis: scene.pick(x.shape.length + 1) }, x)),
  on(2, (scene, x) => applyWith(L.moveAxis, { from: scene.axisOf(x), to: scene.axisOf(x) }, x)),
  on(0, (_, x) => apply(L.flatten, x)),
  on(0, (scene, x) => applyWith(L.broadcastTo, [someExtent(scene), ...x.shape], x)),
  on(1, (scene, x) =>
    applyWith(
      L.broadcastTo,
      x.shape.map((size) => (size === 1 ? someExtent(scene) : size)),
      x,
    ),
  ),
]

const indexFor = (scene: Scene, shape: readonly Extent[], x: AnyTensor, axis: number): AnyTensor => {
  const [size = 1] = scene.resolved([at(x.shape, axis)])
  return (
    (scene.chance(4) ? scene.value(({ dtype }) => dtype === 'i32') : undefined) ??
    scene.fresh(shape, 'i32', { from: -size, to: Math.max(size, 1 - size) })
  )
}

/** What an index of elements may look like: other axes no longer than those of the operand. */
const elementShape = (scene: Scene, x: AnyTensor, axis: number): readonly Extent[] =>
  x.shape.map((size, k) => (k === axis ? 1 + scene.pick(4) : scene.chance(4) ? 1 : size))

const picks: readonly Step[] = [
  on(1, (scene, x) => {
    const axis = scene.pick(x.shape.length)
    const shape = Array.from({ length: scene.pick(3) }, () => someExtent(scene))
    return applyWith(L.gather, { axis }, x, indexFor(scene, shape, x, axis))
  }),
  on(1, (scene, x) => {
    const axis = scene.pick(x.shape.length)
    return applyWith(L.gatherElements, { axis }, x, indexFor(scene, elementShape(scene, x, axis), x, axis))
  }),
  onReal(1, (scene, x) => {
    const axis = scene.pick(x.shape.length)
    const shape = elementShape(scene, x, axis)
    return applyWith(L.scatterAdd, { axis }, x, indexFor(scene, shape, x, axis), scene.fresh(shape))
  }),
  onReal(2, (scene, x) => apply(apply(L.embedding, x), indexFor(scene, [1 + scene.pick(3)], x, 0))),
  on(
    0,
    (scene, x) => applyWith(L.oneHot, { depth: 1 + scene.pick(4) }, x),
    ({ dtype }) => dtype === 'i32',
  ),
  onReal(1, (scene, x) =>
    applyWith(
      scene.one<unknown>([L.cumsum, L.cumprod, L.cumsum]),
      { axis: scene.axisOf(x), reverse: scene.chance(2), exclusive: scene.chance(2) },
      x,
    ),
  ),
  on(1, (scene, x) =>
    applyWith(
      scene.one<unknown>([L.sort, L.argsort]),
      { axis: scene.axisOf(x), descending: scene.chance(2) },
      x,
    ),
  ),
  on(1, (scene, x) => {
    const top = applyWith(L.topK, { k: 1 + scene.pick(3), axis: scene.axisOf(x) }, x)
    return typeof top === 'object' && top !== null ? Object.values(top) : undefined
  }),
]

export const steps: readonly Step[] = [folded, folded, folded, ...products, ...moves, ...picks]
