/**
 * The rewrite rules, as data: a page to read and to add to.
 * Before it: `Rule.ts`, `drafts.ts`, and the files beside them that hold some of the rules. After it: `simplify.ts`, the
 * views that name the rules.
 * Invariant: each rule is true in the arithmetic that it names, alone; together they terminate, because each makes a
 * node smaller, takes a factor out, moves a minus sign or a transpose towards the outputs, or a number to the right.
 */
import { at } from '../../src/Bug.ts'
import * as move from '../../src/Move.ts'
import * as moves from '../../src/moves.ts'
import { add, div, mul, neg, stopGradient, sub } from '../../src/ops/arithmetic.ts'
import { where } from '../../src/ops/comparison.ts'
import { totalMonoid } from '../../src/ops/monoids.ts'
import * as shapes from '../../src/Shape.ts'
import type { NodeId } from '../ir/Graph.ts'
import { decision, equation, hole, isTag, numberAt, numberDraft, unfolded } from './Rule.ts'
import type { Draft, NodeOf, Rule, Site, Tag } from './Rule.ts'
import {
  contraction,
  lettersOf,
  lettersThrough,
  movement,
  negated,
  permutation,
  unitAxesMoved,
} from './drafts.ts'
import { besideRepeated } from './besideRepeated.ts'
import { factors } from './factors.ts'
import { identities } from './identities.ts'
import { intoContract } from './intoContract.ts'
import { regroup } from './regroup.ts'
import { scales } from './scales.ts'
import { shares } from './shares.ts'

const [a, b] = [hole('a', 'f32'), hole('b', 'f32')]
const c = hole('c', 'bool')

/** The operand with its node, where that has the tag. */
const over = <T extends Tag>(tag: T, id: NodeId, { nodes }: Site): NodeOf<T> | undefined => {
  const found = at(nodes, id)
  return isTag(tag, found) ? found : undefined
}

/** What stands under a minus sign. */
const positive = (id: NodeId, site: Site): NodeId | undefined => {
  const form = over('elementwise', id, site)?.form
  return form?.op.name === neg.op.name ? form.operands[0] : undefined
}

const numbers: readonly Rule[] = [
  equation('stop(a) = a', 'exact', stopGradient(a), a),
  equation('a·1 = a', 'exact', unfolded(mul, a, 1), a),
  equation('a/1 = a', 'exact', unfolded(div, a, 1), a),
  equation('a + 0 = a', 'order', unfolded(add, a, 0), a),
  equation('a − 0 = a', 'exact', unfolded(sub, a, 0), a),
  decision('fold numbers', 'exact', 'elementwise', ({ form: { op, operands }, shape, dtype }, { nodes }) => {
    const values = op.ieee ? operands.map((operand) => numberAt(operand, nodes)) : [undefined]
    const value = values.every((known) => known !== undefined) ? op.meaning(...values) : NaN
    return Number.isNaN(value) ? undefined : numberDraft(value, shape, dtype)
  }),
  decision('number last', 'exact', 'elementwise', ({ form: { op, operands }, ...node }, { nodes }) => {
    const [first, second] = operands
    return (op.name === add.op.name || op.name === mul.op.name) &&
      first !== undefined &&
      second !== undefined &&
      numberAt(first, nodes) !== undefined &&
      numberAt(second, nodes) === undefined
      ? { ...node, form: { tag: 'elementwise', op, operands: [second, first] } }
      : undefined
  }),
]

const signs: readonly Rule[] = [
  equation('−−a = a', 'exact', neg(neg(a)), a),
  equation('a + −b = a − b', 'exact', add(a, neg(b)), sub(a, b)),
  equation('−a + b = b − a', 'exact', add(neg(a), b), sub(b, a)),
  equation('a − −b = a + b', 'exact', sub(a, neg(b)), add(a, b)),
  equation('(−a)·b = −(a·b)', 'exact', mul(neg(a), b), neg(mul(a, b))),
  equation('a·(−b) = −(a·b)', 'exact', mul(a, neg(b)), neg(mul(a, b))),
  equation('(−a)/b = −(a/b)', 'exact', div(neg(a), b), neg(div(a, b))),
  equation('a/(−b) = −(a/b)', 'exact', div(a, neg(b)), neg(div(a, b))),
  equation('−a or −b = −(a or b)', 'exact', where(c, neg(a), neg(b)), neg(where(c, a, b))),
  equation('(−a)·[c] = −(a·[c])', 'order', where(c, neg(a), 0), neg(where(c, a, 0))),
  equation('(−a)·[¬c] = −(a·[¬c])', 'order', where(c, 0, neg(a)), neg(where(c, 0, a))),
  decision('a minus sign moved out of a reshape', 'exact', 'reshape', (root, site) => {
    const inner = positive(root.form.operand, site)
    return inner === undefined ? undefined : negated({ ...root, form: { tag: 'reshape', operand: inner } })
  }),
  decision('a minus sign moved out of a move', 'exact', 'move', (root, site) => {
    const inner = move.isTotal({ ...root.form, shape: root.shape })
      ? positive(root.form.operand, site)
      : undefined
    return inner === undefined ? undefined : negated({ ...root, form: { ...root.form, operand: inner } })
  }),
  decision('a minus sign moved out of a move, 0 elsewhere', 'order', 'move', (root, site) => {
    const inner = root.form.fill === 0 ? positive(root.form.operand, site) : undefined
    return inner === undefined ? undefined : negated({ ...root, form: { ...root.form, operand: inner } })
  }),
  decision('Σ −a = −Σ a', 'order', 'reduce', (root, site) => {
    const inner = root.form.monoid.name === totalMonoid.name ? positive(root.form.operand, site) : undefined
    return inner === undefined ? undefined : negated({ ...root, form: { ...root.form, operand: inner } })
  }),
  decision('(−A)·B = −(A·B)', 'order', 'contract', (root, site) => {
    const left = positive(root.form.left, site)
    const right = positive(root.form.right, site)
    if (left !== undefined) return negated({ ...root, form: { ...root.form, left } })
    return right === undefined ? undefined : negated({ ...root, form: { ...root.form, right } })
  }),
]

const movements: readonly Rule[] = [
  decision('identity move', 'exact', 'move', ({ form, shape }) =>
    move.isIdentity({ ...form, shape }) ? form.operand : undefined,
  ),
  decision('move of a move', 'exact', 'move', (root, site) => {
    const inner = over('move', root.form.operand, site)
    if (inner === undefined) return undefined
    const outerMap = { ...root.form, shape: root.shape }
    const innerMap = { ...inner.form, shape: inner.shape }
    const oneFill = Object.is(root.form.fill, inner.form.fill)
    if (!oneFill && !move.isTotal(outerMap) && !move.isTotal(innerMap)) return undefined
    const fill = move.isTotal(outerMap) ? inner.form.fill : root.form.fill
    return movement(inner.form.operand, move.compose(outerMap, innerMap), fill, root.dtype)
  }),
  decision('move of a number', 'exact', 'move', ({ form, shape, dtype }, { nodes }) => {
    const value = numberAt(form.operand, nodes)
    const plain = form.rows.length === 0 && form.guards.length === 0
    return value !== undefined && !plain && (Object.is(value, form.fill) || move.isTotal({ ...form, shape }))
      ? numberDraft(value, shape, dtype)
      : undefined
  }),
  decision('move of nothing', 'exact', 'move', ({ form, shape, dtype }) =>
    move.isNowhere({ ...form, shape }) ? numberDraft(form.fill, shape, dtype) : undefined,
  ),
  decision('move of unit axes', 'exact', 'move', (root, site) => {
    const inner = over('reshape', root.form.operand, site)
    const draft = inner && unitAxesMoved(inner, site.nodes)
    return draft && { ...root, form: { ...root.form, operand: draft } }
  }),
  decision('identity reshape', 'exact', 'reshape', ({ form, shape }, { nodes }) =>
    shapes.same(at(nodes, form.operand).shape, shape) ? form.operand : undefined,
  ),
  decision('reshape of a reshape', 'exact', 'reshape', (root, site) => {
    const inner = over('reshape', root.form.operand, site)
    return inner && { ...root, form: inner.form }
  }),
  decision('reshape of a number', 'exact', 'reshape', ({ form, shape, dtype }, { nodes }) => {
    const value = numberAt(form.operand, nodes)
    return value === undefined ? undefined : numberDraft(value, shape, dtype)
  }),
]

const sums: readonly Rule[] = [
  decision('total of one', 'order', 'reduce', ({ form, dtype }, { nodes }) => {
    const { shape } = at(nodes, form.operand)
    const isOne = (axis: number): boolean => shape[axis] === 1
    if (form.monoid.keeps !== 'total' || !form.axes.some(isOne)) return undefined
    const dropped = form.axes.filter(isOne)
    const operand = movement(form.operand, moves.squeeze(shape, dropped), 0, dtype)
    const axes = form.axes
      .filter((axis) => !isOne(axis))
      .map((axis) => axis - dropped.filter((other) => other < axis).length)
    const kept = shape.filter((_, axis) => !form.axes.includes(axis))
    return axes.length === 0 ? operand : { form: { ...form, operand, axes }, shape: kept, dtype }
  }),
  decision('reduce of a transpose', 'exact', 'reduce', (root, site) => transposed(root, site, true)),
  decision('total of a transpose', 'order', 'reduce', (root, site) => transposed(root, site, false)),
  decision('total of totals', 'order', 'reduce', (root, site) => {
    const inner = over('reduce', root.form.operand, site)
    if (
      inner === undefined ||
      root.form.monoid.keeps !== 'total' ||
      inner.form.monoid.name !== root.form.monoid.name
    )
      return undefined
    const rank = at(site.nodes, inner.form.operand).shape.length
    const kept = [...Array(rank).keys()].filter((axis) => !inner.form.axes.includes(axis))
    const axes = [...inner.form.axes, ...root.form.axes.map((axis) => at(kept, axis))].sort((p, q) => p - q)
    return { ...root, form: { ...root.form, operand: inner.form.operand, axes } }
  }),
  decision('Σ of a contraction', 'order', 'reduce', (root, site) => {
    const inner = over('contract', root.form.operand, site)
    if (
      inner === undefined ||
      root.form.monoid.name !== totalMonoid.name ||
      !site.usedOnce(root.form.operand)
    )
      return undefined
    const { left, right, letters } = inner.form
    const out = [...letters.out].filter((_, axis) => !root.form.axes.includes(axis)).join('')
    return contraction(left, right, { ...letters, out }, site.nodes)
  }),
  decision('Σ of a product', 'order', 'reduce', (root, site) => {
    const inner = over('elementwise', root.form.operand, site)
    if (inner?.form.op.name !== mul.op.name || root.form.monoid.name !== totalMonoid.name) return undefined
    if (!site.usedOnce(root.form.operand)) return undefined
    const all = lettersOf(inner.shape.length)
    const [left, right] = inner.form.operands.map((operand) => lettersThrough(operand, all, site.nodes))
    if (left === undefined || right === undefined || (left.letters === all && right.letters === all))
      return undefined
    // An axis along which both factors repeat is a number of equal terms, which no letter would count.
    if (![...all].every((letter) => `${left.letters}${right.letters}`.includes(letter))) return undefined
    const out = [...all].filter((_, axis) => !root.form.axes.includes(axis)).join('')
    return contraction(
      left.operand,
      right.operand,
      { left: left.letters, right: right.letters, out },
      site.nodes,
    )
  }),
  decision('left factor with its axes renamed', 'order', 'contract', ({ form }, { nodes }) => {
    const { operand, letters } = lettersThrough(form.left, form.letters.left, nodes)
    return operand === form.left
      ? undefined
      : contraction(operand, form.right, { ...form.letters, left: letters }, nodes)
  }),
  decision('right factor with its axes renamed', 'exact', 'contract', ({ form }, { nodes }) => {
    const { operand, letters } = lettersThrough(form.right, form.letters.right, nodes)
    return operand === form.right
      ? undefined
      : contraction(form.left, operand, { ...form.letters, right: letters }, nodes)
  }),
  decision('transpose of a contraction', 'exact', 'move', (root, site) => {
    const inner = over('contract', root.form.operand, site)
    const axes = inner && permutation({ ...root.form, shape: root.shape })
    if (inner === undefined || axes === undefined || !site.usedOnce(root.form.operand)) return undefined
    const { left, right, letters } = inner.form
    const out = [...root.shape.keys()].map((axis) => at(letters.out.split(''), axes.indexOf(axis))).join('')
    return contraction(left, right, { ...letters, out }, site.nodes)
  }),
]

const ascending = (numbers: readonly number[]): boolean =>
  numbers.every((n, k) => k === 0 || at(numbers, k - 1) < n)

/** The reduction of what is transposed, where the axes that stay keep their order; so do the others, if asked. */
const transposed = (root: NodeOf<'reduce'>, { nodes }: Site, inOrder: boolean): Draft | undefined => {
  const { form, shape } = at(nodes, root.form.operand)
  const axes = form.tag === 'move' ? permutation({ ...form, shape }) : undefined
  if (form.tag !== 'move' || axes === undefined) return undefined
  const isFolded = (axis: number): boolean => root.form.axes.includes(at(axes, axis))
  const folded = [...axes.keys()].filter(isFolded)
  const kept = axes.filter((axis) => !root.form.axes.includes(axis))
  const sameOrder = ascending(folded.map((axis) => at(axes, axis)))
  return ascending(kept) && (sameOrder || (!inOrder && root.form.monoid.keeps === 'total'))
    ? { ...root, form: { ...root.form, operand: form.operand, axes: folded } }
    : undefined
}

/** Every rule. */
export const rules: readonly Rule[] = [
  ...numbers,
  ...signs,
  ...movements,
  ...sums,
  besideRepeated,
  intoContract,
  ...factors,
  ...scales,
  ...identities,
  ...shares,
  regroup,
]
