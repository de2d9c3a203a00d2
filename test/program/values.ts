/** The outputs of a program for given inputs, both by path: what the tests of functions on programs compare. */
import type { TypedArray } from '../../src/DType.ts'
import { evaluate } from '../../src/evaluate.ts'
import { at } from '../../src/Bug.ts'
import type { Sizes } from '../../src/Extent.ts'
import type { Program } from '../../src/index.ts'
import { mistakesOf } from '../../src/mistakes.ts'
import { leaves } from '../../src/Program.ts'
import { isTensor } from '../../src/Tensor.ts'
import * as tree from '../../src/Tree.ts'
import { drawn } from '../laws/slopes.ts'

export type Given = Readonly<Record<string, TypedArray>>

/** Each output by its path. */
export const valuesOf = (
  p: Program,
  given: Given,
  sizes: Sizes = new Map(),
): Readonly<Record<string, readonly number[]>> => {
  const outputs = tree.entries(p.outputs, isTensor)
  const result = evaluate(
    outputs.map(([, tensor]) => tensor),
    new Map(Object.entries(given)),
    { sizes },
  )
  if (result._tag === 'Left') throw new Error(result.left.map(({ sentence }) => sentence).join('\n'))
  return Object.fromEntries(outputs.map(([path], k) => [path, [...at(result.right, k).data]]))
}

/** One output. */
export const valueAt = (p: Program, path: string, given: Given, sizes?: Sizes): readonly number[] =>
  valuesOf(p, given, sizes)[path] ?? []

/** An array for each input: labels of three classes where it is of integers; symbolic sizes are 3. */
export const givenFor = (p: Program, seed: number): Given =>
  Object.fromEntries(
    tree.entries(p.inputs, isTensor).map(([path, { shape, dtype }], k) => {
      const length = shape.reduce<number>(
        (product, size) => product * (typeof size === 'number' ? size : 3),
        1,
      )
      const labels = Int32Array.from({ length }, (_, j) => (seed + j) % 3)
      return [path, dtype === 'f32' ? drawn(seed + k, length, -2, 2) : labels] as const
    }),
  )

export const sentencesOf = (p: Program): readonly string[] =>
  mistakesOf(leaves(p.outputs)).map(({ mistake }) => mistake.sentence)

/** Equal but for the rounding of double precision. */
export const distance = (a: readonly number[], b: readonly number[]): number =>
  a.length === b.length
    ? Math.max(0, ...a.map((value, k) => Math.abs(value - (b[k] ?? NaN)) / (1 + Math.abs(value))))
    : Infinity

export const tiny = 1e-12
