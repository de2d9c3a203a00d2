/**
 * Which paths are shown, and what of the drawing lies on them.
 * Before it: `paths.ts`, `visible.ts`. After it: `App.tsx`, which hands it to the graph.
 * Invariant: nothing is highlighted but while paths are shown; an edge inside a closed block has no key.
 */
import { at } from '../../../src/Bug.ts'
import type { NodeId } from '../../ir/Graph.ts'
import type { Model } from './model.ts'
import { pathsOf } from './paths.ts'
import type { Paths } from './paths.ts'
import type { State } from './State.ts'
import type { Scene } from './visible.ts'

/** From the node that was asked for, the selected one, or the first parameter. */
export const shownPaths = (model: Model, { panel, parameter, selected }: State): Paths | undefined => {
  if (panel !== 'paths') return undefined
  const wanted = [parameter, selected, ...model.parameters, ...model.stepsOf.keys()]
  const node = wanted.find((one) => one !== undefined && model.stepsOf.has(one))
  const step = node === undefined ? undefined : model.stepsOf.get(node)?.[0]
  return step === undefined ? undefined : pathsOf(model, step)
}

/** The keys of boxes and of lines (`from to`) on all paths, or on one of them. */
export const keysOn = (
  paths: Paths | undefined,
  chosen: number | undefined,
  { keyOf }: Scene,
): ReadonlySet<string> => {
  const keys = new Set<string>()
  if (paths === undefined) return keys
  const path = chosen === undefined ? undefined : paths.listed[chosen]
  const way = path === undefined ? [] : [paths.from, ...path.hops.map(({ user }) => user)]
  const nodes: Iterable<NodeId> = path === undefined ? paths.nodes : way
  const edges = path === undefined ? paths.edges : way.slice(1).map((to, k) => [at(way, k), to] as const)
  for (const node of nodes) {
    const key = keyOf.get(node)
    if (key !== undefined) keys.add(key)
  }
  for (const [from, to] of edges) keys.add(`${keyOf.get(from)} ${keyOf.get(to)}`)
  return keys
}
