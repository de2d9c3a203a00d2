/**
 * Which turns of a loop a part of a kernel takes, as instructions.
 * Before it: `turnsOfPart` in `ir/Kernel.ts`, whose twin it is. After it: `kernel.ts`.
 * Invariant: no product is larger than the number of turns, or than that of parts squared.
 */
import type { Instruction } from './instructions.ts'

type Code = readonly Instruction[]

/** A number, or the local that has it. */
export const valueOf = (value: number | string): Code => [
  typeof value === 'number' ? { op: 'i32.const', value } : { op: 'local.get', local: value },
]

/** The turns of all parts before the one whose number a local has. */
export const turnsUntil = (part: string, turns: number | string): Code => {
  const [place, count] = [valueOf(part), valueOf('parts')]
  const whole: Code = [...place, ...valueOf(turns), ...count, { op: 'i32.div_u' }, { op: 'i32.mul' }]
  const rest: Code = [...place, ...valueOf(turns), ...count, { op: 'i32.rem_u' }, { op: 'i32.mul' }]
  return [...whole, ...rest, ...count, { op: 'i32.div_u' }, { op: 'i32.add' }]
}
