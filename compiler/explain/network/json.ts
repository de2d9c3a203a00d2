/**
 * A network as JSON.
 * Before it: `Network.ts`. After it: `cli/inspect.ts`, the page.
 * Invariant: the same records and lists; an extent is a number, or the text of its polynomial.
 */
import * as extent from '../../../src/Extent.ts'
import { isExtent } from '../../../src/Extent.ts'
import type { Network } from './Network.ts'

type Json = string | number | readonly Json[] | { readonly [name: string]: Json }

const jsonOf = (value: unknown): Json | undefined => {
  if (isExtent(value)) return typeof value === 'number' ? value : extent.show(value)
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.flatMap((one: unknown) => jsonOf(one) ?? [])
  if (typeof value !== 'object' || value === null) return undefined
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, one]: readonly [string, unknown]) => {
      const json = jsonOf(one)
      return json === undefined ? [] : [[name, json] as const]
    }),
  )
}

export const networkJSON = (network: Network): unknown => jsonOf(network)
