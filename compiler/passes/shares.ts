/**
 * The identities behind softmax: what all terms of a sum share stands before it, the shares of all classes come to 1,
 * and no share depends on a shift of the scores.
 * Before it: `Rule.ts`, `drafts.ts`. After it: `rules.ts`.
 * Invariant: true of real numbers only, and where a label is one of the classes; so none is on unless asked for. What
 * is the same in all terms leaves the sum, and nothing here brings it back.
 */
import { at } from '../../src/Bug.ts'
import * as extent from '../../src/Extent.ts'
import * as move from '../../src/Move.ts'
import type { Move } from '../../src/Move.ts'
import { div, mul, sub } from '../../src/ops/arithmetic.ts'
import { eq, where } from '../../src/ops/comparison.ts'
import { exp } from '../../src/ops/exponential.ts'
import { totalMonoid } from '../../src/ops/monoids.ts'
import type { Op } from '../../src/Op.ts'
import type { Shape } from '../../src/Shape.ts'
import type { GraphNode, NodeId } from '../ir/Graph.ts'
import { movement } from './drafts.ts'
import { decision, isTag, numberAt, numberDraft } from './Rule.ts'
import type { Draft, DraftNode, NodeOf, Rule, Site } from './Rule.ts'

type Tensors = Pick<GraphNode, 'shape' | 'dtype'>

const applied = ({ shape, dtype }: Tensors, op: Op, ...operands: readonly Draft[]): DraftNode => ({
  form: { tag: 'elementwise', op, operands },
  shape,
  dtype,
})

/** The operands of a node, where it is this operation. */
const operandsOf = (op: Op, id: NodeId, { nodes }: Site): readonly NodeId[] | undefined => {
  const { form } = at(nodes, id)
  return form.tag === 'elementwise' && form.op.name === op.name ? form.operands : undefined
}

const isConstantAlong = ({ rows, guards }: Move, axes: readonly number[]): boolean =>
  [...rows, ...guards].every(({ coefficients }) => axes.every((axis) => coefficients[axis] === 0))

/** How deep what is made of repeated operands is looked into. */
const mostLevels = 3

/** What is the same along some axes, at a shape that lacks them; recurses over a few levels. */
const without = (
  id: NodeId,
  axes: readonly number[],
  shape: Shape,
  site: Site,
  levels: number = mostLevels,
): Draft | undefined => {
  const { form, shape: own, dtype } = at(site.nodes, id)
  const value = numberAt(id, site.nodes)
  if (value !== undefined) return numberDraft(value, shape, dtype)
  if (form.tag === 'elementwise' && levels > 0) {
    const operands = form.operands.map((operand) => without(operand, axes, shape, site, levels - 1))
    return operands.every((operand) => operand !== undefined)
      ? applied({ shape, dtype }, form.op, ...operands)
      : undefined
  }
  if (form.tag !== 'move' || !isConstantAlong({ ...form, shape: own }, axes)) return undefined
  const narrowed = <R extends Move['rows'][number]>(row: R): R => ({
    ...row,
    coefficients: row.coefficients.filter((_, axis) => !axes.includes(axis)),
  })
  const map = { shape, rows: form.rows.map(narrowed), guards: form.guards.map(narrowed) }
  return movement(form.operand, map, form.fill, dtype)
}

/** Whether a node repeats `folded`, which lacks the axes of `shape`, along them. */
const isRepeated = (id: NodeId, folded: NodeId, axes: readonly number[], { nodes }: Site): boolean => {
  const { form, shape } = at(nodes, id)
  if (form.tag !== 'move' || form.operand !== folded) return false
  const kept = [...shape.keys()].filter((axis) => !axes.includes(axis))
  const map = { ...form, shape }
  const narrow = {
    shape: kept.map((axis) => at(shape, axis)),
    rows: form.rows.map((row) => ({ ...row, coefficients: kept.map((axis) => at(row.coefficients, axis)) })),
    guards: form.guards,
  }
  return isConstantAlong(map, axes) && move.isIdentity(narrow)
}

/** A rule for sums of an operation's results. */
const summed = (
  name: string,
  op: Op,
  decide: (root: NodeOf<'reduce'>, operands: readonly NodeId[], site: Site) => Draft | undefined,
): Rule =>
  decision(name, 'real', 'reduce', (root, site) => {
    const operands = operandsOf(op, root.form.operand, site)
    return root.form.monoid.name === totalMonoid.name && operands !== undefined
      ? decide(root, operands, site)
      : undefined
  })

/** Whether a node is 1 where the label of an example is the class along the axis, and 0 elsewhere. */
const marksLabel = (condition: NodeId, axis: number, site: Site): boolean => {
  const sides = operandsOf(eq.op, condition, site)?.map((id) => at(site.nodes, id)) ?? []
  const isLabel = ({ form, shape }: GraphNode): boolean =>
    form.tag === 'move' && isConstantAlong({ ...form, shape }, [axis])
  const isClass = ({ form }: GraphNode): boolean =>
    form.tag === 'index' &&
    extent.same(form.offset, 0) &&
    form.coefficients.every((coefficient, k) => coefficient === (k === axis ? 1 : 0))
  return sides.length === 2 && sides.some(isLabel) && sides.some(isClass)
}

export const shares: readonly Rule[] = [
  summed('Σ a/c = (Σ a)/c', div.op, (root, [a = 0, c = 0], site) => {
    const { form } = root
    const shared = site.usedOnce(form.operand) ? without(c, form.axes, root.shape, site) : undefined
    return shared && applied(root, div.op, { ...root, form: { ...form, operand: a } }, shared)
  }),
  summed(
    'Σ c·[y = i] = c, where each y is a class i',
    where.op,
    (root, [condition = 0, c = 0, no = 0], site) => {
      const [axis, ...others] = root.form.axes
      return axis !== undefined &&
        others.length === 0 &&
        Object.is(numberAt(no, site.nodes), 0) &&
        marksLabel(condition, axis, site)
        ? without(c, [axis], root.shape, site)
        : undefined
    },
  ),
  decision(
    'eᵃ·(c / Σ eᵃ) = (eᵃ / Σ eᵃ)·c',
    'real',
    'elementwise',
    (root, site) => {
      const [p = 0, q = 0] = root.form.operands
      return gathered(root, p, q, site) ?? gathered(root, q, p, site)
    },
    mul.op.name,
  ),
  decision(
    'softmax(a − c) = softmax(a)',
    'real',
    'elementwise',
    (root, site) => {
      const [shifted = 0, repeated = 0] = root.form.operands
      const [a, c] = operandsOf(sub.op, shifted, site) ?? []
      const around = at(site.nodes, repeated)
      if (a === undefined || c === undefined || !isTag('move', around)) return undefined
      const total = at(site.nodes, around.form.operand)
      if (!isTag('reduce', total) || total.form.monoid.keeps !== 'logarithm') return undefined
      const { operand, axes } = total.form
      if (operand !== shifted || !isRepeated(repeated, around.form.operand, axes, site)) return undefined
      if (!site.usedOnce(around.form.operand)) return undefined
      if (without(c, axes, total.shape, site) === undefined) return undefined
      const unshifted = { ...total, form: { ...total.form, operand: a } }
      return applied(root, sub.op, a, { ...around, form: { ...around.form, operand: unshifted } })
    },
    sub.op.name,
  ),
]

/** An exponential times a share of its sum. */
const gathered = (root: GraphNode, power: NodeId, repeated: NodeId, site: Site): DraftNode | undefined => {
  const around = at(site.nodes, repeated)
  if (operandsOf(exp.op, power, site) === undefined || !isTag('move', around)) return undefined
  const [c, sum] = operandsOf(div.op, around.form.operand, site) ?? []
  const total = sum === undefined ? undefined : at(site.nodes, sum)
  if (c === undefined || sum === undefined || total === undefined || !isTag('reduce', total)) return undefined
  const { monoid, operand, axes } = total.form
  if (monoid.name !== totalMonoid.name || operand !== power) return undefined
  if (!isRepeated(repeated, around.form.operand, axes, site)) return undefined
  const again = (id: NodeId): DraftNode => ({ ...around, form: { ...around.form, operand: id } })
  return applied(root, mul.op, applied(root, div.op, power, again(sum)), again(c))
}
