/**
 * A pass over graphs, in the bodies of loops as well.
 * Before it: `ir/body.ts`. After it: `pipeline.ts`, which runs `simplify`, `prune` and `expandReductions` so.
 * Invariant: a loop's body is passed before the graph that runs it, once for each loop, and keeps its inputs and
 * outputs; what fires in a body is recorded at the nodes that are its results.
 */
import { either as E } from 'fp-ts'
import { at, known } from '../../src/Bug.ts'
import { operandsOf, withOperands } from '../../src/operands.ts'
import type { Loop } from '../../src/Tensor.ts'
import { bodyOf, loopOf, loopsAmong } from '../ir/body.ts'
import { renamedGraph } from '../ir/Graph.ts'
import type { Graph, GraphNode, NodeId } from '../ir/Graph.ts'
import { graphBuilder } from '../ir/GraphBuilder.ts'
import type { Firing, Pass } from '../Pass.ts'

interface Rewritten {
  readonly loop: Loop
  /** The rules that fired inside. */
  readonly rules: readonly string[]
}

/** The graph with other loops; equal ones become one, and so do their results. */
const withLoops = (
  graph: Graph,
  loops: ReadonlyMap<Loop, Rewritten>,
): { readonly graph: Graph; readonly renaming: readonly NodeId[] } => {
  const { add, nodes } = graphBuilder()
  const renaming: NodeId[] = []
  for (const { form, shape, dtype } of graph.nodes) {
    const operands = operandsOf(form).map((operand) => at(renaming, operand))
    const now = withOperands(form, operands)
    const node: GraphNode = {
      form: now.tag === 'scan' ? { ...now, loop: known(loops.get(now.loop), 'loop').loop } : now,
      shape,
      dtype,
    }
    renaming.push(add(node))
  }
  return { graph: renamedGraph(graph, nodes, renaming), renaming }
}

export const inBodies = (pass: Pass<Graph, Graph>): Pass<Graph, Graph> => ({
  ...pass,
  run: (graph) => {
    const loops = new Map<Loop, Rewritten>()
    for (const loop of loopsAmong(graph.nodes)) {
      const passed = pass.run(withLoops(bodyOf(loop), loops).graph)
      if (E.isLeft(passed)) return passed
      const { value, firings = [] } = passed.right
      const rules = firings.map(({ rule }) => rule)
      loops.set(loop, { loop: loopOf(value, loop.elements.length), rules })
    }
    if (loops.size === 0) return pass.run(graph)
    const outer = withLoops(graph, loops)
    const passed = pass.run(outer.graph)
    if (E.isLeft(passed)) return passed
    const { value, renaming, firings = [] } = passed.right
    const later = (id: NodeId): NodeId | undefined =>
      renaming === undefined ? outer.renaming[id] : renaming[at(outer.renaming, id)]
    const inside = graph.nodes.flatMap(({ form }, from): readonly Firing[] =>
      form.tag === 'scan'
        ? known(loops.get(form.loop), 'loop').rules.map((rule) => ({ rule, from, to: later(from) }))
        : [],
    )
    const origin = new Map(outer.renaming.map((to, from) => [to, from] as const))
    const own = firings.map((firing) => ({ ...firing, from: origin.get(firing.from) ?? firing.from }))
    return E.right({
      value,
      renaming: graph.nodes.map((_, id) => later(id)),
      firings: [...inside, ...own],
    })
  },
})
