/**
 * The monoids that reductions fold with.
 * Before it: `Monoid.ts`, `construct.ts`. After it: `reduction.ts`, the dictionary in `ops/index.ts`.
 * Invariant: where several elements are largest or smallest, the first index has them all: value, position, tangent.
 */
import { at } from '../Bug.ts'
import { index, reduced, repeatedAlong } from '../construct.ts'
import type { DType } from '../DType.ts'
import type { Monoid } from '../Monoid.ts'
import * as shapes from '../Shape.ts'
import type { Shape } from '../Shape.ts'
import type { AnyTensor, Term } from '../Tensor.ts'
import { mul, sub } from './arithmetic.ts'
import { eq, where } from './comparison.ts'
import { exp } from './exponential.ts'

const real = (operand: DType): DType | undefined => (operand === 'f32' ? 'f32' : undefined)

const position = (operand: DType): DType | undefined => (operand === 'f32' ? 'i32' : undefined)

/** Passes g to the element that was chosen, the first of several. */
const chosen =
  (arg: () => Monoid) =>
  (g: Term, x: Term, _y: Term, axes: readonly number[]): AnyTensor =>
    where(eq(positions(x.shape, axes), repeatedAlong(reduced(arg(), x, axes), axes, x.shape)), g, 0)

/** The row-major position of each element among the axes. */
const positions = (shape: Shape, axes: readonly number[]): AnyTensor => {
  const steps = shapes.strides(axes.map((axis) => at(shape, axis)))
  return index(
    shape,
    [...shape.keys()].map((k) => (axes.includes(k) ? at(steps, axes.indexOf(k)) : 0)),
    0,
    'i32',
  )
}

export const totalMonoid: Monoid = {
  name: 'sum',
  identity: 0,
  result: real,
  combine: (basis, total, next) => basis.add(total, next),
  keeps: 'total',
  tangent: (g) => g,
  notation: { text: 'Σ', latex: '\\sum' },
}

export const maxMonoid: Monoid = {
  name: 'max',
  identity: -Infinity,
  result: real,
  combine: (basis, total, next) => basis.max(total, next),
  keeps: 'total',
  tangent: chosen(() => argmaxMonoid),
  notation: { text: 'max', latex: '\\max' },
}

export const minMonoid: Monoid = {
  name: 'min',
  identity: Infinity,
  result: real,
  combine: (basis, total, next) => basis.min(total, next),
  keeps: 'total',
  tangent: chosen(() => argminMonoid),
  notation: { text: 'min', latex: '\\min' },
}

export const argmaxMonoid: Monoid = {
  ...maxMonoid,
  name: 'argmax',
  result: position,
  keeps: 'position',
  tangent: null,
  notation: { text: 'argmax', latex: '\\operatorname{argmax}' },
}

export const argminMonoid: Monoid = {
  ...minMonoid,
  name: 'argmin',
  result: position,
  keeps: 'position',
  tangent: null,
  notation: { text: 'argmin', latex: '\\operatorname{argmin}' },
}

export const logSumExpMonoid: Monoid = {
  name: 'logSumExp',
  identity: 0,
  result: real,
  combine: (basis, total, next) => basis.add(total, next),
  keeps: 'logarithm',
  tangent: (g, x, y) => mul(g, exp(sub(x, y))),
  notation: { text: 'logΣexp', latex: '\\log\\sum\\exp' },
}

/** Every monoid; the laws iterate over them. */
export const monoids: readonly Monoid[] = [
  totalMonoid,
  maxMonoid,
  minMonoid,
  logSumExpMonoid,
  argmaxMonoid,
  argminMonoid,
]
