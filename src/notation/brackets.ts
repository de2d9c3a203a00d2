/**
 * What stands in brackets behind an operand: positions, ranges, and maps with their conditions.
 * Before it: `Reader.ts`, `grammar.ts`. After it: `operands.ts`.
 * Invariant: before `over` stand positions, behind it a shape, conditions and what stands elsewhere.
 */
import { unreadable } from './FormulaError.ts'
import type { Refusal } from './FormulaError.ts'
import { expression } from './grammar.ts'
import { precedence } from './Notation.ts'
import { operandOf } from './operands.ts'
import type { Reader } from './Reader.ts'
import type { Rule } from './Rule.ts'
import type { Guard, Item, Place } from './Syntax.ts'

/** x[0:3, :], x[y], and with `over` a map. */
export function* element(reader: Reader, base: Place): Rule {
  const { at } = reader.open()
  const items: Item[] = []
  while (!reader.is(']') && !reader.isWord('over')) {
    const item = yield* itemOf(reader)
    items.push(item)
    if (!reader.takes(',')) break
  }
  if (reader.isWord('over')) return yield map(reader, base, items, at)
  const missing = reader.close(']')
  if (missing !== undefined) yield missing
  if (items.length === 0)
    yield unreadable(at, 'brackets after an operand hold positions, and these are empty')
  return reader.make({ tag: 'element', base, items }, at)
}

/** One of the three kinds of item. */
function* itemOf(reader: Reader): Generator<Rule | Refusal, Item, Place> {
  if (reader.isWord('new') && [',', ']'].includes(reader.peek(1).text)) {
    reader.take()
    return { as: 'new' }
  }
  const ends = (): boolean => [':', ',', ']'].some((sign) => reader.is(sign))
  const from: Place | undefined = ends() ? undefined : yield expression(reader)
  if (!reader.takes(':')) {
    if (from === undefined) yield unreadable(reader.peek().at, 'a position is missing')
    return { as: 'one', value: from ?? 0 }
  }
  const to: Place | undefined = ends() ? undefined : yield expression(reader)
  if (!reader.takes(':')) return { as: 'range', from, to, step: undefined }
  return { as: 'range', from, to, step: ends() ? undefined : yield expression(reader) }
}

/** `over 5×3; 0 ≤ i₁ < 2; else 0]` */
function* map(reader: Reader, base: Place, items: readonly Item[], at: number): Rule {
  const rows: Place[] = []
  for (const item of items) {
    if (item.as !== 'one') yield unreadable(at, 'before `over` stand positions, not ranges')
    else rows.push(item.value)
  }
  reader.take()
  const shape: Place = yield operandOf(reader)
  const guards: Guard[] = []
  let otherwise: Place | undefined
  while (reader.takes(';')) {
    if (reader.isWord('else')) {
      reader.take()
      otherwise = yield expression(reader)
      break
    }
    guards.push(yield* guardOf(reader))
  }
  const missing = reader.close(']')
  if (missing !== undefined) yield missing
  return reader.make({ tag: 'map', base, rows, shape, guards, otherwise }, at)
}

/** `0 ≤ row < extent`, or `row = 0`. */
function* guardOf(reader: Reader): Generator<Rule | Refusal, Guard, Place> {
  const { at } = reader.peek()
  const wrong = unreadable(at, 'a condition of a map is 0 ≤ row < extent or row = 0')
  const isZero = (place: Place): boolean => {
    const { form } = reader.part(place)
    return form.tag === 'number' && form.value === 0
  }
  const start: Place = yield expression(reader, precedence.sum)
  if (reader.takes('=')) {
    if (!isZero(yield expression(reader, precedence.sum))) yield wrong
    return { row: start, extent: undefined }
  }
  if (!reader.takes('≤') || !isZero(start)) yield wrong
  const row: Place = yield expression(reader, precedence.sum)
  if (!reader.takes('<')) yield wrong
  return { row, extent: yield expression(reader, precedence.sum) }
}
