/**
 * A program inside another.
 * Before it: `substitute.ts`, `Program.ts`. After it: formulas that use programs.
 * Invariant: the formulas are those of the program with the tensors in the place of its inputs, derivation included.
 */
import { invalid } from '../construct.ts'
import { derivedBy } from '../Derivation.ts'
import type { Program } from '../Program.ts'
import { leaves } from '../Program.ts'
import * as shapes from '../Shape.ts'
import { isTensor } from '../Tensor.ts'
import type { AnyTensor } from '../Tensor.ts'
import * as tree from '../Tree.ts'
import { programOf, spoiled } from './mistaken.ts'
import type { Tensors } from './paths.ts'
import { rederived, substitution, mentioned } from './substitute.ts'

/**
 * The outputs of a program for tensors in the place of its inputs.
 *
 * @example
 * const norm = program({ x: f32(2) }, ({ x }) => ({ length: sqrt(sum(square(x))) }))
 * run(apply(norm)({ x: constant([3, 4]) }).length) // 5
 */
export const apply =
  <I extends Tensors, O extends Tensors>(p: Program<I, O>) =>
  (tensors: I): O =>
    applied(programOf('apply', p), tensors) as O

const applied = ({ inputs, outputs, derivation }: Program, tensors: Tensors): Tensors => {
  const replacements = new Map<AnyTensor, AnyTensor>()
  const mistakes: AnyTensor[] = []
  for (const [path, input] of tree.entries(inputs, isTensor)) {
    const given = tree.get(tensors, path, isTensor)
    const refusal = refused(path, input, given)
    if (refusal !== undefined) mistakes.push(refusal)
    else if (isTensor(given)) replacements.set(input, given)
  }
  const now = substitution([...leaves(outputs), ...mentioned(derivation)], replacements)
  const results = tree.map(outputs, isTensor, now)
  derivedBy(leaves(results), rederived(derivation, now))
  return spoiled(results, mistakes)
}

const refused = (path: string, input: AnyTensor, given: unknown): AnyTensor | undefined => {
  if (!isTensor(given)) return invalid('LBZ1014', 'apply', `apply: there is no tensor for input ${path}`, [])
  const { shape, dtype } = given
  return given.form.tag === 'invalid' || (shapes.same(shape, input.shape) && dtype === input.dtype)
    ? undefined
    : invalid(
        'LBZ1016',
        'apply',
        `apply: input ${path} is ${input.dtype} ${shapes.show(input.shape)}, not ${dtype} ${shapes.show(shape)}`,
        [given],
      )
}
