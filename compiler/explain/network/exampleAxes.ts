/**
 * The axes that tell examples apart.
 * Before it: `labels.ts`. After it: `products.ts`.
 * Invariant: along such an axis nothing is mixed before the last layer: every layer sees it as it came in. So a batch is
 * one, whatever its size, and the places of a picture, the words of a sentence and the features are none.
 */
import { at } from '../../../src/Bug.ts'
import { labelling, unlabelled } from './labels.ts'
import type { Label } from './labels.ts'
import { dependents, leading } from './laidOut.ts'
import type { LaidId, LaidOut } from './laidOut.ts'

/** A product with weights: of what, which axes of that are summed, and which of its own are afterwards. */
interface Seen {
  readonly at: LaidId
  readonly data: LaidId
  readonly summed: readonly number[]
  readonly later: ReadonlySet<number>
}

/** Whether an axis of a node tells examples apart, for nodes that layers see. */
export const exampleAxes = (
  laid: LaidOut,
  isData: Uint8Array,
  layers: readonly Seen[],
): ((id: LaidId, axis: number) => boolean) => {
  const { labels, mixed, classOf } = labelling(laid, isData)
  const layerIds = new Set(layers.map((layer) => layer.at))
  const leads = leading(laid, (id) => layerIds.has(id))
  const gone = new Set(mixed.flatMap((one) => (leads[one.at] === 1 ? [classOf(one.label)] : [])))
  const classesAt = (id: LaidId): readonly Label[] =>
    (labels[id] ?? []).flatMap((label) => (label === unlabelled ? [] : [classOf(label)]))
  const mix = (id: LaidId, axis: number): void => {
    const label = labels[id]?.[axis] ?? unlabelled
    if (label !== unlabelled) gone.add(classOf(label))
  }
  for (const layer of layers) {
    for (const axis of layer.summed) mix(layer.data, axis)
    for (const axis of layer.later) mix(layer.at, axis)
  }
  const seen = new Set(layers.flatMap(({ data }) => classesAt(data)))
  for (const label of seen) {
    if (gone.has(label)) continue
    const depends = dependents(
      laid,
      (id) => at(laid.nodes, id).form.tag === 'input' && classesAt(id).includes(label),
    )
    if (layers.some(({ data }) => depends[data] === 1 && !classesAt(data).includes(label))) gone.add(label)
  }
  return (id, axis) => {
    const label = labels[id]?.[axis] ?? unlabelled
    return label !== unlabelled && !gone.has(classOf(label))
  }
}
