/**
 * The rules of reverse mode, one a form: an operand's share of the cotangent of the result.
 * Before it: `construct.ts`, `Move.ts`, the records of `src/ops`. After it: `differentiate.ts`, which adds the shares up.
 * Invariant: a share is linear in the cotangent and has the shape of its operand; what would be zero is no share.
 */
import { at } from './Bug.ts'
import {
  contracted,
  filled,
  gathered,
  moved,
  reduced,
  repeatedAlong,
  reshaped,
  scalarValue,
  scattered,
} from './construct.ts'
import type { Contribution, Reason } from './Derivation.ts'
import type { Extent } from './Extent.ts'
import { masked, unmask } from './mask.ts'
import * as move from './Move.ts'
import { operandsOf } from './operands.ts'
import { totalMonoid } from './ops/monoids.ts'
import type { Shape } from './Shape.ts'
import { typed } from './Tensor.ts'
import type { AnyTensor, Custom, Form, Letters, TensorForm, Term } from './Tensor.ts'

/** What an operand gets, and why. */
export type Share = Pick<Contribution, 'reason' | 'value'>

/** Whether a derivative passes from the result to the operand. */
export const passes = (form: TensorForm, operand: number): boolean => {
  switch (form.tag) {
    case 'elementwise':
      return at(form.op.tangents, operand) !== null
    case 'reduce':
      return form.monoid.tangent !== null
    case 'gather':
    case 'scatter':
      return operand === 0
    case 'custom':
      return form.rule.kind === 'requirement' || operand > 0
    default:
      return true
  }
}

/** The shares of the operands that ask for one. */
export const sharesOf = (
  user: AnyTensor,
  cotangent: AnyTensor,
  active: ReadonlySet<AnyTensor>,
): readonly (Share | undefined)[] => {
  const { form } = user
  const isAsked = (operand: AnyTensor, k: number): boolean => active.has(operand) && passes(form, k)
  if (form.tag === 'invalid') return []
  if (form.tag === 'custom') return throughCustom(form, cotangent, isAsked)
  return operandsOf(form).map((operand, k) =>
    isAsked(operand, k) ? shareOf(user, form, k, cotangent) : undefined,
  )
}

/** The rules, one a form: an operand's share of the cotangent of the result. */
const shareOf = (
  user: AnyTensor,
  form: Form<AnyTensor>,
  operand: number,
  cotangent: AnyTensor,
): Share | undefined => {
  switch (form.tag) {
    case 'constant':
    case 'input':
    case 'index':
      return undefined
    case 'elementwise':
      return throughElementwise(user, form, operand, cotangent)
    case 'reduce':
      return throughReduce(user, form, cotangent)
    case 'contract':
      return throughContract(form, operand, cotangent)
    case 'move':
      return throughMove(user, form, cotangent)
    case 'reshape':
      return { reason: { rule: 'reshape' }, value: reshaped(cotangent, form.operand.shape) }
    case 'gather':
      return {
        reason: { rule: 'gather' },
        value: scattered(cotangent, form.index, at(form.operand.shape, form.batch), form.batch),
      }
    case 'scatter':
      return { reason: { rule: 'scatter' }, value: gathered(cotangent, form.index, form.batch) }
    case 'scan':
      return undefined
  }
}

type FormOf<Tag extends Form<AnyTensor>['tag']> = Extract<Form<AnyTensor>, { readonly tag: Tag }>

/** A tensor where a derivative's expression wants a term: an active tensor is f32, and the others fit by their record. */
const term = (tensor: AnyTensor): Term => typed<Shape, never>(tensor)

/** Elementwise derivatives are diagonal: the record's tangent carries a cotangent back as it carries a tangent on. */
const throughElementwise = (
  user: AnyTensor,
  { op, operands }: FormOf<'elementwise'>,
  operand: number,
  cotangent: AnyTensor,
): Share | undefined => {
  const tangent = at(op.tangents, operand)
  if (tangent === null) return undefined
  const { mask, under } = unmask(cotangent)
  const [first, ...rest] = operands
  const value =
    first === undefined
      ? tangent(term(under), term(user))
      : tangent(term(under), term(first), ...rest.map(term), term(user))
  return {
    reason: { rule: 'elementwise', op: op.name },
    value: value === under ? cotangent : masked(mask, value),
  }
}

/** A custom derivative speaks for all operands at once; a requirement passes the cotangent on. */
const throughCustom = (
  { rule, operands: [value, ...others] }: Custom,
  cotangent: AnyTensor,
  isAsked: (operand: AnyTensor, k: number) => boolean,
): readonly (Share | undefined)[] => {
  if (rule.kind === 'requirement')
    return [isAsked(value, 0) ? { reason: { rule: 'custom' }, value: cotangent } : undefined]
  const shares = rule.pullback(cotangent, others, value)
  return [
    undefined,
    ...others.map((operand, k) => {
      const share = shares[k]
      return share === undefined || !isAsked(operand, k + 1)
        ? undefined
        : ({ reason: { rule: 'custom' }, value: share } as const)
    }),
  ]
}

const throughReduce = (
  user: AnyTensor,
  { monoid, operand, axes }: FormOf<'reduce'>,
  cotangent: AnyTensor,
): Share | undefined => {
  if (monoid.tangent === null) return undefined
  const back = (tensor: AnyTensor): Term => {
    const value = scalarValue(tensor)
    return term(
      value === undefined ? repeatedAlong(tensor, axes, operand.shape) : filled(value, operand.shape),
    )
  }
  const value = monoid.tangent(back(cotangent), term(operand), back(user), axes)
  return { reason: { rule: 'reduce', monoid: monoid.name, axes }, value }
}

/** For z = W·x: z̄·xᵀ on the left, Wᵀ·z̄ on the right. The factors keep their order. */
const throughContract = (
  { left, right, letters }: FormOf<'contract'>,
  operand: number,
  cotangent: AnyTensor,
): Share =>
  operand === 0
    ? factorOf('left', cotangent, right, { left: letters.out, right: letters.right, out: letters.left })
    : factorOf('right', left, cotangent, { left: letters.left, right: letters.out, out: letters.right })

const factorOf = (side: 'left' | 'right', left: AnyTensor, right: AnyTensor, letters: Letters): Share => {
  const summed = [...letters.left].flatMap((letter, axis): readonly Extent[] =>
    letters.out.includes(letter) ? [] : [at(left.shape, axis)],
  )
  return { reason: { rule: 'contract', side, summed }, value: contracted(left, right, letters) }
}

/** Never a scatter: each element of the operand gathers what was read from it. */
const throughMove = (
  user: AnyTensor,
  { operand, rows, guards }: FormOf<'move'>,
  cotangent: AnyTensor,
): Share => {
  const { map, summed } = move.adjoint({ shape: user.shape, rows, guards }, operand.shape)
  const rank = operand.shape.length
  const axes = Array.from({ length: summed }, (_, k) => rank + k)
  const reason: Reason = { rule: 'move', summed: map.shape.slice(rank) }
  return { reason, value: reduced(totalMonoid, moved(cotangent, map), axes) }
}
