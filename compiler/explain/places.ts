/**
 * Where each node of a program's graph is after simplification: its formula before and after, and the rules that
 * fired on it.
 * Before it: `pipeline.ts` (the trace), `graphNames.ts`. After it: views of a derivation.
 * Invariant: one place a node of the linearised graph, in its order; it is JSON.
 */
import { at } from '../../src/Bug.ts'
import { write } from '../../src/notation/write.ts'
import type { Style } from '../../src/notation/Style.ts'
import { needed, tensorsOf } from '../ir/Graph.ts'
import type { Graph, NodeId } from '../ir/Graph.ts'
import type { Trace, TraceEntry } from '../pipeline.ts'
import { breadth, namesIn } from './graphNames.ts'
import { styles } from './redex.ts'
import type { Formula } from './redex.ts'

export interface Place {
  readonly node: NodeId
  /** What it is called on the page, if it has a name. */
  readonly name?: string
  readonly before: Formula
  /** What it has become; nothing where no output needs it any more. */
  readonly simplified?: { readonly node: NodeId; readonly formula: Formula }
  /** The rules that fired on it, each once, in order. */
  readonly rules: readonly string[]
}

const graphOf = (trace: Trace, pass: string): (TraceEntry & { readonly graph: Graph }) | undefined => {
  const entry = trace.find((candidate) => candidate.pass === pass)
  return entry?.stage.kind === 'graph' ? { ...entry, graph: entry.stage.value } : undefined
}

/** The formula of every node that an output or an input needs. */
const formulasIn = (graph: Graph, names: ReadonlyMap<NodeId, string>): readonly (Formula | undefined)[] => {
  const tensors = tensorsOf(graph)
  const roots = [...graph.outputs, ...graph.inputs].map(({ node }) => at(tensors, node))
  const called = new Map([...names].map(([id, name]) => [at(tensors, id), name]))
  const writing = (style: Style): ((id: NodeId) => string) => {
    const { definitions, textOf } = write(roots, { style, names: called, breadth })
    const defined = new Map(definitions.map(({ tensor, formula }) => [tensor, formula]))
    return (id) => defined.get(at(tensors, id)) ?? textOf(at(tensors, id))
  }
  const [text, latex] = [writing(styles.text), writing(styles.latex)]
  const live = needed(graph)
  return graph.nodes.map((_, id) => (live[id] === 1 ? { text: text(id), latex: latex(id) } : undefined))
}

/**
 * The place of each node of the linearised graph in the simplified one; the names are those of a page of algebra where
 * no others are given.
 *
 * @example
 * const { trace } = orThrow(compile(program({ x: f32() }, ({ x }) => ({ y: add(1, neg(square(x))) }))))
 * placesOf(trace).flatMap(({ rules }) => rules) // ['a + −b = a − b']
 */
export const placesOf = (trace: Trace, given?: ReadonlyMap<NodeId, string>): readonly Place[] => {
  const linear = graphOf(trace, 'linearise')
  const simple = graphOf(trace, 'simplify')
  if (linear === undefined || simple === undefined) return []
  const names = given ?? namesIn(linear.graph).nodes
  const goes = (id: NodeId): NodeId | undefined => (simple.renaming === undefined ? id : simple.renaming[id])
  const later = new Map<NodeId, string>()
  for (const [id, name] of names) {
    const now = goes(id)
    if (now !== undefined && !later.has(now)) later.set(now, name)
  }
  const [before, after] = [formulasIn(linear.graph, names), formulasIn(simple.graph, later)]
  const rules = new Map<NodeId, Set<string>>()
  for (const { rule, from } of simple.firings) rules.set(from, (rules.get(from) ?? new Set()).add(rule))
  return before.flatMap((formula, node) => {
    if (formula === undefined) return []
    const [name, now] = [names.get(node), goes(node)]
    const is = now === undefined ? undefined : after[now]
    return [
      {
        node,
        ...(name === undefined ? {} : { name }),
        before: formula,
        ...(now === undefined || is === undefined ? {} : { simplified: { node: now, formula: is } }),
        rules: [...(rules.get(node) ?? [])],
      },
    ]
  })
}
