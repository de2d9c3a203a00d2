/**
 * Which step of the chain rule a node belongs to.
 * Before it: `derivation.ts`, `reasons.ts`. After it: `trace.ts`.
 * Invariant: a node belongs to the first step, in the order of the chain rule, whose contribution needs it; what is
 * forward belongs to none. Linear in the graph.
 */
import { at } from '../../src/Bug.ts'
import { operandsOf } from '../../src/operands.ts'
import type { Graph, GraphStep, NodeId } from '../ir/Graph.ts'
import type { Board } from './derivation.ts'
import { reasoning } from './reasons.ts'
import type { Subject } from './Subject.ts'
import type { StepOfNode } from './NanTrace.ts'

interface Owner {
  readonly step: GraphStep
  readonly contribution: GraphStep['contributions'][number]
}

const ownersIn = ({ nodes, derivation }: Graph, isForward: Uint8Array): ReadonlyMap<NodeId, Owner> => {
  const owners = new Map<NodeId, Owner>()
  for (const step of derivation)
    for (const contribution of step.contributions) {
      const stack = [contribution.value, step.cotangent]
      for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
        if (isForward[id] === 1 || owners.has(id)) continue
        owners.set(id, { step, contribution })
        stack.push(...operandsOf(at(nodes, id).form))
      }
    }
  return owners
}

/** The step of a node, in words. */
export const stepsOfNodes = (
  { graph, tensors }: Subject,
  isForward: Uint8Array,
  { textOf, hand }: Board,
): ((id: NodeId) => StepOfNode | undefined) => {
  const owners = ownersIn(graph, isForward)
  return (id) => {
    const owner = owners.get(id)
    if (owner === undefined) return undefined
    const { step, contribution } = owner
    const { user, operand, reason, value } = contribution
    const names = new Map([step.of, user].map((node) => [at(tensors, node), textOf(node)]))
    const said = reasoning(
      { user: at(tensors, user), operand, reason, value: at(tensors, value) },
      undefined,
      (tensor) => names.get(tensor) ?? 'it',
      hand,
    )
    const rule =
      said === undefined ? '' : said.gives === undefined ? said.about : `${said.about} gives ${said.gives}`
    return { cotangentOf: textOf(step.of), through: textOf(user), rule }
  }
}
