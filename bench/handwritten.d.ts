/**
 * The types of `handwritten.js`.
 */
type Layer = { readonly weight: Float32Array; readonly bias: Float32Array }

/** A record of arrays, as the compiled programs take it. */
export type Layers = { readonly fc1: Layer; readonly fc2: Layer }

export interface Settings {
  readonly rate: number
  readonly momentum: number
  readonly weightDecay: number
}

export interface Workspace {
  readonly hidden: Float32Array
  readonly scores: Float32Array
  readonly back: Float32Array
  readonly gradient: Layers
}

export const zeros: () => Layers

/** Memory for batches of so many images. */
export const workspace: (images: number) => Workspace

/** Writes the probabilities of the ten digits for each image. */
export const predict: (x: Float32Array, params: Layers, work: Workspace, probabilities: Float32Array) => void

/** One step of momentum on the mean cross-entropy, over the parameters and velocities given; gives the loss. */
export const step: (
  x: Float32Array,
  y: Int32Array,
  params: Layers,
  velocity: Layers,
  settings: Settings,
  work: Workspace,
) => number
