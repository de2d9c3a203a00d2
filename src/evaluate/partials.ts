/**
 * The partial derivatives of an operation as numbers: its tangents, traced once and run as straight lines.
 * Before it: `Op.ts`, `construct.ts`. After it: `evaluate/bound.ts`, and the laws of operations.
 * Invariant: what is run is the tangent that the record states, in the meanings of the operations it is made of.
 */
import { at, Bug, known } from '../Bug.ts'
import { input, number } from '../construct.ts'
import { dtypes } from '../DType.ts'
import type { DType } from '../DType.ts'
import type { Op, Tangent } from '../Op.ts'
import type { Shape } from '../Shape.ts'
import type { AnyTensor, Term } from '../Tensor.ts'
import { children } from '../operands.ts'
import { typed } from '../Tensor.ts'
import { postorder } from '../traverse.ts'

/** A partial derivative at the operands and the value there. */
export type Partial = (operands: readonly number[], value: number) => number

const combinations = (arity: number): readonly (readonly DType[])[] =>
  arity === 0 ? [[]] : combinations(arity - 1).flatMap((rest) => dtypes.map((dtype) => [...rest, dtype]))

/** The dtypes of the operands under which the operation gives an f32, or else those under which it gives anything. */
export const signatureOf = (op: Op): readonly DType[] => {
  const all = combinations(op.arity)
  return known(
    all.find((dtypes) => op.result(dtypes) === 'f32') ??
      all.find((dtypes) => op.result(dtypes) !== undefined),
    `dtypes that ${op.name} takes`,
  )
}

/** Operands and value of an operation as inputs of rank 0, and the tangent of one operand at them. */
export const trace = (
  op: Op,
  tangent: Tangent,
  g: AnyTensor = number(1),
): { readonly result: AnyTensor; readonly inputs: readonly AnyTensor[] } => {
  const operands = signatureOf(op).map((dtype, k) => input(`operand${k}`, [], dtype))
  const value = input('value', [], 'f32')
  const inputs = [...operands, value]
  const [first, ...others] = inputs.map((tensor) => typed<Shape, never>(tensor))
  const seed: Term = typed<Shape, never>(g)
  return { result: tangent(seed, known(first, 'operand'), ...others), inputs }
}

/** An expression of rank 0 over inputs of rank 0, as a function of their values. */
export const straightLine = (
  result: AnyTensor,
  inputs: readonly AnyTensor[],
): ((values: readonly number[]) => number) => {
  const order = postorder([result], children)
  const places = new Map(order.map((tensor, place) => [tensor, place]))
  const steps = order.map((tensor) => {
    const { form } = tensor
    if (form.tag === 'constant' && typeof form.value === 'number') {
      const { value } = form
      return () => value
    }
    if (form.tag === 'input') {
      const place = inputs.indexOf(tensor)
      return (values: readonly number[]) => at(values, place)
    }
    if (form.tag !== 'elementwise') throw new Bug(`${form.tag} in an elementwise expression of rank 0`)
    const { op } = form
    const from = form.operands.map((operand) => known(places.get(operand), 'operand'))
    return (_: readonly number[], registers: readonly number[]) =>
      op.meaning(...from.map((place) => at(registers, place)))
  })
  return (values) => {
    const registers: number[] = []
    for (const step of steps) registers.push(step(values, registers))
    return at(registers, registers.length - 1)
  }
}

const traced = new WeakMap<Op, readonly (Partial | null)[]>()

/** One a operand; null where no derivative passes. */
export const partialsOf = (op: Op): readonly (Partial | null)[] => {
  const found =
    traced.get(op) ??
    op.tangents.map((tangent): Partial | null => {
      if (tangent === null) return null
      const { result, inputs } = trace(op, tangent)
      const line = straightLine(result, inputs)
      return (operands, value) => line([...operands, value])
    })
  traced.set(op, found)
  return found
}
