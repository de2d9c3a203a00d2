/**
 * What each part of a formula means, parts before what they are parts of.
 * Before it: `Syntax.ts`, `Reading.ts`, and the files that say what names, sums, products, brackets and calls mean.
 * After it: `meaning.ts`.
 * Invariant: every tensor is made by the constructors of `src/ops`; a mistake of theirs is reported at the part whose
 * application made it, once.
 */
import { infix, multiplied, prefix, sum } from './arithmetic.ts'
import { call } from './calls.ts'
import { element, map, positions } from './elements.ts'
import { unreadable } from './FormulaError.ts'
import { extents, list } from './lists.ts'
import { wrong } from './Reading.ts'
import type { Reading, Readings } from './Reading.ts'
import { named, sized } from './resolve.ts'
import type { Scope } from './resolve.ts'
import type { Form, Place } from './Syntax.ts'
import { transposed } from './transposes.ts'
import { entriesOf, foldedBy, foldSigns } from './vocabulary.ts'

type Of<T extends Form['tag']> = Extract<Form, { readonly tag: T }>

export const reading = (readings: Readings, scope: Scope, place: Place): Reading => {
  const { form, at } = readings.part(place)
  switch (form.tag) {
    case 'number':
      return { operand: form.value, ...sized(form.value) }
    case 'name':
      return named(scope, form, at)
    case 'text':
      return {
        option: form.value,
        lacking: () => unreadable(at, 'a text is no operand', 'Texts are equations of einsum, and options.'),
      }
    case 'group':
      return grouped(readings.of(form.operand))
    case 'sum':
      return sum(readings, place, form)
    case 'product':
      return multiplied(readings, place, form)
    case 'infix':
      return infix(readings, place, form)
    case 'prefix':
      return prefix(readings, place, form)
    case 'transposed':
      return transposed(readings, place, form)
    case 'fold':
      return fold(readings, place, form)
    case 'list':
      return list(readings, form.items, at)
    case 'extents':
      return extents(readings, form.sizes, at)
    case 'call':
      return call(readings, place, form)
    case 'positions':
      return positions(readings, place, form)
    case 'element':
      return element(readings, place, form)
    case 'map':
      return map(readings, place, form)
  }
}

/** In parentheses a condition is a factor like others. */
const grouped = (inner: Reading): Reading =>
  inner.condition === undefined ? inner : { ...inner, condition: undefined }

const fold = (readings: Readings, place: Place, { sign, axes, operand }: Of<'fold'>): Reading => {
  const x = readings.tensor(operand)
  if (x === undefined) return wrong
  if (foldSigns.has(sign)) return readings.made(place, foldedBy(sign, x, axes))
  const [entry] = entriesOf(sign)
  return readings.made(place, entry?.apply([x], axes === undefined ? {} : { axis: axes }))
}
