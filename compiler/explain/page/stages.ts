/**
 * The program after each pass, as lines, with what the pass changed.
 * Before it: `pipeline.ts`, `diff.ts`, `localFormula.ts`. After it: `PassesPanel.tsx`.
 * Invariant: a node that a pass kept keeps its name through all stages, so that what is marked is what changed.
 */
import { at } from '../../../src/Bug.ts'
import { scalarValue } from '../../../src/construct.ts'
import * as shapes from '../../../src/Shape.ts'
import type { AnyTensor } from '../../../src/Tensor.ts'
import { tensorsOf } from '../../ir/Graph.ts'
import type { Graph, NodeId } from '../../ir/Graph.ts'
import { passes, show } from '../../pipeline.ts'
import type { Trace, TraceEntry } from '../../pipeline.ts'
import { marked } from './diff.ts'
import type { Marked } from './diff.ts'
import { localFormula } from './localFormula.ts'
import type { Model } from './model.ts'

export interface StageLine {
  readonly text: string
  /** The node of the linearised graph that it is about. */
  readonly node: NodeId | undefined
}

export interface StageView {
  readonly pass: string
  readonly purpose: string
  readonly kind: TraceEntry['stage']['kind']
  /** Whether the pass gave another representation, so that nothing can be compared line by line. */
  readonly isNew: boolean
  readonly lines: readonly Marked<StageLine>[]
  readonly firings: readonly (readonly [rule: string, times: number])[]
}

/** For each node of a stage: the node of the linearised graph that it came from, and its name. */
interface Names {
  readonly origins: readonly (NodeId | undefined)[]
  readonly names: readonly string[]
}

/** Names for the nodes of the next graph: those of the old nodes that became them, and fresh ones. */
const carried = (before: Names, { renaming }: TraceEntry, count: number, fresh: () => string): Names => {
  const origins: (NodeId | undefined)[] = Array.from({ length: count }, () => undefined)
  const names: (string | undefined)[] = Array.from({ length: count }, () => undefined)
  before.names.forEach((name, old) => {
    const place = renaming === undefined ? old : renaming[old]
    if (place === undefined || names[place] !== undefined) return
    names[place] = name
    origins[place] = before.origins[old]
  })
  return { origins, names: names.map((name) => name ?? fresh()) }
}

const graphLines = (graph: Graph, { names, origins }: Names): readonly StageLine[] => {
  const tensors = tensorsOf(graph)
  const places = new Map(tensors.map((tensor, id) => [tensor, id]))
  const nameOf = (tensor: AnyTensor): string => names[places.get(tensor) ?? -1] ?? '?'
  const outputs = new Set(graph.outputs.map(({ node }) => node))
  return tensors.flatMap((tensor, id): readonly StageLine[] => {
    if (scalarValue(tensor) !== undefined && !outputs.has(id)) return []
    const shape = tensor.shape.length === 0 ? '' : `   ${shapes.show(tensor.shape)}`
    const formula = tensor.form.tag === 'input' ? 'input' : localFormula(tensor, nameOf)
    return [{ text: `${at(names, id)} = ${formula}${shape}`, node: origins[id] }]
  })
}

/** Text with the numbers of nodes as their names: `%12` is `z1`. */
const withNames = (text: string, { names, origins }: Names): readonly StageLine[] =>
  text.split('\n').map((line) => {
    const first = /%(\d+)/.exec(line)?.[1]
    return {
      text: line.replaceAll(/%(\d+)/g, (whole: string, id: string) => names[Number(id)] ?? whole),
      node: first === undefined ? undefined : origins[Number(first)],
    }
  })

const firingsOf = ({ firings }: TraceEntry): StageView['firings'] => {
  const counts = new Map<string, number>()
  for (const { rule } of firings) counts.set(rule, (counts.get(rule) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1])
}

/** Every stage of a trace, compared with the one before it. */
export const stagesOf = (model: Model, trace: Trace): readonly StageView[] => {
  const found: StageView[] = []
  let names: Names = {
    origins: model.nodes.map(({ id }) => id),
    names: model.nodes.map(({ id, name, isNamed }) => (isNamed ? name : `%${id}`)),
  }
  let count = 0
  const fresh = (): string => {
    count += 1
    return `n${count}`
  }
  let before: { readonly kind: string; readonly lines: readonly StageLine[] } = { kind: '', lines: [] }
  for (const entry of trace) {
    const { stage, pass } = entry
    if (stage.kind === 'graph') names = carried(names, entry, stage.value.nodes.length, fresh)
    const lines = stage.kind === 'graph' ? graphLines(stage.value, names) : withNames(show(stage), names)
    const isNew = before.kind !== stage.kind
    found.push({
      pass,
      purpose: passes.find(({ name }) => name === pass)?.purpose ?? '',
      kind: stage.kind,
      isNew,
      lines: isNew
        ? lines.map((line) => ({ mark: 'same', line }))
        : marked(before.lines, lines, ({ text }) => text),
      firings: firingsOf(entry),
    })
    before = { kind: stage.kind, lines }
  }
  return found
}
