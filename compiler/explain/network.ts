/**
 * A network as a textbook counts it: layers, neurons, weights, biases, connections.
 * Before it: `network/`. After it: `cli/inspect.ts`, the page.
 * Invariant: tags, letters and index maps are read, never the name of an operation; a parameter counts once, however
 * often it is used, and a connection as often as it is multiplied.
 */
import { right } from '../../src/Either.ts'
import type { Either } from '../../src/Either.ts'
import type { NonEmpty } from '../../src/NonEmpty.ts'
import type { Program } from '../../src/Program.ts'
import type { CompileError } from '../CompileError.ts'
import type { Graph } from '../ir/Graph.ts'
import { linearise } from '../passes/linearise.ts'
import { counted } from './network/counted.ts'
import { forwardOf } from './network/forwardNodes.ts'
import { dependents, laidOut } from './network/laidOut.ts'
import { depthsOf, sourcesOf, sumsOf } from './network/layers.ts'
import type { Network } from './network/Network.ts'
import { productsOf } from './network/products.ts'
import { rolesOf } from './network/roles.ts'
import type { Said } from './network/roles.ts'

/** The network of a graph. */
export const networkIn = (graph: Graph, said: Said = {}): Network => {
  const { kept, all } = forwardOf(graph)
  const network = networkAmong(graph, kept, said)
  return network.layers.length > 0 || graph.derivation.length === 0 ? network : networkAmong(graph, all, said)
}

const networkAmong = (graph: Graph, isForward: Uint8Array, said: Said): Network => {
  const laid = laidOut(graph, isForward)
  const roles = rolesOf(graph, laid, said)
  const isData = dependents(laid, (id) => roles.of.get(id) === 'data')
  const products = productsOf(laid, roles.of, isData)
  const sums = sumsOf(laid, products, roles)
  const sources = sourcesOf(laid, products, sums)
  const depths = depthsOf(laid, products)
  return counted({ graph, laid, roles, products, sums, sources, depths })
}

/**
 * What a textbook says of a program: its layers with their neurons, weights and biases, and the connections between
 * them. Neurons are the extents of a weight that a product with data does not sum over, biases are what is added, and
 * layers the longest chain of such products; the input is not counted. Of a program with gradients the forward network
 * counts, once. Which inputs are data and which are parameters follows from what was differentiated, from sizes that
 * vary and from records; `data` and `parameters` say it where that is not enough.
 *
 * @example
 * const two = { W1: f32(4, 3), b1: f32(4), W2: f32(2, 4), b2: f32(2) }
 * const p = program({ x: f32(dim('batch'), 3), ...two }, ({ x, W1, b1, W2, b2 }) => ({
 *   s: linear(W2, b2)(sigmoid(linear(W1, b1)(x))),
 * }))
 * const { layers, neurons, weights, biases, parameters } = orThrow(networkOf(p)).counts
 * console.log([layers, neurons, weights, biases, parameters]) // [2, 6, 20, 6, 26]
 */
export const networkOf = (program: Program, said: Said = {}): Either<NonEmpty<CompileError>, Network> => {
  const lined = linearise.run(program)
  return lined._tag === 'Left' ? lined : right(networkIn(lined.right.value, said))
}
