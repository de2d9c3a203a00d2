/**
 * `leibniz inspect`: what each program of a model takes and gives, and the kernels and buffers it became.
 * Before it: `pipeline.ts`. After it: `main.ts`.
 * Invariant: everything shown is read off the planned module; nothing is counted anew.
 */
import { either as E, function as F, readerTaskEither as RTE } from 'fp-ts'
import * as extent from '../../src/Extent.ts'
import type { Extent } from '../../src/Extent.ts'
import * as shapes from '../../src/Shape.ts'
import { statements } from '../ir/Kernel.ts'
import { showPlace } from '../ir/Module.ts'
import type { Module, Signature } from '../ir/Module.ts'
import { checkLimits } from '../Limits.ts'
import { pipeline } from '../pipeline.ts'
import type { Command } from './Command.ts'
import { forEvery, loadModel } from './model.ts'
import { headed } from './Printed.ts'
import type { Printed } from './Printed.ts'

interface TensorView {
  readonly path: string
  readonly dtype: string
  readonly shape: string
  readonly elements: number | string
}

export interface Inventory {
  readonly inputs: readonly TensorView[]
  readonly outputs: readonly TensorView[]
  readonly kernels: readonly {
    readonly name: string
    readonly loops: number
    readonly statements: number
    readonly reads: readonly string[]
    readonly writes: readonly string[]
  }[]
  readonly buffers: readonly {
    readonly name: string
    readonly dtype: string
    readonly shape: string
    readonly place: string
  }[]
  /** Working memory that the buffers share. */
  readonly slots: readonly { readonly dtype: string; readonly elements: number | string }[]
}

const count = (size: Extent): number | string => (typeof size === 'number' ? size : extent.show(size))

const tensorView = ({ path, dtype, shape }: Signature): TensorView => ({
  path,
  dtype,
  shape: shapes.show(shape),
  elements: count(shapes.sizeOf(shape)),
})

const bufferName = (id: number): string => `b${id}`

export const inventory = (module: Module): Inventory => ({
  inputs: module.inputs.map(tensorView),
  outputs: module.outputs.map(tensorView),
  kernels: module.kernels.map(({ name, body, reads, writes }) => {
    const all = statements(body)
    const loops = all.filter(({ tag }) => tag === 'for').length
    return {
      name,
      loops,
      statements: all.length - loops,
      reads: reads.map(bufferName),
      writes: writes.map(bufferName),
    }
  }),
  buffers: module.buffers.map(({ dtype, shape, place }, id) => ({
    name: bufferName(id),
    dtype,
    shape: shapes.show(shape),
    place: showPlace(place),
  })),
  slots: module.slots.map(({ dtype, size }) => ({ dtype, elements: count(size) })),
})

/** Rows in columns, below a title; nothing where there are none. */
const table = (title: string, rows: readonly (readonly (string | number)[])[]): readonly string[] => {
  const texts = rows.map((row) => row.map(String))
  const width = (column: number): number => Math.max(...texts.map((row) => row[column]?.length ?? 0))
  const line = (row: readonly string[]): string =>
    `  ${row.map((cell, column) => cell.padEnd(width(column))).join('  ')}`.trimEnd()
  return rows.length === 0 ? [] : [title, ...texts.map(line), '']
}

const elementsText = (elements: number | string): string =>
  elements === 1 ? '1 element' : `${elements} elements`

const tensors = (views: readonly TensorView[]): readonly (readonly (string | number)[])[] =>
  views.map(({ path, dtype, shape, elements }) => [path, dtype, shape, elementsText(elements)])

const show = ({ inputs, outputs, kernels, buffers, slots }: Inventory): string =>
  [
    ...table('parameters', tensors(inputs)),
    ...table('outputs', tensors(outputs)),
    ...table(
      'kernels',
      kernels.map(({ name, loops, statements, reads, writes }) => [
        name,
        `${reads.join(' ')} → ${writes.join(' ')}`,
        `${loops} loops`,
        `${statements} statements`,
      ]),
    ),
    ...table(
      'buffers',
      buffers.map(({ name, dtype, shape, place }) => [name, dtype, shape, place]),
    ),
    ...table(
      'working memory',
      slots.map(({ dtype, elements }, slot) => [`slot ${slot}`, dtype, elementsText(elements)]),
    ),
  ].join('\n')

/** What the programs of a model are made of. */
export const inspect = (file: string): Command<Printed> =>
  F.pipe(
    loadModel(file),
    RTE.flatMapEither(
      forEvery(({ name, program }) =>
        F.pipe(
          pipeline({}).run(program, []),
          E.flatMap(checkLimits({})),
          E.map((module) => {
            const view = inventory(module)
            return { name, text: show(view), json: view }
          }),
        ),
      ),
    ),
    RTE.map(headed),
  )
