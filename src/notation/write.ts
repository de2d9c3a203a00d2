/**
 * The walk that writes formulas, in any style: operands before users, each node once.
 * Before it: `forms.ts`. After it: `text.ts`, `latex.ts`, `compiler/explain`.
 * Invariant: no formula grows beyond a few times `breadth`: a shared node, or a long one, has a name and stands in
 * the list of definitions; so all is linear in the number of nodes.
 */
import { known } from '../Bug.ts'
import * as extent from '../Extent.ts'
import { children } from '../operands.ts'
import type { Shape } from '../Shape.ts'
import type { AnyTensor } from '../Tensor.ts'
import { countUses, postorder } from '../traverse.ts'
import { chained } from './chains.ts'
import { firm, readsAs } from './exact.ts'
import { writtenOf } from './forms.ts'
import { Marks } from './Marks.ts'
import { precedence } from './Notation.ts'
import type { Style } from './Style.ts'
import * as w from './Written.ts'
import type { Written } from './Written.ts'

export interface Definition {
  readonly tensor: AnyTensor
  readonly name: string
  readonly formula: string
  /** The shape that the formula reads as, which broadcasts to the tensor's. */
  readonly reads: Shape
}

export interface Formulas {
  /** One a root: its formula, or its name where it has one. */
  readonly roots: readonly string[]
  /** Every name but the inputs', in an order in which each one is defined before it is used. */
  readonly definitions: readonly Definition[]
  /** How many of them each root needs, with those before it. */
  readonly until: readonly number[]
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
  { style: given, names = new Map(), keep = new Set(), breadth = 100 }: WriteOptions,
): Formulas => {
  const partsOf = given.exact ? writtenParts : children
  const order = postorder(roots, partsOf)
  const uses = countUses(roots, order, partsOf)
  const inputs = order.flatMap(({ form }) => (form.tag === 'input' ? [form.name] : []))
  const tensorNames = new Set([...names.values(), ...inputs])
  const style = given.exact ? { ...given, shadowed: tensorNames } : given
  const taken = new Set([...tensorNames, ...sizeNames(order)])
  const isRoot = new Set(roots)
  const written = new Map<AnyTensor, Written>()
  const of = (tensor: AnyTensor): Written => known(written.get(tensor), 'formula of an operand')
  const marks = given.exact ? new Marks() : undefined
  const definitions: Definition[] = []
  let count = 0
  const fresh = (): string => {
    do count += 1
    while (taken.has(`t${count}`))
    return `t${count}`
  }
  const goesOn = given.exact ? chained(order, partsOf) : () => false
  /** The name that a tensor is given, or undefined where its formula stands for it. */
  const nameFor = (tensor: AnyTensor, { body, plain, value }: Written): string | undefined => {
    const own = names.get(tensor)
    // For a reader a number stands as itself, whatever it is called.
    if (marks !== undefined && value !== undefined) return undefined
    const isShared = (uses.get(tensor) ?? 0) > 1 && !plain
    const isLong = body.length > breadth && (body.length > 10 * breadth || !goesOn(tensor))
    if (own === undefined && !isShared && !(isLong && !isRoot.has(tensor)) && !keep.has(tensor))
      return undefined
    if (marks === undefined || isInput(tensor)) return own ?? fresh()
    return marks.next(own === undefined ? undefined : style.name(own))
  }
  for (const tensor of order) {
    const loose = rankOf(tensor, writtenOf(style, tensor, of))
    const isFirm = isRoot.has(tensor) || names.has(tensor)
    const formula = isFirm ? firm(style, tensor, loose) : loose
    const name = nameFor(tensor, formula)
    const text = name === undefined || (marks !== undefined && !isInput(tensor)) ? name : style.name(name)
    if (name !== undefined && text !== formula.body)
      definitions.push({ tensor, name, formula: alone(style, formula), reads: readsAs(tensor, formula) })
    written.set(
      tensor,
      text === undefined ? formula : { ...w.atom(text, formula.scalar), ...readIn(formula), named: true },
    )
  }
  const textOf = (tensor: AnyTensor): string => alone(style, of(tensor))
  const texts = roots.map(textOf)
  if (marks === undefined)
    return { roots: texts, definitions, textOf, until: roots.map(() => definitions.length) }
  const inOrder = marks.ordered(texts, definitions, fresh)
  const named = (text: string): string => marks.text(text)
  return { ...inOrder, roots: texts.map(named), textOf: (tensor) => named(textOf(tensor)) }
}

/** The operands that stand in the formula of a tensor. */
const writtenParts = (tensor: AnyTensor): readonly AnyTensor[] => {
  const { form } = tensor
  const isFirst =
    form.tag === 'custom' || (form.tag === 'elementwise' && form.op.notation.algebra === 'itself')
  return isFirst ? form.operands.slice(0, 1) : children(tensor)
}

const isInput = ({ form }: AnyTensor): boolean => form.tag === 'input'

/** The names of the sizes of inputs. */
const sizeNames = (order: readonly AnyTensor[]): readonly string[] =>
  order.flatMap(({ form, shape }) => (form.tag === 'input' ? shape.flatMap(extent.names) : []))

/** An equation by itself in parentheses: behind a name, = defines. */
const alone = (style: Style, formula: Written): string =>
  style.exact && formula.precedence === precedence.comparison && formula.body.includes(' = ')
    ? style.parentheses(w.full(style, formula))
    : w.full(style, formula)

const readIn = ({ reads }: Written): Pick<Written, 'reads'> => (reads === undefined ? {} : { reads })

/** What has no axes is the same at every position. */
const rankOf = ({ shape }: AnyTensor, formula: Written): Written =>
  shape.length > 0 || formula.scalar ? formula : { ...formula, scalar: true }
