/**
 * Where the first NaN or infinity came from, as data.
 * Before it: nothing. After it: `trace.ts`, which makes it; `showTrace.ts`, the page.
 * Invariant: nodes are named by their place in the linearised graph, or in the body of the loop that `turns` names.
 */
import type { RunError } from '../../src/RunError.ts'
import type { NodeId } from '../ir/Graph.ts'

/** One element that went into another. */
export interface ElementView {
  readonly name: string
  /** What the name stands for, where it stands for something. */
  readonly formula?: string
  readonly position: readonly number[]
  readonly value: number
}

/** A node some of whose elements are not finite. */
export interface BadNode {
  readonly node: NodeId
  readonly name: string
  readonly formula: string
  readonly shape: readonly number[]
  /** The element that it is about: the first NaN, or the first infinity where there is none. */
  readonly position: readonly number[]
  readonly value: number
  /** How many there are, and of how many. */
  readonly elements: number
  readonly of: number
}

/** The step of the chain rule that a node belongs to: the cotangent of what, carried back through which rule. */
export interface StepOfNode {
  readonly cotangentOf: string
  readonly through: string
  readonly rule: string
}

/** Where elements became NaN or infinite. */
export interface OriginView extends BadNode {
  readonly role: 'given' | 'constant' | 'forward' | 'backward'
  readonly operands: readonly ElementView[]
  readonly why: string
  readonly hint: string
  readonly step?: StepOfNode
  /** The loops around it, from the outermost: the turn, from 0, of how many. */
  readonly turns: readonly { readonly loop: string; readonly turn: number; readonly of: number }[]
}

export interface NanTrace {
  /** The first that is not finite and leads to an output that is not; nothing where every output is finite. */
  readonly first?: OriginView
  /** Where an infinity that came of it became NaN. */
  readonly firstNaN?: OriginView
  /** From the first on to the loss, or to the first output that is not finite. */
  readonly way: readonly BadNode[]
  /** What became NaN or infinite without it. */
  readonly others: readonly OriginView[]
  readonly outputs: readonly BadNode[]
  /** What is not finite and reaches no output that is not, as masks of −∞. */
  readonly vanished: readonly BadNode[]
  /** Whether every output is finite in double precision: then float32 is what is too small. */
  readonly finiteInDouble: boolean
  /** What the program requires of its values and did not get. */
  readonly refused: readonly RunError[]
}
