/**
 * Instances of the rules that hold in floating point.
 */
import fc from 'fast-check'
import { at } from '../../src/Bug.ts'
import { contracted, filled, reduced } from '../../src/construct.ts'
import type { DType } from '../../src/DType.ts'
import * as move from '../../src/Move.ts'
import { add, div, mul, sub } from '../../src/ops/arithmetic.ts'
import { where } from '../../src/ops/comparison.ts'
import { monoids, operations } from '../../src/ops/index.ts'
import { totalMonoid } from '../../src/ops/monoids.ts'
import * as shapes from '../../src/Shape.ts'
import { node } from '../../src/Tensor.ts'
import type { AnyTensor, Row } from '../../src/Tensor.ts'
import {
  anyMove,
  axesOf,
  elementwise,
  int,
  known,
  negative,
  numbers,
  oneOf,
  order,
  reduce,
  repeat,
  reshape,
  shape,
  size,
  transpose,
  x,
} from './ruleGenerators.ts'
import type { Gen } from './ruleGenerators.ts'

const foldable = monoids.filter(({ result }) => result('f32') !== undefined)
const totals = foldable.filter(({ keeps }) => keeps === 'total')
const exactOperations = [...operations.values()].filter(
  ({ ieee, result, arity }) => ieee && result(Array<DType>(arity).fill('f32')) !== undefined,
)

/** Two operands b×i×j and b×j×k, as they are to be multiplied. */
const factors = (g: Gen): { readonly left: AnyTensor; readonly right: AnyTensor } => {
  const [b, i, j, k] = [size(g), size(g), size(g), size(g)]
  return { left: x([b, i, j], 'l'), right: x([b, j, k], 'r') }
}

/** A factor b×i×j behind a transpose, or repeated along b; with its letters then. */
const renamedFactor = (
  g: Gen,
  factor: AnyTensor,
): { readonly moved: AnyTensor; readonly letters: string } => {
  const axes = order(g, 3)
  return oneOf(g, [
    { moved: transpose(factor, axes), letters: axes.map((axis) => 'bij'.charAt(axis)).join('') },
    { moved: repeat(x(factor.shape.slice(1), 'm'), 0, at(factor.shape, 0)), letters: 'bij' },
  ])
}

/** A sum or difference of terms with a factor, a number or a divisor in common; some of them choices. */
const products = (g: Gen, operation: { readonly op: { readonly name: string } }): AnyTensor => {
  const axes = shape(g)
  const [p, q, r] = [x(axes, 'p'), x(axes, 'q'), x(axes, 'r')]
  const size = int(g, 2, 4)
  const number = (): AnyTensor => filled(oneOf(g, [size, -size]), axes)
  const times = (value: AnyTensor, by: AnyTensor): AnyTensor =>
    oneOf(g, [elementwise(mul.op.name, value, by), elementwise(mul.op.name, by, value)])
  const chosen = (by: AnyTensor): AnyTensor => {
    const condition = x(axes, 'c', 'bool')
    const zero = filled(0, axes)
    const [yes, no] = oneOf(g, [[by, zero] as const, [zero, by] as const])
    return node({ tag: 'elementwise', op: where.op, operands: [condition, yes, no] }, axes, 'f32')
  }
  const terms = oneOf(g, [
    () => [times(p, r), times(q, r)] as const,
    () => [times(p, number()), times(q, number())] as const,
    () => [times(p, r), chosen(r)] as const,
    () => [chosen(number()), times(q, number())] as const,
    () => [elementwise(div.op.name, p, r), elementwise(div.op.name, q, r)] as const,
  ])()
  return elementwise(operation.op.name, ...terms)
}

/** For each rule that is no equation, something that it rewrites, more often than not. */
export const ruleInstances: Readonly<Record<string, (g: Gen) => AnyTensor>> = {
  'fold numbers': (g) => {
    const axes = shape(g)
    const op = oneOf(g, exactOperations)
    return elementwise(op.name, ...Array.from({ length: op.arity }, () => filled(int(g, -4, 4) / 2, axes)))
  },
  'number last': (g) => {
    const axes = shape(g)
    return elementwise(oneOf(g, [add.op.name, mul.op.name]), filled(int(g, -4, 4), axes), x(axes))
  },
  'a minus sign moved out of a reshape': (g) => {
    const axes = shape(g, 1)
    return reshape(negative(x(axes)), [1, shapes.sizeOf(axes)])
  },
  'a minus sign moved out of a move': (g) => {
    const axes = shape(g)
    return transpose(negative(x(axes)), order(g, axes.length))
  },
  'a minus sign moved out of a move, 0 elsewhere': (g) => anyMove(g, negative(x(numbers(g))), 0),
  'Σ −a = −Σ a': (g) => reduce(g, negative(x(shape(g, 1)))),
  '(−A)·B = −(A·B)': (g) => {
    const { left, right } = factors(g)
    const [p, q] = oneOf(g, [
      [negative(left), right],
      [left, negative(right)],
      [negative(left), negative(right)],
    ] as const)
    return contracted(p, q, { left: 'bij', right: 'bjk', out: 'bik' })
  },
  'identity move': (g) => {
    const axes = shape(g, 1)
    return transpose(x(axes), [...axes.keys()])
  },
  'move of a move': (g) => {
    const fill = oneOf(g, [0, -0, 1.5])
    const inner = anyMove(g, x(numbers(g)), fill)
    return oneOf(g, [anyMove(g, inner, fill), transpose(inner, order(g, inner.shape.length))])
  },
  'move of a number': (g) => anyMove(g, filled(1.5, numbers(g)), 1.5),
  'move of nothing': (g) => {
    const axes = numbers(g, 1)
    const place = int(g, 0, axes.length - 1)
    const far = oneOf(g, [-at(axes, place), at(axes, place)])
    const rows = axes.map((extent, axis) => ({
      ...move.unit(axes.length, axis, extent),
      offset: axis === place ? far : 0,
    }))
    return node({ tag: 'move', operand: x(axes), rows, guards: [], fill: oneOf(g, [0, 2]) }, axes, 'f32')
  },
  'move of unit axes': (g) => {
    const axes = numbers(g, 1)
    const place = int(g, 0, axes.length)
    return anyMove(g, reshape(x(axes), axes.toSpliced(place, 0, 1)), 2)
  },
  'identity reshape': (g) => {
    const axes = shape(g)
    return reshape(x(axes), axes)
  },
  'reshape of a reshape': (g) => {
    const axes = shape(g, 1)
    return reshape(reshape(x(axes), [shapes.sizeOf(axes)]), [1, ...axes])
  },
  'reshape of a number': (g) => {
    const axes = shape(g, 1)
    return reshape(filled(2.5, axes), [shapes.sizeOf(axes)])
  },
  'reduce of a transpose': (g) => {
    const axes = shape(g, 1)
    return reduce(g, transpose(x(axes), order(g, axes.length)), oneOf(g, foldable))
  },
  'total of a transpose': (g) => {
    const axes = shape(g, 2)
    return reduce(g, transpose(x(axes), order(g, axes.length)), oneOf(g, totals), [...axes.keys()])
  },
  'reduce beside repeated axes': (g) => {
    const axes = shape(g, 1, 2)
    const [extra, all] = [oneOf(g, [1, 2]), [...axes.keys(), axes.length]]
    const places = oneOf(g, [order(g, all.length), all])
    const own = places.slice(0, axes.length)
    const to = all.map((place) => (own.includes(place) ? at(axes, own.indexOf(place)) : extra))
    const rows = axes.map((size, axis) => move.unit(all.length, at(own, axis), size))
    const form = { tag: 'move', operand: x(axes), rows, guards: [], fill: 0 } as const
    const folded = own.filter((_, axis) => axis === 0 || int(g, 0, 1) === 1).sort((p, q) => p - q)
    return reduce(g, node(form, to, 'f32'), oneOf(g, foldable), folded)
  },
  'total of totals': (g) => {
    const monoid = oneOf(g, totals)
    const axes = shape(g, 2)
    const inner = reduce(
      g,
      x(axes),
      monoid,
      g(fc.subarray<number>, [...axes.keys()], { minLength: 1, maxLength: axes.length - 1 }),
    )
    return reduce(g, inner, monoid)
  },
  'total of one': (g) => {
    const axes = shape(g, 1)
    const place = int(g, 0, axes.length)
    const wide = axes.toSpliced(place, 0, 1)
    const others = axesOf(g, wide.length).filter((axis) => axis !== place)
    return reduce(
      g,
      x(wide),
      oneOf(g, totals),
      [...others, place].sort((p, q) => p - q),
    )
  },
  'Σ of a moved contraction': (g) => {
    const [i, j, k] = [known(g), known(g), known(g)]
    const product = contracted(x([i, j], 'l'), x([j, k], 'r'), { left: 'ij', right: 'jk', out: 'ik' })
    const step = int(g, 1, 2)
    const to = [known(g), i * step + k, k]
    const window = (coefficients: readonly number[], extent: number, divisor = 1): Row => ({
      coefficients,
      offset: int(g, -1, 1),
      divisor,
      extent,
    })
    const guards = oneOf<readonly Row[]>(g, [[], [window([0, 1, -1], 2)], [window([0, 0, 2], k)]])
    const rows = [window([0, 1, -1], i, step), { ...window([0, 0, 1], k), offset: 0 }]
    const form = { tag: 'move', operand: product, rows, guards, fill: 0 } as const
    return reduced(totalMonoid, node(form, [1, ...to.slice(1)], 'f32'), oneOf(g, [[2], [1, 2]]))
  },
  'number into a repetition': (g) => {
    const axes = numbers(g, 1)
    const repeated = repeat(x(axes), int(g, 0, axes.length), int(g, 2, 3))
    return elementwise(mul.op.name, repeated, filled(int(g, 2, 5), repeated.shape))
  },
  '(a·2)·k = a·(2·k)': (g) => {
    const axes = shape(g)
    const power = filled(oneOf(g, [2, -0.5, 4]), axes)
    const other = filled(int(g, 2, 7), axes)
    const [p, q] = oneOf(g, [[power, other] as const, [other, power] as const])
    return elementwise(mul.op.name, elementwise(mul.op.name, x(axes), p), q)
  },
  '(a/k)·2 = (a·2)/k': (g) => {
    const axes = shape(g)
    const number = filled(int(g, 3, 7), axes)
    const [p, q] = oneOf(g, [[x(axes), number] as const, [number, x(axes)] as const])
    return elementwise(mul.op.name, elementwise(div.op.name, p, q), filled(oneOf(g, [2, 0.5]), axes))
  },
  'a/(b·2) = (a/2)/b': (g) => {
    const axes = shape(g)
    const below = elementwise(mul.op.name, x(axes, 'b'), filled(oneOf(g, [2, -4]), axes))
    return elementwise(div.op.name, oneOf(g, [x(axes, 'a'), filled(3, axes)]), below)
  },
  '(a·2)/b = (a/b)·2': (g) => {
    const axes = shape(g)
    const above = elementwise(mul.op.name, x(axes, 'a'), filled(oneOf(g, [2, 0.5]), axes))
    return elementwise(div.op.name, above, x(axes, 'b'))
  },
  'a·g − b·g = (a − b)·g': (g) => products(g, sub),
  'a·g + b·g = (a + b)·g': (g) => products(g, add),
  'Σ of a contraction': (g) => {
    const { left, right } = factors(g)
    const out = order(g, 3)
      .map((axis) => 'bik'.charAt(axis))
      .join('')
    const product = contracted(left, right, { left: 'bij', right: 'bjk', out })
    return reduced(totalMonoid, product, [out.indexOf('b')])
  },
  'Σ of a product': (g) => {
    const [i, j, k] = [size(g), size(g), size(g)]
    const left = repeat(x([i, j], 'l'), 2, k)
    const right = repeat(transpose(x([k, j], 'r'), [1, 0]), 0, i)
    const [p, q] = oneOf(g, [
      [left, right],
      [right, left],
    ] as const)
    return reduced(totalMonoid, elementwise(mul.op.name, p, q), [1])
  },
  'left factor with its axes renamed': (g) => {
    const { left, right } = factors(g)
    const { moved, letters } = renamedFactor(g, left)
    return contracted(moved, right, { left: letters, right: 'bjk', out: 'bik' })
  },
  'right factor with its axes renamed': (g) => {
    const { left, right } = factors(g)
    const { moved, letters } = renamedFactor(g, left)
    return contracted(right, moved, { left: 'bjk', right: letters, out: 'bik' })
  },
  'transpose of a contraction': (g) => {
    const { left, right } = factors(g)
    return transpose(contracted(left, right, { left: 'bij', right: 'bjk', out: 'bik' }), order(g, 3))
  },
}
