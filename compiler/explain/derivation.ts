/**
 * The derivation of a program's gradients as one writes it on a board, as data.
 * Before it: `Subject.ts`, `names.ts`, `reasons.ts`, `src/notation/write.ts`. After it: `text.ts`, and other formats.
 * Invariant: steps stand in the order of the chain rule; a step that is not worth a line hands its reasons to those
 * that follow from it; a sentence is said once; each line says of which node it speaks.
 */
import { at, known } from '../../src/Bug.ts'
import { scalarValue } from '../../src/construct.ts'
import type { Derivation, Step } from '../../src/Derivation.ts'
import { write } from '../../src/notation/write.ts'
import type { Formulas } from '../../src/notation/write.ts'
import { children } from '../../src/operands.ts'
import { isTensor } from '../../src/Tensor.ts'
import type { AnyTensor } from '../../src/Tensor.ts'
import { postorder } from '../../src/traverse.ts'
import { entries } from '../../src/Tree.ts'
import type { NodeId } from '../ir/Graph.ts'
import { inheritance } from '../ir/steps.ts'
import { written } from './Hand.ts'
import type { Hand } from './Hand.ts'
import { barred, claim, inputNames, isSoftmax, landmarks, letterOf } from './names.ts'
import { notesOn } from './notes.ts'
import { reasoning, sentences } from './reasons.ts'
import type { Reasoning } from './reasons.ts'
import type { Subject } from './Subject.ts'

/** `name = formula`, and the shape of both. */
export interface Line {
  readonly name: string
  readonly formula: string
  /** Empty for a scalar of f32. */
  readonly shape: string
  /** The node that has this formula. */
  readonly node: NodeId
}

export interface StepView extends Line {
  readonly number: number
  /** The node whose cotangent this is, and which of the graph's steps says so. */
  readonly of: NodeId
  readonly step: number
  /** What the formula uses and nothing before it defined. */
  readonly where: readonly Line[]
  readonly reasons: readonly string[]
}

export interface DerivationView {
  /** The letter of each input, and its path. */
  readonly inputs: readonly Line[]
  readonly definitions: readonly Line[]
  readonly steps: readonly StepView[]
  /** What is made of the cotangents: the new parameters of a step of training. */
  readonly consequences: readonly Line[]
  /** The outputs that have another name on the board: gradients, by the names that the steps gave them. */
  readonly results: readonly Line[]
  /** What is worth a second look. */
  readonly notes: readonly string[]
}

/** A view, and how every other node would be written beside it. */
export interface Board {
  readonly view: DerivationView
  readonly hand: Hand
  /** How a node stands in the formulas of others: by its name, or spelled out. */
  readonly textOf: (node: NodeId) => string
  /** What a node is, spelled out also where it has a name. */
  readonly formulaOf: (node: NodeId) => string
  /** The name of a node that has one. */
  readonly nameOf: (node: NodeId) => string | undefined
}

/** Which tensors belong to the formula, and which to its derivatives. */
interface Parts {
  /** Outputs that are no gradients, and depend on none; and what was differentiated. */
  readonly primal: readonly AnyTensor[]
  readonly forward: readonly AnyTensor[]
  /** Outputs that are made of gradients. */
  readonly late: readonly AnyTensor[]
  /** The outputs that have their paths as names. */
  readonly values: readonly (readonly [path: string, tensor: AnyTensor])[]
  readonly seeds: readonly AnyTensor[]
}

const partsOf = ({ program }: Subject): Parts => {
  const outputs = entries<AnyTensor>(program.outputs, isTensor)
  const seeds = program.derivation
    .filter(({ contributions }) => contributions.length === 0)
    .map(({ of }) => of)
  const differentiated = new Set(postorder(seeds, children))
  const cotangents = new Set(program.derivation.map(({ cotangent }) => cotangent))
  const values = outputs.filter(([, tensor]) => !cotangents.has(tensor) || differentiated.has(tensor))
  const made = new Set<AnyTensor>()
  for (const tensor of postorder(
    outputs.map(([, tensor]) => tensor),
    children,
  )) {
    const isDerived =
      cotangents.has(tensor) && !differentiated.has(tensor) && scalarValue(tensor) === undefined
    if (isDerived || children(tensor).some((operand) => made.has(operand))) made.add(tensor)
  }
  const early = values.map(([, tensor]) => tensor).filter((tensor) => !made.has(tensor))
  const primal = [...new Set([...early, ...seeds])]
  const late = values.map(([, tensor]) => tensor).filter((tensor) => made.has(tensor))
  return { primal, forward: postorder(primal, children), late, values, seeds }
}

/** What is written on the board for a program, the chain rule behind its gradients included. */
export const boardOf = (subject: Subject, hand: Hand = written): Board => {
  const { program, tensors, nodeOf } = subject
  const { style } = hand
  const inputs = entries<AnyTensor>(program.inputs, isTensor)
  const outputs = entries<AnyTensor>(program.outputs, isTensor)
  const { primal, forward, late, values, seeds } = partsOf(subject)
  const isForward = new Set(forward)
  const worth = landmarks(program.derivation, forward, primal)
  const steps = program.derivation.filter(({ of }) => worth.has(of))
  const places = new Map(program.derivation.map((step, k) => [step, k]))
  const ends = [...primal, ...steps.map(({ cotangent }) => cotangent), ...new Set(late)]
  const met = new Set(postorder(ends, children))
  const roots = [...ends, ...tensors.filter((tensor) => !met.has(tensor))]

  const taken = new Set(outputs.map(([path]) => path))
  const given = inputNames(
    inputs.map(([path]) => path),
    taken,
  )
  const names = new Map<AnyTensor, string>(inputs.map(([, tensor], k) => [tensor, given[k] ?? '']))
  for (const [path, tensor] of values) if (!names.has(tensor)) names.set(tensor, path)
  for (const seed of new Set(seeds)) if (!names.has(seed)) names.set(seed, claim(taken, 'L'))
  nameInner(roots, names, taken, worth, isForward, hand)
  const bars = steps.map(({ of, cotangent }) => {
    const bar = barred(names.get(of) ?? 'y')
    if (names.get(cotangent) === bar) return bar
    const free = claim(taken, bar)
    if (!names.has(cotangent) && scalarValue(cotangent) === undefined) names.set(cotangent, free)
    return free
  })

  const board = write(roots, { style, names })
  const formulas = new Map(board.definitions.map(({ tensor, formula }) => [tensor, formula]))
  const reasons = reasonsFor(program.derivation, worth, board, hand)
  const isBarred = new Set(
    steps.filter(({ cotangent }, k) => names.get(cotangent) === bars[k]).map(({ cotangent }) => cotangent),
  )
  const line = (name: string, formula: string, tensor: AnyTensor): Line => ({
    name,
    formula,
    shape: hand.shape(tensor),
    node: nodeOf(tensor),
  })
  const named = (name: string, formula: string, tensor: AnyTensor): Line =>
    line(style.name(name), formula, tensor)
  const { aside, rest } = asides(board, isBarred, isForward, named)
  const view: DerivationView = {
    inputs: inputs.map(([path, tensor], k) => named(given[k] ?? path, path, tensor)),
    definitions: board.definitions
      .filter(({ tensor }) => isForward.has(tensor) && !isBarred.has(tensor) && tensor.form.tag !== 'input')
      .map(({ name, formula, tensor }) => named(name, formula, tensor)),
    steps: steps.map((step, k) => {
      const { of, cotangent } = step
      const name = bars[k] ?? ''
      const isOwn = names.get(cotangent) === name
      const isGiven = isOwn && cotangent.form.tag === 'input'
      const formula = isGiven
        ? hand.words('given')
        : ((isOwn ? formulas.get(cotangent) : undefined) ?? board.textOf(cotangent))
      const where = (isOwn ? aside.get(cotangent) : undefined) ?? []
      return {
        number: k + 1,
        ...named(name, formula, of),
        node: nodeOf(cotangent),
        of: nodeOf(of),
        step: known(places.get(step), 'place of a step'),
        where,
        reasons: reasons.get(step) ?? [],
      }
    }),
    consequences: rest,
    results: outputs
      .filter(([path, tensor]) => names.get(tensor) !== path)
      .map(([path, tensor]) => named(path, board.textOf(tensor), tensor)),
    notes: notesOn(forward, (tensor) => hand.quoted(board.textOf(tensor))),
  }
  const textOf = (node: NodeId): string => board.textOf(at(tensors, node))
  const called = new Map(board.definitions.map(({ tensor, name }) => [tensor, name]))
  return {
    view,
    hand,
    textOf,
    formulaOf: (node) => formulas.get(at(tensors, node)) ?? textOf(node),
    nameOf: (node) => names.get(at(tensors, node)) ?? called.get(at(tensors, node)),
  }
}

/** What is written on the board, as data. */
export const derivationView = (subject: Subject, hand: Hand = written): DerivationView =>
  boardOf(subject, hand).view

/** Gives letters to what needs a name; with a number where a letter serves several. */
const nameInner = (
  roots: readonly AnyTensor[],
  names: Map<AnyTensor, string>,
  taken: Set<string>,
  keep: ReadonlySet<AnyTensor>,
  forward: ReadonlySet<AnyTensor>,
  { style }: Hand,
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

/** For each cotangent, the definitions between it and the one before; and those behind the last. */
const asides = (
  { definitions }: Formulas,
  cotangents: ReadonlySet<AnyTensor>,
  forward: ReadonlySet<AnyTensor>,
  line: (name: string, formula: string, tensor: AnyTensor) => Line,
): { readonly aside: ReadonlyMap<AnyTensor, readonly Line[]>; readonly rest: readonly Line[] } => {
  const aside = new Map<AnyTensor, readonly Line[]>()
  let pending: Line[] = []
  for (const { tensor, name, formula } of definitions) {
    if (cotangents.has(tensor)) {
      aside.set(tensor, pending)
      pending = []
    } else if (!forward.has(tensor) && tensor.form.tag !== 'input') pending.push(line(name, formula, tensor))
  }
  return { aside, rest: pending }
}

/** The sentences of each step, with those that smaller steps on the way hand on; what was said before is not repeated. */
const reasonsFor = (
  derivation: Derivation,
  worth: ReadonlySet<AnyTensor>,
  { textOf }: Formulas,
  hand: Hand,
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
      const own = reasoning(contribution, cotangentOf.get(contribution.user), textOf, hand)
      if (own !== undefined) say(own)
    }
    const subject = hand.quoted(textOf(of))
    if (contributions.length === 0) say({ about: `${subject} is what is differentiated` })
    if (contributions.length > 1)
      say({ about: `${subject} has ${contributions.length} uses: what they contribute is added` })
    cotangentOf.set(of, cotangent)
    if (worth.has(of)) {
      handed.delete(of)
      found.set(
        step,
        sentences(
          [...reasons].filter(([key]) => !said.has(key)).map(([, reason]) => reason),
          hand,
        ),
      )
      for (const key of reasons.keys()) said.add(key)
    } else handed.set(of, new Map([...reasons].slice(-inheritance)))
  }
  return found
}
