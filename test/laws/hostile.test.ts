/**
 * What makes no sense is part of the expression: no operation throws, whatever stands in the place of an operand
 * or of options.
 */
import { readdirSync, readFileSync } from 'node:fs'
import * as leibniz from 'leibniz'
import { bool, dim, f32, i32, input, u32 } from 'leibniz'
import type { AnyTensor } from 'leibniz'
import { describe, expect, it } from 'vitest'
import { children } from '../../src/operands.ts'
import { isTensor } from '../../src/Tensor.ts'
import { postorder } from '../../src/traverse.ts'
import { titled } from './entries.ts'
import { inputsOf } from './sample.ts'
import type { Entry } from './table/Entry.ts'

/** What is no tensor; what is not there at all is left to the entries, some of which have operands to spare. */
const strangers: readonly unknown[] = [
  null,
  'x',
  true,
  [1, 2],
  new Map(),
  Float32Array.of(1),
  Symbol('x'),
  (x: unknown) => x,
]

/** Numbers, and tensors of every dtype and of many ranks, of sizes that are symbols, none at all, or mistakes. */
const operands: readonly (AnyTensor | number)[] = [
  7,
  Number.NaN,
  input('scalar', f32()),
  input('vector', f32(3)),
  input('none', f32(0, 2)),
  input('matrix', f32(7, 5)),
  input('batch', f32(dim('n'), 5)),
  input('deep', f32(1, 2, 3, 2, 1)),
  input('truth', bool(2, 3)),
  input('places', i32(3)),
  input('key', u32(2)),
  input('wrong', f32(-1)),
]

/** Types are erased: a stranger is what a caller without types passes. */
const built = ({ build }: Entry, given: readonly unknown[]): unknown =>
  (build as (...given: readonly unknown[]) => unknown)(...given)

const isInvalid = (value: unknown): boolean => isTensor(value) && value.form.tag === 'invalid'

/** An input is its own, and keys may be numbers. */
const judged = titled.filter(({ entry }) => entry.name !== 'input' && !entry.name.startsWith('random.'))

describe.each(judged)('$title', ({ entry }) => {
  const inputs = inputsOf(entry)
  const fitting: readonly unknown[] = inputs
  const read = new Set(postorder([built(entry, fitting)].filter(isTensor), children))

  it('refuses what is no tensor', () => {
    for (const [place, operand] of inputs.entries())
      for (const stranger of read.has(operand) ? strangers : [])
        expect(built(entry, fitting.with(place, stranger)), String(stranger)).toSatisfy(isInvalid)
  })

  it('gives a tensor for every other', () => {
    for (const operand of operands) {
      for (const [place] of fitting.entries())
        expect(built(entry, fitting.with(place, operand)), String(operand)).toSatisfy(isTensor)
      expect(
        built(
          entry,
          fitting.map(() => operand),
        ),
        String(operand),
      ).toSatisfy(isTensor)
    }
  })
})

/** Every option of every operation, each as something that it can be. */
const options: Readonly<Record<string, unknown>> = {
  alpha: 1,
  approximate: 'none',
  axes: [0, 1],
  axis: 0,
  causal: true,
  classes: 3,
  count: 3,
  countIncludePad: true,
  ddof: 0,
  delta: 1,
  depth: 3,
  descending: true,
  deviation: 1,
  diagonal: 0,
  dilation: 1,
  divideByClasses: true,
  epsilon: 1,
  exclusive: true,
  from: 0,
  groups: 1,
  k: 1,
  keepdims: true,
  labelSmoothing: 0.5,
  margin: 1,
  max: 2,
  min: 1,
  outputPadding: 0,
  padding: 0,
  pads: [
    [1, 1],
    [0, 0],
  ],
  parts: 2,
  pieces: 2,
  rate: 0.5,
  reduction: 'sum',
  repeats: [2, 1],
  reverse: true,
  scale: 1,
  shift: 1,
  size: 2,
  slope: 0.5,
  start: 0,
  step: 1,
  stop: 2,
  stride: 1,
  times: 2,
  to: 1,
  value: 0,
}

const [truth, tensor] = [input('truth', bool(4, 4)), input('tensor', f32(2))]

/** What no option can be. */
const impossible: readonly unknown[] = [
  'x',
  1n,
  [[[1]]],
  [null],
  ['x'],
  {},
  Symbol('x'),
  (x: unknown) => x,
  tensor,
]

/** What some options can be and others not. */
const doubtful: readonly unknown[] = [
  undefined,
  null,
  1.5,
  -1,
  Number.NaN,
  Infinity,
  2 ** 40,
  true,
  [],
  [1, 1],
]

const matrix = input('matrix', f32(4, 4))
const vector = input('vector', f32(4))
const [places, place] = [input('places', i32(4, 4)), input('place', i32(4))]
const image = input('image', f32(2, 4, 4, 4))

/** Parameters and data, one call after the other, to which some operation or other can be applied. */
const applications: readonly (readonly (readonly unknown[])[])[] = [
  [[matrix]],
  [[image]],
  [[input('single', f32(1, 1, 4))]],
  [[truth]],
  [[place]],
  [[matrix, matrix]],
  [[matrix, places]],
  [[matrix, place]],
  [[place, place]],
  [[[matrix, matrix]]],
  [[matrix, matrix, matrix]],
  [[matrix, places, matrix]],
  [[input('key', u32(2))], [matrix]],
]

const layers: readonly (readonly unknown[])[] = [
  [input('kernel', f32(4, 4, 2)), input('line', f32(2, 4, 4))],
  [input('kernel', f32(4, 4, 2, 2)), image],
  [input('kernel', f32(4, 4, 2, 2, 2)), input('solid', f32(2, 4, 4, 4, 4))],
  [vector, vector, matrix],
  [vector, matrix],
  [{ gamma: vector, beta: vector, mean: vector, variance: vector }, matrix],
]

type Loose = (...given: readonly unknown[]) => unknown

const isFunction = (value: unknown): value is Loose => typeof value === 'function'

/** The tensors of a result: one, or those of a record or a list. */
const tensorsOf = (result: unknown): readonly unknown[] =>
  isTensor(result) || typeof result !== 'object' || result === null ? [result] : Object.values(result)

/** Every way in which an operation can be applied to options and something else. */
const appliedTo = (operation: Loose, given: unknown): readonly (() => unknown)[] => [
  ...applications.map((calls) => () => {
    let result = operation(given)
    for (const call of calls) result = isFunction(result) ? result(...call) : result
    return result
  }),
  ...layers.map((all) => () => {
    const result = operation(given, ...all.slice(0, -1))
    return isFunction(result) ? result(all.at(-1)) : result
  }),
]

const isRight = (result: unknown): boolean =>
  tensorsOf(result).every((one) => isTensor(one) && one.form.tag !== 'invalid')

/** What makes no tensor of options: declarations, programs, what takes functions, what writes and reads formulas. */
const others = new Set(
  'input dim f32 i32 u32 bool pipe scan customDerivative checkpoint program isProgram derivative '
    .concat('show latex mathml mathmlOf parse formula parseProgram parseInput showFormulaError ')
    .concat('apply bind grad valueAndGrad hessian jacobian hvp jvp linearize vjp vmap training')
    .split(' '),
)

/** What takes tensors and gives one: the chapters, and what draws or counts among the layers. */
const functions: readonly (readonly [name: string, operation: Loose])[] = Object.entries({
  ...leibniz,
  noise: leibniz.nn.noise,
  dropout: leibniz.nn.dropout,
  confusionMatrix: leibniz.nn.confusionMatrix,
}).flatMap(([name, value]) => (isFunction(value) && !others.has(name) ? [[name, value] as const] : []))

/** Those that take options, as the examples of their chapters show. */
const folder = new URL('../../src/ops/', import.meta.url)
const chapters = readdirSync(folder).map((file) => readFileSync(new URL(file, folder), 'utf8'))
const drawing = ['noise', 'dropout', 'confusionMatrix']

const optional = functions.filter(([name]) => {
  const example = new RegExp(`^ \\* .*\\b${name}\\(\\{`, 'm')
  return drawing.includes(name) || chapters.some((text) => example.test(text))
})

describe.each(functions)('%s', (_, operation) => {
  it('gives a tensor, whatever stands in place of options', () => {
    for (const given of [...impossible, ...doubtful])
      for (const apply of appliedTo(operation, given))
        for (const one of tensorsOf(apply()))
          expect(isTensor(one) || isFunction(one), String(given)).toBe(true)
  })
})

describe.each(optional)('the options of %s', (_, operation) => {
  const fitting = appliedTo(operation, options).flatMap((apply, k) => (isRight(apply()) ? [k] : []))

  /** What options give where all of `options` fit. */
  const given = (changed: Readonly<Record<string, unknown>>): readonly unknown[] => {
    const all = appliedTo(operation, changed)
    return fitting.flatMap((k) => tensorsOf(all[k]?.()))
  }

  it('are judged where others fit', () => {
    expect(fitting.length).toBeGreaterThan(0)
  })

  it('are no mistake where they are not known', () => {
    for (const one of given({ ...options, nonsense: null })) expect(one).toSatisfy(isRight)
  })

  it('are a mistake where one is of no kind', () => {
    for (const name of Object.keys(options))
      for (const value of impossible)
        for (const one of given({ ...options, [name]: value })) expect(isInvalid(one), name).toBe(true)
  })

  it('give a tensor for every other', () => {
    for (const name of Object.keys(options))
      for (const value of doubtful)
        for (const one of [...given({ ...options, [name]: value }), ...given({ [name]: value })])
          expect(isTensor(one), name).toBe(true)
  })
})
