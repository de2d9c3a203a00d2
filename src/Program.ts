/**
 * A program: a closed function from named inputs to named outputs, both nested records.
 * Before it: `Tensor.ts`, `Tree.ts`, `Derivation.ts`. After it: the functions from programs to programs in `program/`,
 * the compiler, the interpreter, the notation.
 * Invariant: outputs depend on nothing but the inputs; mistakes stay inside until a border reports them.
 */
import { input, invalid } from './construct.ts'
import type { Derivation } from './Derivation.ts'
import { derivationOf } from './Derivation.ts'
import { showProgram } from './notation/program.ts'
import type { Tensors } from './program/paths.ts'
import { isSpec } from './Spec.ts'
import type { Spec } from './Spec.ts'
import { children } from './operands.ts'
import { isTensor } from './Tensor.ts'
import type { AnyTensor, Tensor } from './Tensor.ts'
import { postorder } from './traverse.ts'
import * as tree from './Tree.ts'
import type { Tree } from './Tree.ts'

export type { Tensors } from './program/paths.ts'

/** The key by which a program of any copy of this library is recognised, and the version of its format. */
export const programBrand: unique symbol = Symbol.for('leibniz.program')
const formatVersion = 1

export interface Program<out I extends Tensors = Tensors, out O extends Tensors = Tensors> {
  readonly [programBrand]: number
  readonly inputs: I
  readonly outputs: O
  /** The steps of the chain rule behind the gradients among the outputs. */
  readonly derivation: Derivation
}

class Closed<out I extends Tensors, out O extends Tensors> implements Program<I, O> {
  readonly inputs: I
  readonly outputs: O
  readonly derivation: Derivation

  constructor(inputs: I, outputs: O, derivation: Derivation) {
    this.inputs = inputs
    this.outputs = outputs
    this.derivation = derivation
  }

  get [programBrand](): number {
    return formatVersion
  }

  /** The signature and the formulas. */
  toString(): string {
    return showProgram(this)
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return showProgram(this)
  }
}

export const isProgram = (value: unknown): value is Program =>
  typeof value === 'object' && value !== null && Reflect.get(value, programBrand) === formatVersion

/**
 * States the type of a program whose records were computed at run time: each caller's types in `program/paths.ts` are
 * the twins of what it computes.
 */
export const closed = <I extends Tensors, O extends Tensors>(
  inputs: Tensors,
  outputs: Tensors,
  derivation: Derivation,
): Program<I, O> => new Closed(inputs as I, outputs as O, derivation)

/** What inputs are declared with. */
export type Specs = Tree<Spec>

/** The tensors that specs declare. */
export type InputsOf<I> = {
  readonly [K in keyof I]: I[K] extends Spec<infer S, infer D> ? Tensor<S, D> : InputsOf<I[K]>
}

/**
 * A closed function from named inputs to named outputs; both may be nested records.
 *
 * @example
 * const squares = program({ x: f32(3) }, ({ x }) => ({ y: square(x) }))
 * run(squares.outputs.y, { x: Float32Array.of(1, 2, 3) }) // [1, 4, 9]
 */
export const program = <const I extends Specs, O extends Tensors>(
  specs: I,
  formulas: (inputs: InputsOf<I>) => O,
): Program<InputsOf<I>, O> => {
  if (!tree.isRecord(specs)) return closed({}, { output: undeclared }, [])
  const inputs = tree.map<Spec, AnyTensor>(specs, isDeclaration, declared)
  const given: unknown = formulas(inputs as InputsOf<I>)
  if (!isTree(given)) return closed(inputs, { output: shapeless }, [])
  const order = postorder(tensorsIn(given), children)
  return closed(inputs, checked(given, outside(inputs, order)), derivationOf(order))
}

const undeclared = invalid('LBZ1014', 'program', 'program: its inputs are not a record of specs', [])

const shapeless = invalid('LBZ1014', 'program', 'program: what it gives is not a record of tensors', [])

/** The tensors of a record, in order. */
export const leaves = (tensors: Tensors): readonly AnyTensor[] =>
  tree.entries(tensors, isTensor).map(([, tensor]) => tensor)

/** A spec, or something that is no record of specs either. */
const isDeclaration = (value: unknown): value is Spec => isSpec(value) || !tree.isRecord(value)

const declared = (spec: Spec, names: readonly string[]): AnyTensor => {
  const path = names.join('.')
  if (!isSpec(spec))
    return invalid('LBZ1014', 'program', `program: input ${path} is not declared by a spec`, [])
  return misnamed('input', names, []) ?? input(path, spec.shape, spec.dtype)
}

const misnamed = (
  role: string,
  names: readonly string[],
  operands: readonly AnyTensor[],
): AnyTensor | undefined => {
  const wrong = names.find((name) => name === '' || name.includes('.'))
  return wrong === undefined
    ? undefined
    : invalid(
        'LBZ1013',
        'program',
        `program: ${JSON.stringify(wrong)} cannot be the name of an ${role}`,
        operands,
      )
}

const isTree = (value: unknown): value is Tensors => tree.isRecord(value)

const isOutput = (value: unknown): value is AnyTensor => isTensor(value) || !tree.isRecord(value)

const tensorsIn = (given: Tensors): readonly AnyTensor[] =>
  tree.entries(given, isOutput).flatMap(([, leaf]) => (isTensor(leaf) ? [leaf] : []))

/** The outputs as they were given, with a mistake in the place of what cannot be one. */
const checked = (given: Tensors, strangers: ReadonlyMap<AnyTensor, string>): Tensors =>
  tree.map<AnyTensor, AnyTensor>(given, isOutput, (leaf, names) => {
    const path = names.join('.')
    if (!isTensor(leaf)) return invalid('LBZ1014', 'program', `program: output ${path} is not a tensor`, [])
    const stranger = strangers.get(leaf)
    if (stranger !== undefined)
      return invalid(
        'LBZ1015',
        'program',
        `program: output ${path} depends on ${stranger}, which is no input of it`,
        [leaf],
      )
    return misnamed('output', names, [leaf]) ?? leaf
  })

/** The tensors that depend on an input of something else, and the name of that input. */
const outside = (inputs: Tensors, order: readonly AnyTensor[]): ReadonlyMap<AnyTensor, string> => {
  const own = new Set(leaves(inputs))
  const found = new Map<AnyTensor, string>()
  for (const tensor of order) {
    const { form } = tensor
    if (form.tag === 'input' && !own.has(tensor)) found.set(tensor, form.name)
    if (form.tag === 'invalid') continue
    const stranger = children(tensor).find((operand) => found.has(operand))
    const name = stranger && found.get(stranger)
    if (name !== undefined) found.set(tensor, name)
  }
  return found
}
