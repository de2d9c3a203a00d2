/**
 * Products that are added to a sum with one rounding, or with two, as the engine likes: the relaxed instruction.
 * Before it: `kernel.ts`. After it: `module.ts`, where somebody asked for it.
 * Invariant: nothing else changes; a product that anything but one sum reads stays.
 * The instruction is that of the WebAssembly relaxed SIMD proposal, in the core specification from 3.0 on.
 */
import type { WasmFunction } from './encode.ts'
import type { Instruction } from './instructions.ts'

const localOf = (one: Instruction | undefined, op: 'local.get' | 'local.set'): string | undefined =>
  one?.op === op ? one.local : undefined

const countsOf = (
  body: readonly Instruction[],
  op: 'local.get' | 'local.set',
): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const one of body) {
    const local = localOf(one, op)
    if (local !== undefined) counts.set(local, (counts.get(local) ?? 0) + 1)
  }
  return counts
}

/** Where four instructions take two locals, do something with them and set a third one. */
const threeOf = (
  body: readonly Instruction[],
  start: number,
  op: 'f32x4.mul' | 'f32x4.add',
): readonly [left: string, right: string, result: string] | undefined => {
  const [left, right] = [localOf(body[start], 'local.get'), localOf(body[start + 1], 'local.get')]
  const result = localOf(body[start + 3], 'local.set')
  return body[start + 2]?.op === op && left !== undefined && right !== undefined && result !== undefined
    ? [left, right, result]
    : undefined
}

/** The same function with products in the sums that they are added to. */
export const relaxed = (given: WasmFunction): WasmFunction => {
  const { body } = given
  const [reads, writes] = [countsOf(body, 'local.get'), countsOf(body, 'local.set')]
  const isFixed = (local: string): boolean => writes.get(local) === 1
  const products = new Map<string, { readonly start: number; readonly factors: readonly [string, string] }>()
  const replaced = new Map<number, readonly Instruction[]>()
  body.forEach((_, start) => {
    const product = threeOf(body, start, 'f32x4.mul')
    if (product !== undefined) {
      const [left, right, result] = product
      const isOnce = reads.get(result) === 1 && isFixed(result)
      if (isOnce && isFixed(left) && isFixed(right)) products.set(result, { start, factors: [left, right] })
    }
    const [total, value, sum] = threeOf(body, start, 'f32x4.add') ?? []
    const factors = value === undefined ? undefined : products.get(value)
    if (total === undefined || total !== sum || factors === undefined) return
    const of = body[start]?.of
    const code: readonly Instruction[] = [
      ...factors.factors.map((local): Instruction => ({ op: 'local.get', local })),
      { op: 'local.get', local: total },
      { op: 'f32x4.relaxed_madd' },
      { op: 'local.set', local: total },
    ]
    replaced.set(factors.start, [])
    replaced.set(start, of === undefined ? code : code.map((one) => ({ ...one, of })))
  })
  const all: Instruction[] = []
  for (let k = 0; k < body.length; k++) {
    const code = replaced.get(k)
    const one = body[k]
    if (code !== undefined) {
      all.push(...code)
      k += 3
    } else if (one !== undefined) all.push(one)
  }
  return { ...given, body: all }
}
