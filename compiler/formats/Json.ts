/**
 * Any representation as plain JSON: operations and monoids by name, sizes by their text, arrays as lists.
 * Before it: `ir/`. After it: `--json`, the views.
 * Invariant: nothing is lost that JSON cannot hold: −0, NaN and the infinities are strings.
 */
import type { Loop } from '../../src/Tensor.ts'
import { bodyOf } from '../ir/body.ts'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

const numberJson = (value: number): Json => {
  if (Object.is(value, -0)) return '-0'
  return Number.isFinite(value) ? value : String(value)
}

const isNamed = (value: object): value is { readonly name: string } =>
  'name' in value && typeof value.name === 'string'

/** Records of the library, known by what only they have, are their names. */
const isRecord = (value: object): boolean => 'notation' in value || 'terms' in value

const isLoop = (value: object): value is Loop => 'carries' in value && 'next' in value

/** The JSON of a value, a loop as the graph of its body, a table as the list of what is in it; the depth of the recursion is that of loops and records, never that of a graph. */
export const toJson = (value: unknown): Json => {
  if (typeof value === 'number') return numberJson(value)
  if (typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value !== 'object' || value === null) return null
  if (ArrayBuffer.isView(value) && !(value instanceof DataView))
    return Array.from(value as Float32Array, numberJson)
  if (Array.isArray(value)) return value.map(toJson)
  if (value instanceof Map) return [...value.values()].map(toJson)
  if (isNamed(value) && isRecord(value)) return value.name
  if (isLoop(value)) return toJson(bodyOf(value))
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, toJson(item)]),
  )
}
