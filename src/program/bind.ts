/**
 * A program with some of its inputs fixed: a trained model.
 * Before it: `substitute.ts`, `Program.ts`. After it: standalone modules with their weights inside.
 * Invariant: the inputs that are left keep their names and their order; the values are copied.
 */
import { data, invalid } from '../construct.ts'
import { dtypeOfArray } from '../DType.ts'
import type { ArrayOf, DType, DTypeOfArray, TypedArray } from '../DType.ts'
import type { Program } from '../Program.ts'
import { closed, leaves } from '../Program.ts'
import { isTensor } from '../Tensor.ts'
import type { AnyTensor } from '../Tensor.ts'
import * as tree from '../Tree.ts'
import type { Tree } from '../Tree.ts'
import { programOf, spoiled } from './mistaken.ts'
import type { Tensors, Without } from './paths.ts'
import { rederived, substitution, mentioned } from './substitute.ts'

export type Values = Tree<TypedArray>

/** The program, or the sentence that says which value does not fit. */
type Bindable<I extends Tensors, O extends Tensors, V> = [Misfit<I, V>] extends [never]
  ? Program<I, O>
  : Misfit<I, V>

/** What is wrong with the values, `Before` being the path that leads to them. */
type Misfit<T, V, Before extends string = ''> = string extends keyof V
  ? never
  : {
      [K in keyof V & string]: MisfitAt<
        K extends keyof T ? T[K] : string extends keyof T ? AnyTensor : undefined,
        V[K],
        `${Before}${K}`
      >
    }[keyof V & string]

type MisfitAt<T, V, At extends string> = AnyTensor extends T
  ? never
  : T extends { readonly dtype: infer D extends DType }
    ? V extends ArrayOf[D]
      ? never
      : V extends TypedArray
        ? `bind: input ${At} is ${D}, not ${DTypeOfArray<V>}`
        : `bind: there is no input ${At}.${keyof V & string}`
    : V extends TypedArray
      ? `bind: there is no input ${At}`
      : T extends undefined
        ? `bind: there is no input ${At}.${keyof V & string}`
        : Misfit<T, V, `${At}.`>

/**
 * Fixes inputs to values; the rest stay inputs.
 *
 * @example
 * const line = program({ x: f32(2), slope: f32() }, ({ x, slope }) => ({ y: mul(slope, x) }))
 * run(bind({ slope: Float32Array.of(3) })(line).outputs.y, { x: Float32Array.of(1, 2) }) // [3, 6]
 */
export const bind =
  <const V extends Values>(values: V) =>
  <I extends Tensors, O extends Tensors>(p: Bindable<I, O, V>): Program<Without<I, V>, O> => {
    const { inputs, outputs, derivation } = programOf('bind', p)
    const bound = new Map<AnyTensor, AnyTensor>()
    const mistakes: AnyTensor[] = []
    for (const [path, value] of tree.entries<TypedArray>(values, isValue)) {
      const input = tree.get(inputs, path, isTensor)
      if (isTensor(input)) bound.set(input, fixed(path, input, value))
      else mistakes.push(invalid('LBZ2002', 'bind', `bind: there is no input ${path}`, []))
    }
    const now = substitution([...leaves(outputs), ...mentioned(derivation)], bound)
    const left = tree.entries(inputs, isTensor).filter(([, input]) => !bound.has(input))
    const results = spoiled(tree.map(outputs, isTensor, now), mistakes)
    return closed(tree.fromEntries(left), results, rederived(derivation, now))
  }

const isValue = (value: unknown): value is TypedArray => !tree.isRecord(value)

const fixed = (path: string, { shape, dtype }: AnyTensor, value: TypedArray): AnyTensor => {
  const given = dtypeOfArray(value)
  return given === undefined || given === dtype
    ? data(value, shape)
    : invalid('LBZ1016', 'bind', `bind: input ${path} is ${dtype}, not ${given}`, [])
}
