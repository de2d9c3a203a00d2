/**
 * What a form is made of, and the same form of other parts.
 * Before it: the types of `Tensor.ts`. After it: everything that walks over tensors or nodes, the notation among it.
 * Invariant: operands come in the order of the formula.
 */
import { at, known } from './Bug.ts'
import { node } from './Tensor.ts'
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
    case 'gather':
    case 'scatter':
      return [form.operand, form.index]
    case 'scan':
      return form.operands
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
    case 'scan':
      return { ...form, operands }
    case 'contract':
      return { ...form, left: at(operands, 0), right: at(operands, 1) }
    case 'reduce':
    case 'move':
    case 'reshape':
      return { ...form, operand: at(operands, 0) }
    case 'gather':
    case 'scatter':
      return { ...form, operand: at(operands, 0), index: at(operands, 1) }
  }
}

/** The operands of a tensor, whatever it is. */
export const children = ({ form }: AnyTensor): readonly AnyTensor[] =>
  form.tag === 'invalid' || form.tag === 'custom' ? form.operands : operandsOf(form)

/** The same tensor of other operands. */
export const withChildren = (
  { form, shape, dtype }: AnyTensor,
  operands: readonly AnyTensor[],
): AnyTensor => {
  if (form.tag === 'invalid') return node({ ...form, operands }, shape, dtype)
  if (operands.some((operand) => operand.form.tag === 'invalid'))
    return node({ tag: 'invalid', mistake: undefined, operands }, [], dtype)
  if (form.tag !== 'custom') return node(withOperands(form, operands), shape, dtype)
  const [value, ...others] = operands
  return node({ ...form, operands: [known(value, 'value'), ...others] }, shape, dtype)
}
