/**
 * Masks of cotangents: where(c, a, 0) is a under the mask c. What is masked stays masked: what acts on a cotangent
 * acts on what is under the mask and masks the result again, so that a pole in the branch not taken gives 0, not NaN.
 * Before it: `construct.ts`, `ops/comparison.ts`. After it: `differentiate.ts`.
 * Invariant: a cotangent has one mask at most: masks of masks are one mask with the conditions joined.
 */
import { at } from './Bug.ts'
import { elementwise, scalarValue } from './construct.ts'
import { add } from './ops/arithmetic.ts'
import { eq, where } from './ops/comparison.ts'
import { and } from './ops/logic.ts'
import type { AnyTensor } from './Tensor.ts'

/** The places where a condition holds, or where it does not. */
export interface Mask {
  readonly condition: AnyTensor
  readonly holds: boolean
}

/** A cotangent and the mask it is under. */
export interface Masked {
  readonly mask: Mask | undefined
  readonly under: AnyTensor
}

export const unmask = (cotangent: AnyTensor): Masked => {
  const { form } = cotangent
  if (form.tag === 'elementwise' && form.op.name === where.op.name) {
    const [condition, a, b] = [at(form.operands, 0), at(form.operands, 1), at(form.operands, 2)]
    if (scalarValue(b) === 0) return { mask: { condition, holds: true }, under: a }
    if (scalarValue(a) === 0) return { mask: { condition, holds: false }, under: b }
  }
  return { mask: undefined, under: cotangent }
}

const choose = (
  { condition, holds }: Mask,
  inside: AnyTensor | number,
  outside: AnyTensor | number,
): AnyTensor =>
  holds
    ? elementwise(where.op, condition, inside, outside)
    : elementwise(where.op, condition, outside, inside)

const conditionOf = ({ condition, holds }: Mask): AnyTensor =>
  holds ? condition : elementwise(eq.op, condition, 0)

const joined = (outer: Mask, inner: Mask): Mask =>
  sameCondition(outer.condition, inner.condition) && outer.holds === inner.holds
    ? outer
    : { condition: elementwise(and.op, conditionOf(outer), conditionOf(inner)), holds: true }

/** The value under the mask, and under its own. */
export const masked = (mask: Mask | undefined, value: AnyTensor): AnyTensor => {
  if (mask === undefined) return value
  const own = unmask(value)
  return choose(own.mask === undefined ? mask : joined(mask, own.mask), own.under, 0)
}

const sameOperand = (a: AnyTensor, b: AnyTensor): boolean => {
  const value = scalarValue(a)
  return a === b || (value !== undefined && value === scalarValue(b))
}

/** Whether two conditions are the same one, or the same relation of the same operands. */
const sameCondition = (a: AnyTensor, b: AnyTensor): boolean => {
  if (a === b) return true
  if (a.form.tag !== 'elementwise' || b.form.tag !== 'elementwise' || a.form.op.name !== b.form.op.name)
    return false
  const others = b.form.operands
  return a.form.operands.every((operand, k) => sameOperand(operand, at(others, k)))
}

/** a + b: under the mask where both have the same, as one choice where each is masked where the other is not. */
export const plus = (a: AnyTensor, b: AnyTensor): AnyTensor => {
  const [p, q] = [unmask(a), unmask(b)]
  if (p.mask === undefined || q.mask === undefined || !sameCondition(p.mask.condition, q.mask.condition))
    return elementwise(add.op, a, b)
  return p.mask.holds === q.mask.holds
    ? choose(p.mask, elementwise(add.op, p.under, q.under), 0)
    : choose(p.mask, p.under, q.under)
}
