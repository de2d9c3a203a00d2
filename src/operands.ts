/**
 * What a form is made of, and the same form of other parts.
 * Before it: the types of `Tensor.ts`. After it: everything that walks over tensors or nodes, the notation among it.
 * Invariant: operands come in the order of the formula.
 */
import { at } from './Bug.ts'
import type { AnyTensor, Form } from './Tensor.ts'

/** The operands of a form, in order. */
export const operandsOf = <X>(form: Form<X>): readonly X[] => {
  switch (form.tag) {
    case 'constant':
    case 'input':
    case 'index':
      return []
    case 'elementwise':
      return form.operands
    case 'contract':
      return [form.left, form.right]
    case 'reduce':
    case 'move':
    case 'reshape':
      return [form.operand]
  }
}

/** The same form with other operands. */
export const withOperands = <X, Y>(form: Form<X>, operands: readonly Y[]): Form<Y> => {
  switch (form.tag) {
    case 'constant':
    case 'input':
    case 'index':
      return form
    case 'elementwise':
      return { ...form, operands }
    case 'contract':
      return { ...form, left: at(operands, 0), right: at(operands, 1) }
    case 'reduce':
    case 'move':
    case 'reshape':
      return { ...form, operand: at(operands, 0) }
  }
}

/** The operands of a tensor, those of an ill-shaped application included. */
export const children = (tensor: AnyTensor): readonly AnyTensor[] =>
  tensor.form.tag === 'invalid' ? tensor.form.operands : operandsOf(tensor.form)
