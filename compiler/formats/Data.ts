/**
 * Values for the inputs of a program, and the check that they fit it.
 * Before it: `src/sizes.ts`. After it: `dataJson.ts`, `DataFile.ts`, which read them; `explain/given.ts`, which makes up
 * those that are missing.
 * Invariant: what is given is untrusted; every name is looked up in a map, and all that is wrong is said at once.
 */
import { either as E } from 'fp-ts'
import { at } from '../../src/Bug.ts'
import type { TypedArray } from '../../src/DType.ts'
import { dtypeOfArray } from '../../src/DType.ts'
import type { Either } from '../../src/Either.ts'
import type { Arrays } from '../../src/evaluate.ts'
import type { Sizes } from '../../src/Extent.ts'
import type { NonEmpty } from '../../src/NonEmpty.ts'
import { nonEmpty } from '../../src/NonEmpty.ts'
import type { Program } from '../../src/Program.ts'
import { runError } from '../../src/RunError.ts'
import * as shapes from '../../src/Shape.ts'
import type { Declared } from '../../src/sizes.ts'
import { inferSizes } from '../../src/sizes.ts'
import { isTensor } from '../../src/Tensor.ts'
import type { AnyTensor } from '../../src/Tensor.ts'
import { entries } from '../../src/Tree.ts'
import type { CompileError } from '../CompileError.ts'
import { compileError } from '../CompileError.ts'
import { quoted } from './fields.ts'

/** Arrays by the paths of inputs, and the sizes that follow from their shapes. */
export interface Data {
  readonly arrays: Arrays
  readonly sizes: Sizes
}

export interface DataOptions {
  /** Sizes that do not follow from what is given. */
  readonly sizes?: Sizes
  /** Inputs may be missing. */
  readonly partial?: boolean
  /** NaN and the infinities are taken: to be traced. */
  readonly nonFinite?: boolean
}

/** The elements for one input; without a shape they are a flat list. */
export interface Given {
  readonly path: string
  readonly array: TypedArray
  readonly shape: readonly number[] | undefined
}

/** The inputs of a program by their paths. */
export const inputsOf = ({ inputs }: Pick<Program, 'inputs'>): ReadonlyMap<string, AnyTensor> =>
  new Map(entries<AnyTensor>(inputs, isTensor).filter(([, { form }]) => form.tag === 'input'))

/** Why values of this shape and dtype cannot be an input's, sizes aside. */
const unfit = ({ path, array, shape }: Given, wanted: AnyTensor): readonly CompileError[] => {
  const wrong = (sentence: string): readonly CompileError[] => [compileError('LBZ3034', sentence)]
  const dtype = dtypeOfArray(array)
  if (dtype !== wanted.dtype) return wrong(`${path} is ${dtype ?? 'no array'}, not ${wanted.dtype}`)
  const size = shapes.sizeOf(wanted.shape)
  if (shape === undefined)
    return typeof size !== 'number' || size === array.length
      ? []
      : wrong(`${path} is a list of ${array.length}, not ${shapes.show(wanted.shape)}`)
  const fits =
    shape.length === wanted.shape.length &&
    wanted.shape.every((extent, k) => typeof extent !== 'number' || extent === shape[k])
  return fits ? [] : wrong(`${path} is ${shapes.show(shape)}, not ${shapes.show(wanted.shape)}`)
}

interface Equation extends Declared {
  readonly length: number
}

/** What the shape of values says of symbolic sizes: one equation an axis, or one in all. */
const equationsOf = ({ path, array, shape }: Given, wanted: AnyTensor): readonly Equation[] =>
  shape === undefined
    ? [{ path, shape: wanted.shape, dtype: wanted.dtype, length: array.length }]
    : wanted.shape.flatMap((extent, axis) =>
        typeof extent === 'number'
          ? []
          : [
              {
                path: `${path}, axis ${axis}`,
                shape: [extent],
                dtype: wanted.dtype,
                length: at(shape, axis),
              },
            ],
      )

/** The inputs that are missing, unless they may be. */
const missing = (
  wanted: ReadonlyMap<string, AnyTensor>,
  given: readonly { readonly path: string }[],
): readonly CompileError[] => {
  const there = new Set(given.map(({ path }) => path))
  return [...wanted.keys()]
    .filter((path) => !there.has(path))
    .map((path) => runError('LBZ6001', `the input ${path} is missing`))
}

/** The data, if they fit the inputs; what is wrong with those that were not read is in `errors`. */
export const fitted = (
  wanted: ReadonlyMap<string, AnyTensor>,
  given: readonly Given[],
  { sizes, partial = false }: DataOptions,
  errors: readonly CompileError[] = [],
  spoiled: readonly { readonly path: string }[] = [],
): Either<NonEmpty<CompileError>, Data> => {
  const judged = given.flatMap((each) => {
    const tensor = wanted.get(each.path)
    return tensor === undefined ? [] : [{ each, tensor, wrong: unfit(each, tensor) }]
  })
  const equations = judged.flatMap(({ each, tensor, wrong }) =>
    wrong.length > 0 ? [] : equationsOf(each, tensor),
  )
  const lengths = new Map(equations.map(({ path, length }) => [path, length]))
  const inferred = inferSizes(equations, lengths, sizes)
  const wrong = nonEmpty<CompileError>([
    ...errors,
    ...judged.flatMap((one) => one.wrong),
    ...(E.isLeft(inferred) ? inferred.left : []),
    ...(partial ? [] : missing(wanted, [...given, ...spoiled])),
  ])
  if (wrong !== undefined || E.isLeft(inferred)) return E.left(wrong ?? [compileError('LBZ3030', 'no data')])
  return E.right({ arrays: new Map(given.map(({ path, array }) => [path, array])), sizes: inferred.right })
}

const most = { names: 20, inputs: 2000, letters: 80 }

/** How many letters differ: what has to be put in, left out or changed. */
const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, k) => k)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++)
      next.push(
        Math.min(at(row, j) + 1, at(next, j - 1) + 1, at(row, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1)),
      )
    row = next
  }
  return at(row, b.length)
}

/** The input that is meant by a name, perhaps: one that ends with it, or differs in few letters. */
const nearest = (name: string, paths: readonly string[]): string | undefined => {
  if (name.length > most.letters) return undefined
  const ending = paths.find((path) => path.endsWith(`.${name}`))
  const near = paths
    .slice(0, most.inputs)
    .filter((path) => Math.abs(path.length - name.length) <= 3)
    .map((path) => ({ path, apart: distance(name, path) }))
    .filter(({ apart, path }) => apart <= 3 && apart < path.length)
    .toSorted((a, b) => a.apart - b.apart)
  return ending ?? near[0]?.path
}

/** Names that no input has, with the input that may be meant; of very many the first. */
export const unknown = (
  names: readonly string[],
  wanted: ReadonlyMap<string, AnyTensor>,
): readonly CompileError[] => {
  const paths = [...wanted.keys()]
  const said = names.slice(0, most.names).map((name) => {
    const meant = nearest(name, paths)
    const all =
      paths.length === 0
        ? 'the program has none'
        : `the inputs are ${paths.slice(0, 8).join(', ')}${paths.length > 8 ? ', …' : ''}`
    return runError(
      'LBZ6002',
      `there is no input ${quoted(name)}: ${meant === undefined ? all : `perhaps ${meant}?`}`,
    )
  })
  const more = names.length - said.length
  return more > 0 ? [...said, runError('LBZ6002', `${more} more names are no inputs`)] : said
}
