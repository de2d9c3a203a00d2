/**
 * A planned module as one JavaScript file whose kernels are WebAssembly: bytes in base64, one memory, the same entry.
 * Before it: `kernel.ts`, `encode.ts`, `javascript/entry.ts`. After it: `compile.ts`, `standalone.ts`.
 * Invariant: constants are placed once, when the file loads; behind every buffer are 16 bytes or more that may be read;
 * arrays of the caller are copied in before kernels run and out after them.
 */
import { known } from '../../../src/Bug.ts'
import { bytesOf } from '../../../src/DType.ts'
import type { DType } from '../../../src/DType.ts'
import * as extent from '../../../src/Extent.ts'
import type { Extent } from '../../../src/Extent.ts'
import * as shapes from '../../../src/Shape.ts'
import { sizesOf } from '../../ir/Kernel.ts'
import type { BufferId } from '../../ir/Kernel.ts'
import { memoryOf } from '../../ir/Module.ts'
import type { Module } from '../../ir/Module.ts'
import { base64 } from '../javascript/constants.ts'
import { checkOutput } from '../javascript/entry.ts'
import type { Host } from '../javascript/entry.ts'
import { buffersOf, extentExpression } from '../javascript/kernel.ts'
import type { SizeNames } from '../javascript/kernel.ts'
import type { Target } from '../javascript/module.ts'
import { binary, call, member, name, number, string } from '../javascript/syntax.ts'
import type { Expression, Statement } from '../javascript/syntax.ts'
import { encode, usesRemainder } from './encode.ts'
import { kernelFunction } from './kernel.ts'

/** The view of the memory that holds elements of a dtype. */
const viewName = { f32: 'f32', i32: 'i32', u32: 'u32', bool: 'u8' } as const satisfies Record<DType, string>

/** A part of the memory. */
interface Region {
  readonly key: string
  readonly dtype: DType
  readonly size: Extent
}

/** The regions of a module: constants, which never move, then what has a number of elements, then the others. */
const regionsOf = (module: Module): readonly Region[] => {
  const buffersAt = (...tags: readonly string[]): readonly Region[] =>
    module.buffers.flatMap(({ place, dtype, shape }, id) =>
      tags.includes(place.tag) ? [{ key: `b${id}`, dtype, size: shapes.sizeOf(shape) }] : [],
    )
  const slots = module.slots.map(({ dtype, size }, slot) => ({ key: `t${slot}`, dtype, size }))
  const others = [...buffersAt('input', 'output'), ...slots]
  const isFixed = ({ size }: Region): boolean => typeof size === 'number'
  return [...buffersAt('constant'), ...others.filter(isFixed), ...others.filter((one) => !isFixed(one))]
}

/** Where a region begins: a number, or the local that `run` computes. */
type Place = number | string

interface Layout {
  readonly places: ReadonlyMap<string, Place>
  /** Computes the places that depend on sizes. */
  readonly statements: readonly Statement[]
  readonly end: Place
}

/** Bytes up to the next region: a multiple of 16 with 16 or more to spare. */
const room = (bytes: number): number => 16 * Math.ceil((bytes + 16) / 16)

const asExpression = (place: Place): Expression => (typeof place === 'number' ? number(place) : name(place))

const layoutOf = (module: Module, sizes: SizeNames): Layout => {
  const places = new Map<string, Place>()
  const statements: Statement[] = []
  let next: Place = 0
  for (const { key, dtype, size } of regionsOf(module)) {
    places.set(key, next)
    const bytes = extent.mul(size, bytesOf[dtype])
    if (typeof next === 'number' && typeof bytes === 'number') next += room(bytes)
    else {
      const value = binary('+', asExpression(next), call('room', extentExpression(bytes, sizes)))
      next = `o${places.size}`
      statements.push({ kind: 'const', name: next, value })
    }
  }
  return { places, statements, end: next }
}

/** Pages of 64 KiB. */
const pagesOf = (bytes: number): number => Math.ceil(bytes / 65536)

/** A place in elements of a view. */
const elementOf = (place: Place, dtype: DType): Expression => {
  const unit = bytesOf[dtype]
  if (typeof place === 'number') return number(place / unit)
  return unit === 1 ? name(place) : binary('/', name(place), number(unit))
}

const hostOf = (module: Module, sizes: SizeNames, layout: Layout): Host => {
  const placeOf = (id: BufferId): Place => known(layout.places.get(memoryOf(module, id)), `place of b${id}`)
  const isFixed = layout.statements.length === 0
  const inputs = module.buffers.flatMap(({ place, dtype }, id) =>
    place.tag === 'input'
      ? [
          {
            array: `b${id}`,
            copied: `i${id}`,
            view: name(viewName[dtype]),
            start: elementOf(placeOf(id), dtype),
          },
        ]
      : [],
  )
  const areViews = binary(
    '===',
    { kind: 'element', object: name('options'), index: string('views'), optional: true },
    name('true'),
  )
  const isMissing = (local: string): Expression => binary('===', name(local), name('undefined'))
  return {
    output: (local, given, signature) => [
      { kind: 'const', name: local, value: given },
      ...[
        ...checkOutput(local, signature, sizes),
        { kind: 'expression', value: call('outside', name(local)) } as const,
      ].map((check): Statement => ({
        kind: 'if',
        test: binary('!==', name(local), name('undefined')),
        then: check,
      })),
    ],
    written: (items) => call('present', { kind: 'array', items }),
    work: [
      ...layout.statements,
      ...inputs.map(({ array, copied, view, start }): Statement => ({
        kind: 'const',
        name: copied,
        value: call('incoming', name(array), view, start),
      })),
      ...(isFixed ? [] : [{ kind: 'expression', value: call('reserve', asExpression(layout.end)) } as const]),
      ...inputs.map(({ copied, view, start }): Statement => ({
        kind: 'if',
        test: binary('!==', name(copied), name('undefined')),
        then: {
          kind: 'expression',
          value: { kind: 'call', callee: member(view, 'set'), operands: [name(copied), start] },
        },
      })),
      ...module.kernels.map((kernel): Statement => ({
        kind: 'expression',
        value: call(
          kernel.name,
          ...buffersOf(kernel).map((id) => asExpression(placeOf(id))),
          ...sizesOf(kernel.body).map((size) => name(known(sizes.get(size), `size ${size}`))),
        ),
      })),
    ],
    result: (id, array, { dtype, shape }) => {
      const isDonated = at(module.buffers, id).place.tag === 'donated'
      const source = isDonated
        ? known(
            inputs.find((input) => input.array === array),
            'donated input',
          ).copied
        : array
      return call(
        'taken',
        name(source),
        name(viewName[dtype]),
        elementOf(placeOf(id), dtype),
        extentExpression(shapes.sizeOf(shape), sizes),
        binary(isDonated ? '||' : '&&', isMissing(source), areViews),
      )
    },
  }
}

/** The memory with its views, and the kernels. */
const memoryStatements = (module: Module, sizes: SizeNames, layout: Layout): readonly Statement[] => {
  const functions = module.kernels.map((kernel) => kernelFunction(kernel, module.buffers, sizes))
  const bytes = encode(functions)
  const pages = typeof layout.end === 'number' ? pagesOf(layout.end) : 1
  const remainder = functions.some(usesRemainder) ? ', r: (a, b) => a % b' : ''
  return [
    {
      kind: 'const',
      name: 'bytes',
      value: call('decode', string(base64(bytes)), name('U8'), number(bytes.length)),
    },
    {
      kind: 'text',
      lines: [
        `const m = new WebAssembly.Memory({ initial: ${pages} })`,
        'const instance = new WebAssembly.Instance(',
        '  new WebAssembly.Module(bytes),',
        `  { m: { m${remainder} } },`,
        ')',
        `const { ${module.kernels.map((kernel) => kernel.name).join(', ')} } = instance.exports`,
      ],
    },
    ...Object.values(viewName).map((view): Statement => ({
      kind: 'let',
      name: view,
      value: { kind: 'new', callee: name(view.toUpperCase()), operands: [member(name('m'), 'buffer')] },
    })),
  ]
}

/** Kernels as WebAssembly over one memory. */
export const wasm: Target = (module, sizes) => {
  const layout = layoutOf(module, sizes)
  return {
    memory: memoryStatements(module, sizes, layout),
    kernels: [],
    host: hostOf(module, sizes, layout),
    loading: module.buffers.flatMap(({ place, dtype }, id): readonly Statement[] => {
      if (place.tag !== 'constant') return []
      const from = known(layout.places.get(`b${id}`), 'place of a constant')
      const end = typeof from === 'number' ? from + room(place.value.byteLength) : 0
      return [
        { kind: 'expression', value: call('reserve', number(end)) },
        { kind: 'expression', value: call(`${viewName[dtype]}.set`, name(`c${id}`), elementOf(from, dtype)) },
      ]
    }),
  }
}
