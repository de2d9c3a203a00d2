/**
 * What only people write about a tensor: how it differentiates, whether it is kept, and what it requires of a value.
 * Before it: `construct.ts`, `loops.ts`. After it: `differentiate.ts` follows the rules, the interpreter checks the
 * requirements, and the first pass of the compiler drops both.
 * Invariant: a custom tensor has the value of its first operand, bit for bit.
 */
import { at, known } from './Bug.ts'
import { broadcastTo, elementwise, extentValue, invalid, moved, notTensor } from './construct.ts'
import { pullback } from './differentiate.ts'
import * as extent from './Extent.ts'
import { closed, standIn } from './loops.ts'
import * as move from './Move.ts'
import { showTensor } from './notation/text.ts'
import { again, within } from './ops/identity.ts'
import { stated } from './ops/operation.ts'
import { substitution } from './program/substitute.ts'
import * as shapes from './Shape.ts'
import { isTensor, node } from './Tensor.ts'
import type { AnyTensor, Custom, CustomRule, Range } from './Tensor.ts'

/** A tensor with a rule beside it. */
export const custom = (rule: CustomRule, ...operands: Custom['operands']): AnyTensor => {
  const [{ shape, dtype }] = operands
  return operands.some(({ form }) => form.tag === 'invalid')
    ? node({ tag: 'invalid', mistake: undefined, operands }, [], dtype)
    : node({ tag: 'custom', rule, operands }, shape, dtype)
}

/** What is required of every element of a tensor: to be a number, and to lie within. */
export interface Requirement {
  readonly operation: string
  readonly subject: string
  readonly range?: Range
}

/**
 * The tensor, of which the interpreter names the first element that is not as it must be. Compiled code does not ask:
 * it takes the nearest value that is allowed.
 */
export const required = (tensor: AnyTensor, requirement: Requirement): AnyTensor =>
  custom({ kind: 'requirement', ...requirement }, tensor)

/** The value of a custom tensor as compiled code has it. */
export const held = ({ rule, operands: [value] }: Custom): AnyTensor => {
  if (rule.kind === 'derivative') return value
  if (rule.range === undefined) return value
  const [low, high] = [rule.range.from, extent.sub(rule.range.below, 1)]
  return within(value, extentValue(low, value.dtype), extentValue(high, value.dtype))
}

type Tensors = readonly AnyTensor[]

/** The function applied to inputs that stand for its operands. */
const traced = (
  f: (...operands: Tensors) => AnyTensor,
  operands: Tensors,
): { readonly parameters: Tensors; readonly value: AnyTensor } => {
  const parameters = operands.map((operand, k) => standIn(`x${k}`, operand))
  return { parameters, value: f(...parameters) }
}

/**
 * A function with a derivative of its own: `pullback` gives the cotangent of each operand, linear in that of the
 * value. The function may depend on nothing but its operands.
 *
 * @example
 * const passing = customDerivative((x: Tensor<[2]>) => floor(x), (g) => [g])
 * const x = constant([1.5, 2.5])
 * run(derivative(passing(x), x)) // [1, 1]
 */
export const customDerivative: <const X extends readonly AnyTensor[], Y extends AnyTensor>(
  f: (...operands: X) => Y,
  pullback: (cotangent: Y, operands: X, value: Y) => { readonly [K in keyof X]: X[K] },
) => (...operands: X) => Y = stated(
  (f: (...operands: Tensors) => AnyTensor, rule: (g: AnyTensor, xs: Tensors, y: AnyTensor) => Tensors) =>
    (...operands: Tensors): AnyTensor => {
      if (!operands.every(isTensor)) return notTensor('customDerivative')
      const { parameters, value } = traced(f, operands)
      const [stranger] = closed([value], parameters).captured
      if (stranger !== undefined)
        return invalid(
          'LBZ2013',
          'customDerivative',
          `customDerivative: the function depends on ${showTensor(stranger)}, which is none of its operands`,
          operands,
        )
      const own = (g: AnyTensor, xs: Tensors, y: AnyTensor): Tensors => {
        const found = rule(g, xs, y)
        return xs.map((x, k) => fitting(x, k, found[k]))
      }
      return custom({ kind: 'derivative', pullback: own }, f(...operands), ...operands)
    },
)

/** The cotangent of an operand, if it is one. */
const fitting = (operand: AnyTensor, k: number, cotangent: AnyTensor | undefined): AnyTensor =>
  isTensor(cotangent) && (cotangent.form.tag === 'invalid' || shapes.same(cotangent.shape, operand.shape))
    ? cotangent
    : invalid(
        'LBZ2014',
        'customDerivative',
        `customDerivative: operand ${k} is ${shapes.show(operand.shape)}, its cotangent is ${
          isTensor(cotangent) ? shapes.show(cotangent.shape) : 'no tensor'
        }`,
        [operand],
      )

/** The first element of a tensor, everywhere; 0 where there is none. */
const firstEverywhere = (tensor: AnyTensor, { shape }: AnyTensor): AnyTensor => {
  const rows = tensor.shape.map((size) => move.fixed(0, 0, size))
  return broadcastTo(moved(tensor, { shape: [], rows, guards: [] }), shape)
}

/**
 * The function with what it computes on the way not kept for the derivative but computed again, when its cotangent is
 * known: less memory for more work. The value and the derivatives are the function's own.
 *
 * @example
 * const x = constant([1, 2])
 * run(derivative(checkpoint((y: Tensor<[2]>) => square(square(y)))(x), x)) // [4, 32]
 */
export const checkpoint: <const X extends readonly AnyTensor[], Y extends AnyTensor>(
  f: (...operands: X) => Y,
) => (...operands: X) => Y = stated((f: (...operands: Tensors) => AnyTensor) => (...operands: Tensors) => {
  if (!operands.every(isTensor)) return notTensor('checkpoint')
  const { parameters, value } = traced(f, operands)
  const { captured, constants, roots } = closed([value], parameters)
  const inputs = [...parameters, ...constants]
  const body = known(roots[0], 'value')
  const on = (xs: Tensors): AnyTensor =>
    substitution([body], new Map(inputs.map((input, k) => [input, at(xs, k)])))(body)
  const rule = (g: AnyTensor, xs: Tensors): Tensors => {
    const later = xs.map((x) => (x.dtype === 'f32' ? elementwise(again.op, x, firstEverywhere(g, x)) : x))
    return pullback([{ of: on(later), cotangent: g }], later).cotangents
  }
  const all = [...operands, ...captured]
  return custom({ kind: 'derivative', pullback: rule }, on(all), ...all)
})
