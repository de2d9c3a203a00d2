/**
 * What of a play has happened: boxes that wait for their turn, and those whose turn it is.
 * Before it: `model.ts`, `visible.ts`. After it: `GraphView.tsx`, `Steps.tsx`.
 * Invariant: without a play nothing waits.
 */
import { at } from '../../../src/Bug.ts'
import type { NodeId } from '../../ir/Graph.ts'
import type { View } from './View.ts'

export interface Moment {
  readonly current: ReadonlySet<string>
  readonly waiting: ReadonlySet<string>
}

/** What stands still. */
const still: Moment = { current: new Set(), waiting: new Set() }

/** The nodes that a moment is about. */
export const nodesAt = ({ model }: View, moment: number): readonly NodeId[] => {
  const frame = model.frames[moment]
  if (frame === undefined) return []
  if (frame.tag === 'value') return [frame.node]
  return [at(model.subject.graph.derivation, frame.step).cotangent, frame.node]
}

export const momentOf = (view: View): Moment => {
  const { model, state, scene } = view
  if (state.moment === undefined) return still
  const keys = (nodes: readonly NodeId[]): readonly string[] =>
    nodes.flatMap((id) => scene.keyOf.get(id) ?? [])
  const last = state.moment
  const done = new Set<string>()
  const backward = model.frames
    .slice(0, last + 1)
    .flatMap((frame) => (frame.tag === 'step' ? [frame.step] : []))
  for (const frame of model.frames.slice(0, last + 1)) for (const key of keys([frame.node])) done.add(key)
  // What lies between two cotangents is reached with the later one.
  const reached = backward.map((step) => at(model.subject.graph.derivation, step).cotangent)
  const need = [...reached]
  const seen = new Set(need)
  for (let id = need.pop(); id !== undefined; id = need.pop()) {
    for (const key of keys([id])) done.add(key)
    for (const operand of at(model.operands, id))
      if (!seen.has(operand)) {
        seen.add(operand)
        need.push(operand)
      }
  }
  const isLast = last >= model.frames.length - 1
  const waiting = isLast ? [] : scene.items.map(({ key }) => key).filter((key) => !done.has(key))
  return { current: new Set(keys(nodesAt(view, last))), waiting: new Set(waiting) }
}
