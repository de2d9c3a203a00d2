/**
 * The derivation of a program's gradients as one writes it on a board, as data.
 * Before it: `names.ts`, `reasons.ts`, `src/notation/write.ts`. After it: `text.ts`, and other formats.
 * Invariant: steps stand in the order of the chain rule; a step that is not worth a line hands its reasons to those
 * that follow from it; a sentence is said once.
 */
import { scalarValue } from '../../src/construct.ts'
import type { Derivation, Step } from '../../src/Derivation.ts'
import { textStyle } from '../../src/notation/text.ts'
import { write } from '../../src/notation/write.ts'
import { children } from '../../src/operands.ts'
import type { Formulas } from '../../src/notation/write.ts'
import type { Program } from '../../src/Program.ts'
import * as shapes from '../../src/Shape.ts'
import { isTensor } from '../../src/Tensor.ts'
import type { AnyTensor } from '../../src/Tensor.ts'
import { postorder } from '../../src/traverse.ts'
import { entries } from '../../src/Tree.ts'
import { barred, claim, inputNames, isSoftmax, landmarks, letterOf } from './names.ts'
import { notesOn } from './notes.ts'
import { reasoning, sentences } from './reasons.ts'
import type { Reasoning } from './reasons.ts'

/** `name = formula`, and the shape of both. */
export interface Line {
  readonly name: string
  readonly formula: string
  readonly shape: string
}

export interface StepView extends Line {
  readonly number: number
  /** What the formula uses and nothing before it defined. */
  readonly where: readonly Line[]
  readonly reasons: readonly string[]
}

export interface DerivationView {
  /** The letter of each input, and its path. */
  readonly inputs: readonly Line[]
  readonly definitions: readonly Line[]
  readonly steps: readonly StepView[]
  /** The outputs that have another name on the board: gradients, by the names that the steps gave them. */
  readonly results: readonly Line[]
  /** What is worth a second look. */
  readonly notes: readonly string[]
}

const line = (name: string, formula: string, tensor: AnyTensor): Line => ({
  name,
  formula,
  shape: shapes.show(tensor.shape) + (tensor.dtype === 'f32' ? '' : ` ${tensor.dtype}`),
})

/** The people's way: numbers and sizes that two terms share stand before both. */
const style = { ...textStyle, factored: true, reciprocals: true }

/** What is written on the board for a program, the chain rule behind its gradients included. */
export const derivationView = (program: Program): DerivationView => {
  const inputs = entries<AnyTensor>(program.inputs, isTensor)
  const outputs = entries<AnyTensor>(program.outputs, isTensor)
  const seeds = program.derivation
    .filter(({ contributions }) => contributions.length === 0)
    .map(({ of }) => of)
  const differentiated = new Set(postorder(seeds, children))
  const cotangents = new Set(program.derivation.map(({ cotangent }) => cotangent))
  const values = outputs.filter(([, tensor]) => !cotangents.has(tensor) || differentiated.has(tensor))
  const primal = [...new Set([...values.map(([, tensor]) => tensor), ...seeds])]
  const forward = postorder(primal, children)
  const isForward = new Set(forward)
  const worth = landmarks(program.derivation, forward, primal)
  const steps = program.derivation.filter(({ of }) => worth.has(of))
  const roots = [...primal, ...steps.map(({ cotangent }) => cotangent)]

  const taken = new Set(outputs.map(([path]) => path))
  const given = inputNames(
    inputs.map(([path]) => path),
    taken,
  )
  const names = new Map<AnyTensor, string>(inputs.map(([, tensor], k) => [tensor, given[k] ?? '']))
  for (const [path, tensor] of values) if (!names.has(tensor)) names.set(tensor, path)
  for (const seed of new Set(seeds)) if (!names.has(seed)) names.set(seed, claim(taken, 'L'))
  nameInner(roots, names, taken, worth, isForward)
  const bars = steps.map(({ of, cotangent }) => {
    const bar = claim(taken, barred(names.get(of) ?? 'y'))
    if (!names.has(cotangent) && scalarValue(cotangent) === undefined) names.set(cotangent, bar)
    return bar
  })

  const board = write(roots, { style, names })
  const formulas = new Map(board.definitions.map(({ tensor, formula }) => [tensor, formula]))
  const reasons = reasonsFor(program.derivation, worth, board)
  const isBarred = new Set(
    steps.filter(({ cotangent }, k) => names.get(cotangent) === bars[k]).map(({ cotangent }) => cotangent),
  )
  const aside = asides(board, isBarred, isForward)
  return {
    inputs: inputs.map(([path, tensor], k) => line(given[k] ?? path, path, tensor)),
    definitions: board.definitions
      .filter(({ tensor }) => isForward.has(tensor) && !isBarred.has(tensor) && tensor.form.tag !== 'input')
      .map(({ name, formula, tensor }) => line(name, formula, tensor)),
    steps: steps.map((step, k) => {
      const { of, cotangent } = step
      const name = bars[k] ?? ''
      const isOwn = names.get(cotangent) === name
      const formula = (isOwn ? formulas.get(cotangent) : undefined) ?? board.textOf(cotangent)
      const where = (isOwn ? aside.get(cotangent) : undefined) ?? []
      return { number: k + 1, ...line(name, formula, of), where, reasons: reasons.get(step) ?? [] }
    }),
    results: outputs
      .filter(([path, tensor]) => names.get(tensor) !== path)
      .map(([path, tensor]) => line(path, board.textOf(tensor), tensor)),
    notes: notesOn(forward, board.textOf),
  }
}

/** Gives letters to what needs a name; with a number where a letter serves several. */
const nameInner = (
  roots: readonly AnyTensor[],
  names: Map<AnyTensor, string>,
  taken: Set<string>,
  keep: ReadonlySet<AnyTensor>,
  forward: ReadonlySet<AnyTensor>,
): void => {
  const softmaxes = postorder(roots, children).filter(isSoftmax)
  const { definitions } = write(roots, { style, names, keep: new Set([...keep, ...softmaxes]) })
  const groups = new Map<string, AnyTensor[]>()
  for (const { tensor } of definitions) {
    if (names.has(tensor) || !(forward.has(tensor) || isSoftmax(tensor))) continue
    const letter = letterOf(tensor)
    const others = groups.get(letter)
    if (others === undefined) groups.set(letter, [tensor])
    else others.push(tensor)
  }
  for (const [letter, tensors] of groups)
    tensors.forEach((tensor, k) =>
      names.set(tensor, claim(taken, tensors.length === 1 ? letter : `${letter}${k + 1}`)),
    )
}

/** For each cotangent, the definitions between it and the one before: what it needs and nothing forward has. */
const asides = (
  { definitions }: Formulas,
  cotangents: ReadonlySet<AnyTensor>,
  forward: ReadonlySet<AnyTensor>,
): ReadonlyMap<AnyTensor, readonly Line[]> => {
  const found = new Map<AnyTensor, readonly Line[]>()
  let pending: Line[] = []
  for (const { tensor, name, formula } of definitions) {
    if (cotangents.has(tensor)) {
      found.set(tensor, pending)
      pending = []
    } else if (!forward.has(tensor)) pending.push(line(name, formula, tensor))
  }
  return found
}

/** The sentences of each step, with those that smaller steps on the way hand on; what was said before is not repeated. */
const reasonsFor = (
  derivation: Derivation,
  worth: ReadonlySet<AnyTensor>,
  { textOf }: Formulas,
): ReadonlyMap<Step, readonly string[]> => {
  const cotangentOf = new Map<AnyTensor, AnyTensor>()
  const handed = new Map<AnyTensor, ReadonlyMap<string, Reasoning>>()
  const said = new Set<string>()
  const found = new Map<Step, readonly string[]>()
  for (const step of derivation) {
    const { of, cotangent, contributions } = step
    const reasons = new Map<string, Reasoning>()
    const say = (reason: Reasoning): void => void reasons.set(`${reason.about} ${reason.gives}`, reason)
    for (const contribution of contributions) {
      for (const reason of handed.get(contribution.user)?.values() ?? []) say(reason)
      const own = reasoning(contribution, cotangentOf.get(contribution.user), textOf)
      if (own !== undefined) say(own)
    }
    if (contributions.length === 0) say({ about: `${textOf(of)} is what is differentiated` })
    if (contributions.length > 1)
      say({ about: `${textOf(of)} has ${contributions.length} uses: what they contribute is added` })
    cotangentOf.set(of, cotangent)
    if (worth.has(of)) {
      handed.delete(of)
      found.set(step, sentences([...reasons].filter(([key]) => !said.has(key)).map(([, reason]) => reason)))
      for (const key of reasons.keys()) said.add(key)
    } else handed.set(of, reasons)
  }
  return found
}
