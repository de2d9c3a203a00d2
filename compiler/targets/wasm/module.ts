/**
 * A planned module as one JavaScript file whose kernels are WebAssembly: bytes in base64, one memory, the same entry.
 * Before it: `kernel.ts`, `encode.ts`, `javascript/entry.ts`. After it: `compile.ts`, `standalone.ts`.
 * Invariant: constants are placed once, when the file loads; behind every buffer are 16 bytes or more that may be read;
 * arrays of the caller are copied in before kernels run and out after them.
 */
import { at, known } from '../../../src/Bug.ts'
import { bytesOf } from '../../../src/DType.ts'
import type { DType } from '../../../src/DType.ts'
import * as extent from '../../../src/Extent.ts'
import type { Extent } from '../../../src/Extent.ts'
import * as shapes from '../../../src/Shape.ts'
import { sizesOf } from '../../ir/Kernel.ts'
import type { BufferId, Kernel } from '../../ir/Kernel.ts'
import { regionOf } from '../../ir/Module.ts'
import type { Module } from '../../ir/Module.ts'
import { base64, decoded, withConstants } from '../javascript/constants.ts'
import { checkOutput, constructorName } from '../javascript/entry.ts'
import type { Host } from '../javascript/entry.ts'
import { buffersOf, extentExpression } from '../javascript/kernel.ts'
import type { SizeNames } from '../javascript/kernel.ts'
import type { Target } from '../javascript/module.ts'
import { inside } from '../javascript/records.ts'
import { binary, call, conditional, member, name, number, string } from '../javascript/syntax.ts'
import type { Expression, Statement } from '../javascript/syntax.ts'
import { encode, memoryKinds, mostPages, placeOfMemoryKind } from './encode.ts'
import type { WasmFunction } from './encode.ts'
import { kernelFunction } from './kernel.ts'
import { relaxed } from './relax.ts'
import { threadsText } from './threads.ts'

/** The view of the memory that holds elements of a dtype. */
const viewName = { f32: 'f32', i32: 'i32', u32: 'u32', bool: 'u8' } as const satisfies Record<DType, string>

/** A part of the memory. */
interface Region {
  readonly key: string
  readonly dtype: DType
  readonly size: Extent
}

/** The slots with memory that each thread has for itself. */
const ownSlots = (module: Module): ReadonlySet<string> =>
  new Set(module.kernels.flatMap(({ parts }) => (parts?.own ?? []).map((id) => regionOf(module, id))))

/**
 * The regions of a module: constants, which never move, then what has a number of elements, then the others; what each
 * thread has for itself comes last, so that one distance leads from thread to thread.
 */
const regionsOf = (module: Module): readonly Region[] => {
  const buffersAt = (...tags: readonly string[]): readonly Region[] =>
    module.buffers.flatMap(({ place, dtype, shape }, id) =>
      tags.includes(place.tag) ? [{ key: `b${id}`, dtype, size: shapes.sizeOf(shape) }] : [],
    )
  const slots = module.slots.map(({ dtype, size }, slot) => ({ key: `t${slot}`, dtype, size }))
  const own = ownSlots(module)
  const isOwn = ({ key }: Region): boolean => own.has(key)
  const others = [...buffersAt('input', 'output'), ...slots].filter((one) => !isOwn(one))
  const isFixed = ({ size }: Region): boolean => typeof size === 'number'
  return [
    ...buffersAt('constant'),
    ...others.filter(isFixed),
    ...others.filter((one) => !isFixed(one)),
    ...slots.filter(isOwn),
  ]
}

/** Where a region begins: a number, or the local that `run` computes. */
type Place = number | string

interface Layout {
  readonly places: ReadonlyMap<string, Place>
  /** Computes the places that depend on sizes. */
  readonly statements: readonly Statement[]
  /** How far the memory of a thread is from that of the one before. */
  readonly stride: Place
  readonly end: Place
}

/** Bytes up to the next region: a multiple of 16 with 16 or more to spare. */
const room = (bytes: number): number => 16 * Math.ceil((bytes + 16) / 16)

const asExpression = (place: Place): Expression => (typeof place === 'number' ? number(place) : name(place))

/** Nothing lies before it: of an array of so many bytes that begins at 0 nothing is in the memory. */
const start = 64

const layoutOf = (module: Module, sizes: SizeNames): Layout => {
  const places = new Map<string, Place>()
  const statements: Statement[] = []
  const own = ownSlots(module)
  let next: Place = start
  let first: Place | undefined
  for (const { key, dtype, size } of regionsOf(module)) {
    if (own.has(key)) first ??= next
    places.set(key, next)
    const bytes = extent.mul(size, bytesOf[dtype])
    if (typeof next === 'number' && typeof bytes === 'number') next += room(bytes)
    else {
      const value = binary('+', asExpression(next), call('room', extentExpression(bytes, sizes)))
      next = `o${places.size}`
      statements.push({ kind: 'const', name: next, value })
    }
  }
  const { threads = 1 } = module
  if (first === undefined) return { places, statements, stride: 0, end: next }
  if (typeof first === 'number' && typeof next === 'number') {
    const stride = next - first
    return { places, statements, stride, end: next + (threads - 1) * stride }
  }
  const beyond = binary('*', name('stride'), number(threads - 1))
  statements.push(
    { kind: 'const', name: 'stride', value: binary('-', asExpression(next), asExpression(first)) },
    { kind: 'const', name: 'end', value: binary('+', asExpression(next), beyond) },
  )
  return { places, statements, stride: 'stride', end: 'end' }
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
  const placeOf = (id: BufferId): Place => known(layout.places.get(regionOf(module, id)), `place of b${id}`)
  const isFixed = layout.statements.length === 0
  const inputs = module.buffers.flatMap(({ place, dtype }, id) =>
    place.tag === 'input'
      ? [
          {
            array: `b${id}`,
            copied: `in${id}`,
            view: name(viewName[dtype]),
            start: elementOf(placeOf(id), dtype),
          },
        ]
      : [],
  )
  const isMissing = (local: string): Expression => binary('===', name(local), name('undefined'))
  return {
    options: [
      { kind: 'const', name: 'views', value: binary('===', inside(name('options'), 'views'), name('true')) },
    ],
    output: (local, given, signature) => [
      { kind: 'const', name: local, value: binary('??', given, name('undefined')) },
      ...[
        ...checkOutput(local, signature, sizes),
        { kind: 'expression', value: call('outside', name(local)) } as const,
      ].map((check): Statement => ({
        kind: 'if',
        test: binary('!==', name(local), name('undefined')),
        then: check,
      })),
    ],
    before: [
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
          value: call('put', name(copied), view, start),
        },
      })),
    ],
    calls: module.kernels.map((kernel): Statement => {
      const { parts } = kernel
      const values = [
        ...buffersOf(kernel).map((id) => asExpression(placeOf(id))),
        ...sizesOf(kernel.body).map((size) => name(known(sizes.get(size), `size ${size}`))),
      ]
      if (parts === undefined) return { kind: 'expression', value: call(kernel.name, ...values) }
      const { count, worth } = parts
      const divided =
        typeof worth === 'number'
          ? number(count)
          : conditional(binary('<', extentExpression(worth, sizes), number(0)), number(1), number(count))
      const which = number(sharedKernels(module).indexOf(kernel))
      return {
        kind: 'expression',
        value: call('share', which, divided, asExpression(layout.stride), ...values),
      }
    }),
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
        name(constructorName[dtype]),
        elementOf(placeOf(id), dtype),
        extentExpression(shapes.sizeOf(shape), sizes),
        binary(isDonated ? '||' : '&&', isMissing(source), name('views')),
      )
    },
  }
}

/** What is done to a function before it is encoded. */
type Finish = (given: WasmFunction) => WasmFunction

const unchanged: Finish = (given) => given

/** The functions of the kernels, each made when it is asked for: all at once would take more room than all else. */
export function* functionsOf(
  { kernels, buffers }: Module,
  sizes: SizeNames,
  finish = unchanged,
): Generator<WasmFunction, void> {
  for (const kernel of kernels) yield finish(kernelFunction(kernel, buffers, sizes))
}

/** The kernels that threads share, in the order in which they are numbered. */
const sharedKernels = ({ kernels }: Module): readonly Kernel[] =>
  kernels.filter(({ parts }) => parts !== undefined)

/** What kernels import: their memory, and remainders. */
const imports = '{ m: { m, r: (a, b) => a % b } }'

/** The instance, over a memory that threads share where there can be any. */
const sharedInstance = (
  module: Module,
  bytes: Uint8Array,
  pages: number,
  most: number,
): readonly Statement[] => {
  const place = placeOfMemoryKind(bytes)
  const table = sharedKernels(module).map((kernel): Expression => {
    const taken = buffersOf(kernel)
    const own = (kernel.parts?.own ?? []).map((id) => number(taken.indexOf(id)))
    return { kind: 'array', items: [string(kernel.name), { kind: 'array', items: own }] }
  })
  return [
    { kind: 'text', lines: threadsText },
    {
      kind: 'text',
      lines: [
        'const start = hire()',
        'const shared = start !== undefined',
        `if (!shared) bytes[${place}] = ${memoryKinds.alone}`,
        `const m = new WebAssembly.Memory({ initial: ${pages}, maximum: ${most}, shared })`,
        'const compiled = new WebAssembly.Module(bytes)',
        `const instance = new WebAssembly.Instance(compiled, ${imports})`,
      ],
    },
    { kind: 'const', name: 'table', value: { kind: 'array', items: table } },
    {
      kind: 'text',
      lines: [
        `const { share, close } = team(start, ${module.threads ?? 1}, compiled, m, instance.exports, table)`,
      ],
    },
  ]
}

/** The memory with its views, and the kernels. */
const memoryStatements = (
  module: Module,
  sizes: SizeNames,
  layout: Layout,
  finish: Finish,
): readonly Statement[] => {
  const isShared = sharedKernels(module).length > 0
  const bytes = encode(functionsOf(module, sizes, finish), { isShared })
  const isFixed = typeof layout.end === 'number'
  const pages = typeof layout.end === 'number' ? pagesOf(layout.end) : 1
  const alone: Statement = {
    kind: 'text',
    lines: [
      `const m = new WebAssembly.Memory({ initial: ${pages} })`,
      'const instance = new WebAssembly.Instance(',
      '  new WebAssembly.Module(bytes),',
      `  ${imports},`,
      ')',
    ],
  }
  const single = module.kernels.filter(({ parts }) => parts === undefined).map((kernel) => kernel.name)
  return [
    {
      kind: 'const',
      name: 'bytes',
      value: call('decode', string(base64(bytes)), name('U8'), number(bytes.length)),
    },
    ...(isShared ? sharedInstance(module, bytes, pages, isFixed ? pages : mostPages) : [alone]),
    {
      kind: 'text',
      lines: [
        `const { ${single.join(', ')} } = instance.exports`,
        '// What the memory was before it grew, too: where threads share it, older views still see it.',
        'const memories = new WeakSet([m.buffer])',
      ],
    },
    ...Object.values(viewName).map((view): Statement => ({
      kind: 'let',
      name: view,
      value: { kind: 'new', callee: name(view.toUpperCase()), operands: [member(name('m'), 'buffer')] },
    })),
  ]
}

/** How threads are told to end; without any there is nothing to do. */
const closing = (module: Module): readonly Statement[] => {
  if (module.threads === undefined) return []
  const nothing: Statement = { kind: 'text', lines: ['const close = () => undefined'] }
  return [
    ...(sharedKernels(module).length > 0 ? [] : [nothing]),
    { kind: 'assign', target: member(name('run'), 'close'), value: name('close') },
  ]
}

const finishedBy =
  (finish: Finish): Target =>
  (module, sizes) => {
    const layout = layoutOf(module, sizes)
    return {
      memory: memoryStatements(module, sizes, layout, finish),
      kernels: [],
      host: hostOf(module, sizes, layout),
      loading: [
        ...withConstants(module, (id, value) => {
          const { dtype } = at(module.buffers, id)
          const from = known(layout.places.get(`b${id}`), 'place of a constant')
          const end = typeof from === 'number' ? from + room(value.byteLength) : 0
          return [
            { kind: 'expression', value: call('reserve', number(end)) },
            {
              kind: 'expression',
              value: call(`${viewName[dtype]}.set`, decoded(value), elementOf(from, dtype)),
            },
          ]
        }),
        ...closing(module),
      ],
    }
  }

/** Kernels as WebAssembly over one memory. */
export const wasm: Target = finishedBy(unchanged)

/** The same with relaxed instructions, for engines that have them. */
export const relaxedWasm: Target = finishedBy(relaxed)
