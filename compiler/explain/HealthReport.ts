/**
 * How healthy a network is on some data, as data.
 * Before it: nothing. After it: `health.ts`, which makes it; `showHealth.ts`, the page.
 * Invariant: nodes are named by their place in the linearised graph, or in the body of the loop `loop`; shares are
 * between 0 and 1.
 */
import type { RunError } from '../../src/RunError.ts'
import type { NodeId } from '../ir/Graph.ts'

/** Beyond which shares and ratios something is said. */
export interface Thresholds {
  /** A slope below this share of its largest is flat: at 0.02 tanh beyond ±0.99, σ outside 0.005 … 0.995. */
  readonly flat: number
  /** A layer is dead where this share of its units is. */
  readonly dead: number
  /** A layer is saturated where the slope is flat at this share of its elements. */
  readonly saturated: number
  /** Gradients vanish below this ratio to those of the layer nearest to the loss, and explode above its inverse. */
  readonly vanishing: number
}

export interface ActivationView {
  readonly node: NodeId
  readonly name: string
  readonly formula: string
  /** The node of the loop that it is in. */
  readonly loop?: NodeId
  readonly kind: 'rectifying' | 'saturating'
  /** The share of elements at which the slope is 0, or flat. */
  readonly share: number
  /** Units: positions beside the examples; and those whose slope is 0, or flat, on all data. */
  readonly units: number
  readonly stuck: number
  readonly elements: number
  readonly finding?: 'dead' | 'saturated'
}

export interface ParameterView {
  readonly name: string
  readonly path: string
  /** Root mean squares: of the values, of the gradient. */
  readonly value: number
  readonly gradient: number
}

export interface LayerView {
  readonly node: NodeId
  readonly name: string
  readonly formula: string
  readonly parameters: readonly ParameterView[]
  /** Root mean square of the gradient of what the layer gives. */
  readonly gradient?: number
  /** To that of the layer nearest to the loss. */
  readonly ratio?: number
  readonly finding?: 'vanishing' | 'exploding' | 'zero' | 'not finite'
}

export interface HealthReport {
  /** How many examples there are, and along which axes; nothing where no axis holds examples. */
  readonly examples?: { readonly count: number; readonly along: string }
  readonly activations: readonly ActivationView[]
  /** In the order of evaluation; the last is nearest to the loss. */
  readonly layers: readonly LayerView[]
  /** The output whose gradients these are; nothing where none is a float32 scalar. */
  readonly loss?: string
  readonly thresholds: Thresholds
  readonly refused: readonly RunError[]
}
