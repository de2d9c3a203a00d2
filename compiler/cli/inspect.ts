/**
 * `leibniz inspect`: the network that each program of a model is, what it takes and gives, and the kernels and buffers
 * it became.
 * Before it: `explain/network.ts`, `pipeline.ts`. After it: `main.ts`.
 * Invariant: everything shown is read off the network and the planned module; nothing is counted anew.
 */
import { either as E, function as F, readerTaskEither as RTE } from 'fp-ts'
import { bytesOf } from '../../src/DType.ts'
import * as extent from '../../src/Extent.ts'
import type { Extent } from '../../src/Extent.ts'
import * as shapes from '../../src/Shape.ts'
import type { NonEmpty } from '../../src/NonEmpty.ts'
import type { Program } from '../../src/Program.ts'
import { isTensor } from '../../src/Tensor.ts'
import * as tree from '../../src/Tree.ts'
import type { CompileError } from '../CompileError.ts'
import { networkJSON } from '../explain/network/json.ts'
import { showNetwork } from '../explain/network/text.ts'
import { networkOf } from '../explain/network.ts'
import type { Said } from '../explain/network/roles.ts'
import { statements } from '../ir/Kernel.ts'
import { showPlace } from '../ir/Module.ts'
import type { Module, Signature } from '../ir/Module.ts'
import { checkLimits } from '../Limits.ts'
import { pipeline } from '../pipeline.ts'
import type { TargetName, TraceEntry } from '../pipeline.ts'
import type { Command } from './Command.ts'
import { usage } from './Failure.ts'
import type { Failure } from './Failure.ts'
import type { InspectFlags } from './flags.ts'
import { forEvery, loadModel } from './model.ts'
import type { Named } from './model.ts'
import { headed } from './Printed.ts'
import type { Printed } from './Printed.ts'
import { targetOf } from './targetOf.ts'

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
interface Scheduled extends Inventory {
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

const show = ({ inputs, outputs, kernels, buffers, slots, bytes, schedules }: Scheduled): string =>
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

/** The paths of a flag, of which each is one of an input, or of a record of inputs, of some program. */
const pathsIn = (
  programs: readonly Named[],
  flag: readonly string[] = [],
): E.Either<Failure, readonly string[]> => {
  const paths = flag.flatMap((words) => words.split(',').map((path) => path.trim()))
  const inputs = programs.flatMap(({ program }) =>
    tree.entries(program.inputs, isTensor).map(([path]) => path),
  )
  const unknown = paths.find(
    (path) => !inputs.some((input) => input === path || input.startsWith(`${path}.`)),
  )
  return unknown === undefined
    ? E.right(paths)
    : E.left(usage(`no program has an input ${unknown}; the inputs are ${[...new Set(inputs)].join(', ')}`))
}

/** What the flags say of the inputs. */
const said = (programs: readonly Named[], flags: InspectFlags): E.Either<Failure, Said> =>
  F.pipe(
    pathsIn(programs, flags.data),
    E.flatMap((data) =>
      F.pipe(
        pathsIn(programs, flags.parameters),
        E.map((parameters) => ({
          ...(flags.data === undefined ? {} : { data }),
          ...(flags.parameters === undefined ? {} : { parameters }),
        })),
      ),
    ),
  )

const view = (
  program: Program,
  words: Said,
  target: TargetName,
): E.Either<NonEmpty<CompileError>, Printed> => {
  const trace: TraceEntry[] = []
  return F.pipe(
    pipeline({ target }).run(program, trace),
    E.flatMap(checkLimits({})),
    E.flatMap((module) =>
      F.pipe(
        networkOf(program, words),
        E.map((network) => {
          const found = { ...inventory(module), schedules: trace.flatMap(({ remarks }) => remarks) }
          return {
            text: [showNetwork(network), show(found)].join('\n'),
            json: { network: networkJSON(network), ...found },
          }
        }),
      ),
    ),
  )
}

/** What the programs of a model are made of. */
export const inspect = (file: string, flags: InspectFlags): Command<Printed> =>
  F.pipe(
    loadModel(file),
    RTE.flatMapEither((programs) =>
      F.pipe(
        E.Do,
        E.bind('words', () => said(programs, flags)),
        E.bind('target', () => targetOf(flags)),
        E.flatMap(({ words, target }) =>
          F.pipe(
            programs,
            forEvery(({ name, program }) =>
              F.pipe(
                view(program, words, target),
                E.map((printed) => ({ name, ...printed })),
              ),
            ),
          ),
        ),
      ),
    ),
    RTE.map(headed),
  )
