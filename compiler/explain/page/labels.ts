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
import { shortened } from './shortened.ts'
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
const most = { name: 26, formula: 38 } as const

const labelled = (
  measure: Measure,
  place: Pick<Item, 'key' | 'side' | 'beside'>,
  texts: { readonly name: string; readonly aside: string; readonly formula: string },
): Label => {
  const name = shortened(texts.name, most.name)
  const formula = shortened(texts.formula, most.formula)
  const aside = 12 + measure(texts.aside, fonts.small)
  const body = measure(formula, fonts.formula)
  const isNamed = name !== ''
  const lines = isNamed ? [measure(name, fonts.name) + aside, body] : [body + aside]
  return {
    ...place,
    name,
    aside: texts.aside,
    formula,
    width: Math.ceil(Math.max(glanceWidth, ...lines)) + 2 * padding,
    height: (isNamed ? 3 : 2) * lineHeight + 2 * 7,
  }
}

/** The label of a node or a block; `beside` is the key of what it is the gradient of. */
export const labelOf = (model: Model, measure: Measure, item: Visible, beside: string | undefined): Label => {
  if (item.tag === 'block') {
    const side: Side = item.side === 'backward' ? 'backward' : 'forward'
    const nodes = item.size === 1 ? '1 node' : `${item.size} nodes`
    const formula = item.count > 1 ? `${item.count} alike, ${nodes}` : nodes
    return labelled(measure, { key: item.key, side, beside }, { name: item.label, aside: '', formula })
  }
  const { name, isNamed, formula, shape, side, role } = at(model.nodes, item.node)
  const isGiven = role === 'input' || role === 'parameter'
  const texts = {
    name: isNamed ? name : '',
    aside: shape === 'scalar' ? '' : shape,
    formula: isGiven ? role : formula,
  }
  return labelled(measure, { key: item.key, side, beside }, texts)
}
