/**
 * The local derivative of one operation for one operand, in symbols, read from its record.
 * Before it: the records of `src/ops`, `Hand.ts`. After it: `reasons.ts` and `chain.ts`.
 * Invariant: where nobody names them, u, v and w stand for operands, c for a condition, y for the value.
 */
import { at } from '../../src/Bug.ts'
import { broadcastTo, input, number, scalarValue } from '../../src/construct.ts'
import { write } from '../../src/notation/write.ts'
import type { Shape } from '../../src/Shape.ts'
import { node, typed } from '../../src/Tensor.ts'
import type { AnyTensor, Term } from '../../src/Tensor.ts'
import type { Hand } from './Hand.ts'
import { barred } from './names.ts'

/** y = max(0, u) gives ū = ȳ·[0 < u], and ∂y/∂u is [0 < u]. */
export interface Local {
  readonly value: string
  readonly operand: string
  readonly cotangent: string
  readonly partial: string
}

/** The names that the operation's value and operands have, where they have some. */
export interface Names {
  readonly value?: string | undefined
  readonly operands?: readonly (string | undefined)[]
}

const formula = (tensor: AnyTensor, { style }: Hand): string =>
  at(write([tensor], { style, breadth: Infinity }).roots, 0)

const term = (tensor: AnyTensor): Term => typed<Shape, never>(tensor)

/** What stands for the operands; nothing for a number, which stands for itself. */
const placeholders = (operands: readonly AnyTensor[], given: Names['operands'] = []): readonly string[] => {
  const letters = ['u', 'v', 'w'].values()
  return operands.map((operand, k) => {
    if (scalarValue(operand) !== undefined) return ''
    return given[k] ?? (operand.dtype === 'bool' ? 'c' : (letters.next().value ?? 'x'))
  })
}

const elementwise = (user: AnyTensor, operand: number, hand: Hand, names: Names): Local | undefined => {
  const { form } = user
  if (form.tag !== 'elementwise') return undefined
  const tangent = at(form.op.tangents, operand)
  const called = placeholders(form.operands, names.operands)
  const operands = form.operands.map((tensor, k) => {
    const value = scalarValue(tensor)
    return value === undefined
      ? input(at(called, k), [], tensor.dtype)
      : node({ tag: 'constant', value }, [], tensor.dtype)
  })
  const [first, ...rest] = operands
  if (tangent === null || first === undefined || called[operand] === '') return undefined
  const y = names.value ?? 'y'
  const through = (g: AnyTensor): string =>
    formula(tangent(term(g), term(first), ...rest.map(term), term(input(y, [], 'f32'))), hand)
  return {
    value: formula(node({ tag: 'elementwise', op: form.op, operands }, [], user.dtype), hand),
    operand: at(called, operand),
    cotangent: through(input(barred(y), [], 'f32')),
    partial: through(number(1)),
  }
}

const reduce = (user: AnyTensor, hand: Hand, names: Names): Local | undefined => {
  const { form } = user
  if (form.tag !== 'reduce' || form.monoid.tangent === null) return undefined
  const { tangent } = form.monoid
  const [operand, y] = [names.operands?.[0] ?? 'u', names.value ?? 'y']
  const u = input(operand, [2], 'f32')
  const everywhere = (scalar: AnyTensor): Term => term(broadcastTo(scalar, [2]))
  const through = (g: AnyTensor): string =>
    formula(tangent(everywhere(g), term(u), everywhere(input(y, [], 'f32')), [0]), hand)
  return {
    value: formula(node({ ...form, operand: u, axes: [0] }, [], 'f32'), hand),
    operand,
    cotangent: through(input(barred(y), [], 'f32')),
    partial: through(number(1)),
  }
}

/** What the record of an operation or a monoid says; nothing for forms that have none. */
export const local = (user: AnyTensor, operand: number, hand: Hand, names: Names = {}): Local | undefined =>
  elementwise(user, operand, hand, names) ?? reduce(user, hand, names)
