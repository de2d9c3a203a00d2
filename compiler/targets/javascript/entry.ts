/**
 * The function that a user calls: checks the record of arrays, finds the sizes, runs the kernels, gives the outputs.
 * Before it: a planned `Module`, `records.ts`, `sizes.ts`. After it: `host.ts`, `module.ts`.
 * Invariant: nothing is written before every check has passed.
 */
import { at } from '../../../src/Bug.ts'
import type { DType } from '../../../src/DType.ts'
import { arrayName } from '../../../src/DType.ts'
import * as extent from '../../../src/Extent.ts'
import type { Extent } from '../../../src/Extent.ts'
import * as shapes from '../../../src/Shape.ts'
import { fromEntries } from '../../../src/Tree.ts'
import type { Tree } from '../../../src/Tree.ts'
import type { BufferId } from '../../ir/Kernel.ts'
import type { Module, Signature } from '../../ir/Module.ts'
import { extentExpression } from './kernel.ts'
import type { SizeNames } from './kernel.ts'
import { checkNames, inside, knownNames, lookUp, toObject } from './records.ts'
import { findSizes } from './sizes.ts'
import { binary, call, member, name, number, string, when } from './syntax.ts'
import type { Expression, Statement } from './syntax.ts'

/** The captured constructor of a dtype. */
export const constructorName = { f32: 'F32', i32: 'I32', bool: 'U8', u32: 'U32' } as const satisfies Record<
  DType,
  string
>

/** That an array is of the kind of its dtype; one from another realm is looked at more closely. */
const checkKind = (what: string, array: string, { path, dtype }: Signature): Statement =>
  when(
    {
      kind: 'unary',
      operator: '!',
      operand: binary('instanceof', name(array), name(constructorName[dtype])),
    },
    call('wrong', string(what), string(path), name(array), string(arrayName[dtype])),
  )

const checkLength = (array: string, { path, shape }: Signature, sizes: SizeNames): Statement =>
  when(
    binary('!==', member(name(array), 'length'), extentExpression(shapes.sizeOf(shape), sizes)),
    call('misfit', string(path), member(name(array), 'length'), string(shapes.show(shape))),
  )

/** That an extent is none below 0. */
const checkExtent = (size: Extent, sizes: SizeNames): Statement =>
  when(
    binary('<', extentExpression(size, sizes), number(0)),
    call('impossible', string(extent.show(size)), extentExpression(size, sizes)),
  )

/** The locals that hold the known names. */
const knownAs = { inputs: 'known', outputs: 'wanted' } as const

/** The inputs, or the outputs that have an array of their own: a donated one has its input's. */
const named = (module: Module, side: 'inputs' | 'outputs'): readonly Signature[] =>
  module[side].filter(
    ({ path }) =>
      side === 'inputs' || module.buffers.some(({ place }) => place.tag === 'output' && place.path === path),
  )

/** What is known of a side, level by level. */
const treeOf = (module: Module, side: 'inputs' | 'outputs'): Tree<0> =>
  fromEntries(named(module, side).map(({ path }) => [path, 0] as const))

/** The names that `run` checks records against. */
export const knownRecords = (module: Module): readonly Statement[] =>
  (['inputs', 'outputs'] as const).map((side): Statement => ({
    kind: 'const',
    name: knownAs[side],
    value: knownNames(treeOf(module, side)),
  }))

/** How a target keeps tensors and runs kernels: what differs inside `run`. */
export interface Host {
  /** Declares what it asks of the options: they may be anything, and are read before what else is given is. */
  readonly options: readonly Statement[]
  /** Declares the local of an output's array, which the caller may have given. */
  readonly output: (local: string, given: Expression, signature: Signature) => readonly Statement[]
  /** Makes room, and copies the inputs to where kernels find them. */
  readonly before: readonly Statement[]
  /** Calls the kernels: one statement each, in their order. */
  readonly calls: readonly Statement[]
  /** The array of an output after that; the local `array` holds where it is to be. */
  readonly result: (id: BufferId, array: string, signature: Signature) => Expression
}

/** That an output's array is of its kind and length. */
export const checkOutput = (local: string, signature: Signature, sizes: SizeNames): readonly Statement[] => [
  checkKind('output', local, signature),
  checkLength(local, signature, sizes),
]

/** The local that holds the array of an input, or of an output that is not donated. */
const arrayOf = (module: Module, { path }: Signature, side: 'input' | 'output'): string =>
  `b${module.buffers.findIndex(({ place }) => place.tag === side && place.path === path)}`

/** `run(inputs, { into, views, sizes })` over a host; records of the result that hold nothing have the paths `hollow`. */
export const runFunction = (
  module: Module,
  sizes: SizeNames,
  hollow: readonly string[],
  host: Host,
): Statement => {
  const inputs = module.inputs.map((signature) => ({ signature, array: arrayOf(module, signature, 'input') }))
  const outputs = module.outputs.map((signature) => {
    const id = module.buffers.findIndex(
      ({ place }) => (place.tag === 'output' || place.tag === 'donated') && place.path === signature.path,
    )
    const donated = at(module.buffers, id).place.tag === 'donated'
    return { signature, id, donated, array: donated ? arrayOf(module, signature, 'input') : `b${id}` }
  })
  const fresh = outputs.filter(({ donated }) => !donated)
  const donated = outputs.flatMap((output) => (output.donated ? [output.array] : []))
  const written = [...fresh.map(({ array }) => array), ...donated]
  const read = inputs.flatMap(({ array }) => (donated.includes(array) ? [] : [array]))
  const arrays: Expression = { kind: 'array', items: [...written, ...read].map(name) }
  const checkApart: Statement = { kind: 'expression', value: call('apart', arrays, number(written.length)) }
  const hasInto = binary('!==', name('into'), name('undefined'))
  const isExpression = (value: Expression | Tree<Expression>): value is Expression => expressions.has(value)
  const leaves = [
    ...outputs.map(
      ({ signature, id, array }) => [signature.path, host.result(id, array, signature)] as const,
    ),
    ...hollow.map((path) => [path, { kind: 'object', entries: [] } satisfies Expression] as const),
  ]
  const expressions = new Set<unknown>(leaves.map(([, leaf]) => leaf))
  return {
    kind: 'function',
    name: 'run',
    parameters: ['inputs', 'options'],
    body: [
      { kind: 'const', name: 'into', value: inside(name('options'), 'into') },
      ...host.options,
      ...checkNames('input', 'inputs', knownAs.inputs, treeOf(module, 'inputs')),
      ...inputs.flatMap(({ signature, array }): readonly Statement[] => [
        { kind: 'const', name: array, value: lookUp('inputs', signature.path) },
        checkKind('input', array, signature),
      ]),
      ...findSizes(
        module.inputs,
        sizes,
        inputs.map(({ array }) => array),
      ),
      ...inputs.map(({ signature, array }) => checkLength(array, signature, sizes)),
      ...module.assumed.map((size) => checkExtent(size, sizes)),
      ...checkNames('output', 'into', knownAs.outputs, treeOf(module, 'outputs')),
      ...fresh.flatMap(({ array, signature }) =>
        host.output(array, lookUp('into', signature.path), signature),
      ),
      donated.length > 0 ? checkApart : { kind: 'if', test: hasInto, then: checkApart },
      ...host.before,
      ...host.calls,
      { kind: 'return', value: toObject(fromEntries(leaves), isExpression) },
    ],
  }
}
