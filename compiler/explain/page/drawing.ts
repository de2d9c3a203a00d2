/**
 * A scene with its labels, laid out.
 * Before it: `visible.ts`, `labels.ts`, `layout.ts`. After it: `GraphView.tsx`.
 * Invariant: it depends on no value and no choice but the open blocks.
 */
import { at } from '../../../src/Bug.ts'
import { labelOf } from './labels.ts'
import type { Label } from './labels.ts'
import { laidOut } from './layout.ts'
import type { Layout } from './layout.ts'
import type { Measure } from './measure.ts'
import type { Model, Side } from './model.ts'
import type { Scene } from './visible.ts'

export interface Drawing {
  readonly labels: ReadonlyMap<string, Label>
  readonly layout: Layout
  /** Which way what a line leads to belongs. */
  readonly sides: ReadonlyMap<string, Side>
}

export const drawingOf = (model: Model, { items, links }: Scene, measure: Measure): Drawing => {
  const labels = items.map((item) => labelOf(model, measure, item))
  return {
    labels: new Map(labels.map((label) => [label.key, label])),
    layout: laidOut(labels, links),
    sides: new Map(
      items.map((item): readonly [string, Side] => [
        item.key,
        item.tag === 'node'
          ? at(model.nodes, item.node).side
          : item.side === 'backward'
            ? 'backward'
            : 'forward',
      ]),
    ),
  }
}
