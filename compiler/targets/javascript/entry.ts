/**
 * The function that a user calls: checks the record of arrays, finds the sizes, runs the kernels, gives the outputs.
 * Before it: a planned `Module`, `kernel.ts`. After it: `module.ts`.
 * Invariant: nothing is written before every check has passed.
 */
import { at, known } from '../../../src/Bug.ts'
import type { DType } from '../../../src/DType.ts'
import { arrayName } from '../../../src/DType.ts'
import * as extent from '../../../src/Extent.ts'
import type { Extent } from '../../../src/Extent.ts'
import * as shapes from '../../../src/Shape.ts'
import { fromEntries } from '../../../src/Tree.ts'
import type { Tree } from '../../../src/Tree.ts'
import { findSizes } from './sizes.ts'
import { sizesOf } from '../../ir/Kernel.ts'
import type { BufferId } from '../../ir/Kernel.ts'
import { storageOf } from '../../ir/Module.ts'
import type { Module, Signature } from '../../ir/Module.ts'
import { buffersOf, extentExpression } from './kernel.ts'
import type { SizeNames } from './kernel.ts'
import { binary, call, member, name, number, string, when } from './syntax.ts'
import type { Expression, Statement } from './syntax.ts'

/** The captured constructor of a dtype. */
export const constructorName = { f32: 'F32', i32: 'I32', bool: 'U8', u32: 'U32' } as const satisfies Record<
  DType,
  string
>

/** The value at a path of nested records, undefined where a record is missing. */
const lookUp = (record: string, path: string): Expression =>
  path
    .split('.')
    .reduce<Expression>(
      (object, key) => ({ kind: 'element', object, index: string(key), optional: true }),
      name(record),
    )

/** The expression for the memory of a buffer inside `run`. */
export const memoryOf = (module: Module, id: BufferId): Expression => {
  const storage = storageOf(module, id)
  const { place } = at(module.buffers, storage)
  switch (place.tag) {
    case 'constant':
      return name(`c${storage}`)
    case 'scratch':
      return name(`t${place.slot ?? storage}`)
    case 'donated': {
      const input = module.buffers.findIndex(
        ({ place: other }) => other.tag === 'input' && other.path === place.path,
      )
      return name(`b${input}`)
    }
    default:
      return name(`b${storage}`)
  }
}

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
    call('negative', string(extent.show(size)), extentExpression(size, sizes)),
  )

const toObject = (
  tree: Tree<Expression>,
  isLeaf: (value: Expression | Tree<Expression>) => value is Expression,
): Expression => ({
  kind: 'object',
  entries: Object.entries(tree).map(
    ([key, value]) => [key, isLeaf(value) ? value : toObject(value, isLeaf)] as const,
  ),
})

/** The known names, level by level: a map to 0 for a tensor, to a map for a record. */
const knownNames = (tree: Tree<0>): Expression => ({
  kind: 'new',
  callee: name('Map'),
  operands: [
    {
      kind: 'array',
      items: Object.entries(tree).map(([key, value]) => ({
        kind: 'array',
        items: [string(key), value === 0 ? number(0) : knownNames(value)],
      })),
    },
  ],
})

/** The locals that hold the known names. */
const knownAs = { inputs: 'known', outputs: 'wanted' } as const

const checkNames = (what: string, record: string, names: string): Statement => ({
  kind: 'expression',
  value: call('only', string(what), name(record), name(names), string('')),
})

/** The inputs, or the outputs that have an array of their own: a donated one has its input's. */
const named = (module: Module, side: 'inputs' | 'outputs'): readonly Signature[] =>
  module[side].filter(
    ({ path }) =>
      side === 'inputs' || module.buffers.some(({ place }) => place.tag === 'output' && place.path === path),
  )

/** Module-level memory and names that `run` uses. */
export const memory = (module: Module): readonly Statement[] => [
  ...(['inputs', 'outputs'] as const).map((side): Statement => ({
    kind: 'const',
    name: knownAs[side],
    value: knownNames(fromEntries(named(module, side).map(({ path }) => [path, 0] as const))),
  })),
  ...module.slots.map(({ dtype, size }, slot): Statement =>
    typeof size === 'number'
      ? {
          kind: 'const',
          name: `t${slot}`,
          value: { kind: 'new', callee: name(constructorName[dtype]), operands: [number(size)] },
        }
      : {
          kind: 'let',
          name: `t${slot}`,
          value: { kind: 'new', callee: name(constructorName[dtype]), operands: [number(0)] },
        },
  ),
]

const growSlots = (module: Module, sizes: SizeNames): readonly Statement[] =>
  module.slots.flatMap(({ dtype, size }, slot): readonly Statement[] => {
    if (typeof size === 'number') return []
    const length = extentExpression(size, sizes)
    const grown: Statement = {
      kind: 'assign',
      target: name(`t${slot}`),
      value: call('allocate', name(constructorName[dtype]), length),
    }
    return [{ kind: 'if', test: binary('<', member(name(`t${slot}`), 'length'), length), then: grown }]
  })

/** `run(inputs, { into, sizes })`; records of the result that hold nothing have the paths `hollow`. */
export const runFunction = (module: Module, sizes: SizeNames, hollow: readonly string[]): Statement => {
  const places = module.buffers.map(({ place }) => place)
  const inputNames = module.inputs.map(
    ({ path }) => `b${places.findIndex((place) => place.tag === 'input' && place.path === path)}`,
  )
  const outputs = module.outputs.map((signature) => {
    const id = places.findIndex(
      (place) => (place.tag === 'output' || place.tag === 'donated') && place.path === signature.path,
    )
    return { signature, id, donated: at(places, id).tag === 'donated' }
  })
  const fresh = outputs.filter(({ donated }) => !donated)
  const local = ({ id }: (typeof outputs)[number]): string => `b${id}`
  const donated = outputs.filter((output) => output.donated).map(({ id }) => memoryOf(module, id))
  const donatedNames = new Set(donated.map((place) => (place.kind === 'name' ? place.name : '')))
  const written: Expression = {
    kind: 'array',
    items: [...fresh.map((output) => name(local(output))), ...donated],
  }
  const others: Expression = {
    kind: 'array',
    items: inputNames.filter((input) => !donatedNames.has(input)).map((input) => name(input)),
  }
  const checkApart: Statement = { kind: 'expression', value: call('apart', written, others) }
  const hasInto = binary('!==', name('into'), name('undefined'))
  const isExpression = (value: Expression | Tree<Expression>): value is Expression => expressions.has(value)
  const leaves = [
    ...outputs.map((output) => [output.signature.path, memoryOf(module, output.id)] as const),
    ...hollow.map((path) => [path, { kind: 'object', entries: [] } satisfies Expression] as const),
  ]
  const expressions = new Set<unknown>(leaves.map(([, leaf]) => leaf))
  return {
    kind: 'function',
    name: 'run',
    parameters: ['inputs', 'options'],
    body: [
      checkNames('input', 'inputs', knownAs.inputs),
      ...module.inputs.flatMap((signature, k): readonly Statement[] => [
        { kind: 'const', name: at(inputNames, k), value: lookUp('inputs', signature.path) },
        checkKind('input', at(inputNames, k), signature),
      ]),
      ...findSizes(module.inputs, sizes, inputNames),
      ...module.inputs.map((signature, k) => checkLength(at(inputNames, k), signature, sizes)),
      ...module.assumed.map((size) => checkExtent(size, sizes)),
      {
        kind: 'const',
        name: 'into',
        value: { kind: 'element', object: name('options'), index: string('into'), optional: true },
      },
      checkNames('output', 'into', knownAs.outputs),
      ...fresh.map((output): Statement => ({
        kind: 'const',
        name: local(output),
        value: binary(
          '??',
          lookUp('into', output.signature.path),
          call(
            'allocate',
            name(constructorName[output.signature.dtype]),
            extentExpression(shapes.sizeOf(output.signature.shape), sizes),
          ),
        ),
      })),
      ...fresh.flatMap((output): readonly Statement[] => [
        checkKind('output', local(output), output.signature),
        checkLength(local(output), output.signature, sizes),
      ]),
      donated.length > 0 ? checkApart : { kind: 'if', test: hasInto, then: checkApart },
      ...growSlots(module, sizes),
      ...module.kernels.map((kernel): Statement => ({
        kind: 'expression',
        value: call(
          kernel.name,
          ...buffersOf(kernel).map((id) => memoryOf(module, id)),
          ...sizesOf(kernel.body).map((size) => name(known(sizes.get(size), `size ${size}`))),
        ),
      })),
      { kind: 'return', value: toObject(fromEntries(leaves), isExpression) },
    ],
  }
}
