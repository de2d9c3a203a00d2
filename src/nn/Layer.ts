/**
 * Layers: the specs of parameters, and what is done with parameters of these specs to data.
 * Before it: `Program.ts`. After it: the layers beside this file, models.
 * Invariant: a layer is a pure record; it holds no parameters, only what they are.
 */
import type { InputsOf, Specs } from '../Program.ts'

/**
 * A layer: `parameters` are declared as inputs of a program, `apply` turns tensors of these specs into a function of
 * the data.
 */
export interface Layer<P extends Specs, F> {
  readonly parameters: P
  readonly apply: (parameters: InputsOf<P>) => F
}

export const layer = <const P extends Specs, F>(
  parameters: P,
  apply: (parameters: InputsOf<P>) => F,
): Layer<P, F> => ({ parameters, apply })
