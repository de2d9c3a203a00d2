/**
 * A graph run in single precision: each node computed in double precision and rounded to float32, as if every node
 * were stored. What rounds to an infinity is infinite from there on: exp(89), which a double holds.
 * Before it: `ir/Graph.ts`, `src/evaluate/meaning.ts`. After it: `blame.ts`, `trace.ts`, `health.ts`.
 * Invariant: moves, reshapes, inputs and constants are not rounded: they hold what is there. Compiled code rounds where
 * it stores; between two stores it may get past an overflow that is found here. Values are dropped after their last
 * use, but for those that are asked for, those that are not finite, and the operands of these.
 */
import { at, Bug, known } from '../../src/Bug.ts'
import { count, formValue, sizeOf } from '../../src/evaluate/meaning.ts'
import type { Value } from '../../src/evaluate/meaning.ts'
import type { Sizes } from '../../src/Extent.ts'
import { operandsOf } from '../../src/operands.ts'
import type { Form, Loop } from '../../src/Tensor.ts'
import { bodyOf } from '../ir/body.ts'
import type { Graph, GraphNode, NodeId } from '../ir/Graph.ts'

export type Scan = Extract<Form<NodeId>, { readonly tag: 'scan' }>

/** A graph with the values of its nodes. */
export interface Run {
  readonly graph: Graph
  readonly sizes: Sizes
  readonly valueOf: (id: NodeId) => Value
  /** For each node how many of its elements are NaN or infinite. */
  readonly bad: Float64Array
  /** The carries of a loop before its first turn and after each, one value a turn. */
  readonly rowsOf: (scan: Scan) => readonly (readonly Value[])[]
}

const isComputed = ({ form, dtype }: GraphNode): boolean =>
  dtype === 'f32' && ['elementwise', 'reduce', 'contract', 'scatter'].includes(form.tag)

/** Rounds the elements where they are. */
const rounded = (data: Float64Array): Float64Array => {
  for (let i = 0; i < data.length; i++) data[i] = Math.fround(at(data, i))
  return data
}

/** How many elements are not finite. */
export const badIn = (data: Float64Array): number => {
  let total = 0
  for (let i = 0; i < data.length; i++) if (!Number.isFinite(at(data, i))) total += 1
  return total
}

/** The elements of a value from `start` on, as many as the shape has. */
export const part = ({ data }: Value, start: number, shape: readonly number[]): Value => ({
  shape,
  data: data.subarray(start, start + count(shape)),
})

const joined = (rows: readonly Value[], shape: readonly number[]): Value => {
  const data = new Float64Array(rows.reduce((length, row) => length + row.data.length, 0))
  let start = 0
  for (const row of rows) {
    data.set(row.data, start)
    start += row.data.length
  }
  return { shape, data }
}

/** What the inputs of a body are in a turn, from the carries before it and the operands of the loop. */
export const givenIn = (
  { loop, operands }: Scan,
  carries: readonly Value[],
  turn: number,
  valueOf: (id: NodeId) => Value,
): readonly Value[] => {
  return bodyOf(loop).inputs.map((_, k) => {
    if (k < carries.length) return at(carries, k)
    const operand = valueOf(at(operands, k))
    if (k >= carries.length + loop.elements.length) return operand
    const shape = operand.shape.slice(1)
    return part(operand, turn * count(shape), shape)
  })
}

interface Ran {
  readonly operands: readonly NodeId[]
  readonly rows: readonly (readonly Value[])[]
}

/** Runs a graph from the values of its inputs, in their order, and keeps those of the nodes that are asked for. */
export const runSingle = (
  graph: Graph,
  inputs: readonly Value[],
  sizes: Sizes,
  isWanted: (id: NodeId) => boolean = () => false,
): Run => {
  const { nodes } = graph
  const values: (Value | undefined)[] = nodes.map(() => undefined)
  const bad = new Float64Array(nodes.length)
  const uses = new Int32Array(nodes.length)
  const kept = new Uint8Array(nodes.length)
  const loops = new Map<Loop, Ran[]>()
  const valueOf = (id: NodeId): Value => known(values[id], `value of node ${id}`)
  for (const { form } of nodes) for (const operand of operandsOf(form)) uses[operand] = at(uses, operand) + 1
  for (const { node } of [...graph.inputs, ...graph.outputs]) kept[node] = 1
  graph.inputs.forEach(({ node }, k) => (values[node] = at(inputs, k)))

  const rowsOf = (scan: Scan): readonly (readonly Value[])[] =>
    known(
      loops
        .get(scan.loop)
        ?.find(({ operands }) => operands.every((operand, k) => operand === scan.operands[k])),
      'run of a loop',
    ).rows
  const ran = (scan: Scan): readonly (readonly Value[])[] => {
    const before = loops.get(scan.loop) ?? []
    const found = before.find(({ operands }) => operands.every((operand, k) => operand === scan.operands[k]))
    if (found !== undefined) return found.rows
    const rows = [scan.operands.slice(0, scan.loop.carries.length).map(valueOf)]
    const turns = sizeOf(scan.steps, sizes)
    for (let turn = 0; turn < turns; turn++) {
      const { graph: body, valueOf: inside } = runTurn(scan, at(rows, turn), turn, valueOf, sizes)
      rows.push(body.outputs.map(({ node }) => inside(node)))
    }
    loops.set(scan.loop, [...before, { operands: scan.operands, rows }])
    return rows
  }
  const computed = (node: GraphNode): Value => {
    const { form } = node
    const shape = node.shape.map((size) => sizeOf(size, sizes))
    if (form.tag === 'input') throw new Bug(`no value for the input ${form.name}`)
    if (form.tag === 'scan')
      return joined(
        ran(form).map((row) => at(row, form.result)),
        shape,
      )
    const data = formValue(form, shape, valueOf, sizes)
    return { shape, data: isComputed(node) ? rounded(data) : data }
  }

  nodes.forEach((node, id) => {
    const value = values[id] ?? computed(node)
    const operands = operandsOf(node.form)
    values[id] = value
    bad[id] = node.dtype === 'f32' ? badIn(value.data) : 0
    if (isWanted(id) || at(bad, id) > 0) kept[id] = 1
    if (at(bad, id) > 0) for (const operand of operands) kept[operand] = 1
    for (const operand of operands) {
      uses[operand] = at(uses, operand) - 1
      if (uses[operand] === 0 && kept[operand] === 0) values[operand] = undefined
    }
    if (uses[id] === 0 && kept[id] === 0) values[id] = undefined
  })
  return { graph, sizes, valueOf, bad, rowsOf }
}

/** Runs the body of a loop for one turn. */
export const runTurn = (
  scan: Scan,
  carries: readonly Value[],
  turn: number,
  valueOf: (id: NodeId) => Value,
  sizes: Sizes,
  isWanted?: (id: NodeId) => boolean,
): Run => runSingle(bodyOf(scan.loop), givenIn(scan, carries, turn, valueOf), sizes, isWanted)

/** The shape of a node in a run. */
export const shapeIn = ({ graph, sizes }: Pick<Run, 'graph' | 'sizes'>, id: NodeId): readonly number[] =>
  at(graph.nodes, id).shape.map((size) => sizeOf(size, sizes))
