/**
 * Formulas read: the tensor that a text means, or the sentences about what is wrong with it.
 * Before it: `statements.ts`, `elaborate.ts`. After it: `formula.ts`, the command line.
 * Invariant: nothing throws, whatever the text is; what `show` prints is read back as what was shown.
 */
import { input } from '../construct.ts'
import { left, right } from '../Either.ts'
import type { Either } from '../Either.ts'
import type { NonEmpty } from '../NonEmpty.ts'
import { nonEmpty } from '../NonEmpty.ts'
import type { Spec } from '../Spec.ts'
import { isTensor } from '../Tensor.ts'
import type { AnyTensor } from '../Tensor.ts'
import * as tree from '../Tree.ts'
import type { Tree } from '../Tree.ts'
import { isFunction } from './calls.ts'
import { located, unreadable } from './FormulaError.ts'
import type { FormulaError, Refusal } from './FormulaError.ts'
import { meaningOf, namesWith, sizesOf } from './meaning.ts'
import type { Given } from './meaning.ts'
import { syntaxOf } from './statements.ts'

/** What a formula may be about: specs or tensors by name. */
export type FormulaInputs = Tree<Spec | AnyTensor>

const isLeaf = (value: unknown): value is Spec | AnyTensor =>
  isTensor(value) ||
  (tree.isRecord(value) && Array.isArray(value['shape']) && typeof value['dtype'] === 'string')

/** The tensors that inputs stand for, by path. */
export const tensorsOf = (inputs: FormulaInputs): ReadonlyMap<string, AnyTensor> =>
  new Map(
    tree
      .entries<Spec | AnyTensor>(inputs, isLeaf)
      .map(([path, leaf]) => [path, isTensor(leaf) ? leaf : input(path, leaf.shape, leaf.dtype)]),
  )

export const errorsAt = (text: string, refusals: readonly Refusal[]): NonEmpty<FormulaError> => {
  const sorted = refusals.toSorted((a, b) => a.at - b.at)
  const once = sorted.filter(
    ({ at, sentence }, k) => at !== sorted[k - 1]?.at || sentence !== sorted[k - 1]?.sentence,
  )
  return (
    nonEmpty(once.map((one) => located(text, one))) ?? [located(text, unreadable(0, 'this is no formula'))]
  )
}

/**
 * The tensor that a formula means. The inputs say what its names are; without any, every name is a number. What `show`
 * prints is read back, but for what no text holds: the bodies of loops, data of more than 64 elements, what was cut
 * because it is long. Rules of one's own (`customDerivative`, requirements) say nothing of the value and are left out.
 *
 * @example
 * const scores = parse('W2 · max(0, W1 · x)', { x: f32(5), W1: f32(4, 5), W2: f32(3, 4) })
 * show(scores.right) // W2·max(0, W1·x)
 * show(parse('b * exp(-x^2) where b = a + 1').right) // (a + 1)·exp(−x²)
 */
export const parse = (text: string, inputs?: FormulaInputs): Either<NonEmpty<FormulaError>, AnyTensor> => {
  if (typeof text !== 'string') return left(errorsAt('', [unreadable(0, 'a formula is a text')]))
  const given: Given = inputs === undefined ? scalars() : declared(tensorsOf(inputs))
  const syntax = syntaxOf(text, namesWith(given, isFunction))
  if (syntax._tag === 'Left') return left(errorsAt(text, [syntax.left]))
  const { signature, outputs } = syntax.right
  const [first, second] = outputs
  if (signature !== undefined || first === undefined || second !== undefined)
    return left(
      errorsAt(text, [
        unreadable(
          second?.at ?? 0,
          'this is more than one formula',
          'Several are read as a program: formula(inputs, text).',
        ),
      ]),
    )
  const found = meaningOf(syntax.right, given)
  const [value] = found.outputs
  return found.refusals.length > 0 || value === undefined
    ? left(errorsAt(text, found.refusals))
    : right(value.tensor)
}

/** What is declared, and nothing else. */
export const declared = (tensors: ReadonlyMap<string, AnyTensor>): Given => ({
  tensors,
  sizes: sizesOf(tensors.values()),
  isOpen: false,
})

/** Every name is a number. */
const scalars = (): Given => ({ tensors: new Map(), sizes: new Set(), isOpen: true })
