/**
 * Identities of real numbers that a course shows: tanh by σ and by exponentials, logarithms of exponentials, what is
 * multiplied and divided by the same.
 * Before it: `Rule.ts`. After it: `rules.ts`.
 * Invariant: true of real numbers only, wherever both sides are defined; so none is on unless asked for. Each makes
 * the formula smaller when what is shared is written out, or takes a minus sign out of a function.
 */
import { at } from '../../src/Bug.ts'
import { add, div, mul, neg, square, sub } from '../../src/ops/arithmetic.ts'
import { exp, log, sigmoid, tanh } from '../../src/ops/exponential.ts'
import { logSumExpMonoid, totalMonoid } from '../../src/ops/monoids.ts'
import { number } from '../../src/construct.ts'
import { softplus } from '../../src/ops/rectifier.ts'
import { cos, sin } from '../../src/ops/trigonometry.ts'
import type { GraphNode, NodeId } from '../ir/Graph.ts'
import { decision, equation, hole, isTag, numberAt, numberDraft, unfolded } from './Rule.ts'
import type { Draft, DraftNode, Rule, Site } from './Rule.ts'

const [a, b] = [hole('a', 'f32'), hole('b', 'f32')]

/** A product over a product, each a list of factors that is to be read from the left. */
interface Fraction {
  readonly above: readonly NodeId[]
  readonly below: readonly NodeId[]
}

/** The operation that a node is, where that is a product or a quotient, with its operands. */
const fractionOf = ({ form }: GraphNode): Fraction | undefined => {
  if (form.tag !== 'elementwise') return undefined
  if (form.op.name === mul.op.name) return { above: form.operands, below: [] }
  return form.op.name === div.op.name
    ? { above: [at(form.operands, 0)], below: [at(form.operands, 1)] }
    : undefined
}

/** The fraction without the factors that stand above and below; 0 / 0 stays. */
const cancelled = ({ above, below }: Fraction, { nodes }: Site): Fraction => {
  const under = [...below]
  const over = above.filter((id) => {
    const place = numberAt(id, nodes) === 0 ? -1 : under.indexOf(id)
    if (place >= 0) under.splice(place, 1)
    return place < 0
  })
  return { above: over, below: under }
}

/** So many products and quotients are looked through. */
const mostLookedThrough = 8

/**
 * What is left of a product or a quotient when factors cancel, unless that computes more. The latest factor is looked
 * through first: what it is made of stands before it, so that no factor is taken apart while an equal one may show.
 */
const cancelling = (root: GraphNode, site: Site): DraftNode | NodeId | undefined => {
  let fraction = fractionOf(root)
  let gone = 1
  for (let looked = 0; fraction !== undefined && looked <= mostLookedThrough; looked++) {
    const { above, below }: Fraction = fraction
    const rest = cancelled(fraction, site)
    if (rest.below.length < below.length) {
      const kept = Math.max(rest.above.length, 1) + rest.below.length - 1
      return kept <= gone ? written(rest, root) : undefined
    }
    const isOpen = (id: NodeId): boolean => fractionOf(at(site.nodes, id)) !== undefined
    const latest = Math.max(...[...above, ...below].filter(isOpen))
    const inner = latest < 0 ? undefined : fractionOf(at(site.nodes, latest))
    if (inner === undefined) return undefined
    if (site.usedOnce(latest)) gone += 1
    fraction = above.includes(latest)
      ? { above: replaced(above, latest, inner.above), below: [...below, ...inner.below] }
      : { above: [...above, ...inner.below], below: replaced(below, latest, inner.above) }
  }
  return undefined
}

const replaced = (ids: readonly NodeId[], id: NodeId, by: readonly NodeId[]): readonly NodeId[] =>
  ids.toSpliced(ids.indexOf(id), 1, ...by)

const written = ({ above, below }: Fraction, { shape, dtype }: GraphNode): DraftNode | NodeId => {
  const applied = (op: typeof mul.op, left: Draft, right: Draft): DraftNode => ({
    form: { tag: 'elementwise', op, operands: [left, right] },
    shape,
    dtype,
  })
  const product = (ids: readonly NodeId[]): Draft | undefined =>
    ids.reduce<Draft | undefined>(
      (left, id) => (left === undefined ? id : applied(mul.op, left, id)),
      undefined,
    )
  const [over, under] = [product(above) ?? numberDraft(1, shape, dtype), product(below)]
  return under === undefined ? over : applied(div.op, over, under)
}

const cancel = (op: typeof mul.op, name: string): Rule =>
  decision(
    name,
    'real',
    'elementwise',
    (root, site) => (root.dtype === 'f32' ? cancelling(root, site) : undefined),
    op.name,
  )

export const identities: readonly Rule[] = [
  equation('2·σ(2·a) − 1 = tanh(a)', 'real', unfolded(sub, mul(sigmoid(mul(a, 2)), 2), 1), tanh(a)),
  equation(
    '(eᵃ − e⁻ᵃ)/(eᵃ + e⁻ᵃ) = tanh(a)',
    'real',
    div(sub(exp(a), exp(neg(a))), add(exp(a), exp(neg(a)))),
    tanh(a),
  ),
  equation('1/(1 + e⁻ᵃ) = σ(a)', 'real', div(1, add(exp(neg(a)), 1)), sigmoid(a)),
  equation('σ(−a) = 1 − σ(a)', 'real', sigmoid(neg(a)), sub(1, sigmoid(a))),
  equation('log σ(a) = −softplus(−a)', 'real', log(sigmoid(a)), neg(softplus(neg(a)))),
  equation('log eᵃ = a', 'real', log(exp(a)), a),
  equation('log(eᵃ/b) = a − log(b)', 'real', log(div(exp(a), b)), sub(a, log(b))),
  equation('sin² + cos² = 1', 'real', add(square(sin(a)), square(cos(a))), number(1)),
  decision(
    'log Σ eᵃ = logΣexp(a)',
    'real',
    'elementwise',
    (root, { nodes, usedOnce }) => {
      const id = at(root.form.operands, 0)
      const sum = at(nodes, id)
      if (!isTag('reduce', sum) || sum.form.monoid.name !== totalMonoid.name || !usedOnce(id))
        return undefined
      const inner = at(nodes, sum.form.operand)
      if (!isTag('elementwise', inner) || inner.form.op.name !== exp.op.name) return undefined
      return { ...root, form: { ...sum.form, monoid: logSumExpMonoid, operand: at(inner.form.operands, 0) } }
    },
    log.op.name,
  ),
  cancel(mul.op, '(a/b)·b = a'),
  cancel(div.op, '(a·b)/b = a'),
]
