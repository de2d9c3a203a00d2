/**
 * What a planned module holds, counted and as tables: what it takes and gives, its kernels, its buffers, its memory.
 * Before it: `ir/Module.ts`. After it: `inspect.ts`.
 * Invariant: everything is read off the module; nothing is counted anew.
 */
import { bytesOf } from '../../src/DType.ts'
import * as extent from '../../src/Extent.ts'
import type { Extent } from '../../src/Extent.ts'
import * as shapes from '../../src/Shape.ts'
import { statements } from '../ir/Kernel.ts'
import { showPlace } from '../ir/Module.ts'
import type { Module, Signature } from '../ir/Module.ts'

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
  /** The bytes of working memory, and what its buffers would take if none shared. */
  readonly bytes: { readonly peak: number | string; readonly apart: number | string }
}

/** An inventory, and how kernels were scheduled where they were. */
export interface Scheduled extends Inventory {
  readonly schedules: readonly string[]
}

const count = (size: Extent): number | string => (typeof size === 'number' ? size : extent.show(size))

const tensorView = ({ path, dtype, shape }: Signature): TensorView => ({
  path,
  dtype,
  shape: shapes.show(shape),
  elements: count(shapes.sizeOf(shape)),
})

const bytesIn = (parts: Module['slots']): number | string =>
  count(parts.map(({ dtype, size }) => extent.mul(bytesOf[dtype], size)).reduce(extent.add, 0))

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
  bytes: {
    peak: bytesIn(module.slots),
    apart: bytesIn(
      module.buffers
        .filter(({ place }) => place.tag === 'scratch')
        .map(({ dtype, shape }) => ({ dtype, size: shapes.sizeOf(shape) })),
    ),
  },
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

export const show = ({ inputs, outputs, kernels, buffers, slots, bytes, schedules }: Scheduled): string =>
  [
    ...table('inputs', tensors(inputs)),
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
    ...table('working memory', [
      ...slots.map(({ dtype, elements }, slot) => [`slot ${slot}`, dtype, elementsText(elements)]),
      ...(slots.length === 0
        ? []
        : [['in all', '', `${bytes.peak} bytes, of ${bytes.apart} if none were shared`]]),
    ]),
    ...table(
      'schedules',
      schedules.map((line) => [line]),
    ),
  ].join('\n')
