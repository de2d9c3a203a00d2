/**
 * The gradients of each layer beside those of the last.
 * Before it: `layers.ts`, `single.ts`, `derivation.ts`. After it: `health.ts`.
 * Invariant: sizes are root mean squares, so that layers of different widths compare; a ratio is to the last layer that
 * has a gradient.
 */
import { at } from '../../src/Bug.ts'
import type { Value } from '../../src/evaluate/meaning.ts'
import type { NodeId } from '../ir/Graph.ts'
import type { Board } from './derivation.ts'
import type { LayerView, ParameterView, Thresholds } from './HealthReport.ts'
import type { Layer } from './layers.ts'
import type { Run } from './single.ts'

const rms = ({ data }: Value): number => {
  let total = 0
  for (let i = 0; i < data.length; i++) total += at(data, i) ** 2
  return data.length === 0 ? 0 : Math.sqrt(total / data.length)
}

const findingOf = (
  gradient: number | undefined,
  ratio: number | undefined,
  parameters: readonly ParameterView[],
  { vanishing }: Thresholds,
): LayerView['finding'] => {
  const all = [gradient ?? 0, ...parameters.map((one) => one.gradient)]
  if (!all.every(Number.isFinite)) return 'not finite'
  if (gradient === undefined) return undefined
  if (gradient === 0) return 'zero'
  if (ratio === undefined) return undefined
  return ratio < vanishing ? 'vanishing' : ratio > 1 / vanishing ? 'exploding' : undefined
}

/** The gradients of each layer beside those of the last. */
export const layerViews = (
  run: Run,
  layers: readonly Layer[],
  board: Board,
  thresholds: Thresholds,
): readonly LayerView[] => {
  const cotangents = new Map(run.graph.derivation.map(({ of, cotangent }) => [of, cotangent]))
  const pathOf = new Map(run.graph.inputs.map(({ node, path }) => [node, path]))
  const gradientOf = (id: NodeId): number | undefined => {
    const cotangent = cotangents.get(id)
    return cotangent === undefined ? undefined : rms(run.valueOf(cotangent))
  }
  const gradients = layers.map(({ node }) => gradientOf(node))
  const last = gradients.findLast((gradient) => gradient !== undefined && gradient > 0)
  return layers.map(({ node, parameters }, k) => {
    const gradient = gradients[k]
    const ratio = gradient === undefined || last === undefined ? undefined : gradient / last
    const views = parameters.flatMap((id): readonly ParameterView[] => {
      const own = gradientOf(id)
      const path = pathOf.get(id) ?? ''
      return own === undefined
        ? []
        : [{ name: board.textOf(id), path, value: rms(run.valueOf(id)), gradient: own }]
    })
    const finding = findingOf(gradient, ratio, views, thresholds)
    return {
      node,
      name: board.textOf(node),
      formula: board.formulaOf(node),
      parameters: views,
      ...(gradient === undefined ? {} : { gradient }),
      ...(ratio === undefined ? {} : { ratio }),
      ...(finding === undefined ? {} : { finding }),
    }
  })
}
