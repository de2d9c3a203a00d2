/**
 * Values for the inputs that have none, from a seed: so that a program can be looked at before there are data.
 * Before it: `roles.ts`, `src/random`. After it: the command line, `trace.ts`, `health.ts`.
 * Invariant: the values of an input depend on the seed, on its path and on its shape and uses alone; they are the same
 * on every machine. What is given stays as it is.
 */
import { either as E } from 'fp-ts'
import type { DType, TypedArray } from '../../src/DType.ts'
import type { Either } from '../../src/Either.ts'
import type { Arrays } from '../../src/evaluate.ts'
import { count } from '../../src/evaluate/meaning.ts'
import * as extent from '../../src/Extent.ts'
import type { Extent, Sizes } from '../../src/Extent.ts'
import type { NonEmpty } from '../../src/NonEmpty.ts'
import { nonEmpty } from '../../src/NonEmpty.ts'
import type { Program } from '../../src/Program.ts'
import type { Key } from '../../src/random/numbers.ts'
import * as random from '../../src/random/numbers.ts'
import type { RunError } from '../../src/RunError.ts'
import type { Declared } from '../../src/sizes.ts'
import { inferSizes } from '../../src/sizes.ts'
import type { AnyTensor } from '../../src/Tensor.ts'
import type { CompileError } from '../CompileError.ts'
import { compileError } from '../CompileError.ts'
import type { Data } from '../formats/Data.ts'
import { inputsOf } from '../formats/Data.ts'
import { everythingIn, parametersIn, usesIn } from './roles.ts'
import type { Uses } from './roles.ts'

export interface SeedOptions {
  /** An integer; 0 where nothing is said. */
  readonly seed?: number
  /** Sizes, where they do not follow from what is known; a small number of its own for each that is not said. */
  readonly sizes?: Sizes
  /** What inputs have already. */
  readonly known?: Arrays
}

/** Arrays for every input, and the paths of those that were made up. */
export interface Seeded extends Data {
  readonly drawn: readonly string[]
}

/** What is known of a program's sizes. */
interface Sized {
  readonly declared: readonly Declared[]
  readonly lengths: ReadonlyMap<string, number>
  readonly needed: readonly Extent[]
}

/** The sizes with those that follow from arrays one after the other; the errors of arrays that fit nothing. */
const followed = (
  { declared, lengths }: Sized,
  given: Sizes,
): { readonly sizes: Sizes; readonly errors: readonly RunError[] } => {
  let sizes = given
  let open = declared.filter(({ path }) => lengths.has(path))
  for (let before = Infinity; open.length < before;) {
    before = open.length
    const waiting: Declared[] = []
    for (const one of open) {
      const found = inferSizes([one], lengths, sizes)
      if (E.isRight(found)) sizes = found.right
      else if (found.left.every(({ code }) => code === 'LBZ6005')) waiting.push(one)
      else return { sizes, errors: found.left }
    }
    open = waiting
  }
  return { sizes, errors: [] }
}

/** A number for a size: the least from `from` on that no axis has yet. */
const free = (taken: ReadonlySet<number>, from: number): number => {
  let size = from
  while (taken.has(size)) size += 1
  return size
}

/** Sizes from `from` on for the names that have none. */
const chosen = (
  sized: Sized,
  names: readonly string[],
  given: Sizes,
  from: number,
): Either<readonly RunError[], Sizes> => {
  let { sizes, errors } = followed(sized, given)
  if (errors.length > 0) return E.left(errors)
  const taken = new Set(
    sized.declared.flatMap(({ shape }) => shape.filter((size) => typeof size === 'number')),
  )
  for (const size of sizes.values()) taken.add(size)
  for (const name of names) {
    for (
      let tries = 0, size = free(taken, from);
      tries < 64 && !sizes.has(name);
      tries++, size = free(taken, size + 1)
    ) {
      const next = followed(sized, new Map([...sizes, [name, size]]))
      errors = next.errors
      if (errors.length > 0) continue
      sizes = next.sizes
      taken.add(size)
    }
    if (errors.length > 0) return E.left(errors)
  }
  const found = inferSizes(sized.declared, sized.lengths, sizes, sized.needed)
  return E.isLeft(found) ? E.left(found.left) : found
}

/** Every size that a program speaks of: given, followed, or small and of its own. */
const sizesFor = (program: Program, given: Sizes, arrays: Arrays): Either<readonly RunError[], Sizes> => {
  const inputs = [...inputsOf(program)]
  const needed = everythingIn(program).order.flatMap(({ form, shape }) =>
    form.tag === 'scan' ? [...shape, form.steps] : shape,
  )
  const sized: Sized = {
    declared: inputs.map(([path, { shape, dtype }]) => ({ path, shape, dtype })),
    lengths: new Map([...arrays].map(([path, array]) => [path, array.length])),
    needed: needed.filter((size) => typeof size !== 'number'),
  }
  const all = [...inputs.flatMap(([, { shape }]) => shape), ...sized.needed]
  const names = [...new Set(all.flatMap(extent.names))]
  const tried = [3, 8, 32, 128].map((from) => chosen(sized, names, given, from))
  return tried.find(E.isRight) ?? tried[0] ?? E.right(given)
}

const keyFor = (seed: number, path: string): Key =>
  [...path].reduce((from, letter) => random.foldIn(from, letter.codePointAt(0) ?? 0), random.key(seed))

/** Integers from `from` to `below` − 1. */
const integers = (key: Key, length: number, from: number, below: number): readonly number[] =>
  [...random.bits(key, length)].map((bits) => from + (bits % Math.max(1, below - from)))

/** Well inside an interval: float32 numbers away from its ends. */
const inside = (key: Key, length: number, { from, to }: NonNullable<Uses['interval']>): Float32Array => {
  const [low, high] =
    Number.isFinite(from) && Number.isFinite(to)
      ? [from, to]
      : Number.isFinite(from)
        ? [from, from + 1]
        : [to - 1, to]
  const margin = (high - low) / 10
  return random.uniform(key, length, { low: low + margin, high: high - margin })
}

interface Described {
  readonly uses: Uses
  readonly isParameter: boolean
  readonly sizes: Sizes
}

const resolved = (size: Extent, sizes: Sizes): number => extent.resolve(size, sizes) ?? 1

/** Weights as an initialiser draws them, scales around 1, other parameters around 0, data around ±1. */
const floats = (key: Key, length: number, { uses, isParameter, sizes }: Described): Float32Array => {
  if (uses.interval !== undefined) return inside(key, length, uses.interval)
  const drawn = random.normal(key, length)
  if (uses.summed !== undefined) {
    const fan = count(uses.summed.map((size) => resolved(size, sizes)))
    return drawn.map((x) => x / Math.sqrt(Math.max(1, fan)))
  }
  if (!isParameter) return drawn
  return drawn.map((x) => (uses.scales === true ? 1 : 0) + x / 10)
}

const valuesOf = (key: Key, dtype: DType, shape: readonly number[], described: Described): TypedArray => {
  const length = count(shape)
  const { uses, sizes } = described
  const ranges = (uses.ranges ?? []).map(
    ({ from, below }) => [resolved(from, sizes), resolved(below, sizes)] as const,
  )
  const from = Math.max(0, ...ranges.map(([least]) => least))
  const below = Math.min(...ranges.map(([, end]) => end))
  switch (dtype) {
    case 'f32':
      return floats(key, length, described)
    case 'bool':
      return random.bernoulli(key, length, 0.75)
    case 'i32':
      return Int32Array.from(integers(key, length, from, Number.isFinite(below) ? below : 3))
    case 'u32':
      if (Number.isFinite(below)) return Uint32Array.from(integers(key, length, from, below))
      return shape.length === 1 && length === 2
        ? random.bits(key, 2)
        : Uint32Array.from(integers(key, length, 0, 10))
  }
}

const most = 2 ** 28

/**
 * Values for every input of a program: those that are known, and the others drawn from a seed. Weights are small as an
 * initialiser's, data lie around ±1, what logarithms and roots take is positive, labels and indices are within range.
 *
 * @example
 * const scaled = program({ x: f32(dim('n'), 4), label: i32(dim('n')), W: f32(10, 4) }, ({ x, label, W }) => ({
 *   loss: crossEntropy(matmul(x, transpose(W)), label),
 * }))
 * const { arrays, sizes, drawn } = orThrow(seeded(scaled, { seed: 1 }))
 * sizes.get('n') // 3
 * drawn // ['x', 'label', 'W']
 * arrays.get('label').every((label) => label >= 0 && label < 10) // true
 */
export const seeded = (
  program: Program,
  { seed = 0, sizes: given = new Map(), known = new Map() }: SeedOptions = {},
): Either<NonEmpty<CompileError>, Seeded> => {
  const inputs = inputsOf(program)
  const found = sizesFor(program, given, known)
  if (E.isLeft(found))
    return E.left(nonEmpty<CompileError>(found.left) ?? [compileError('LBZ3030', 'no sizes')])
  const sizes = found.right
  const missing = [...inputs].filter(([path]) => !known.has(path))
  const shapeOf = ({ shape }: AnyTensor): readonly number[] => shape.map((size) => resolved(size, sizes))
  const large = nonEmpty(
    missing.flatMap(([path, tensor]) => {
      const elements = count(shapeOf(tensor))
      return elements > most ? [compileError('LBZ5001', `${path} has ${elements} elements`)] : []
    }),
  )
  if (large !== undefined) return E.left(large)
  const uses = usesIn(program)
  const parameters = parametersIn(program)
  const drawn = missing.map(([path, tensor]) => {
    const described = { uses: uses.get(tensor) ?? {}, isParameter: parameters.has(tensor), sizes }
    return [path, valuesOf(keyFor(seed, path), tensor.dtype, shapeOf(tensor), described)] as const
  })
  return E.right({
    arrays: new Map([...known, ...drawn]),
    sizes,
    drawn: missing.map(([path]) => path),
  })
}
