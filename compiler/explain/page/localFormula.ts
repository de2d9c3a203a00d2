/**
 * What one node does, in the names of its operands.
 * Before it: `src/notation/write.ts`. After it: `model.ts`, `stages.ts`.
 * Invariant: the length of a formula depends on the node alone, not on what lies behind its operands; numbers are
 * written as numbers; what would be written like its operand says what it does.
 */
import { at } from '../../../src/Bug.ts'
import { input, scalarValue } from '../../../src/construct.ts'
import { read, repeatedAxes } from '../../../src/notation/movement.ts'
import type { Style } from '../../../src/notation/Style.ts'
import { textStyle } from '../../../src/notation/text.ts'
import { write } from '../../../src/notation/write.ts'
import { children, withChildren } from '../../../src/operands.ts'
import * as shapes from '../../../src/Shape.ts'
import type { AnyTensor } from '../../../src/Tensor.ts'

/** The way people write: numbers and sizes that two terms share stand before both. */
export const style: Style = { ...textStyle, factored: true, reciprocals: true }

/** A tensor in one line. */
export const lineOf = (tensor: AnyTensor): string =>
  at(write([tensor], { style, breadth: Infinity }).roots, 0)

/** A tensor by its name alone; a number stays one. */
export const named = (tensor: AnyTensor, nameOf: (tensor: AnyTensor) => string): AnyTensor =>
  scalarValue(tensor) === undefined ? input(nameOf(tensor), tensor.shape, tensor.dtype) : tensor

/** The formula of a tensor in which its operands are names. */
export const localFormula = (tensor: AnyTensor, nameOf: (tensor: AnyTensor) => string): string => {
  const { form, shape } = tensor
  if (form.tag === 'input') return nameOf(tensor)
  const own = withChildren(
    tensor,
    children(tensor).map((operand) => named(operand, nameOf)),
  )
  const text = lineOf(own)
  if (form.tag !== 'move' || scalarValue(tensor) !== undefined) return text
  const moved = { shape, form }
  if (read(moved).as !== 'broadcast') return text
  return repeatedAxes(moved).length > 0
    ? `${text}, repeated to ${shapes.show(shape)}`
    : `${text}, as ${shapes.show(shape)}`
}
