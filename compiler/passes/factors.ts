/**
 * The rules of factors that two terms share: a·g − b·g → (a − b)·g, as one writes it.
 * Before it: `Rule.ts`. After it: `rules.ts`.
 * Invariant: no rule here adds an operation, or rounds more than what it replaces: what is regrouped is a product.
 */
import { at } from '../../src/Bug.ts'
import { add, div, mul, neg, sub } from '../../src/ops/arithmetic.ts'
import { where } from '../../src/ops/comparison.ts'
import type { Op } from '../../src/Op.ts'
import type { GraphNode, NodeId } from '../ir/Graph.ts'
import { decision, numberAt, numberDraft } from './Rule.ts'
import type { Draft, DraftNode, Rule, Site } from './Rule.ts'

/** A term as sign · rest · factor, or sign · rest / factor. */
interface Split {
  readonly kind: 'product' | 'quotient' | 'choice'
  readonly sign: 1 | -1
  readonly rest: Draft
  readonly factor: Draft
  /** By which equal factors are known: the node, or the size of a number. */
  readonly name: string
}

const applied = ({ shape, dtype }: GraphNode, op: Op, ...operands: readonly Draft[]): DraftNode => ({
  form: { tag: 'elementwise', op, operands },
  shape,
  dtype,
})

/** The ways to split a term; [c]·g is where(c, g, 0). */
const splits = (id: NodeId, { nodes }: Site): readonly Split[] => {
  const term = at(nodes, id)
  if (term.form.tag !== 'elementwise') return []
  const { op, operands } = term.form
  const split = (kind: Split['kind'], rest: Draft, factor: NodeId): readonly Split[] => {
    const value = numberAt(factor, nodes)
    if (value === undefined) return [{ kind, sign: 1, rest, factor, name: `%${factor}` }]
    const size = Math.abs(value)
    return size === 0 || size === 1
      ? []
      : [
          {
            kind,
            sign: value < 0 ? -1 : 1,
            rest,
            factor: numberDraft(size, term.shape, term.dtype),
            name: String(size),
          },
        ]
  }
  const [a, b, c] = operands
  if (a === undefined || b === undefined) return []
  if (op.name === mul.op.name) return [...split('product', a, b), ...split('product', b, a)]
  if (op.name === div.op.name) return split('quotient', a, b)
  if (op.name !== where.op.name || c === undefined) return []
  const mask = (yes: number, no: number): Draft => {
    const number = (value: number): Draft => numberDraft(value, term.shape, term.dtype)
    return applied(term, where.op, a, number(yes), number(no))
  }
  if (Object.is(numberAt(c, nodes), 0)) return split('choice', mask(1, 0), b)
  return Object.is(numberAt(b, nodes), 0) ? split('choice', mask(0, 1), c) : []
}

/** What two terms have in common: a factor, at least one of them as a product, or a divisor. */
const shared = (a: readonly Split[], b: readonly Split[]): readonly [Split, Split] | undefined => {
  for (const one of a)
    for (const other of b) {
      const quotients = [one, other].filter(({ kind }) => kind === 'quotient').length
      const products = [one, other].filter(({ kind }) => kind === 'product').length
      if (one.name === other.name && (quotients === 2 || (quotients === 0 && products > 0)))
        return [one, other]
    }
  return undefined
}

/** sign·a + otherSign·b */
const signedSum = (root: GraphNode, a: Draft, sign: 1 | -1, b: Draft, otherSign: 1 | -1): DraftNode => {
  if (sign === otherSign) {
    const sum = applied(root, add.op, a, b)
    return sign > 0 ? sum : applied(root, neg.op, sum)
  }
  return sign > 0 ? applied(root, sub.op, a, b) : applied(root, sub.op, b, a)
}

const factored = (op: Op, sign: 1 | -1): Rule =>
  decision(
    sign > 0 ? 'a·g + b·g = (a + b)·g' : 'a·g − b·g = (a − b)·g',
    'finite',
    'elementwise',
    (root, site) => {
      const [a, b] = root.form.operands
      if (a === undefined || b === undefined || a === b || root.dtype !== 'f32') return undefined
      if (!site.usedOnce(a) && !site.usedOnce(b)) return undefined
      const found = shared(splits(a, site), splits(b, site))
      if (found === undefined) return undefined
      const [one, other] = found
      const sum = signedSum(root, one.rest, one.sign, other.rest, sign * other.sign > 0 ? 1 : -1)
      return applied(root, one.kind === 'quotient' ? div.op : mul.op, sum, one.factor)
    },
    op.name,
  )

export const factors: readonly Rule[] = [factored(sub.op, -1), factored(add.op, 1)]
