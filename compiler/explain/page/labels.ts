/**
 * What stands in the boxes of the graph, and how large that makes them.
 * Before it: `visible.ts`, `measure.ts`. After it: `layout.ts`, `Box.tsx`.
 * Invariant: a box is as wide as the widest of its lines; what is shortened ends in … and stands whole in the panel.
 */
import { at } from '../../../src/Bug.ts'
import { fonts } from './measure.ts'
import type { Measure } from './measure.ts'
import type { Item } from './layout.ts'
import type { Model, Side } from './model.ts'
import type { Visible } from './visible.ts'

export interface Label extends Item {
  readonly name: string
  /** Beside the name, at the right. */
  readonly aside: string
  readonly formula: string
}

export const padding = 10
export const lineHeight = 17
/** Room for the longest glance at a value: −1.23·10⁻¹⁰ … 1.23·10⁻¹⁰. */
const glanceWidth = 128
const most = { name: 26, formula: 34 } as const

/** Code points, so that a bar stays on its letter. */
export const shortened = (text: string, length: number): string => {
  const marks = [...text]
  return marks.length <= length ? text : `${marks.slice(0, length - 1).join('')}…`
}

const labelled = (
  measure: Measure,
  place: Pick<Item, 'key' | 'side' | 'beside'>,
  texts: { readonly name: string; readonly aside: string; readonly formula: string },
): Label => {
  const name = shortened(texts.name, most.name)
  const formula = shortened(texts.formula, most.formula)
  const head = measure(name, fonts.name) + 12 + measure(texts.aside, fonts.small)
  const width = Math.ceil(Math.max(glanceWidth, head, measure(formula, fonts.formula))) + 2 * padding
  return { ...place, name, aside: texts.aside, formula, width, height: 3 * lineHeight + 2 * 7 }
}

/** The label of a node or a block; `beside` is the key of what it is the gradient of. */
export const labelOf = (model: Model, measure: Measure, item: Visible, beside: string | undefined): Label => {
  if (item.tag === 'block') {
    const side: Side = item.side === 'backward' ? 'backward' : 'forward'
    const formula = item.size === 1 ? '1 node' : `${item.size} nodes`
    return labelled(measure, { key: item.key, side, beside }, { name: item.label, aside: '', formula })
  }
  const { name, formula, shape, side, role } = at(model.nodes, item.node)
  const kind = role === 'parameter' ? 'parameter' : 'input'
  const texts = {
    name,
    aside: shape === 'scalar' ? '' : shape,
    formula: role === 'input' || role === 'parameter' ? kind : formula,
  }
  return labelled(measure, { key: item.key, side, beside }, texts)
}
