/**
 * What a planned module holds, counted and as tables: what it takes and gives, its kernels, its buffers, its memory.
 * Before it: `ir/Module.ts`. After it: `inspect.ts`.
 * Invariant: everything is read off the module; nothing is counted anew.
 */
import { at } from '../../src/Bug.ts'
import { bytesOf } from '../../src/DType.ts'
import * as extent from '../../src/Extent.ts'
import type { Extent } from '../../src/Extent.ts'
import * as shapes from '../../src/Shape.ts'
import { statements } from '../ir/Kernel.ts'
import { tenantsOf, writtenInPlace } from '../ir/lives.ts'
import { isWorking, showPlace } from '../ir/Module.ts'
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
    /** The buffer that it is written in place of. */
    readonly inPlaceOf?: string
  }[]
  /** Working memory, and the buffers that have it one after the other. */
  readonly slots: readonly {
    readonly dtype: string
    readonly elements: number | string
    readonly buffers: readonly string[]
  }[]
  /** Outputs, and the working buffers that have their memory before them. */
  readonly lent: readonly { readonly output: string; readonly buffers: readonly string[] }[]
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
  count(
    parts
      .map(({ dtype, size, isWide }) => extent.mul((isWide === true ? 2 : 1) * bytesOf[dtype], size))
      .reduce(extent.add, 0),
  )

const bufferName = (id: number): string => `b${id}`

/** The working buffers in a memory, in the order in which they have it. */
const workingIn = (module: Module, region: string): readonly string[] =>
  (tenantsOf(module).get(region) ?? [])
    .filter(({ id }) => isWorking(at(module.buffers, id).place))
    .map(({ id }) => bufferName(id))

export const inventory = (module: Module): Inventory => {
  const inPlace = writtenInPlace(module)
  const lenders = new Set(module.buffers.flatMap(({ place }) => (place.tag === 'lent' ? [place.by] : [])))
  return {
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
      ...(inPlace.has(id) ? { inPlaceOf: bufferName(inPlace.get(id) ?? id) } : {}),
    })),
    slots: module.slots.map(({ dtype, size }, k) => ({
      dtype,
      elements: count(size),
      buffers: workingIn(module, `t${k}`),
    })),
    lent: [...lenders].map((id) => ({ output: bufferName(id), buffers: workingIn(module, `b${id}`) })),
    bytes: {
      peak: bytesIn(module.slots),
      apart: bytesIn(
        module.buffers
          .filter(({ place }) => isWorking(place))
          .map(({ dtype, shape }) => ({ dtype, size: shapes.sizeOf(shape) })),
      ),
    },
  }
}

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

export const show = ({
  inputs,
  outputs,
  kernels,
  buffers,
  slots,
  lent,
  bytes,
  schedules,
}: Scheduled): string =>
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
      buffers.map(({ name, dtype, shape, place, inPlaceOf }) => [
        name,
        dtype,
        shape,
        inPlaceOf === undefined ? place : `${place}, in place of ${inPlaceOf}`,
      ]),
    ),
    ...table('working memory', [
      ...slots.map(({ dtype, elements, buffers: own }, slot) => [
        `slot ${slot}`,
        dtype,
        elementsText(elements),
        own.join(' '),
      ]),
      ...lent.map(({ output, buffers: own }) => [output, '', 'lent until it is written', own.join(' ')]),
      ...(slots.length + lent.length === 0
        ? []
        : [['in all', '', `${bytes.peak} bytes, of ${bytes.apart} if none were shared`]]),
    ]),
    ...table(
      'schedules',
      schedules.map((line) => [line]),
    ),
  ].join('\n')
