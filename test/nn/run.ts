/** Programs run on both targets, and plain numbers beside them. */
import { expect } from 'vitest'
import { compile, orThrow } from '../../compiler/index.ts'
import { at } from '../../src/Bug.ts'
import type { TypedArray } from '../../src/DType.ts'
import { evaluate } from '../../src/evaluate.ts'
import { random } from '../../src/index.ts'
import type { Program } from '../../src/index.ts'
import { mistakesOf } from '../../src/mistakes.ts'
import { leaves } from '../../src/Program.ts'
import { isTensor } from '../../src/Tensor.ts'
import * as tree from '../../src/Tree.ts'

export type Arrays = ReadonlyMap<string, TypedArray>

export const interpreted = (p: Program, inputs: Arrays): ReadonlyMap<string, readonly number[]> => {
  const outputs = tree.entries(p.outputs, isTensor)
  const result = evaluate(
    outputs.map(([, tensor]) => tensor),
    inputs,
  )
  if (result._tag === 'Left') throw new Error(result.left.map(({ sentence }) => sentence).join('\n'))
  return new Map(outputs.map(([path], k) => [path, Array.from(at(result.right, k).data)]))
}

const isArray = (value: unknown): value is TypedArray => ArrayBuffer.isView(value)

/** The outputs, equal in the interpreter and in compiled JavaScript to what float32 keeps. */
export const run = (p: Program, inputs: Arrays): ReadonlyMap<string, readonly number[]> => {
  const found = interpreted(p, inputs)
  const compiled = tree.entries<TypedArray>(orThrow(compile(p))(tree.fromEntries(inputs)), isArray)
  for (const [path, values] of compiled) expectNear(Array.from(values), found.get(path) ?? [])
  return found
}

export const expectNear = (values: readonly number[], wanted: readonly number[]): void => {
  expect(values.length).toBe(wanted.length)
  values.forEach((x, k) => {
    expect(Math.abs(x - at(wanted, k))).toBeLessThan(2e-6 * (1 + Math.abs(at(wanted, k))))
  })
}

/** Values between −1 and 1 for every input of a program. */
export const drawn = (p: Program, seed = 1): Arrays =>
  new Map(
    tree.entries(p.inputs, isTensor).map(([path, { shape }], k) => {
      const size = shape.reduce<number>(
        (product, extent) => product * (typeof extent === 'number' ? extent : 0),
        1,
      )
      return [path, random.uniform(random.foldIn(random.key(seed), k), size, { low: -1, high: 1 })]
    }),
  )

export const sentences = (p: Program): readonly string[] =>
  mistakesOf(leaves(p.outputs)).map(({ mistake }) => mistake.sentence)

export const sigma = (x: number): number => 1 / (1 + Math.exp(-x))

/** W·x + b of row-major data. */
export const product = (weight: TypedArray, bias: TypedArray, x: readonly number[]): number[] =>
  Array.from(bias, (b, o) => x.reduce((total, value, i) => total + at(weight, o * x.length + i) * value, b))
