/**
 * What a graph costs to run: multiplications, additions, calls of exp and its kin, as polynomials in its sizes.
 * Before it: `ir/Graph.ts`, `ir/body.ts`, the records of `src/ops`. After it: `rewriting.ts`.
 * Invariant: each node that an output needs counts once, whatever shares its loops later; what only moves elements
 * costs nothing. An operation costs what its definition in the basis says, or one call where it is no IEEE operation.
 */
import { at } from '../../src/Bug.ts'
import { arithmetic } from '../../src/basis.ts'
import type { Basis } from '../../src/basis.ts'
import * as extent from '../../src/Extent.ts'
import type { Extent } from '../../src/Extent.ts'
import type { Op } from '../../src/Op.ts'
import type { Loop } from '../../src/Tensor.ts'
import * as shapes from '../../src/Shape.ts'
import type { Shape } from '../../src/Shape.ts'
import { bodyOf, loopsAmong } from '../ir/body.ts'
import { needed } from '../ir/Graph.ts'
import type { Graph, GraphNode, NodeId } from '../ir/Graph.ts'

export interface Cost {
  /** Products, quotients and square roots. */
  readonly multiplications: Extent
  /** Sums and differences. */
  readonly additions: Extent
  /** Calls of exp, log, tanh and their kin. */
  readonly calls: Extent
}

const free: Cost = { multiplications: 0, additions: 0, calls: 0 }

const plus = (a: Cost, b: Cost): Cost => ({
  multiplications: extent.add(a.multiplications, b.multiplications),
  additions: extent.add(a.additions, b.additions),
  calls: extent.add(a.calls, b.calls),
})

const times = (by: Extent, { multiplications, additions, calls }: Cost): Cost => ({
  multiplications: extent.mul(by, multiplications),
  additions: extent.mul(by, additions),
  calls: extent.mul(by, calls),
})

/** What a formula in the basis costs. */
const counted = (formula: (basis: Basis<number>) => void): Cost => {
  const plain = arithmetic((x) => x)
  let [multiplications, additions] = [0, 0]
  const multiplied = (value: number): number => {
    multiplications += 1
    return value
  }
  const added = (value: number): number => {
    additions += 1
    return value
  }
  formula({
    ...plain,
    add: (a, b) => added(a + b),
    sub: (a, b) => added(a - b),
    mul: (a, b) => multiplied(a * b),
    div: (a, b) => multiplied(a / b),
    sqrt: (a) => multiplied(Math.sqrt(a)),
  })
  return { ...free, multiplications, additions }
}

/** What one application to numbers costs. */
const costOfOp = ({ ieee, definition, arity }: Op): Cost =>
  ieee
    ? counted((basis) => definition(basis, ...Array.from({ length: arity }, () => 1)))
    : { ...free, calls: 1 }

/** What a node costs beyond its operands. */
const costOfNode = (
  { form, shape }: GraphNode,
  shapeOf: (id: NodeId) => Shape,
  costOfBody: (loop: Loop) => Cost,
): Cost => {
  const size = shapes.sizeOf(shape)
  switch (form.tag) {
    case 'elementwise':
      return times(size, costOfOp(form.op))
    case 'reduce': {
      const all = shapes.sizeOf(shapeOf(form.operand))
      const folds = times(
        extent.sub(all, size),
        counted((basis) => form.monoid.combine(basis, 0, 0)),
      )
      return form.monoid.keeps === 'logarithm'
        ? plus(folds, { ...free, calls: extent.add(all, size) })
        : folds
    }
    case 'contract': {
      const sizes = new Map<string, Extent>()
      shapeOf(form.left).forEach((extent, axis) => sizes.set(form.letters.left.charAt(axis), extent))
      shapeOf(form.right).forEach((extent, axis) => sizes.set(form.letters.right.charAt(axis), extent))
      const multiplications = extent.product([...sizes.values()])
      return { ...free, multiplications, additions: extent.sub(multiplications, size) }
    }
    case 'scatter':
      return { ...free, additions: shapes.sizeOf(shapeOf(form.operand)) }
    case 'scan':
      return times(form.steps, costOfBody(form.loop))
    default:
      return free
  }
}

/**
 * What a run of a graph costs; the results of one loop are computed together.
 *
 * @example
 * const scores = program({ x: f32(5), W: f32(3, 5) }, ({ x, W }) => ({ s: matmul(W, x) }))
 * orThrow(rewritingOf(scores))[0].cost.after // { multiplications: 15, additions: 12, calls: 0 }
 */
export const costOf = (graph: Graph): Cost => {
  const bodies = new Map<Loop, Cost>()
  const bodyCost = (loop: Loop): Cost => bodies.get(loop) ?? free
  for (const loop of loopsAmong(graph.nodes)) bodies.set(loop, costOfAll(bodyOf(loop), bodyCost))
  return costOfAll(graph, bodyCost)
}

const costOfAll = (graph: Graph, bodyCost: (loop: Loop) => Cost): Cost => {
  const live = needed(graph)
  const met = new Map<Loop, Set<string>>()
  const isFirstOf = ({ form }: GraphNode): boolean => {
    if (form.tag !== 'scan') return true
    const runs = met.get(form.loop) ?? new Set()
    met.set(form.loop, runs)
    return runs.size < runs.add(form.operands.join()).size
  }
  const shapeOf = (id: NodeId): Shape => at(graph.nodes, id).shape
  return graph.nodes
    .filter((node, id) => live[id] === 1 && isFirstOf(node))
    .reduce((total, node) => plus(total, costOfNode(node, shapeOf, bodyCost)), free)
}
