/**
 * What is asked of a program: everything, or how it depends on some of its inputs.
 * Before it: `src/program`. After it: `Explanation.ts`.
 * Invariant: a program that knows the derivation is restricted to it; any other is differentiated; what is named is an
 * input that has a derivative.
 */
import { either as E } from 'fp-ts'
import { at } from '../../src/Bug.ts'
import type { Derivation, Step } from '../../src/Derivation.ts'
import type { Either } from '../../src/Either.ts'
import { right } from '../../src/Either.ts'
import type { Arrays } from '../../src/evaluate.ts'
import { sizeOf } from '../../src/evaluate/meaning.ts'
import type { Sizes } from '../../src/Extent.ts'
import { mistake } from '../../src/Mistake.ts'
import type { NonEmpty } from '../../src/NonEmpty.ts'
import { nonEmpty } from '../../src/NonEmpty.ts'
import { closed } from '../../src/Program.ts'
import type { Program } from '../../src/Program.ts'
import { valueAndGrad } from '../../src/program/gradient.ts'
import { vjp } from '../../src/program/products.ts'
import { inferSizes } from '../../src/sizes.ts'
import { isTensor } from '../../src/Tensor.ts'
import type { AnyTensor } from '../../src/Tensor.ts'
import * as tree from '../../src/Tree.ts'
import type { CompileError } from '../CompileError.ts'
import { barred } from './names.ts'
import type { Subject } from './Subject.ts'

type Entry = readonly [path: string, tensor: AnyTensor]

const inputsOf = ({ inputs }: Program): readonly Entry[] => tree.entries(inputs, isTensor)

/** The inputs that have a derivative. */
export const differentiable = (program: Program): readonly string[] =>
  inputsOf(program).flatMap(([path, { dtype }]) => (dtype === 'f32' ? [path] : []))

/** The inputs at or below the paths, or what is wrong with the paths. */
const named = (
  program: Program,
  paths: readonly string[],
): Either<NonEmpty<CompileError>, readonly Entry[]> => {
  const inputs = inputsOf(program)
  const below = (path: string): readonly Entry[] =>
    inputs.filter(([other]) => other === path || other.startsWith(`${path}.`))
  const wrong = paths.flatMap((path): readonly CompileError[] => {
    const found = below(path)
    if (found.length === 0)
      return [
        mistake(
          'LBZ2002',
          'explain',
          `explain: there is no input ${path}; the inputs are ${inputs.map(([one]) => one).join(', ')}`,
        ),
      ]
    return found
      .filter(([, { dtype }]) => dtype !== 'f32')
      .map(([one, { dtype }]) =>
        mistake('LBZ2003', 'explain', `explain: ${one} is ${dtype}, which carries no derivative`),
      )
  })
  const some = nonEmpty(wrong)
  return some === undefined ? right(paths.flatMap(below)) : E.left(some)
}

/** The steps that lead from what was differentiated to the tensors. */
const leading = (derivation: Derivation, to: ReadonlySet<AnyTensor>): Derivation => {
  const wanted = new Set(to)
  const kept: Step[] = []
  for (const step of derivation.toReversed()) {
    if (!wanted.has(step.of)) continue
    kept.push(step)
    for (const { user } of step.contributions) wanted.add(user)
  }
  return kept.reverse()
}

/** A program without the gradients that are not asked for. */
const restricted = (program: Program, to: ReadonlySet<AnyTensor>): Program => {
  const wanted = new Set(program.derivation.filter(({ of }) => to.has(of)).map(({ cotangent }) => cotangent))
  const gradients = new Set(program.derivation.map(({ cotangent }) => cotangent))
  const outputs = tree
    .entries<AnyTensor>(program.outputs, isTensor)
    .filter(([, tensor]) => wanted.has(tensor) || !gradients.has(tensor))
  return closed(program.inputs, tree.fromEntries(outputs), leading(program.derivation, to))
}

/** The program with its derivatives: of the one scalar that it gives, or of all outputs along cotangents that are given. */
const differentiated = (program: Program, wrt: readonly string[]): Program => {
  const outputs = tree
    .entries<AnyTensor>(program.outputs, isTensor)
    .filter(([, { dtype }]) => dtype === 'f32')
  const scalars = outputs.filter(([, { shape }]) => shape.length === 0)
  const [scalar] = scalars
  if (scalar !== undefined && scalars.length === 1) return valueAndGrad({ of: scalar[0], wrt })(program)
  const [only] = outputs
  return only !== undefined && outputs.length === 1
    ? vjp({ of: only[0], wrt, as: barred(only[0]) })(program)
    : vjp({ of: outputs.map(([path]) => path), wrt })(program)
}

/** The arrays with ones for the cotangents that a question added to a program's inputs. */
export const withCotangents = (
  { graph }: Subject,
  program: Program,
  inputs: Arrays,
  sizes: Sizes = new Map(),
): Either<NonEmpty<CompileError>, Arrays> => {
  const own = new Set(inputsOf(program).map(([path]) => path))
  const added = graph.inputs.filter(({ path }) => !own.has(path) && !inputs.has(path))
  if (added.length === 0) return right(inputs)
  const declared = graph.inputs
    .filter(({ path }) => inputs.has(path))
    .map(({ path, node }) => ({ path, ...at(graph.nodes, node) }))
  const lengths = new Map([...inputs].map(([path, { length }]) => [path, length]))
  const shapes = added.map(({ node }) => at(graph.nodes, node).shape)
  return E.map((found: Sizes): Arrays => {
    const ones = added.map(({ path, node }) => {
      const length = at(graph.nodes, node).shape.reduce<number>((all, size) => all * sizeOf(size, found), 1)
      return [path, new Float32Array(length).fill(1)] as const
    })
    return new Map([...inputs, ...ones])
  })(inferSizes(declared, lengths, sizes, shapes.flat()))
}

/** The program with the derivation that is asked for. */
export const asked = (
  program: Program,
  wrt: readonly string[] | undefined,
): Either<NonEmpty<CompileError>, Program> =>
  wrt === undefined
    ? right(program)
    : E.map((found: readonly Entry[]) => {
        const tensors = new Set(found.map(([, tensor]) => tensor))
        const derived = new Set(program.derivation.map(({ of }) => of))
        return [...tensors].every((tensor) => derived.has(tensor))
          ? restricted(program, tensors)
          : differentiated(
              program,
              found.map(([path]) => path),
            )
      })(named(program, wrt))
