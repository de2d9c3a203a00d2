/**
 * Along which axes of each node the examples lie: what is no such axis tells one unit of a layer from another.
 * Before it: `roles.ts`, `ir/Graph.ts`. After it: `health.ts`.
 * Invariant: the axes start at the data: their symbolic axes, or where no data have one the first axis, or the last
 * where the first is summed with a weight. They are followed through every form; linear in the graph.
 */
import { at } from '../../src/Bug.ts'
import { count, sizeOf } from '../../src/evaluate/meaning.ts'
import type { Sizes } from '../../src/Extent.ts'
import { bodyOf } from '../ir/body.ts'
import type { Graph, GraphNode, NodeId } from '../ir/Graph.ts'

/** For each axis of a node whether examples lie along it. */
export type Flags = readonly boolean[]

export interface DataAxes {
  readonly flagsOf: (id: NodeId) => Flags
  /** Whether examples are summed with a weight, which they never are. */
  readonly isMixed: boolean
}

type FormOf<Tag extends GraphNode['form']['tag']> = Extract<GraphNode['form'], { readonly tag: Tag }>

/** An axis of a reshape keeps what it holds where as many elements lie behind it as before. */
const reshaped = (from: readonly number[], flags: Flags, to: readonly number[]): Flags =>
  to.map((size, k) =>
    flags.some(
      (flag, axis) => flag && from[axis] === size && count(from.slice(axis + 1)) === count(to.slice(k + 1)),
    ),
  )

/** The axes of every node, where those of the inputs are given; a node that is not asked for has none. */
export const dataAxes = (
  { nodes, inputs }: Graph,
  isAsked: (id: NodeId) => boolean,
  given: ReadonlyMap<NodeId, Flags>,
  sizes: Sizes,
): DataAxes => {
  let isMixed = false
  const isInput = new Set(inputs.map(({ node }) => node))
  const found: Flags[] = []
  const numbers = (id: NodeId): readonly number[] => at(nodes, id).shape.map((size) => sizeOf(size, sizes))
  const contracted = ({ left, right, letters }: FormOf<'contract'>): Flags => {
    const of = (own: string, operand: NodeId): ReadonlyMap<string, boolean> =>
      new Map([...own].map((letter, k) => [letter, found[operand]?.[k] === true]))
    const [l, r] = [of(letters.left, left), of(letters.right, right)]
    for (const [letter, flag] of l)
      if (!letters.out.includes(letter) && r.has(letter) && flag !== r.get(letter)) isMixed = true
    return [...letters.out].map((letter) => l.get(letter) === true || r.get(letter) === true)
  }
  const flagsOf = (id: NodeId, { form, shape }: GraphNode): Flags => {
    const none = shape.map(() => false)
    const of = (operand: NodeId): Flags => found[operand] ?? []
    switch (form.tag) {
      case 'elementwise':
        return none.map((_, k) => form.operands.some((operand) => of(operand)[k] === true))
      case 'reduce':
        return of(form.operand).filter((_, axis) => !form.axes.includes(axis))
      case 'contract':
        return contracted(form)
      case 'move':
        return none.map((_, k) =>
          form.rows.some((row, axis) => of(form.operand)[axis] === true && at(row.coefficients, k) !== 0),
        )
      case 'reshape':
        return reshaped(numbers(form.operand), of(form.operand), numbers(id))
      case 'gather':
        return none.map((_, k) => {
          const index = at(nodes, form.index).shape.length
          const inOperand = k < form.batch ? k : k >= index ? k - index + form.batch + 1 : -1
          return of(form.index)[k] === true || of(form.operand)[inOperand] === true
        })
      case 'scan':
        return [false, ...of(at(form.operands, form.result)).slice(0, shape.length - 1)]
      default:
        return none
    }
  }
  nodes.forEach((node, id) => {
    const none = node.shape.map(() => false)
    found.push(isInput.has(id) ? (given.get(id) ?? none) : isAsked(id) ? flagsOf(id, node) : none)
  })
  return { flagsOf: (id) => at(found, id), isMixed }
}

/** The axes of the data of a graph: its inputs but for the parameters. */
export const examplesIn = (
  graph: Graph,
  parameters: ReadonlySet<NodeId>,
  isForward: (id: NodeId) => boolean,
  sizes: Sizes,
): DataAxes => {
  const shapeOf = (id: NodeId): GraphNode['shape'] => at(graph.nodes, id).shape
  const isSymbolic = (id: NodeId): boolean => shapeOf(id).some((size) => typeof size !== 'number')
  const data = graph.inputs
    .map(({ node }) => node)
    .filter((node) => !parameters.has(node) || isSymbolic(node))
  const followed = (given: ReadonlyMap<NodeId, Flags>): DataAxes => dataAxes(graph, isForward, given, sizes)
  const symbolic = data.map((id) => [id, shapeOf(id).map((size) => typeof size !== 'number')] as const)
  if (data.some(isSymbolic)) return followed(new Map(symbolic))
  const chosen = data.flatMap((id): readonly (readonly [NodeId, Flags])[] => {
    const rank = shapeOf(id).length
    const fits = [0, rank - 1]
      .map((axis) => shapeOf(id).map((_, k) => k === axis))
      .find((flags) => rank > 0 && !followed(new Map([[id, flags]])).isMixed)
    return fits === undefined ? [] : [[id, fits]]
  })
  return followed(new Map(chosen))
}

/** The axes inside a loop: carries and constants have those of what they are given, elements those behind the turn. */
export const axesInside = (scan: FormOf<'scan'>, outside: DataAxes, sizes: Sizes): DataAxes => {
  const body = bodyOf(scan.loop)
  const { carries, elements } = scan.loop
  const given = body.inputs.map(({ node }, k) => {
    const flags = outside.flagsOf(at(scan.operands, k))
    const isElement = k >= carries.length && k < carries.length + elements.length
    return [node, isElement ? flags.slice(1) : flags] as const
  })
  return dataAxes(body, () => true, new Map(given), sizes)
}
