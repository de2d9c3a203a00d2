/**
 * Everybody who can be asked to compute a workload.
 * Before it: `engines.ts`, `peers/`. After it: `apart.ts`, `one.ts`.
 * Invariant: nobody is loaded before being asked.
 */
import type { Entry } from './Engine.ts'
import { byHand, into, javascript, views, wasm } from './engines.ts'

/** Loops by hand, then the targets. */
export const own: readonly Entry[] = [
  { name: byHand.name, kind: 'by hand', load: () => byHand },
  { name: javascript.name, kind: 'ours', load: () => javascript },
  { name: into.name, kind: 'ours', load: () => into },
  { name: wasm.name, kind: 'ours', load: () => wasm },
  { name: views.name, kind: 'ours', load: () => views },
]

/** The other libraries. */
export const others: readonly Entry[] = [
  { name: 'tfjs cpu', kind: 'web', load: async () => (await import('./peers/tfjs.ts')).tfjs('cpu') },
  { name: 'tfjs wasm', kind: 'web', load: async () => (await import('./peers/tfjs.ts')).tfjs('wasm') },
  { name: 'onnxruntime-web', kind: 'web', load: async () => (await import('./peers/ort.ts')).ortWeb() },
  { name: 'jax-js', kind: 'web', load: async () => (await import('./peers/jax.ts')).jax() },
  { name: 'brain.js', kind: 'web', load: async () => (await import('./peers/brain.ts')).brainJs },
  { name: 'onnxruntime-node', kind: 'native', load: async () => (await import('./peers/ort.ts')).ortNode() },
]

export const entries: readonly Entry[] = [...own, ...others]
