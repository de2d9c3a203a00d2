/**
 * Mistakes of what is done to a program: they become part of its outputs.
 * Before it: `construct.ts`, `Program.ts`. After it: the functions from programs to programs beside this file.
 * Invariant: a mistake stands in the graph once, however many outputs it spoils.
 */
import { invalid } from '../construct.ts'
import type { Program } from '../Program.ts'
import { closed, isProgram } from '../Program.ts'
import { isTensor, node } from '../Tensor.ts'
import type { AnyTensor } from '../Tensor.ts'
import * as tree from '../Tree.ts'
import type { Tensors } from './paths.ts'

/** The program that was given; in the place of anything else, one that is a mistake. */
export const programOf = (operation: string, given: unknown): Program =>
  isProgram(given)
    ? given
    : closed(
        {},
        { mistake: invalid('LBZ1014', operation, `${operation}: what is given is not a program`, []) },
        [],
      )

/** The outputs, each spoiled by the mistakes; a record without outputs gets one for them. */
export const spoiled = (outputs: Tensors, mistakes: readonly AnyTensor[]): Tensors => {
  const spoil = (operands: readonly AnyTensor[]): AnyTensor =>
    node({ tag: 'invalid', mistake: undefined, operands }, [], 'f32')
  if (mistakes.length === 0) return outputs
  return tree.entries(outputs, isTensor).length === 0
    ? { mistake: spoil(mistakes) }
    : tree.map(outputs, isTensor, (output) => spoil([output, ...mistakes]))
}
