/**
 * What one node does, in the names of its operands.
 * Before it: `src/notation/write.ts`. After it: `model.ts`, `stages.ts`.
 * Invariant: the length of a formula depends on the node alone, not on what lies behind its operands; numbers are
 * written as numbers; what would be written like its operand says what it does.
 */
import { at } from '../../../src/Bug.ts'
import { input, scalarValue } from '../../../src/construct.ts'
import { read, repeatedAxes } from '../../../src/notation/movement.ts'
import { write } from '../../../src/notation/write.ts'
import { children, withChildren } from '../../../src/operands.ts'
import * as shapes from '../../../src/Shape.ts'
import type { AnyTensor } from '../../../src/Tensor.ts'
import { written } from '../Hand.ts'

/** A tensor in one line. */
const lineOf = (tensor: AnyTensor): string =>
  at(write([tensor], { style: written.style, breadth: Infinity }).roots, 0)

/** A tensor by its name alone; a number stays one. */
const named = (tensor: AnyTensor, nameOf: (tensor: AnyTensor) => string): AnyTensor =>
  scalarValue(tensor) === undefined ? input(nameOf(tensor), tensor.shape, tensor.dtype) : tensor

/** The formula with what a repetition does, which is written like its operand. */
export const withMove = (tensor: AnyTensor, formula: string): string => {
  const { form, shape } = tensor
  if (form.tag !== 'move' || scalarValue(tensor) !== undefined) return formula
  const moved = { shape, form }
  if (read(moved).as !== 'broadcast') return formula
  return repeatedAxes(moved).length > 0
    ? `${formula}, repeated to ${shapes.show(shape)}`
    : `${formula}, as ${shapes.show(shape)}`
}

/** The formula of a tensor in which its operands are names. */
export const localFormula = (tensor: AnyTensor, nameOf: (tensor: AnyTensor) => string): string => {
  if (tensor.form.tag === 'input') return nameOf(tensor)
  const operands = children(tensor).map((operand) => named(operand, nameOf))
  return withMove(tensor, lineOf(withChildren(tensor, operands)))
}
