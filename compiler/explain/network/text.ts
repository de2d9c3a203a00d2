/**
 * A network as the table of a textbook, and its sums in a sentence.
 * Before it: `Network.ts`. After it: `cli/inspect.ts`.
 * Invariant: every number is one of the network's; nothing is counted here.
 */
import * as extent from '../../../src/Extent.ts'
import type { Extent } from '../../../src/Extent.ts'
import * as shapes from '../../../src/Shape.ts'
import type { Kind } from './layers.ts'
import type { Layer, Network, Parameter } from './Network.ts'
import type { Authority } from './roles.ts'

const columns = [
  'layer',
  'weights of',
  'in → out',
  'activation',
  'neurons',
  'weights',
  'biases',
  'parameters',
  'connections',
  '',
]

export const nameOf = ({ path, shape }: Pick<Parameter, 'path' | 'shape'>): string =>
  path ?? `constant ${shapes.show(shape)}`

const plural = (count: Extent, one: string, many = `${one}s`): string =>
  `${extent.show(count)} ${count === 1 ? one : many}`

const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`

/** The place of each layer in the chain, with a letter where several have the same: 1a, 1b, 2. */
const numbersOf = (layers: readonly Layer[]): readonly string[] =>
  layers.map(({ depth }, place) => {
    const same = layers.flatMap((other, k) => (other.depth === depth ? [k] : []))
    return same.length === 1 ? String(depth) : `${depth}${suffix(same.indexOf(place))}`
  })

const letters = 'abcdefghijklmnopqrstuvwxyz'

const suffix = (place: number): string => (place < letters.length ? letters.charAt(place) : `.${place + 1}`)

/** What a row says beyond its numbers. */
const remarks = (
  layer: Layer,
  place: number,
  { layers, parameters }: Network,
  numbers: readonly string[],
): string => {
  const { from, counts, products, depth } = layer
  const named = (other: number): string => (other === place ? 'itself' : `layer ${numbers[other] ?? ''}`)
  const own = new Set(products.flatMap((product) => product.parameters))
  const before = [...own].flatMap((one) => parameters[one]?.layers.filter((other) => other < place) ?? [])
  const [first] = before
  const isNext =
    from.layers.every((other) => other !== place && layers[other]?.depth === depth - 1) &&
    (from.layers.length === 0 || from.inputs.length === 0)
  return [
    ...(isNext ? [] : [`sees ${listed([...from.inputs, ...from.layers.map(named)])}`]),
    ...(counts.places === 1 ? [] : [`each weight at ${extent.show(counts.places)} places`]),
    ...(first === undefined ? [] : [`weights of ${named(first)}`]),
  ].join('; ')
}

const row = (
  layer: Layer,
  place: number,
  network: Network,
  numbers: readonly string[],
): readonly string[] => {
  const { products, activation, counts } = layer
  const paths = products.flatMap(({ parameters }) =>
    parameters.flatMap((one) => network.parameters[one] ?? []),
  )
  const { inputs, neurons, weights, biases, parameters, connections } = counts
  return [
    numbers[place] ?? '',
    [...new Set(paths.map(nameOf))].join(', '),
    `${extent.show(inputs)} → ${extent.show(neurons)}`,
    activation === undefined ? '' : (activation.name ?? activation.formula),
    ...[neurons, weights, biases, parameters, connections].map(extent.show),
    remarks(layer, place, network, numbers),
  ]
}

const aligned = (rows: readonly (readonly string[])[]): readonly string[] => {
  const width = (column: number): number => Math.max(...rows.map((cells) => cells[column]?.length ?? 0))
  return rows.map((cells) =>
    `  ${cells.map((cell, column) => cell.padEnd(width(column))).join('  ')}`.trimEnd(),
  )
}

const plurals: Readonly<Record<Exclude<Kind, 'weight' | 'bias'>, string>> = {
  table: 'in tables',
  scale: 'in scales',
  shift: 'in shifts',
  other: 'in others',
}

/** `12 in scales and 12 in shifts`. */
const others = ({ parameters }: Network): readonly string[] =>
  (['table', 'scale', 'shift', 'other'] as const).flatMap((kind) => {
    const own = parameters.filter((one) => one.kind === kind)
    const elements = own.reduce<Extent>((sum, one) => extent.add(sum, one.elements), 0)
    return own.length === 0
      ? []
      : [`${extent.show(elements)} ${plurals[kind]} (${own.map(nameOf).join(', ')})`]
  })

const reasons: Readonly<Record<Authority, string>> = {
  said: 'as you say',
  gradients: 'all that nothing is differentiated by',
  sizes: 'what has a size that varies',
  records: 'what stands in no record',
  products: 'a guess from the products; --data says better',
}

const sentence = (network: Network): string => {
  const { layers, neurons, weights, biases, parameters, connections, dataMultiplications } = network.counts
  const counted = [
    `${plural(layers, 'layer')} (the input is not counted)`,
    plural(neurons, 'neuron'),
    plural(weights, 'weight'),
    plural(biases, 'bias', 'biases'),
    ...others(network),
  ]
  const multiplied =
    dataMultiplications === 0 ? '' : ` and ${plural(dataMultiplications, 'multiplication')} of data with data`
  return `${counted.join(', ')}: ${plural(parameters, 'parameter')}; ${plural(connections, 'connection')}${multiplied} per example`
}

/** Why there is no network. */
const absence = (network: Network): string => {
  const found = others(network)
  const hint = network.dataProducts.length === 0 ? '' : '; --parameters says which inputs are some'
  return `none: no parameter is multiplied with data and summed${hint}${found.length === 0 ? '' : `; ${listed(found)}`}`
}

/** A network as text; a line where there is none. */
export const showNetwork = (network: Network): string => {
  const { layers, data, authority } = network
  if (layers.length === 0) return ['network', `  ${absence(network)}`, ''].join('\n')
  const numbers = numbersOf(layers)
  return [
    'network',
    ...aligned([columns, ...layers.map((layer, place) => row(layer, place, network, numbers))]),
    `  ${sentence(network)}`,
    `  data: ${data.join(', ')} (${reasons[authority]})`,
    '',
  ].join('\n')
}
