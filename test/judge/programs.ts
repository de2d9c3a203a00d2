/**
 * Programs from the graphs of cases, and the arrays that their inputs stand for.
 * Before it: `Case.ts`, `operations.ts`. After it: the judges beside it.
 * Invariant: what is differentiated stands under `params`, every other input under `data`.
 */
import { known } from '../../src/Bug.ts'
import { allocate } from '../../src/DType.ts'
import type { DType, TypedArray } from '../../src/DType.ts'
import type { Program, Tensors } from '../../src/Program.ts'
import { program } from '../../src/Program.ts'
import type { Spec } from '../../src/Spec.ts'
import type { AnyTensor } from '../../src/Tensor.ts'
import type { Flat, Input, Node } from './Case.ts'
import { operation } from './operations.ts'
import type { Arrays } from './Target.ts'

/** What becomes a program: named inputs, those among them that are differentiated, and nodes over both. */
export interface Source {
  readonly inputs: readonly Input[]
  readonly params: ReadonlySet<string>
  readonly nodes: readonly Node[]
}

/** The tensor of an input or a node. */
export type Named = (id: string) => AnyTensor

export const dtypes = { float32: 'f32', int32: 'i32', bool: 'bool' } as const satisfies Record<
  Flat['dtype'],
  DType
>

export const specOf = ({ dtype, shape }: Pick<Flat, 'dtype' | 'shape'>): Spec => ({
  shape,
  dtype: dtypes[dtype],
})

export const arrayOf = ({ dtype, data }: Flat): TypedArray => {
  const array = allocate(dtypes[dtype], data.length)
  array.set(data.map(Number))
  return array
}

const specsOf = (inputs: readonly Input[]): Readonly<Record<string, Spec>> =>
  Object.fromEntries(inputs.map((input) => [input.name, specOf(input)]))

/** The program of a graph, with the outputs that are asked for. */
export const programOf = ({ inputs, params, nodes }: Source, outputs: (named: Named) => Tensors): Program =>
  program(
    {
      params: specsOf(inputs.filter(({ name }) => params.has(name))),
      data: specsOf(inputs.filter(({ name }) => !params.has(name))),
    },
    (given) => {
      const tensors = new Map<string, AnyTensor>([
        ...Object.entries(given.params),
        ...Object.entries(given.data),
      ])
      const named: Named = (id) => known(tensors.get(id), id)
      for (const { id, op, inputs: operands, attrs } of nodes)
        tensors.set(id, operation(op)(attrs, ...operands.map(named)))
      return outputs(named)
    },
  )

/** The arrays of the inputs, by their paths in the program. */
export const arraysOf = ({ inputs, params }: Source): Arrays =>
  new Map(
    inputs.map((input) => [`${params.has(input.name) ? 'params' : 'data'}.${input.name}`, arrayOf(input)]),
  )

/** The records of arrays under a path of their own. */
export const under = (prefix: string, arrays: Readonly<Record<string, Flat>>): Arrays =>
  new Map(Object.entries(arrays).map(([name, flat]) => [`${prefix}.${name}`, arrayOf(flat)]))
