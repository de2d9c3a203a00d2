/**
 * Instances of the rules that are true of real numbers only.
 */
import { contracted, filled, positionsAlong, reduced, repeatedAlong } from '../../src/construct.ts'
import type { DType } from '../../src/DType.ts'
import { dim } from '../../src/Extent.ts'
import type { Extent } from '../../src/Extent.ts'
import { div, mul, sub } from '../../src/ops/arithmetic.ts'
import { eq, where } from '../../src/ops/comparison.ts'
import { exp, log } from '../../src/ops/exponential.ts'
import { logSumExpMonoid, totalMonoid } from '../../src/ops/monoids.ts'
import { node } from '../../src/Tensor.ts'
import type { AnyTensor } from '../../src/Tensor.ts'
import { at } from '../../src/Bug.ts'
import { axesOf, elementwise, int, oneOf, reduce, repeat, shape, size, x } from './ruleGenerators.ts'
import type { Gen } from './ruleGenerators.ts'

/** For each of them that is no equation, something that it rewrites, more often than not. */
export const identityInstances: Readonly<Record<string, (g: Gen) => AnyTensor>> = {
  'log Σ eᵃ = logΣexp(a)': (g) =>
    elementwise(log.op.name, reduce(g, elementwise(exp.op.name, x(shape(g, 1))))),
  '(a/b)·b = a': (g) => {
    const axes = shape(g)
    const [p, q, r] = [x(axes, 'p'), filled(int(g, 2, 5), axes), x(axes, 'r')]
    return oneOf(g, [
      () => elementwise(mul.op.name, elementwise(div.op.name, p, r), r),
      () => elementwise(mul.op.name, q, elementwise(div.op.name, p, q)),
      () => elementwise(mul.op.name, elementwise(div.op.name, p, elementwise(mul.op.name, r, q)), r),
    ])()
  },
  '(a·b)/b = a': (g) => {
    const axes = shape(g)
    const [p, q, r] = [x(axes, 'p'), x(axes, 'q'), x(axes, 'r')]
    return oneOf(g, [
      () => elementwise(div.op.name, elementwise(mul.op.name, p, r), r),
      () => elementwise(div.op.name, r, elementwise(mul.op.name, p, r)),
      () => elementwise(div.op.name, elementwise(div.op.name, p, elementwise(div.op.name, q, r)), r),
    ])()
  },
  'Σ a/c = (Σ a)/c': (g) => {
    const axes = shape(g)
    const place = int(g, 0, axes.length)
    const all = axes.toSpliced(place, 0, size(g))
    const shared = oneOf(g, [repeat(x(axes, 'c'), place, at(all, place)), filled(3, all)])
    return reduce(g, elementwise(div.op.name, x(all), shared), totalMonoid, [place])
  },
  'Σ c·[y = i] = c, where each y is a class i': (g) => {
    // A square, so that the classes may run along the other axis by mistake.
    const [place, size] = [int(g, 0, 1), int(g, 2, 3)]
    const all = [size, size]
    const repeated = (name: string, dtype: DType): AnyTensor => repeat(x([size], name, dtype), place, size)
    const classes = positionsAlong(int(g, 0, 3) === 0 ? 1 - place : place, all, 'i32')
    const c = oneOf(g, [repeated('c', 'f32'), filled(3, all)])
    const sides = oneOf(g, [
      [repeated('y', 'i32'), classes],
      [classes, repeated('y', 'i32')],
    ] as const)
    const operands = [elementwise(eq.op.name, ...sides), c, filled(0, all)]
    const chosen = node({ tag: 'elementwise', op: where.op, operands }, all, 'f32')
    return reduce(g, chosen, totalMonoid, [place])
  },
  'eᵃ·(c / Σ eᵃ) = (eᵃ / Σ eᵃ)·c': (g) => {
    const axes = oneOf(g, [shape(g, 1), [2, 2]])
    const folded = axesOf(g, axes.length)
    const power = elementwise(exp.op.name, x(axes))
    const sum = reduced(totalMonoid, power, folded)
    const along = oneOf(g, [folded, folded, folded.map((axis) => axes.length - 1 - axis)])
    const isSame = along.every((axis, k) => at(axes, axis) === at(axes, at(folded, k)))
    const share = elementwise(div.op.name, x(sum.shape, 'c'), sum)
    const repeated = repeatedAlong(share, isSame && axes.length === 2 ? along : folded, axes)
    return oneOf(g, [elementwise(mul.op.name, power, repeated), elementwise(mul.op.name, repeated, power)])
  },
  'softmax(a − c) = softmax(a)': (g) => {
    // Of a square the shift and the sum may lie along different axes by mistake.
    const axes = oneOf(g, [shape(g, 1), [2, 2]])
    const folded = axes.length === 2 ? [int(g, 0, 1)] : axesOf(g, axes.length)
    const kept = axes.filter((_, axis) => !folded.includes(axis))
    const isSquare = axes.every((size) => size === 2)
    const along = isSquare && axes.length === 2 && int(g, 0, 3) === 0 ? [1 - at(folded, 0)] : folded
    const shifted = elementwise(sub.op.name, x(axes), repeatedAlong(x(kept, 'c'), folded, axes))
    const total = reduced(logSumExpMonoid, shifted, folded)
    return elementwise(sub.op.name, shifted, repeatedAlong(total, along, axes))
  },
  'A·(B·x) = (A·B)·x': (g) => {
    const rows = oneOf<Extent>(g, [3, dim('n')])
    const [i, j, k] = [1, int(g, 2, 3), int(g, 2, 3)]
    const [A, B, v] = [x([i, j], 'A'), x([j, k], 'B'), x([k, rows], 'v')]
    const inner = contracted(B, v, { left: 'jk', right: 'kn', out: 'jn' })
    return oneOf(g, [
      () => contracted(A, inner, { left: 'ij', right: 'jn', out: 'in' }),
      () => contracted(inner, A, { left: 'jn', right: 'ij', out: 'ni' }),
    ])()
  },
}
