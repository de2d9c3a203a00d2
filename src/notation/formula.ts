/**
 * Programs from formulas: the same in code as on the command line.
 * Before it: `parse.ts`, `declarations.ts`. After it: the command line.
 * Invariant: nothing throws; what `String(program)` prints is read back, but for what no text holds.
 */
import { left, right } from '../Either.ts'
import type { Either } from '../Either.ts'
import type { NonEmpty } from '../NonEmpty.ts'
import { stated } from '../ops/operation.ts'
import { leaves, program } from '../Program.ts'
import type { Program, Specs } from '../Program.ts'
import type { Tensors } from '../program/paths.ts'
import type { Spec } from '../Spec.ts'
import { isTensor } from '../Tensor.ts'
import type { AnyTensor } from '../Tensor.ts'
import * as tree from '../Tree.ts'
import { isFunction } from './calls.ts'
import { specsIn } from './declarations.ts'
import { refusal, unreadable } from './FormulaError.ts'
import type { FormulaError, Refusal } from './FormulaError.ts'
import { meaningOf, namesWith } from './meaning.ts'
import type { Meaning } from './meaning.ts'
import { declared, errorsAt, tensorsOf } from './parse.ts'
import { signatureIn, syntaxOf } from './statements.ts'
import type { Signature, Syntax } from './Syntax.ts'

type Read = Either<NonEmpty<FormulaError>, Program>

/**
 * The program from declared inputs to what formulas say. A formula with a name is the output of that name, one without
 * is `y`; several are separated by `;` or new lines; what stands behind `where` is no output.
 *
 * @example
 * const fit = formula({ x: f32(3), w: f32(3), t: f32() }, 'L = (w·x − t)^2')
 * String(fit.right)
 * // (x: 3, w: 3, t: scalar) → (L: scalar)
 * // L = (wᵀ·x − t)²
 */
export const formula = (inputs: Specs, text: string): Read => {
  if (typeof text !== 'string') return left(errorsAt('', [unreadable(0, 'a formula is a text')]))
  const syntax = syntaxOf(text, namesWith(declared(tensorsOf(inputs)), isFunction))
  if (syntax._tag === 'Left') return left(errorsAt(text, [syntax.left]))
  return syntax.right.signature === undefined
    ? built(inputs, text, syntax.right, undefined)
    : left(
        errorsAt(text, [
          unreadable(
            0,
            'the inputs are declared twice',
            'A text with a signature is read by parseProgram(text).',
          ),
        ]),
      )
}

/**
 * The program that a text with a signature says, as `String(program)` prints it.
 *
 * @example
 * const squares = parseProgram('(x: 3) → (y: 3)\ny = x^2')
 * show(squares.right.outputs.y) // x²
 */
export const parseProgram = (text: string): Read => {
  if (typeof text !== 'string') return left(errorsAt('', [unreadable(0, 'a program is a text')]))
  const head = signatureIn(text)
  if (head._tag === 'Left') return left(errorsAt(text, [head.left]))
  const { parts, signature } = head.right
  const { specs, refusals } = specsIn(parts, signature.inputs)
  if (refusals.length > 0) return left(errorsAt(text, refusals))
  const inputs = tree.fromEntries<Spec>(specs)
  const syntax = syntaxOf(text, namesWith(declared(tensorsOf(inputs)), isFunction))
  return syntax._tag === 'Left'
    ? left(errorsAt(text, [syntax.left]))
    : built(inputs, text, syntax.right, signature)
}

const programOf: (specs: Specs, formulas: (inputs: Tensors) => Tensors) => Program = stated(program)

const declaredBy = (inputs: Tensors) => declared(new Map(tree.entries<AnyTensor>(inputs, isTensor)))

/** The outputs in order, by path. */
type Outputs = readonly (readonly [path: string, tensor: AnyTensor])[]

const built = (inputs: Specs, text: string, syntax: Syntax, signature: Signature | undefined): Read => {
  let refusals: readonly Refusal[] = []
  const made = programOf(inputs, (tensors): Tensors => {
    const given = declaredBy(tensors)
    const wrong = leaves(tensors).find(({ form }) => form.tag === 'invalid')
    if (wrong?.form.tag === 'invalid' && wrong.form.mistake !== undefined) {
      const { code, sentence, hint } = wrong.form.mistake
      refusals = [refusal(code, 0, sentence, hint)]
      return {}
    }
    const meaning = meaningOf(syntax, given, { renews: signature !== undefined })
    const outputs =
      signature === undefined
        ? { entries: named(meaning, given.tensors), refusals: [] }
        : signed(meaning, signature, given.tensors)
    refusals = [
      ...meaning.refusals,
      ...(meaning.refusals.length > 0 ? [] : [...outputs.refusals, ...clashing(outputs.entries)]),
    ]
    return refusals.length > 0 ? {} : tree.fromEntries<AnyTensor>(outputs.entries)
  })
  return refusals.length > 0 ? left(errorsAt(text, refusals)) : right(made)
}

/** The outputs by their names; those without are y, y1, y2 … */
const named = ({ outputs, defined }: Meaning, inputs: ReadonlyMap<string, AnyTensor>): Outputs => {
  const taken = new Set([...inputs.keys(), ...defined.keys()])
  const free = (): string => {
    let name = 'y'
    for (let k = 1; taken.has(name); k++) name = `y${k}`
    taken.add(name)
    return name
  }
  return outputs.map(({ name, tensor }) => [name ?? free(), tensor])
}

/** The outputs of a signature: formulas of those names, or inputs. */
const signed = (
  { outputs, defined }: Meaning,
  signature: Signature,
  inputs: ReadonlyMap<string, AnyTensor>,
): { readonly entries: Outputs; readonly refusals: readonly Refusal[] } => {
  const own = new Map(outputs.map(({ name, tensor }) => [name, tensor]))
  const refusals: Refusal[] = []
  const entries = signature.outputs.flatMap(({ name, at }): [string, AnyTensor][] => {
    const tensor = own.get(name) ?? defined.get(name) ?? inputs.get(name)
    if (tensor !== undefined) return [[name, tensor]]
    refusals.push(refusal('LBZ1041', at, `no formula says what ${name} is`, `Add a line ${name} = …`))
    return []
  })
  return { entries, refusals }
}

/** An output that is a record of others, or a name that no record has. */
const clashing = (outputs: Outputs): readonly Refusal[] => {
  const paths = new Set(outputs.map(([path]) => path))
  return outputs.flatMap(([path]) => {
    const parts = path.split('.')
    const above = parts.map((_, k) => parts.slice(0, k).join('.')).find((prefix) => paths.has(prefix))
    if (above !== undefined) return [unreadable(0, `${path} cannot be beside ${above}`)]
    return parts.includes('')
      ? [refusal('LBZ1013', 0, `${JSON.stringify(path)} cannot be the name of an output`)]
      : []
  })
}
