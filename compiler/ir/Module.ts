/**
 * The representation for targets: kernels, the buffers between them, and the order of calls.
 * Before it: `passes/lower.ts`; `passes/plan.ts` gives buffers their places. After it: the targets.
 * Invariant: each buffer is written by the caller or by one kernel before another reads it.
 */
import type { DType, TypedArray } from '../../src/DType.ts'
import * as extent from '../../src/Extent.ts'
import * as shapes from '../../src/Shape.ts'
import type { Shape } from '../../src/Shape.ts'
import { isPlainName } from '../names.ts'
import * as kernels from './Kernel.ts'
import type { BufferId, Kernel } from './Kernel.ts'
import * as provenance from './Provenance.ts'
import type { NodeName } from './Provenance.ts'

/** Where the elements of a buffer live. */
export type Place =
  | { readonly tag: 'input'; readonly path: string }
  | { readonly tag: 'constant'; readonly value: TypedArray }
  | { readonly tag: 'output'; readonly path: string }
  /** An output that takes over the memory of the input at its path. */
  | { readonly tag: 'donated'; readonly path: string }
  /** Working memory; buffers share a slot where each is written when the one before is read no more. */
  | { readonly tag: 'scratch'; readonly slot: number | undefined }
  /** Working memory that is that of an output until the output is written. */
  | { readonly tag: 'lent'; readonly by: BufferId }
  /** The memory of another buffer under another shape. */
  | { readonly tag: 'alias'; readonly of: BufferId }

export interface Buffer {
  readonly dtype: DType
  readonly shape: Shape
  readonly place: Place
  /** The nodes whose elements it holds, in row-major order, when all that write it are done. */
  readonly of: readonly NodeName[]
}

export interface Slot {
  readonly dtype: DType
  readonly size: extent.Extent
  /** Floats as they are computed, where a target computes in double precision. */
  readonly isWide?: true
}

/** A named tensor at the border, with what is needed to check and to allocate it. */
export interface Signature {
  readonly path: string
  readonly dtype: DType
  readonly shape: Shape
}

export interface Module {
  readonly inputs: readonly Signature[]
  readonly outputs: readonly Signature[]
  readonly buffers: readonly Buffer[]
  readonly slots: readonly Slot[]
  /** In the order in which they run. */
  readonly kernels: readonly Kernel[]
  /** How many threads take parts of kernels, where more than one does. */
  readonly threads?: number
  /** Extents that must be 0 or more in a run. */
  readonly assumed: readonly extent.Extent[]
}

/** The buffer whose memory this one is. */
export const storageOf = (module: Pick<Module, 'buffers'>, id: BufferId): BufferId => {
  let storage = id
  for (
    let place = module.buffers[storage]?.place;
    place?.tag === 'alias';
    place = module.buffers[storage]?.place
  )
    storage = place.of
  return storage
}

/** Whether memory holds what a call needs on its way, and nothing that the caller sees. */
export const isWorking = ({ tag }: Place): boolean => tag === 'scratch' || tag === 'lent'

/** A name for the memory that a buffer lies in: of a slot, or of the buffer that has its own. */
export const regionOf = (module: Pick<Module, 'buffers'>, id: BufferId): string => {
  const storage = storageOf(module, id)
  const place = module.buffers[storage]?.place
  switch (place?.tag) {
    case 'scratch':
      return place.slot === undefined ? `b${storage}` : `t${place.slot}`
    case 'lent':
      return `b${place.by}`
    case 'donated':
      return `b${module.buffers.findIndex(({ place: other }) => other.tag === 'input' && other.path === place.path)}`
    default:
      return `b${storage}`
  }
}

/** A buffer in a comment: its path where every name in it is plain, else its number. */
export const labelOf = ({ place }: Buffer, id: BufferId): string =>
  (place.tag === 'input' || place.tag === 'output' || place.tag === 'donated') &&
  place.path.split('.').every(isPlainName)
    ? place.path
    : `b${id}`

export const showPlace = (place: Place): string => {
  switch (place.tag) {
    case 'input':
    case 'output':
    case 'donated':
      return `${place.tag} ${place.path}`
    case 'constant':
      return 'constant'
    case 'scratch':
      return place.slot === undefined ? 'scratch' : `scratch in slot ${place.slot}`
    case 'lent':
      return `scratch in the memory of b${place.by}`
    case 'alias':
      return `alias of b${place.of}`
  }
}

/** Buffers, slots, then kernels. */
export const show = (module: Module): string =>
  [
    ...module.buffers.map(
      ({ dtype, shape, place, of }, id) =>
        `b${id}: ${dtype} ${shapes.show(shape)}, ${showPlace(place)}   // ${provenance.show(provenance.valueOf(...of))}`,
    ),
    ...module.slots.map(
      ({ dtype, size, isWide }, k) =>
        `slot ${k}: ${dtype} ${extent.show(size)}${isWide === true ? ', not rounded' : ''}`,
    ),
    ...module.kernels.map(kernels.show),
  ].join('\n')
