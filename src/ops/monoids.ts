/**
 * The monoids that reductions fold with.
 * Before it: `Monoid.ts`, `construct.ts`. After it: `reduction.ts`, the dictionary in `ops/index.ts`.
 * Invariant: where several elements are largest or smallest, the first index has them all: value, position, tangent.
 */
import { at, known } from '../Bug.ts'
import { elementwise, index, reduced, repeatedAlong, reshaped } from '../construct.ts'
import type { DType } from '../DType.ts'
import type { Monoid } from '../Monoid.ts'
import * as shapes from '../Shape.ts'
import type { Shape } from '../Shape.ts'
import type { AnyTensor, Term } from '../Tensor.ts'
import { mul, sub } from './arithmetic.ts'
import { eq, where } from './comparison.ts'
import { exp } from './exponential.ts'
import { ordered } from './pointing.ts'
import { running } from './running.ts'

const real = (operand: DType): DType | undefined => (operand === 'f32' ? 'f32' : undefined)

const whole = (operand: DType): DType | undefined => (operand === 'i32' ? 'i32' : undefined)

const truth = (operand: DType): DType | undefined => (operand === 'bool' ? 'bool' : undefined)

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

/** For each element the product of all the others that are folded with it: of those before, and of those after. */
const others = (x: AnyTensor, axes: readonly number[]): AnyTensor => {
  const kept = [...x.shape.keys()].filter((k) => !axes.includes(k))
  const order = [...axes, ...kept]
  const front = ordered(x, order)
  const rows = reshaped(front, [
    shapes.sizeOf(front.shape.slice(0, axes.length)),
    ...front.shape.slice(axes.length),
  ])
  const product = (total: AnyTensor, element: AnyTensor): AnyTensor => elementwise(mul.op, total, element)
  const [before, after] = [false, true].map((reverse) =>
    running(rows, 0, 1, product, { reverse, exclusive: true }),
  )
  const all = product(known(before, 'product'), known(after, 'product'))
  return ordered(
    reshaped(all, front.shape),
    [...x.shape.keys()].map((k) => order.indexOf(k)),
  )
}

export const prodMonoid: Monoid = {
  name: 'prod',
  identity: 1,
  result: real,
  combine: (basis, total, next) => basis.mul(total, next),
  keeps: 'total',
  tangent: (g, x, _y, axes) => mul(g, others(x, axes)),
  notation: { text: 'Π', latex: '\\prod' },
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

/** The folds of integers. */
export const integerMonoids = {
  sum: {
    ...totalMonoid,
    name: 'sumI32',
    result: whole,
    combine: (basis, total, next) => basis.addInteger(total, next),
    tangent: null,
  },
  prod: {
    ...prodMonoid,
    name: 'prodI32',
    result: whole,
    combine: (basis, total, next) => basis.mulInteger(total, next),
    tangent: null,
  },
  max: { ...maxMonoid, name: 'maxI32', identity: -(2 ** 31), result: whole, tangent: null },
  min: { ...minMonoid, name: 'minI32', identity: 2 ** 31 - 1, result: whole, tangent: null },
} as const satisfies Record<string, Monoid>

export const anyMonoid: Monoid = {
  name: 'any',
  identity: 0,
  result: truth,
  combine: (basis, total, next) => basis.or(total, next),
  keeps: 'total',
  tangent: null,
  notation: { text: '∃', latex: '\\exists' },
}

export const allMonoid: Monoid = {
  name: 'all',
  identity: 1,
  result: truth,
  combine: (basis, total, next) => basis.and(total, next),
  keeps: 'total',
  tangent: null,
  notation: { text: '∀', latex: '\\forall' },
}

/** Every monoid; the laws iterate over them. */
export const monoids: readonly Monoid[] = [
  totalMonoid,
  prodMonoid,
  maxMonoid,
  minMonoid,
  logSumExpMonoid,
  argmaxMonoid,
  argminMonoid,
  ...Object.values(integerMonoids),
  anyMonoid,
  allMonoid,
]
