/**
 * What ᵀ means: a matrix by a move, a vector as a row of a product.
 * Before it: `Reading.ts`. After it: `resolve.ts`, `elaborate.ts`.
 * Invariant: a transposed vector is no tensor by itself; with more than two axes the order is asked for.
 */
import { transpose } from '../ops/movement.ts'
import { stated } from '../ops/operation.ts'
import type { AnyTensor } from '../Tensor.ts'
import { unreadable } from './FormulaError.ts'
import type { Refusal } from './FormulaError.ts'
import { wrong } from './Reading.ts'
import type { Reading, Readings } from './Reading.ts'
import type { Form, Place } from './Syntax.ts'

export const transposed = (
  readings: Readings,
  place: Place,
  { operand }: Extract<Form, { readonly tag: 'transposed' }>,
): Reading => {
  const { row } = readings.of(operand)
  const x = readings.rowOrOperand(operand)
  if (x === undefined) return wrong
  if (row !== undefined) return { operand: x }
  return typeof x === 'number' ? { operand: x } : turned(x, () => tooMany(readings.part(place).at), readings)
}

export const tooMany = (at: number): Refusal =>
  unreadable(
    at,
    'a transpose is that of a matrix or a vector',
    'With more axes it is transpose(x, [0, 2, 1]).',
  )

/** xᵀ: a matrix by a move, a vector as a row. */
export const turned = (x: AnyTensor, refused: () => Refusal, readings?: Readings): Reading => {
  switch (x.shape.length) {
    case 0:
      return { operand: x }
    case 1:
      return { operand: x, row: 'vector' }
    case 2:
      return { operand: transposeOf(x) }
    default:
      return readings === undefined ? { lacking: refused } : readings.refuse(refused())
  }
}

const transposeOf: (x: AnyTensor) => AnyTensor = stated(transpose)
