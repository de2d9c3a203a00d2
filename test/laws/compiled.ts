/**
 * The law of compiled programs: every element lies within the bound that the interpreter computes beside its value.
 * Before it: the interpreter, `compile`. After it: `table.test.ts`, the tests of functions on programs.
 */
import { compile, orThrow } from '../../compiler/compile.ts'
import { at } from '../../src/Bug.ts'
import type { TypedArray } from '../../src/DType.ts'
import { evaluateWithBounds } from '../../src/evaluate.ts'
import type { Program } from '../../src/Program.ts'
import { isTensor } from '../../src/Tensor.ts'
import * as tree from '../../src/Tree.ts'
import type { Inputs } from './slopes.ts'

const isArray = (value: unknown): value is TypedArray => ArrayBuffer.isView(value)

/** How many elements were compared, and how many of them the bounds say nothing of. */
export interface Compared {
  readonly elements: number
  readonly undecided: number
}

/** Arrays like these that hold something else: what a run leaves in them it has written. */
const dirty = (arrays: tree.Tree<TypedArray>): tree.Tree<TypedArray> =>
  tree.map(arrays, isArray, (array): TypedArray => array.slice().fill(77))

/** Numbers as bad as there are: what a run leaves in memory, the next one must not find. */
const spoilt = (inputs: Inputs): tree.Tree<TypedArray> =>
  tree.fromEntries(
    [...inputs].map(([name, array]): readonly [string, TypedArray] => [
      name,
      array instanceof Float32Array ? array.map(() => NaN) : array,
    ]),
  )

/** A function that runs the program on every target, twice; an element that a comparison leaves undecided may be anything, and is counted. */
export const compiling = (program: Program): ((inputs: Inputs) => Compared) => {
  const outputs = tree.entries(program.outputs, isTensor)
  const targets = (['javascript', 'wasm'] as const).map(
    (target) => [target, orThrow(compile(program, { target }))] as const,
  )
  return (inputs) => {
    const exact = evaluateWithBounds(
      outputs.map(([, tensor]) => tensor),
      inputs,
    )
    if (exact._tag === 'Left') throw new Error(exact.left.map(({ sentence }) => sentence).join('\n'))
    for (const [target, run] of targets) {
      const given = tree.fromEntries(inputs)
      Reflect.apply(run, undefined, [spoilt(inputs)])
      const found: tree.Tree<TypedArray> = Reflect.apply(run, undefined, [given])
      const again: tree.Tree<TypedArray> = Reflect.apply(run, undefined, [given, { into: dirty(found) }])
      outputs.forEach(([path], k) => {
        const { data, bound } = at(exact.right, k)
        const [values, others] = [found, again].map((all) => tree.get(all, path, isArray))
        if (!isArray(values) || !isArray(others)) throw new Error(`no array for ${path}`)
        if (values.length !== data.length)
          throw new Error(`${path} has ${values.length} elements, not ${data.length}`)
        data.forEach((value, i) => {
          const [got, most] = [at(values, i), at(bound, i)]
          if (!Object.is(got, others[i]))
            throw new Error(`${target}: ${path}[${i}] is ${got}, then ${others[i]}`)
          if (!(most === Infinity || Object.is(got, value) || Math.abs(got - value) <= most))
            throw new Error(`${target}: ${path}[${i}] is ${got} for ${value} within ${most}`)
        })
      })
    }
    const bounds = exact.right.flatMap(({ bound }) => [...bound])
    return { elements: bounds.length, undecided: bounds.filter((most) => most === Infinity).length }
  }
}

export const expectCompiled = (program: Program, inputs: Inputs): Compared => compiling(program)(inputs)
