/**
 * The chain rule, every step of it taken apart: what came in, the local partial, their product, and why it looks so.
 * Before it: `derivation.ts` (whose names it uses), `local.ts`, `reasons.ts`. After it: JSON, the page.
 * Invariant: one entry a step of the graph's derivation, in its order; one term a contribution.
 */
import { at } from '../../src/Bug.ts'
import type { Contribution } from '../../src/Derivation.ts'
import { children } from '../../src/operands.ts'
import type { AnyTensor } from '../../src/Tensor.ts'
import type { NodeId } from '../ir/Graph.ts'
import type { Board } from './derivation.ts'
import { local } from './local.ts'
import { barred } from './names.ts'
import { because } from './reasons.ts'
import type { Because } from './reasons.ts'
import type { Subject } from './Subject.ts'

/** A node and how it is written. */
export interface Written {
  readonly node: NodeId
  readonly formula: string
}

/** What one user contributes to a cotangent. */
export interface Term {
  readonly user: NodeId
  readonly operand: number
  /** What is differentiated here: `h = max(0, z)`. */
  readonly primal: string
  /** How the cotangent passes, in symbols: `z̄ = h̄·[0 < z]`. */
  readonly rule: string
  /** The user's cotangent. */
  readonly incoming: Written
  /** `∂h/∂z = [0 < z]`. */
  readonly partial: string
  /** The share of the cotangent that comes this way. */
  readonly product: Written
  readonly because: readonly Because[]
}

export interface ChainStep {
  readonly of: Written
  /** How the cotangent is called: `z̄`. */
  readonly name: string
  readonly cotangent: Written
  /** None for what is differentiated; several are added. */
  readonly terms: readonly Term[]
  /** The step in words. */
  readonly sentences: readonly string[]
}

/** The first letter that names nothing on the board. */
const free = ({ view, nameOf }: Board, letters: readonly [string, ...string[]]): string => {
  const taken = new Set([...view.inputs, ...view.definitions].map(({ node }) => nameOf(node)))
  return letters.find((letter) => !taken.has(letter)) ?? letters[0]
}

/** Every step, with the names of the board. */
export const chainOf = ({ program, nodeOf }: Subject, board: Board): readonly ChainStep[] => {
  const { hand, textOf, formulaOf, nameOf } = board
  const { style, quoted, partial } = hand
  const latest = new Map<AnyTensor, AnyTensor>()
  const text = (tensor: AnyTensor): string => textOf(nodeOf(tensor))
  const written = (tensor: AnyTensor): Written => ({ node: nodeOf(tensor), formula: text(tensor) })
  const named = (tensor: AnyTensor): string | undefined => nameOf(nodeOf(tensor))
  const bar = (tensor: AnyTensor): string => style.name(barred(named(tensor) ?? 'u'))
  const someValue = free(board, ['y', 'r', 'q'])

  /** The local derivative, with names where there are some; what is linear is its other factor. */
  const passed = (user: AnyTensor, operand: number, product: AnyTensor): Pick<Term, 'rule' | 'partial'> => {
    const own = at(children(user), operand)
    const names = { value: named(user) ?? someValue, operands: children(user).map(named) }
    const rule = local(user, operand, hand, names)
    if (rule !== undefined)
      return {
        rule: `${style.name(barred(rule.operand))} = ${rule.cotangent}`,
        partial: `${partial(style.name(names.value), style.name(rule.operand))} = ${rule.partial}`,
      }
    const { form } = user
    const factor = form.tag === 'contract' ? text(operand === 0 ? form.right : form.left) : '1'
    return {
      rule: `${bar(own)} = ${formulaOf(nodeOf(product))}`,
      partial: `${partial(text(user), text(own))} = ${factor}`,
    }
  }

  const termOf = (contribution: Contribution): Term => {
    const { user, operand, value } = contribution
    const incoming = latest.get(user)
    return {
      user: nodeOf(user),
      operand,
      primal: `${style.name(named(user) ?? someValue)} = ${formulaOf(nodeOf(user))}`,
      ...passed(user, operand, value),
      incoming: incoming === undefined ? { node: nodeOf(user), formula: bar(user) } : written(incoming),
      product: { node: nodeOf(value), formula: formulaOf(nodeOf(value)) },
      because: because(contribution, incoming, text, hand),
    }
  }

  const sentence = ({ primal, rule, because: reasons }: Term): string => {
    const why = reasons.map((one) => one.sentence).join(', ')
    return `${quoted(primal)} gives ${quoted(rule)}${why === '' ? '' : `; ${why}`}`
  }

  return program.derivation.map(({ of, cotangent, contributions }): ChainStep => {
    const terms = contributions.map(termOf)
    latest.set(of, cotangent)
    const name = quoted(text(of))
    const first = terms.length === 0 ? [`${name} is what is differentiated`] : []
    const last = terms.length > 1 ? [`${name} has ${terms.length} uses: what they contribute is added`] : []
    return {
      of: written(of),
      name: bar(of),
      cotangent: { node: nodeOf(cotangent), formula: formulaOf(nodeOf(cotangent)) },
      terms,
      sentences: [...first, ...terms.map(sentence), ...last],
    }
  })
}
