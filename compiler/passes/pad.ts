/**
 * Splits each move that reads outside of its operand into one that never does and a pad, which puts its operand into
 * something larger: the addresses of loops then need no condition.
 * Before it: `regions.ts`, `ir/placement.ts`. After it: fusion.
 * Invariant: what is left of moves is in range, with guards that compare positions, or a pad.
 */
import { at, known } from '../../src/Bug.ts'
import { right } from '../../src/Either.ts'
import * as extent from '../../src/Extent.ts'
import type { Extent } from '../../src/Extent.ts'
import * as move from '../../src/Move.ts'
import type { Move } from '../../src/Move.ts'
import * as moves from '../../src/moves.ts'
import { operandsOf, withOperands } from '../../src/operands.ts'
import type { Row } from '../../src/Tensor.ts'
import type { Graph, GraphNode, NodeId } from '../ir/Graph.ts'
import { renamedGraph, unproven } from '../ir/Graph.ts'
import { graphBuilder } from '../ir/GraphBuilder.ts'
import type { Pass } from '../Pass.ts'
import { sumsOf } from './assemblies.ts'
import { above, axesOf, below, isImplied, positionsWithin, range } from './regions.ts'
import type { Progression } from './regions.ts'
import { trim } from './trim.ts'

/** Moves to apply one after the other; all but pads are in range. Nothing is read where there are none. */
type Split = readonly Move[]

/** The same map over fewer axes: those that nothing reads are repeated afterwards. */
const withoutRepeats = (map: Move): { readonly inner: Move; readonly repeated: readonly number[] } => {
  const read = new Set([...map.rows, ...map.guards].flatMap(axesOf))
  const kept = [...map.shape.keys()].filter((axis) => read.has(axis))
  const pick = (row: Row): Row => ({ ...row, coefficients: kept.map((axis) => at(row.coefficients, axis)) })
  return {
    inner: {
      shape: kept.map((axis) => at(map.shape, axis)),
      rows: map.rows.map(pick),
      guards: map.guards.map(pick),
    },
    repeated: [...map.shape.keys()].filter((axis) => !read.has(axis)),
  }
}

/** A row as it is at the positions of a region. */
const within = (row: Row, region: readonly Progression[]): Row | undefined => {
  const coefficients = row.coefficients.map((c, k) => (c * at(region, k).step) / row.divisor)
  const first = row.coefficients.reduce(
    (sum, c, k) => extent.add(sum, extent.mul(c, at(region, k).start)),
    row.offset,
  )
  const offset = extent.divide(first, row.divisor)
  return offset !== undefined && coefficients.every(Number.isInteger)
    ? { coefficients, offset, divisor: 1, extent: row.extent }
    : undefined
}

/** Whether an extent is known to be 0 or more wherever the program runs. */
type IsSize = (size: Extent) => boolean

/** Reads the operand first and pads what was read, where that is a box within the result. */
const padLast = (map: Move, isSize: IsSize): Split | undefined => {
  const { inner, repeated } = withoutRepeats(map)
  const conditions = [...inner.rows, ...inner.guards].filter((row) => !move.inRange(row, inner.shape))
  if (conditions.some((row) => axesOf(row).length !== 1)) return undefined
  const region = inner.shape.map((size, axis) =>
    positionsWithin(
      conditions.filter((row) => axesOf(row)[0] === axis),
      axis,
      size,
    ),
  )
  const found = region.flatMap((progression) => progression ?? [])
  if (found.length < region.length) return undefined
  if (found.some(({ count }) => typeof count === 'number' && count <= 0)) return []
  if (!found.every(({ count }) => isSize(count))) return undefined
  const rows = inner.rows.flatMap((row) => within(row, found) ?? [])
  const read = move.normal({ shape: found.map(({ count }) => count), rows, guards: [] })
  if (rows.length < inner.rows.length || !move.isTotal(read)) return undefined
  const placed = move.normal({
    shape: inner.shape,
    rows: found.map(({ start, step, count }, axis) => ({
      ...move.unit(found.length, axis, count),
      offset: extent.negate(start),
      divisor: step,
    })),
    guards: [],
  })
  return [read, placed, moves.repeatAlong(repeated, map.shape)]
}

/** Pads the operand by all that any row reads outside of it, and reads the pad. */
const padFirst = ({ shape, rows, guards }: Move): Split => {
  const bounds = rows.map((row) => {
    const [least, most] = range(row, shape)
    const end = extent.mul(row.divisor, extent.sub(row.extent, 1))
    return { least: below(least, 0), most: above(above(most, end), -1) }
  })
  const padded: Move = {
    shape: bounds.map(({ least, most }) => extent.add(extent.sub(most, least), 1)),
    rows: rows.map((row, axis) => ({
      ...move.unit(rows.length, axis, row.extent),
      offset: at(bounds, axis).least,
      divisor: row.divisor,
    })),
    guards: [],
  }
  const read: Move = {
    shape,
    rows: rows.map((row, axis) => ({
      coefficients: row.coefficients,
      offset: extent.sub(row.offset, at(bounds, axis).least),
      divisor: 1,
      extent: at(padded.shape, axis),
    })),
    guards: guards.filter((guard) => !isImplied(guard, { rows })),
  }
  return [move.normal(padded), move.normal(read)]
}

/** Whether the rows of a move stay within the operand; guards alone are conditions on positions. */
const readsInside = ({ rows, shape }: Move): boolean => rows.every((row) => move.inRange(row, shape))

/** A condition on positions stays one, but where pads are stored side by side. */
const split = (map: Move, assembled: boolean, isSize: IsSize): Split => {
  if (map.shape.includes(0)) return []
  if (readsInside(map)) return (assembled ? padLast(map, isSize) : undefined) ?? [map]
  return padLast(map, isSize) ?? padFirst(map)
}

/** What is in range everywhere is never filled: one map, one writing. */
const filling = (map: Move, fill: number): number => (move.isTotal(map) ? 0 : fill)

/** Whether a node is 0 wherever it reads nothing, which may be somewhere. */
const isTerm = ({ form, shape }: GraphNode): boolean =>
  form.tag === 'move' && Object.is(form.fill, 0) && !move.isTotal({ ...form, shape })

/** What is proven, and what the nodes of the graph have for an extent. */
const sizesIn = ({ nodes, assumed }: Graph): IsSize => {
  const met = new Set([...unproven(nodes), ...assumed].map(extent.show))
  return (size) => extent.isNonNegative(size) || met.has(extent.show(size))
}

/** Whether a node is as the pass would leave it, whatever sums it is in. */
const isSettled = (node: GraphNode): boolean => {
  const { form, shape } = node
  if (form.tag !== 'move') return true
  const map = { ...form, shape }
  return (
    !shape.includes(0) &&
    readsInside(map) &&
    !isTerm(node) &&
    !move.isIdentity(map) &&
    Object.is(filling(map, form.fill), form.fill)
  )
}

export const pad: Pass<Graph, Graph> = {
  name: 'pad',
  purpose: 'splits moves that read outside of their operands into pads and moves that do not',
  run: (graph) => {
    if (graph.nodes.every(isSettled)) return right({ value: graph, renaming: [...graph.nodes.keys()] })
    const { add, nodes } = graphBuilder()
    const terms = new Set(sumsOf(graph, (id) => isTerm(at(graph.nodes, id))).flatMap(({ parts }) => parts))
    const isSize = sizesIn(graph)
    let emptied = false
    const padded = (node: GraphNode, from: NodeId): NodeId => {
      const { form, shape, dtype } = node
      if (form.tag !== 'move') return add(node)
      const maps = split({ shape, rows: form.rows, guards: form.guards }, terms.has(from), isSize)
      if (maps.length === 0) {
        emptied = true
        const fill = add({ form: { tag: 'constant', value: form.fill }, shape: [], dtype })
        const { rows, guards } = moves.repeat([], shape)
        return shape.length === 0
          ? fill
          : add({ form: { ...form, operand: fill, rows, guards }, shape, dtype })
      }
      return maps.reduce(
        (operand, map) =>
          move.isIdentity(map)
            ? operand
            : add({
                form: {
                  tag: 'move',
                  operand,
                  rows: map.rows,
                  guards: map.guards,
                  fill: filling(map, form.fill),
                },
                shape: map.shape,
                dtype,
              }),
        form.operand,
      )
    }
    const renaming: NodeId[] = []
    graph.nodes.forEach((node, from) => {
      const operands = operandsOf(node.form).map((operand) => known(renaming[operand], 'operand'))
      renaming.push(padded({ ...node, form: withOperands(node.form, operands) }, from))
    })
    const value = renamedGraph(graph, nodes, renaming)
    if (!emptied) return right({ value, renaming })
    // What only moves of nothing have read is needed no more.
    const trimmed = trim(value)
    return right({ value: trimmed.graph, renaming: renaming.map((id) => trimmed.renaming[id]) })
  },
}
