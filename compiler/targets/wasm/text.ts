/**
 * Functions as the text of a WebAssembly module, each line with the nodes that it computes.
 * Before it: `instructions.ts`, `kernel.ts`. After it: the command line.
 * Invariant: the text assembles to the bytes that `encode.ts` writes, but for the order in which types are listed.
 */
import * as provenance from '../../ir/Provenance.ts'
import { localsByType, usesRemainder } from './encode.ts'
import type { WasmFunction } from './encode.ts'
import { memory, memoryLane, opening } from './instructions.ts'
import type { Instruction } from './instructions.ts'

const hex = (bits: number): string => `0x${(bits >>> 0).toString(16).padStart(8, '0')}`

/** An operation with what follows it. */
const shown = (given: Instruction): string => {
  const { op } = given
  if ('depth' in given) return `${op} ${given.depth}`
  if ('local' in given) return `${op} $${given.local}`
  if ('offset' in given) {
    const { align } = 'lane' in given ? memoryLane[given.op] : memory[given.op]
    const at = `${op} offset=${given.offset} align=${2 ** align}`
    return 'lane' in given ? `${at} ${given.lane}` : at
  }
  if ('lane' in given) return `${op} ${given.lane}`
  if ('value' in given) return `${op} ${given.value}`
  if ('lanes' in given) return `${op} i32x4 ${given.lanes.map(hex).join(' ')}`
  if ('bytes' in given) return `${op} ${given.bytes.join(' ')}`
  return op === 'call remainder' ? 'call $remainder' : op
}

const declared = (keyword: string, names: readonly string[], type: string): readonly string[] =>
  names.length === 0 ? [] : [`(${keyword} ${names.map((name) => `$${name} ${type}`).join(`) (${keyword} `)})`]

const functionText = (given: WasmFunction): readonly string[] => {
  const { name, parameters, body } = given
  const lines = [
    ['  (func', `$${name}`, `(export "${name}")`, ...declared('param', parameters, 'i32')].join(' '),
    ...localsByType(given).flatMap(([type, names]) =>
      declared('local', names, type).map((line) => `    ${line}`),
    ),
  ]
  let depth = 2
  for (const each of body) {
    if (each.op === 'end') depth -= 1
    const of = each.of === undefined ? '' : provenance.show(each.of)
    lines.push(`${'  '.repeat(depth)}${shown(each)}${of === '' ? '' : `   ;; ${of}`}`)
    if (Object.hasOwn(opening, each.op)) depth += 1
  }
  return [...lines, '  )']
}

/** The module of some functions as text; `encode` gives its bytes. */
export const show = (functions: readonly WasmFunction[]): string =>
  [
    '(module',
    '  (import "m" "m" (memory 0))',
    ...(functions.some(usesRemainder)
      ? ['  (import "m" "r" (func $remainder (param f32 f32) (result f32)))']
      : []),
    ...functions.flatMap(functionText),
    ')',
    '',
  ].join('\n')
