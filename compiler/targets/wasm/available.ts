/**
 * Whether this host runs WebAssembly with vectors.
 * Before it: `encode.ts`. After it: `compile.ts`, which falls back to JavaScript.
 * Invariant: it asks the host, and compiles nothing of a program.
 */
import { encode } from './encode.ts'
import type { Instruction } from './instructions.ts'

/** The part of the host's interface that is used here. */
declare const WebAssembly:
  | {
      readonly validate: (bytes: Uint8Array) => boolean
      readonly Module: new (bytes: Uint8Array) => object
    }
  | undefined

const zero: Instruction = { op: 'v128.const', lanes: [0, 0, 0, 0] }

/** A module whose one function has these instructions, which leave a vector. */
const probing = (...code: readonly Instruction[]): Uint8Array =>
  encode([
    {
      name: 'k0',
      parameters: [],
      locals: [{ name: 'v0', type: 'v128' }],
      body: [...code, { op: 'local.set', local: 'v0' }],
    },
  ])

const probe = probing(zero)
const relaxedProbe = probing(zero, zero, zero, { op: 'f32x4.relaxed_madd' })

/** Why it does not, in a sentence; undefined where it does. */
export const missingWasm = (): string | undefined => {
  if (typeof WebAssembly === 'undefined') return 'this host has no WebAssembly: the kernels are JavaScript'
  if (!WebAssembly.validate(probe))
    return 'the WebAssembly of this host has no vectors: the kernels are JavaScript'
  try {
    void new WebAssembly.Module(probe)
    return undefined
  } catch {
    return 'this page does not allow WebAssembly: the kernels are JavaScript'
  }
}

/** Why there cannot be several threads, in a sentence; undefined where there can. */
export const missingThreads = (): string | undefined => {
  const { process, crossOriginIsolated } = globalThis as {
    readonly process?: { readonly getBuiltinModule?: (name: string) => unknown }
    readonly crossOriginIsolated?: boolean
  }
  if (process?.getBuiltinModule?.('node:worker_threads') !== undefined) return undefined
  if (crossOriginIsolated === true) return undefined
  return crossOriginIsolated === undefined
    ? 'this host has no threads: the kernels run on one'
    : 'this page is not isolated from other origins: the kernels run on one thread'
}

/** Why there are no relaxed instructions, in a sentence; undefined where there are. */
export const missingRelaxed = (): string | undefined =>
  typeof WebAssembly !== 'undefined' && WebAssembly.validate(relaxedProbe)
    ? undefined
    : 'the WebAssembly of this host has no relaxed instructions: products are rounded before they are added'
