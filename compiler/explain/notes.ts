/**
 * What is allowed and yet often a slip: worth a second look.
 * Before it: `src/notation/movement.ts`. After it: `derivation.ts`.
 * Invariant: a note never stops anything.
 */
import { repeatedAxes } from '../../src/notation/movement.ts'
import * as shapes from '../../src/Shape.ts'
import type { AnyTensor } from '../../src/Tensor.ts'

interface Repeated {
  readonly operand: AnyTensor
  readonly axes: readonly number[]
}

const repeatedIn = (tensor: AnyTensor): readonly Repeated[] =>
  tensor.form.tag === 'move'
    ? [{ operand: tensor.form.operand, axes: repeatedAxes({ shape: tensor.shape, form: tensor.form }) }]
    : []

/** 4×1 + 4 is 4×4: a bias that was meant for the column meets every element of it. */
const crossed = (tensor: AnyTensor, textOf: (tensor: AnyTensor) => string): readonly string[] => {
  const { form, shape } = tensor
  if (
    form.tag !== 'elementwise' ||
    (form.op.notation.algebra !== 'sum' && form.op.notation.algebra !== 'difference')
  )
    return []
  const [a, b] = form.operands.flatMap(repeatedIn)
  if (a === undefined || b === undefined) return []
  const apart = (p: Repeated, q: Repeated): boolean => p.axes.some((axis) => !q.axes.includes(axis))
  if (!apart(a, b) || !apart(b, a)) return []
  const name = ({ operand }: Repeated): string => `${textOf(operand)} (${shapes.show(operand.shape)})`
  return [
    `${name(a)} and ${name(b)} are both repeated, along axes ${a.axes.join(', ')} and ${b.axes.join(', ')}: ` +
      `the result is ${shapes.show(shape)}. If one is a bias for the other, give both the same axes.`,
  ]
}

/** The notes on an expression, each once. */
export const notesOn = (
  tensors: readonly AnyTensor[],
  textOf: (tensor: AnyTensor) => string,
): readonly string[] => [...new Set(tensors.flatMap((tensor) => crossed(tensor, textOf)))]
