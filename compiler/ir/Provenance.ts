/**
 * Which nodes a line of a kernel computes: those whose value it gives, and those that it is only on the way to.
 * Before it: `Graph.ts`. After it: `Kernel.ts`, whose statements carry it; the passes that write kernels; the targets.
 * Invariant: what a line gives is an element of each of its `nodes`, and of an accumulator what it is in the end; no node
 * is named twice. A pass may move, repeat or drop a line as it is; lines that take the place of another are part of what
 * that was, but for the one that gives its value.
 */
import type { NodeId } from './Graph.ts'

/** A node of the graph; or `2.7`: node 7 of the body of loop 2, counted as `showGraph.ts` prints them. */
export type NodeName = NodeId | `${number}.${number}`

/** The name of a node of a graph: of the whole, or of the body of a loop. */
export const nameIn =
  (loop: number | undefined) =>
  (node: NodeId): NodeName =>
    loop === undefined ? node : `${loop}.${node}`

export interface Provenance {
  /** The nodes whose value the line gives; all of them have it. */
  readonly nodes: readonly NodeName[]
  /** The nodes that it is on the way to: a sum before its last term, an address, an inner step of a definition. */
  readonly partOf: readonly NodeName[]
}

/** A line of text, how many levels it is indented, and all that it does; a line that opens a block does what is inside. */
export interface Line {
  readonly text: string
  readonly depth: number
  readonly of: readonly Provenance[]
}

const none: readonly NodeName[] = []

export const valueOf = (...nodes: readonly NodeName[]): Provenance => ({ nodes, partOf: none })

export const partOf = (...nodes: readonly NodeName[]): Provenance => ({ nodes: none, partOf: nodes })

/** Of what is only a part of a line: it is on the way to all that the line gives. */
export const within = ({ nodes, partOf: others }: Provenance): Provenance => ({
  nodes: none,
  partOf: others.length === 0 ? nodes : [...nodes, ...others],
})

/** Of one line that gives the values of several. */
export const united = (all: readonly Provenance[]): Provenance => {
  const [first, ...rest] = all
  if (first !== undefined && rest.every((other) => other === first)) return first
  const nodes = new Set(all.flatMap((one) => one.nodes))
  const others = new Set(all.flatMap((one) => one.partOf).filter((node) => !nodes.has(node)))
  return { nodes: [...nodes], partOf: [...others] }
}

/** `%7 %2.5, for %9`: nodes, then what the line is on the way to. */
export const show = ({ nodes, partOf: others }: Provenance): string => {
  const names = (all: readonly NodeName[]): string => all.map((node) => `%${node}`).join(' ')
  return [
    ...(nodes.length === 0 ? [] : [names(nodes)]),
    ...(others.length === 0 ? [] : [`for ${names(others)}`]),
  ].join(', ')
}
