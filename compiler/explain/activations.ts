/**
 * The activations of a graph: functions of one tensor, element by element, whose slope is flat somewhere. A whole
 * composition is one activation: a leaky rectifier is where, product and comparison.
 * Before it: `ir/Graph.ts`, `src/pushforward.ts`. After it: `health.ts`.
 * Invariant: no operation is known by name: an activation is what its slope says, at points from −12 to 12. Rectifying:
 * exactly 0 on one side, as max(0, x). Saturating: fading below a share of its largest on a side, as tanh, σ, elu.
 */
import { either as E } from 'fp-ts'
import { at, known } from '../../src/Bug.ts'
import { filled, input } from '../../src/construct.ts'
import { evaluate } from '../../src/evaluate.ts'
import { dim } from '../../src/Extent.ts'
import { operandsOf, withOperands } from '../../src/operands.ts'
import { pushforward } from '../../src/pushforward.ts'
import { node } from '../../src/Tensor.ts'
import type { AnyTensor } from '../../src/Tensor.ts'
import type { Graph, NodeId } from '../ir/Graph.ts'

export interface Activation {
  readonly node: NodeId
  /** What it is a function of. */
  readonly root: NodeId
  readonly kind: 'rectifying' | 'saturating'
  /** The largest slope. */
  readonly steepest: number
  /** Its slope at values of the root. */
  readonly slopes: (values: Float64Array) => Float64Array
}

/** The number that nodes are everywhere, repeated or not. */
const numbersIn = ({ nodes }: Graph): ReadonlyMap<NodeId, number> => {
  const found = new Map<NodeId, number>()
  nodes.forEach(({ form }, id) => {
    if (form.tag === 'constant' && typeof form.value === 'number') found.set(id, form.value)
    const moved = form.tag === 'move' || form.tag === 'reshape' ? found.get(form.operand) : undefined
    if (moved !== undefined && (form.tag !== 'move' || (form.guards.length === 0 && form.rows.length === 0)))
      found.set(id, moved)
  })
  return found
}

/** For each node the one tensor that it is a function of, element by element; itself where there is none or several. */
const rootsIn = (
  { nodes }: Graph,
  numbers: ReadonlyMap<NodeId, number>,
  isForward: Uint8Array,
): Int32Array => {
  const roots = Int32Array.from(nodes, (_, id) => id)
  nodes.forEach(({ form }, id) => {
    if (form.tag !== 'elementwise' || isForward[id] !== 1) return
    const own = new Set(
      form.operands.filter((operand) => !numbers.has(operand)).map((operand) => at(roots, operand)),
    )
    const [root] = own
    if (root !== undefined && own.size === 1 && at(nodes, root).dtype === 'f32') roots[id] = root
  })
  return roots
}

const lanes = [dim('n')]

/** The members of a region as functions of one vector. */
const functionsOf = (
  { nodes }: Graph,
  root: NodeId,
  members: readonly NodeId[],
  numbers: ReadonlyMap<NodeId, number>,
): { readonly x: AnyTensor; readonly of: ReadonlyMap<NodeId, AnyTensor> } => {
  const x = input('x', lanes, 'f32')
  const of = new Map<NodeId, AnyTensor>([[root, x]])
  const operandOf = (id: NodeId): AnyTensor => {
    const value = numbers.get(id)
    const { dtype } = at(nodes, id)
    if (value === undefined) return known(of.get(id), 'member of a region')
    return dtype === 'f32' ? filled(value, lanes) : repeatedNumber(value, dtype)
  }
  for (const id of members) {
    const { form, dtype } = at(nodes, id)
    of.set(id, node(withOperands(form, operandsOf(form).map(operandOf)), lanes, dtype))
  }
  return { x, of }
}

const repeatedNumber = (value: number, dtype: AnyTensor['dtype']): AnyTensor =>
  node(
    { tag: 'move', operand: node({ tag: 'constant', value }, [], dtype), rows: [], guards: [], fill: 0 },
    lanes,
    dtype,
  )

const probes = Float64Array.from({ length: 49 }, (_, k) => (k - 24) / 2)

/** What slopes at the probes make of a function; nothing where it is no activation. */
const kindOf = (slopes: Float64Array, share: number): Pick<Activation, 'kind' | 'steepest'> | undefined => {
  const sizes = slopes.map(Math.abs)
  const steepest = sizes.reduce((most, x) => Math.max(most, x), 0)
  if (!sizes.every(Number.isFinite) || steepest === 0) return undefined
  const [left, right] = [at(sizes, 0), at(sizes, sizes.length - 1)]
  if (left === 0 || right === 0) return { kind: 'rectifying', steepest }
  const inner = sizes.filter((_, k) => Math.abs(at(probes, k)) <= 6).reduce((most, x) => Math.max(most, x), 0)
  const fades = (end: number, before: number): boolean => end < share * steepest && end < before / 2
  const isFlat = fades(left, at(sizes, 12)) || fades(right, at(sizes, 36))
  return isFlat && inner > 0.9 * steepest ? { kind: 'saturating', steepest } : undefined
}

/** What is known of one region: its members in order, and which of them something outside uses. */
interface Region {
  readonly root: NodeId
  readonly members: readonly NodeId[]
  readonly isSeen: (id: NodeId) => boolean
}

const regionsIn = (graph: Graph, roots: Int32Array, isForward: Uint8Array): readonly Region[] => {
  const { nodes, outputs } = graph
  const seen = new Uint8Array(nodes.length)
  for (const { node: id } of outputs) seen[id] = 1
  const members = new Map<NodeId, NodeId[]>()
  nodes.forEach(({ form }, id) => {
    if (isForward[id] !== 1) return
    const root = at(roots, id)
    const others = members.get(root)
    if (root !== id && others === undefined) members.set(root, [id])
    else if (root !== id) others?.push(id)
    for (const operand of operandsOf(form)) if (at(roots, operand) !== root) seen[operand] = 1
  })
  return [...members].map(([root, own]) => ({ root, members: own, isSeen: (id) => seen[id] === 1 }))
}

/** The activations among some members as functions of a root. */
const judged = (
  graph: Graph,
  root: NodeId,
  { members, among }: { readonly members: readonly NodeId[]; readonly among: readonly NodeId[] },
  numbers: ReadonlyMap<NodeId, number>,
  share: number,
): readonly Activation[] => {
  if (among.length === 0) return []
  const { x, of } = functionsOf(graph, root, members, numbers)
  const values = among.map((id) => known(of.get(id), 'function'))
  const tangents = pushforward(values, [{ of: x, tangent: filled(1, lanes) }])
  const slopesOf = (which: readonly AnyTensor[], points: Float64Array): readonly Float64Array[] => {
    const sizes = new Map([['n', points.length]])
    const found = evaluate([...which, x], new Map([['x', Float32Array.from(points)]]), { sizes })
    return E.isLeft(found) ? [] : found.right.map(({ data }) => data)
  }
  const atProbes = slopesOf(tangents, probes)
  return among.flatMap((id, k) => {
    const kind = kindOf(at(atProbes, k), share)
    const slopes = (points: Float64Array): Float64Array => at(slopesOf([at(tangents, k)], points), 0)
    return kind === undefined ? [] : [{ node: id, root, ...kind, slopes }]
  })
}

/** Members through which alone later ones depend on the root: from there on the rest is a function of them. */
const passagesIn = ({ nodes }: Graph, { root, members }: Region): ReadonlySet<NodeId> => {
  const lastUse = new Map<NodeId, NodeId>()
  for (const id of members) for (const operand of operandsOf(at(nodes, id).form)) lastUse.set(operand, id)
  const found = new Set<NodeId>()
  let open = lastUse.get(root) ?? root
  for (const id of members) {
    if (open <= id) found.add(id)
    open = Math.max(open, lastUse.get(id) ?? id)
  }
  return found
}

/** How many members are looked at first; four times as many where there is no activation among them. */
const narrow = 8

/**
 * The activations among the forward nodes; a slope below `share` of the largest counts as flat. Where everything later
 * goes through an activation, it is one of its own, and what follows is a function of it: of σ(z)² it is σ(z).
 */
export const activationsIn = (graph: Graph, isForward: Uint8Array, share: number): readonly Activation[] => {
  const numbers = numbersIn(graph)
  const isFloat = (id: NodeId): boolean => at(graph.nodes, id).dtype === 'f32'
  const found: Activation[] = []
  for (const region of regionsIn(graph, rootsIn(graph, numbers, isForward), isForward)) {
    const passages = passagesIn(graph, region)
    const { members } = region
    let { root } = region
    let start = 0
    let width = narrow
    while (start < members.length) {
      const first = members.slice(start, start + width)
      const isAll = start + width >= members.length
      const among = first.filter((id) => isFloat(id) && passages.has(id))
      const cut = judged(graph, root, { members: first, among }, numbers, share)[0]
      if (cut !== undefined) {
        found.push(cut)
        root = cut.node
        start += first.indexOf(cut.node) + 1
        width = narrow
      } else if (isAll) {
        const seen = first.filter((id) => isFloat(id) && region.isSeen(id) && !passages.has(id))
        found.push(...judged(graph, root, { members: first, among: seen }, numbers, share))
        break
      } else width *= 4
    }
  }
  return found.toSorted((a, b) => a.node - b.node)
}
