/**
 * The counts of a network, and its layers and parameters by their places.
 * Before it: `layers.ts`, `activation.ts`. After it: `explain/network.ts`.
 * Invariant: nothing is found here, only counted; a parameter that several layers have counts in each of them, and once
 * in all.
 */
import { at } from '../../../src/Bug.ts'
import * as extent from '../../../src/Extent.ts'
import type { Extent } from '../../../src/Extent.ts'
import * as shapes from '../../../src/Shape.ts'
import type { Graph } from '../../ir/Graph.ts'
import { activationAfter, usersOf } from './activation.ts'
import type { Activation } from './activation.ts'
import type { LaidId, LaidOut, Place } from './laidOut.ts'
import { kinds } from './layers.ts'
import type { Kind, Sum, Sums } from './layers.ts'
import type { Connections, Counts, Layer, LayerCounts, Network, Parameter } from './Network.ts'
import type { Products, Weighing } from './products.ts'
import type { Roles } from './roles.ts'

/** Everything that was found of a network. */
export interface Findings {
  readonly graph: Graph
  readonly laid: LaidOut
  readonly roles: Roles
  readonly products: Products
  readonly sums: Sums
  /** The layers right before a node, and the inputs, as ~ their nodes. */
  readonly sources: (id: LaidId) => readonly number[]
  readonly depths: Int32Array
}

const sum = (extents: readonly Extent[]): Extent => extents.reduce<Extent>(extent.add, 0)

/** The largest, where that is known; else the first. */
const largest = (extents: readonly Extent[]): Extent =>
  extents.reduce((most, one) => (extent.isNonNegative(extent.sub(one, most)) ? one : most))

const placeOf = ({ nodes }: LaidOut, id: LaidId): Place => {
  const { node, within } = at(nodes, id)
  return { node, within }
}

const pathsOf = ({ graph, laid }: Findings): ReadonlyMap<LaidId, string> =>
  new Map(
    graph.inputs.flatMap(({ path, node }) => {
      const id = laid.inputs.get(node)
      return id === undefined ? [] : [[id, path] as const]
    }),
  )

/** The parameters that count, in order: those that have a purpose, and those that are known to be some. */
const parametersAmong = ({ laid, roles, sums: { kindOf } }: Findings): readonly LaidId[] => [
  ...[...laid.inputs.values()].filter(
    (id) => kindOf.has(id) || (roles.isSure && roles.of.get(id) === 'learnt'),
  ),
  ...laid.nodes.flatMap(({ form }, id) => (form.tag === 'constant' && kindOf.has(id) ? [id] : [])),
]

type Numbers = ReadonlyMap<LaidId, number>

const numbersOf = (numbers: Numbers, ids: readonly LaidId[]): readonly number[] =>
  ids.flatMap((id) => numbers.get(id) ?? [])

const connectionsOf = (
  laid: LaidOut,
  numbers: Numbers,
  { at: product, weight, data, parameters, neurons, inputs, connections, places }: Weighing,
): Connections => ({
  weight: { ...placeOf(laid, weight), shape: at(laid.nodes, weight).shape, neurons, inputs },
  parameters: numbersOf(numbers, parameters),
  data: placeOf(laid, data),
  product: placeOf(laid, product),
  connections,
  places,
})

const biasesOf = ({ sums: { kindOf } }: Findings, { biases }: Sum): readonly LaidId[] =>
  biases.filter((id) => kindOf.get(id) === 'bias')

const layerCounts = (findings: Findings, one: Sum): LayerCounts => {
  const { nodes } = findings.laid
  const { weighings } = one
  const elementsOf = (ids: readonly LaidId[]): Extent =>
    sum([...new Set(ids)].map((id) => shapes.sizeOf(at(nodes, id).shape)))
  const extents = (weight: LaidId, axes: readonly number[]): Extent =>
    extent.product(axes.map((axis) => at(at(nodes, weight).shape, axis)))
  const weights = weighings.flatMap(({ parameters }) => parameters)
  const biases = biasesOf(findings, one)
  return {
    inputs: sum(weighings.map(({ weight, inputs }) => extents(weight, inputs))),
    neurons: largest(weighings.map(({ weight, neurons }) => extents(weight, neurons))),
    weights: elementsOf(weights),
    biases: elementsOf(biases),
    parameters: elementsOf([...weights, ...biases]),
    connections: sum(weighings.map(({ connections }) => connections)),
    places: largest(weighings.map(({ places }) => places)),
  }
}

const layersOf = (
  findings: Findings,
  paths: ReadonlyMap<LaidId, string>,
  numbers: Numbers,
): readonly Layer[] => {
  const { laid, sums, sources, depths } = findings
  const users = usersOf(laid)
  const outputs = new Set(laid.outputs)
  const after = ([end, ...others]: readonly LaidId[]): Activation | undefined =>
    end === undefined || others.length > 0 ? undefined : activationAfter(laid, users, outputs, end)
  return sums.sums.map((one): Layer => {
    const { weighings, ends } = one
    const activation = after(ends)
    const from = [...new Set(weighings.flatMap(({ data }) => sources(data)))]
    return {
      products: weighings.map((weighing) => connectionsOf(laid, numbers, weighing)),
      biases: numbersOf(numbers, biasesOf(findings, one)),
      sums: ends.map((id) => placeOf(laid, id)),
      activation: activation && {
        ...placeOf(laid, activation.at),
        name: activation.name,
        formula: activation.formula,
      },
      from: {
        layers: from.filter((source) => source >= 0),
        inputs: from.flatMap((source) => (source < 0 ? (paths.get(~source) ?? []) : [])),
      },
      depth: Math.max(...weighings.map((weighing) => at(depths, weighing.at))),
      counts: layerCounts(findings, one),
    }
  })
}

/** The layers that each parameter is a weight or a bias of. */
const layersWith = (layers: readonly Layer[]): ReadonlyMap<number, readonly number[]> => {
  const found = new Map<number, number[]>()
  layers.forEach(({ products, biases }, place) => {
    for (const one of new Set([...products.flatMap(({ parameters }) => parameters), ...biases])) {
      const own = found.get(one)
      if (own === undefined) found.set(one, [place])
      else own.push(place)
    }
  })
  return found
}

const totals = (
  layers: readonly Layer[],
  parameters: readonly Parameter[],
  { dataProducts }: Pick<Network, 'dataProducts'>,
): Counts => {
  const ofKind = (isWanted: (kind: Kind) => boolean): Extent =>
    sum(parameters.filter(({ kind }) => isWanted(kind)).map(({ elements }) => elements))
  return {
    layers: layers.reduce((most, { depth }) => Math.max(most, depth), 0),
    neurons: sum(layers.map(({ counts }) => counts.neurons)),
    weights: ofKind((kind) => kind === 'weight'),
    biases: ofKind((kind) => kind === 'bias'),
    others: ofKind((kind) => kinds.indexOf(kind) > kinds.indexOf('bias')),
    parameters: ofKind(() => true),
    connections: sum(layers.map(({ counts }) => counts.connections)),
    dataMultiplications: sum(dataProducts.map(({ multiplications }) => multiplications)),
  }
}

/** The network of what was found. */
export const counted = (findings: Findings): Network => {
  const { laid, roles, sums, products } = findings
  const paths = pathsOf(findings)
  const ids = parametersAmong(findings)
  const numbers = new Map(ids.map((id, k) => [id, k]))
  const layers = layersOf(findings, paths, numbers)
  const having = layersWith(layers)
  const parameters = ids.map((id, k): Parameter => {
    const { shape } = at(laid.nodes, id)
    return {
      ...placeOf(laid, id),
      path: paths.get(id),
      shape,
      elements: shapes.sizeOf(shape),
      kind: sums.kindOf.get(id) ?? 'other',
      layers: having.get(k) ?? [],
    }
  })
  const dataProducts = products.dataProducts.map(({ at: id, multiplications }) => ({
    ...placeOf(laid, id),
    multiplications,
  }))
  return {
    layers,
    parameters,
    data: [...paths].flatMap(([id, path]) => (roles.of.get(id) === 'data' ? [path] : [])),
    authority: roles.authority,
    dataProducts,
    counts: totals(layers, parameters, { dataProducts }),
  }
}
