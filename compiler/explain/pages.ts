/**
 * The page of a graph that is being rewritten: its names with their formulas, after any number of firings.
 * Before it: `graphNames.ts`, `redex.ts`, `passes/simplify.ts`. After it: `rewriting.ts`.
 * Invariant: a node keeps its name while it lives, and no other gets it; what is named only because several need it
 * is written out where it is small.
 */
import { either as E } from 'fp-ts'
import { at } from '../../src/Bug.ts'
import { write } from '../../src/notation/write.ts'
import { operandsOf, withOperands } from '../../src/operands.ts'
import { node as tensor } from '../../src/Tensor.ts'
import type { AnyTensor } from '../../src/Tensor.ts'
import type { Graph, NodeId } from '../ir/Graph.ts'
import { graphBuilder } from '../ir/GraphBuilder.ts'
import type { Rule } from '../passes/Rule.ts'
import { simplifyWith } from '../passes/simplify.ts'
import { breadth } from './graphNames.ts'
import { styles } from './redex.ts'
import type { Formula } from './redex.ts'

/** A name with its formula. */
export interface FormulaLine {
  readonly name: string
  readonly formula: Formula
}

/** A line that a step changes: its formula from then on, or nothing where no formula needs the name any more. */
export interface ChangedLine {
  readonly name: string
  readonly formula?: Formula
}

/** A graph on the way, with the names of its nodes. */
export interface State {
  readonly graph: Graph
  readonly names: ReadonlyMap<NodeId, string>
  /** Names that no node has any more, and none gets again. */
  readonly gone: readonly string[]
}

/** The graph after so many firings of the rules, which then stop. */
export const stateAfter = (
  graph: Graph,
  names: ReadonlyMap<NodeId, string>,
  rules: readonly Rule[],
  firings: number,
): State => {
  let left = firings
  const limited = rules.map((rule): Rule => ({
    ...rule,
    rewrite: (root, site) => {
      const draft = left > 0 ? rule.rewrite(root, site) : undefined
      if (draft !== undefined) left -= 1
      return draft
    },
  }))
  const passed = simplifyWith(limited).run(graph)
  if (E.isLeft(passed)) return { graph, names, gone: [] }
  const { value, renaming = [] } = passed.right
  const images = imagesIn(graph, value, renaming)
  const later = new Map<NodeId, string>()
  for (const [id, name] of names) {
    const now = images[id]
    if (now !== undefined && !later.has(now)) later.set(now, name)
  }
  const living = new Set(later.values())
  return { graph: value, names: later, gone: [...names.values()].filter((name) => !living.has(name)) }
}

/** Where each node went; one that died and was made again later is found by what it is made of. */
const imagesIn = (
  before: Graph,
  after: Graph,
  renaming: readonly (NodeId | undefined)[],
): readonly (NodeId | undefined)[] => {
  const { add } = graphBuilder()
  after.nodes.forEach(add)
  const images: (NodeId | undefined)[] = []
  for (const [id, { form, shape, dtype }] of before.nodes.entries()) {
    const operands = operandsOf(form).map((operand) => images[operand])
    const again = operands.every((operand) => operand !== undefined)
      ? add({ form: withOperands<NodeId, NodeId>(form, operands), shape, dtype })
      : undefined
    images.push(renaming[id] ?? (again !== undefined && again < after.nodes.length ? again : undefined))
  }
  return images
}

/** What has no name and so few nodes is written out wherever it stands. */
const mostWrittenOut = 12

/**
 * The nodes as tensors; what is small and has no name is another tensor for each of its users, so that it stands in
 * their formulas. Recurses over what is small.
 */
const writtenOut = ({ nodes }: Graph, names: ReadonlyMap<NodeId, string>): ((id: NodeId) => AnyTensor) => {
  const sizes: number[] = []
  const whole = new Map<NodeId, AnyTensor>()
  const of = (id: NodeId): AnyTensor => whole.get(id) ?? made(id)
  const made = (id: NodeId): AnyTensor => {
    const { form, shape, dtype } = at(nodes, id)
    return tensor(withOperands(form, operandsOf(form).map(of)), shape, dtype)
  }
  nodes.forEach(({ form }, id) => {
    const operands = operandsOf(form)
    const size = operands.reduce((sum, operand) => sum + at(sizes, operand), 1)
    const stays = names.has(id) || form.tag === 'input' || size > mostWrittenOut
    sizes.push(stays ? 1 : size)
    if (stays) whole.set(id, made(id))
  })
  return of
}

/** The lines of a page: every name with its formula, each defined before it is used. */
export const pageOf = ({ graph, names, gone }: State, outputs: readonly string[]): readonly FormulaLine[] => {
  const of = writtenOut(graph, names)
  const called = new Map([...names].map(([id, name]) => [of(id), name] as const))
  for (const name of gone) called.set(tensor({ tag: 'input', name }, [], 'f32'), name)
  const roots = graph.outputs.map(({ node }) => of(node))
  const text = write(roots, { style: styles.text, names: called, breadth })
  const keep = new Set(text.definitions.map((definition) => definition.tensor))
  const latex = write(roots, { style: styles.latex, names: called, keep, breadth: Infinity })
  const written = new Map(latex.definitions.map((definition) => [definition.tensor, definition.formula]))
  const defined = text.definitions
    .filter((definition) => definition.tensor.form.tag !== 'input')
    .map(({ tensor, name, formula }) => ({
      name,
      formula: { text: formula, latex: written.get(tensor) ?? formula },
    }))
  const isDefined = new Set(defined.map(({ name }) => name))
  const repeated = outputs.flatMap((output, k) => {
    if (isDefined.has(output)) return []
    const root = at(roots, k)
    return [{ name: output, formula: { text: text.textOf(root), latex: latex.textOf(root) } }]
  })
  return [...defined, ...repeated]
}

/** The lines that differ, and the names that are gone. */
export const changes = (
  before: readonly FormulaLine[],
  after: readonly FormulaLine[],
): readonly ChangedLine[] => {
  if (before === after) return []
  const old = new Map(before.map(({ name, formula }) => [name, formula.text]))
  const now = new Set(after.map(({ name }) => name))
  return [
    ...after.filter(({ name, formula }) => old.get(name) !== formula.text),
    ...before.filter(({ name }) => !now.has(name)).map(({ name }) => ({ name })),
  ]
}
