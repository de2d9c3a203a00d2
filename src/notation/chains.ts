/**
 * Which parts of a formula go on in that of their user: terms of one sum, factors of one product.
 * Before it: `contraction.ts`. After it: `write.ts`.
 * Invariant: one walk over the tensors, operands before users, and one back.
 */
import { scalarValue } from '../construct.ts'
import type { AnyTensor } from '../Tensor.ts'
import * as contraction from './contraction.ts'

type Chain = 'sum' | 'product' | undefined

type Contract = Extract<AnyTensor['form'], { readonly tag: 'contract' }>

/** Whether a contraction is written as a product, and not as a sum or an einsum. */
const isProduct = ({ letters }: Contract): boolean => {
  const reading = contraction.read(letters)
  return reading.as === 'matrices' || (reading.as === 'summed' && reading.axes.length === 0)
}

/** Whether it is written as a sum, or another fold, of an operand. */
const isFold = (form: AnyTensor['form']): boolean =>
  form.tag === 'reduce' ||
  (form.tag === 'contract' && !isProduct(form) && contraction.read(form.letters).as === 'summed')

/** The chain that a tensor is part of, given those of its operands: moved or negated, a product is one still. */
const chainOf = ({ form }: AnyTensor, of: (tensor: AnyTensor) => Chain): Chain => {
  if (form.tag === 'move') return of(form.operand)
  if (form.tag === 'contract') return isProduct(form) ? 'product' : undefined
  if (form.tag !== 'elementwise') return undefined
  const [first, ...others] = form.operands
  switch (form.op.notation.algebra) {
    case 'sum':
    case 'difference':
      return 'sum'
    case 'product':
      return 'product'
    case 'negation':
      return first !== undefined && of(first) === 'product' ? 'product' : undefined
    case 'choice':
      // A choice between a value and 0 is written as a product.
      return others.some((branch) => scalarValue(branch) === 0) ? 'product' : undefined
    default:
      return undefined
  }
}

/**
 * Whether the formula of a tensor goes on in that of its user, among tensors in order: then the order in which terms
 * were added, which no text says, must not decide on names.
 */
export const chained = (
  order: readonly AnyTensor[],
  partsOf: (tensor: AnyTensor) => readonly AnyTensor[],
): ((tensor: AnyTensor) => boolean) => {
  const chains = new Map<AnyTensor, Chain>()
  for (const tensor of order)
    chains.set(
      tensor,
      chainOf(tensor, (operand) => chains.get(operand)),
    )
  /** The users that are no moves. */
  const users = new Map<AnyTensor, AnyTensor>()
  for (const tensor of order.toReversed()) {
    const user = tensor.form.tag === 'move' ? users.get(tensor) : tensor
    if (user !== undefined) for (const part of partsOf(tensor)) users.set(part, user)
  }
  return (tensor) => {
    const [chain, user] = [chains.get(tensor), users.get(tensor)]
    if (chain === undefined || user === undefined) return false
    return chains.get(user) === chain || (chain === 'product' && isFold(user.form))
  }
}
