/**
 * What the nodes of a graph are called on a page: inputs and outputs by their letters and paths, what is shared by a
 * letter, cotangents with a bar.
 * Before it: `names.ts`, `src/notation/write.ts`. After it: `rewriting.ts`, `places.ts`.
 * Invariant: no name stands twice; what stands once and is short has none.
 */
import { at } from '../../src/Bug.ts'
import { textStyle } from '../../src/notation/text.ts'
import { write } from '../../src/notation/write.ts'
import { exp } from '../../src/ops/exponential.ts'
import { div } from '../../src/ops/arithmetic.ts'
import type { AnyTensor } from '../../src/Tensor.ts'
import { tensorsOf } from '../ir/Graph.ts'
import type { Graph, NodeId } from '../ir/Graph.ts'
import { barred, claim, inputNames, isSoftmax, letterOf } from './names.ts'

/** The longest formula that goes without a name. */
export const breadth = 60

/** What a tensor repeats, through a few moves. */
const unrepeated = (tensor: AnyTensor): AnyTensor => {
  let inner = tensor
  for (let moves = 0; inner.form.tag === 'move' && moves < 4; moves++) inner = inner.form.operand
  return inner
}

/** exp a / Σ exp a, as one writes softmax by hand. */
const isShare = ({ form }: AnyTensor): boolean => {
  if (form.tag !== 'elementwise' || form.op.name !== div.op.name) return false
  const [above, below] = form.operands
  if (above?.form.tag !== 'elementwise' || above.form.op.name !== exp.op.name || below === undefined)
    return false
  const sum = unrepeated(below).form
  return sum.tag === 'reduce' && sum.operand === above
}

const isProbability = (tensor: AnyTensor): boolean => isSoftmax(tensor) || isShare(tensor)

/** What the nodes of a graph are called. */
export interface GraphNames {
  /** The name of each node that has one. */
  readonly nodes: ReadonlyMap<NodeId, string>
  /** One an output: its path, with a prime where an input has the same. */
  readonly outputs: readonly string[]
}

export const namesIn = (graph: Graph): GraphNames => {
  const tensors = tensorsOf(graph)
  const names = new Map<AnyTensor, string>()
  const taken = new Set(graph.outputs.map(({ path }) => path))
  const letters = inputNames(
    graph.inputs.map(({ path }) => path),
    taken,
  )
  const given = new Set(letters)
  const outputs = graph.outputs.map(({ path }) => (given.has(path) ? claim(taken, `${path}′`) : path))
  graph.inputs.forEach(({ node }, k) => names.set(at(tensors, node), at(letters, k)))
  graph.outputs.forEach(({ node }, k) => {
    if (!names.has(at(tensors, node))) names.set(at(tensors, node), at(outputs, k))
  })
  const roots = graph.outputs.map(({ node }) => at(tensors, node))
  const keep = new Set(tensors.filter(isProbability))
  const unnamed = write(roots, { style: textStyle, names, keep, breadth })
    .definitions.map(({ tensor }) => tensor)
    .filter((tensor) => !names.has(tensor))
  const cotangents = new Map(
    graph.derivation.map(({ of, cotangent }) => [at(tensors, cotangent), at(tensors, of)]),
  )
  nameByLetter(
    unnamed.filter((tensor) => !cotangents.has(tensor)),
    names,
    taken,
  )
  for (const tensor of unnamed) {
    const of = cotangents.get(tensor)
    const name = of === undefined ? undefined : names.get(of)
    if (name !== undefined) names.set(tensor, claim(taken, barred(name)))
  }
  nameByLetter(
    unnamed.filter((tensor) => !names.has(tensor)),
    names,
    taken,
  )
  const nodes = new Map<NodeId, string>()
  tensors.forEach((tensor, id) => {
    const name = names.get(tensor)
    if (name !== undefined) nodes.set(id, name)
  })
  return { nodes, outputs }
}

/** A letter for each, with a number where it serves several. */
const nameByLetter = (
  tensors: readonly AnyTensor[],
  names: Map<AnyTensor, string>,
  taken: Set<string>,
): void => {
  const letter = (tensor: AnyTensor): string => (isProbability(tensor) ? 'p' : letterOf(tensor))
  const counts = new Map<string, number>()
  for (const tensor of tensors) counts.set(letter(tensor), (counts.get(letter(tensor)) ?? 0) + 1)
  const used = new Map<string, number>()
  for (const tensor of tensors) {
    const own = letter(tensor)
    const place = (used.get(own) ?? 0) + 1
    used.set(own, place)
    names.set(tensor, claim(taken, counts.get(own) === 1 && !taken.has(own) ? own : `${own}${place}`))
  }
}
