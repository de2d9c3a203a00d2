/**
 * What a textbook says of a network, as data.
 * Before it: `laidOut.ts`, `layers.ts`, `roles.ts`. After it: `explain/network.ts`, which makes it; `text.ts`, `json.ts`.
 * Invariant: layers and parameters are named by their places in the lists, nodes by their places in the linearised
 * graph; a count of examples of any size is a polynomial in the sizes.
 */
import type { Extent } from '../../../src/Extent.ts'
import type { Shape } from '../../../src/Shape.ts'
import type { Place } from './laidOut.ts'
import type { Kind } from './layers.ts'
import type { Authority } from './roles.ts'

export interface Parameter extends Place {
  /** The path of the input; what is bound has none. */
  readonly path: string | undefined
  readonly shape: Shape
  readonly elements: Extent
  readonly kind: Kind
  /** The layers that it is a weight or a bias of, by their places. */
  readonly layers: readonly number[]
}

/** One product of a weight with data. */
export interface Connections {
  /** The weight as it is multiplied: a parameter, or what is made of parameters. */
  readonly weight: Place & {
    readonly shape: Shape
    readonly neurons: readonly number[]
    readonly inputs: readonly number[]
  }
  /** The parameters it is made of, by their places among all. */
  readonly parameters: readonly number[]
  readonly data: Place
  readonly product: Place
  /** Multiplications for one example. */
  readonly connections: Extent
  /** How often each weight is used for one example: in more than one place it is shared. */
  readonly places: Extent
}

export interface Layer {
  /** The products whose sum it is. */
  readonly products: readonly Connections[]
  /** Its biases, by their places among all parameters. */
  readonly biases: readonly number[]
  /** Its sums, biases and all: one, unless it is cut to pieces. */
  readonly sums: readonly Place[]
  readonly activation: (Place & { readonly name: string | undefined; readonly formula: string }) | undefined
  /** What it sees: layers by their places, inputs by their paths. */
  readonly from: { readonly layers: readonly number[]; readonly inputs: readonly string[] }
  /** How many layers lead to it, itself included. */
  readonly depth: number
  readonly counts: LayerCounts
}

export interface LayerCounts {
  /** Numbers that each neuron weighs. */
  readonly inputs: Extent
  readonly neurons: Extent
  readonly weights: Extent
  readonly biases: Extent
  readonly parameters: Extent
  readonly connections: Extent
  readonly places: Extent
}

export interface Counts {
  /** The longest chain; the input is not counted. */
  readonly layers: number
  readonly neurons: Extent
  readonly weights: Extent
  readonly biases: Extent
  /** Parameters that are neither: tables, scales, shifts, slopes. */
  readonly others: Extent
  readonly parameters: Extent
  /** Multiplications of weights with data, for one example; those with padding are among them. */
  readonly connections: Extent
  /** Multiplications of data with data, for one example. */
  readonly dataMultiplications: Extent
}

export interface Network {
  readonly layers: readonly Layer[]
  readonly parameters: readonly Parameter[]
  /** The inputs that are data, by their paths, and who says so. */
  readonly data: readonly string[]
  readonly authority: Authority
  readonly dataProducts: readonly (Place & { readonly multiplications: Extent })[]
  readonly counts: Counts
}
