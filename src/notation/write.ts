/**
 * The walk that writes formulas, in any style: operands before users, each node once.
 * Before it: `forms.ts`. After it: `text.ts`, `latex.ts`, `compiler/explain`.
 * Invariant: no formula grows beyond a few times `breadth`: a shared node, or a long one, has a name and stands in
 * the list of definitions; so all is linear in the number of nodes.
 */
import { known } from '../Bug.ts'
import { children } from '../operands.ts'
import type { AnyTensor } from '../Tensor.ts'
import { countUses, postorder } from '../traverse.ts'
import { writtenOf } from './forms.ts'
import type { Style } from './Style.ts'
import * as w from './Written.ts'
import type { Written } from './Written.ts'

export interface Definition {
  readonly tensor: AnyTensor
  readonly name: string
  readonly formula: string
}

export interface Formulas {
  /** One a root: its formula, or its name where it has one. */
  readonly roots: readonly string[]
  /** Every name but the inputs', in an order in which each one is defined before it is used. */
  readonly definitions: readonly Definition[]
  /** How a tensor below the roots stands in the formulas of its users. */
  readonly textOf: (tensor: AnyTensor) => string
}

export interface WriteOptions {
  readonly style: Style
  /** The names of tensors that have one; others get t1, t2, … where they need one. */
  readonly names?: ReadonlyMap<AnyTensor, string>
  /** The tensors that need one in any case. */
  readonly keep?: ReadonlySet<AnyTensor>
  /** The length beyond which a part of a formula gets a name. */
  readonly breadth?: number
}

/** The formulas of some tensors, with the definitions of the names in them. */
export const write = (
  roots: readonly AnyTensor[],
  { style, names = new Map(), keep = new Set(), breadth = 100 }: WriteOptions,
): Formulas => {
  const order = postorder(roots, children)
  const uses = countUses(roots, order, children)
  const taken = new Set([
    ...names.values(),
    ...order.flatMap(({ form }) => (form.tag === 'input' ? [form.name] : [])),
  ])
  const isRoot = new Set(roots)
  const written = new Map<AnyTensor, Written>()
  const of = (tensor: AnyTensor): Written => known(written.get(tensor), 'formula of an operand')
  const definitions: Definition[] = []
  let count = 0
  const fresh = (): string => {
    do count += 1
    while (taken.has(`t${count}`))
    return `t${count}`
  }
  for (const tensor of order) {
    const formula = rankOf(tensor, writtenOf(style, tensor, of))
    const shared = (uses.get(tensor) ?? 0) > 1 && !formula.plain
    const long = formula.body.length > breadth && !isRoot.has(tensor)
    const name = names.get(tensor) ?? (shared || long || keep.has(tensor) ? fresh() : undefined)
    const called = name === undefined ? undefined : w.atom(style.name(name), formula.scalar)
    if (name !== undefined && called !== undefined && called.body !== formula.body)
      definitions.push({ tensor, name, formula: w.full(style, formula) })
    written.set(tensor, called ?? formula)
  }
  const textOf = (tensor: AnyTensor): string => w.full(style, of(tensor))
  return { roots: roots.map(textOf), definitions, textOf }
}

/** What has no axes is the same at every position. */
const rankOf = ({ shape }: AnyTensor, formula: Written): Written =>
  shape.length > 0 || formula.scalar ? formula : { ...formula, scalar: true }
