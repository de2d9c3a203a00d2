/**
 * The network as units and synapses: what is drawn of each layer, and with which weights.
 * Before it: `network.ts`, the values. After it: `NetworkView.tsx`.
 * Invariant: a unit is a neuron as the textbook counts them, or a number of an input; of large layers the first and the last
 * units are drawn and the others counted; a weight is read from the same values that the graph shows.
 */
import { at } from '../../../src/Bug.ts'
import * as extent from '../../../src/Extent.ts'
import type { Extent, Sizes } from '../../../src/Extent.ts'
import type { Value } from '../../../src/evaluate/meaning.ts'
import type { NodeId } from '../../ir/Graph.ts'
import { networkIn } from '../network.ts'
import type { Network } from '../network/Network.ts'
import type { Model } from './model.ts'

/** A column of units. */
export interface Column {
  readonly title: string
  /** What it is, in a few words: `100 neurons, relu`. */
  readonly kind: string
  /** The node that holds what the units give. */
  readonly node: NodeId | undefined
  readonly units: number
  /** The places of the units that are drawn. */
  readonly drawn: readonly number[]
  /** How many layers lead to it; an input has depth 0. */
  readonly depth: number
}

/** The weights between two columns. */
export interface Bundle {
  readonly from: number
  readonly to: number
  readonly weight: NodeId
  /** Inputs that each neuron weighs; several of them may come from one unit. */
  readonly inputs: number
  /** The weight of an input of a neuron, as a place among the weight's elements. */
  readonly place: (neuron: number, input: number) => number
}

export interface Units {
  readonly columns: readonly Column[]
  readonly bundles: readonly Bundle[]
}

/** So many units of a column are drawn. */
const most = 16

const drawnOf = (units: number): readonly number[] =>
  units <= most
    ? Array.from({ length: units }, (_, k) => k)
    : [
        ...Array.from({ length: most / 2 }, (_, k) => k),
        ...Array.from({ length: most / 2 }, (_, k) => units - most / 2 + k),
      ]

const sized = (size: Extent, sizes: Sizes): number => extent.resolve(size, sizes) ?? 1

/** Places within some axes of a shape, the last one fastest, as places in the whole. */
const placesAlong = (shape: readonly number[], axes: readonly number[]): ((index: number) => number) => {
  const steps = shape.map((_, k) => shape.slice(k + 1).reduce((product, size) => product * size, 1))
  return (index) => {
    let rest = index
    let place = 0
    for (const axis of axes.toReversed()) {
      const size = at(shape, axis)
      place += (rest % size) * at(steps, axis)
      rest = Math.floor(rest / size)
    }
    return place
  }
}

/** The inputs that layers see, by their paths. */
const inputsOf = ({ layers }: Pick<Network, 'layers'>): readonly string[] => [
  ...new Set(layers.flatMap(({ from }) => from.inputs)),
]

/** The columns: the inputs that layers see, then the layers. */
const columnsOf = ({ layers }: Pick<Network, 'layers'>, model: Model, sizes: Sizes): readonly Column[] => {
  const { graph } = model.subject
  const inputs = inputsOf({ layers }).map((path): Column => {
    const port = graph.inputs.find((one) => one.path === path)
    const reader = layers.find(({ from }) => from.inputs.includes(path))
    const units = reader === undefined ? 1 : sized(reader.counts.inputs, sizes)
    return {
      title: port === undefined ? path : at(model.nodes, port.node).name,
      kind: units === 1 ? 'an input' : `${units} inputs`,
      node: port?.node,
      units,
      drawn: drawnOf(units),
      depth: 0,
    }
  })
  const own = layers.map(({ counts, activation, sums, depth }, k): Column => {
    const units = sized(counts.neurons, sizes)
    const place = activation ?? sums[0]
    return {
      title: `layer ${k + 1}`,
      kind: `${units === 1 ? '1 neuron' : `${units} neurons`}${activation?.name === undefined ? '' : `, ${activation.name}`}`,
      node: place !== undefined && place.within.length === 0 ? place.node : undefined,
      units,
      drawn: drawnOf(units),
      depth,
    }
  })
  return [...inputs, ...own]
}

/** The units and synapses of a program's network; none where nothing is weighed. */
export const unitsOf = (
  model: Model,
  sizes: Sizes,
  network: Network = networkIn(model.subject.graph),
): Units => {
  const columns = columnsOf(network, model, sizes)
  const first = columns.length - network.layers.length
  const paths = inputsOf(network)
  const bundles = network.layers.flatMap(({ products, from }, k): readonly Bundle[] => {
    const sources = [
      ...from.layers.map((layer) => first + layer),
      ...from.inputs.map((path) => paths.indexOf(path)),
    ]
    return products.flatMap(({ weight }, product): readonly Bundle[] => {
      const source = sources[Math.min(product, sources.length - 1)]
      if (source === undefined || weight.within.length > 0) return []
      const shape = weight.shape.map((size) => sized(size, sizes))
      const neuronPlace = placesAlong(shape, weight.neurons)
      const inputPlace = placesAlong(shape, weight.inputs)
      return [
        {
          from: source,
          to: first + k,
          weight: weight.node,
          inputs: weight.inputs.reduce((count, axis) => count * at(shape, axis), 1),
          place: (neuron, input) => neuronPlace(neuron) + inputPlace(input),
        },
      ]
    })
  })
  return { columns, bundles }
}

/** A line between two units that are drawn. */
export interface Synapse {
  readonly from: { readonly column: number; readonly unit: number }
  readonly to: { readonly column: number; readonly unit: number }
  readonly weight: number
  readonly node: NodeId
}

/** The unit that an input of a neuron is read from: several inputs of a window come from one. */
const unitOf = (input: number, { inputs }: Bundle, units: number): number =>
  Math.min(units - 1, Math.floor((input * units) / Math.max(1, inputs)))

/** The synapses between drawn units: of several between two, the strongest. */
export const synapsesOf = (
  { columns, bundles }: Units,
  values: readonly (Value | undefined)[],
): readonly Synapse[] =>
  bundles.flatMap((bundle): readonly Synapse[] => {
    const weights = values[bundle.weight]?.data
    if (weights === undefined) return []
    const from = at(columns, bundle.from)
    const to = at(columns, bundle.to)
    const drawn = new Set(from.drawn)
    const strongest = new Map<string, Synapse>()
    for (const neuron of to.drawn)
      for (let input = 0; input < bundle.inputs; input++) {
        const unit = unitOf(input, bundle, from.units)
        if (!drawn.has(unit)) continue
        const weight = weights[bundle.place(neuron, input)] ?? 0
        const key = `${unit} ${neuron}`
        const before = strongest.get(key)
        if (before === undefined || Math.abs(weight) > Math.abs(before.weight))
          strongest.set(key, {
            from: { column: bundle.from, unit },
            to: { column: bundle.to, unit: neuron },
            weight,
            node: bundle.weight,
          })
      }
    return [...strongest.values()]
  })

/** What each unit of a column gives for one example; undefined where that cannot be told apart. */
export const givenBy = (
  { units, node }: Column,
  values: readonly (Value | undefined)[],
  example: number,
): { readonly examples: number; readonly of: (unit: number) => number } | undefined => {
  const value = node === undefined ? undefined : values[node]
  if (value === undefined || value.data.length === 0) return undefined
  const axis = value.shape.findLastIndex((size) => size === units)
  if (axis < 0 && value.data.length !== units) return undefined
  const inner = axis < 0 ? 1 : value.shape.slice(axis + 1).reduce((product, size) => product * size, 1)
  const examples = value.data.length / units
  const one = Math.min(examples - 1, example)
  const outer = Math.floor(one / inner) * units * inner + (one % inner)
  return { examples, of: (unit) => value.data[outer + unit * inner] ?? Number.NaN }
}
