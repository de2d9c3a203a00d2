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
import type { Model } from './model.ts'
import type { Scene } from './visible.ts'

export interface Drawing {
  readonly labels: ReadonlyMap<string, Label>
  readonly layout: Layout
}

/** For each box of gradients the box of what they are the gradients of; those of inputs may lie anywhere. */
const besides = ({ subject }: Model, { keyOf }: Scene): ReadonlyMap<string, string> => {
  const found = new Map<string, string>()
  for (const { of, cotangent } of subject.graph.derivation) {
    const own = keyOf.get(cotangent)
    const other = keyOf.get(of)
    const isInput = at(subject.graph.nodes, of).form.tag === 'input'
    if (own !== undefined && other !== undefined && !isInput && !found.has(own)) found.set(own, other)
  }
  return found
}

export const drawingOf = (model: Model, scene: Scene, measure: Measure): Drawing => {
  const beside = besides(model, scene)
  const labels = scene.items.map((item) => labelOf(model, measure, item, beside.get(item.key)))
  return {
    labels: new Map(labels.map((label) => [label.key, label])),
    layout: laidOut(labels, scene.links),
  }
}
