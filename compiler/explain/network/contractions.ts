/**
 * Sums of products, however they are written: a contraction, or a product whose axes are summed.
 * Before it: `laidOut.ts`. After it: `roles.ts`, `layers.ts`.
 * Invariant: a letter names an axis; every letter of the result is one of an operand.
 */
import { at } from '../../../src/Bug.ts'
import { totalMonoid } from '../../../src/ops/monoids.ts'
import type { Letters } from '../../../src/Tensor.ts'
import type { LaidId, LaidNode } from './laidOut.ts'

export interface Contraction {
  readonly left: LaidId
  readonly right: LaidId
  readonly letters: Letters
}

const alphabet = 'abcdefghijklmnop'

/** The axes along which a node is not a repetition. */
export const ownAxes = ({ form, shape }: LaidNode): readonly number[] =>
  [...shape.keys()].filter(
    (axis) =>
      form.tag !== 'move' ||
      [...form.rows, ...form.guards].some(({ coefficients }) => coefficients[axis] !== 0),
  )

/** What is repeated, where it is a repetition; its own axes are those of the result along which it is none. */
const unrepeated = (
  nodes: readonly LaidNode[],
  id: LaidId,
): { readonly id: LaidId; readonly axes: readonly number[] } => {
  const node = at(nodes, id)
  const axes = ownAxes(node)
  const { form } = node
  if (form.tag !== 'move' || axes.length === node.shape.length) return { id, axes: [...node.shape.keys()] }
  const read = form.rows.map(({ coefficients }) => coefficients.findIndex((c) => c !== 0))
  const isPlain = read.every((axis) => axis >= 0) && read.length === axes.length
  return isPlain ? { id: form.operand, axes: read } : { id, axes: [...node.shape.keys()] }
}

/** The sum of products that a node is. */
export const contractionAt = (nodes: readonly LaidNode[], id: LaidId): Contraction | undefined => {
  const { form } = at(nodes, id)
  if (form.tag === 'contract') return form
  if (form.tag !== 'reduce' || form.monoid.name !== totalMonoid.name) return undefined
  const product = at(nodes, form.operand)
  if (product.form.tag !== 'elementwise' || product.form.op.notation.algebra !== 'product') return undefined
  const [left, right] = product.form.operands.map((operand) => unrepeated(nodes, operand))
  if (left === undefined || right === undefined || left.id === right.id) return undefined
  const summed = form.axes
  if (!summed.every((axis) => left.axes.includes(axis) && right.axes.includes(axis))) return undefined
  const named = (axes: readonly number[]): string => axes.map((axis) => alphabet.charAt(axis)).join('')
  const kept = [...product.shape.keys()].filter((axis) => !summed.includes(axis))
  return {
    left: left.id,
    right: right.id,
    letters: { left: named(left.axes), right: named(right.axes), out: named(kept) },
  }
}

/** What is moved apart and added up again, as the adjoint of a window does, and which of its axes are gone then. */
export const movedApart = (
  nodes: readonly LaidNode[],
  id: LaidId,
): { readonly operand: LaidId; readonly gone: ReadonlySet<number> } | undefined => {
  const { form } = at(nodes, id)
  if (form.tag !== 'reduce' || form.monoid.name !== totalMonoid.name) return undefined
  const read = at(nodes, form.operand).form
  if (read.tag !== 'move' || read.fill !== 0) return undefined
  const isKept = (coefficients: readonly number[]): boolean => {
    const axes = [...coefficients.keys()].filter((axis) => coefficients[axis] !== 0)
    return axes.length === 1 && axes.every((axis) => !form.axes.includes(axis))
  }
  const gone = read.rows.flatMap(({ coefficients }, axis) => (isKept(coefficients) ? [] : [axis]))
  return { operand: read.operand, gone: new Set(gone) }
}
