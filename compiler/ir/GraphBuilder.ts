/**
 * Building a graph: nodes go in one after the other, and equal nodes are one.
 * Before it: `Graph.ts`. After it: `linearise`, `simplify`, `prune`, the reader of graph JSON.
 * Invariant: no two nodes of a builder are equal. Operations and monoids are equal by name, numbers by `Object.is`
 * (0 is not −0), data and the bodies of loops by contents, everything else by structure.
 */
import { at } from '../../src/Bug.ts'
import type { TypedArray } from '../../src/DType.ts'
import * as extent from '../../src/Extent.ts'
import type { Extent } from '../../src/Extent.ts'
import * as shapes from '../../src/Shape.ts'
import type { Loop, Row } from '../../src/Tensor.ts'
import { operandsOf } from '../../src/operands.ts'
import { bodyOf } from './body.ts'
import type { GraphNode, NodeId } from './Graph.ts'

export interface GraphBuilder {
  /** All nodes so far; the position is the name. */
  readonly nodes: readonly GraphNode[]
  /** The name of the node equal to this one, which is added where there is none. */
  readonly add: (node: GraphNode) => NodeId
}

/** An empty graph to add to; a table of names, open-addressed by hash, finds equal nodes. */
export const graphBuilder = (): GraphBuilder => {
  const nodes: GraphNode[] = []
  const hashes: number[] = []
  const hash = hasher()
  let table = new Int32Array(1024).fill(-1)

  const place = (wanted: number, stopsAt: (id: NodeId) => boolean): number => {
    const mask = table.length - 1
    let slot = wanted & mask
    for (let id = at(table, slot); id >= 0 && !stopsAt(id); id = at(table, slot)) slot = (slot + 1) & mask
    return slot
  }
  const grow = (): void => {
    table = new Int32Array(table.length * 2).fill(-1)
    hashes.forEach((old, id) => (table[place(old, () => false)] = id))
  }
  const loops: Loop[] = []
  /** Equal loops are one here, so that the results of a loop are known by it. */
  const withOneLoop = (node: GraphNode): GraphNode => {
    const { form } = node
    if (form.tag !== 'scan' || loops.includes(form.loop)) return node
    const met = loops.find((loop) => sameLoop(loop, form.loop))
    if (met === undefined) loops.push(form.loop)
    return met === undefined ? node : { ...node, form: { ...form, loop: met } }
  }
  const add = (given: GraphNode): NodeId => {
    const node = withOneLoop(given)
    const wanted = hash(node)
    const slot = place(wanted, (id) => hashes[id] === wanted && sameNode(at(nodes, id), node))
    const found = at(table, slot)
    if (found >= 0) return found
    const id = nodes.length
    nodes.push(node)
    hashes.push(wanted)
    table[slot] = id
    if (nodes.length * 2 > table.length) grow()
    return id
  }
  return { nodes, add }
}

const every = <A>(a: ArrayLike<A>, b: ArrayLike<A>, equal: (x: A, y: A) => boolean): boolean => {
  if (a === b) return true
  if (a.length !== b.length) return false
  for (let k = 0; k < a.length; k++) if (!equal(at(a, k), at(b, k))) return false
  return true
}

const same = (a: unknown, b: unknown): boolean => a === b

const sameRow = (a: Row, b: Row): boolean =>
  a.divisor === b.divisor &&
  extent.same(a.offset, b.offset) &&
  extent.same(a.extent, b.extent) &&
  every(a.coefficients, b.coefficients, same)

const sameValue = (a: number | TypedArray, b: number | TypedArray): boolean =>
  typeof a === 'number' || typeof b === 'number' ? Object.is(a, b) : every<number>(a, b, Object.is)

/** Whether two nodes are one: the same form of the same operands, with the same shape and dtype. */
export const sameNode = (a: GraphNode, b: GraphNode): boolean =>
  a.dtype === b.dtype && (a.shape === b.shape || shapes.same(a.shape, b.shape)) && sameForm(a.form, b.form)

const sameForm = (a: GraphNode['form'], b: GraphNode['form']): boolean => {
  switch (a.tag) {
    case 'constant':
      return b.tag === 'constant' && sameValue(a.value, b.value)
    case 'input':
      return b.tag === 'input' && a.name === b.name
    case 'index':
      return (
        b.tag === 'index' &&
        extent.same(a.offset, b.offset) &&
        every(a.coefficients, b.coefficients, extent.same)
      )
    case 'elementwise':
      return b.tag === 'elementwise' && a.op.name === b.op.name && every(a.operands, b.operands, same)
    case 'reduce':
      return (
        b.tag === 'reduce' &&
        a.monoid.name === b.monoid.name &&
        a.operand === b.operand &&
        every(a.axes, b.axes, same)
      )
    case 'contract':
      return (
        b.tag === 'contract' &&
        a.left === b.left &&
        a.right === b.right &&
        a.letters.left === b.letters.left &&
        a.letters.right === b.letters.right &&
        a.letters.out === b.letters.out
      )
    case 'move':
      return (
        b.tag === 'move' &&
        a.operand === b.operand &&
        Object.is(a.fill, b.fill) &&
        every(a.rows, b.rows, sameRow) &&
        every(a.guards, b.guards, sameRow)
      )
    case 'reshape':
      return b.tag === 'reshape' && a.operand === b.operand
    case 'gather':
    case 'scatter':
      return b.tag === a.tag && a.operand === b.operand && a.index === b.index && a.batch === b.batch
    case 'scan':
      return (
        b.tag === 'scan' &&
        a.result === b.result &&
        extent.same(a.steps, b.steps) &&
        every(a.operands, b.operands, same) &&
        sameLoop(a.loop, b.loop)
      )
  }
}

/** The pairs that were compared: loops within loops are met more than once. */
const compared = new WeakMap<Loop, WeakMap<Loop, boolean>>()

/** Whether two loops are one: their bodies are the same, node by node. */
const sameLoop = (a: Loop, b: Loop): boolean => {
  if (a === b) return true
  const known = compared.get(a)?.get(b)
  if (known !== undefined) return known
  const [p, q] = [bodyOf(a), bodyOf(b)]
  const result =
    a.carries.length === b.carries.length &&
    a.elements.length === b.elements.length &&
    every(p.nodes, q.nodes, sameNode) &&
    every(p.inputs, q.inputs, (x, y) => x.node === y.node) &&
    every(p.outputs, q.outputs, (x, y) => x.node === y.node)
  compared.set(a, (compared.get(a) ?? new WeakMap<Loop, boolean>()).set(b, result))
  return result
}

/** A hash of a node by its structure; texts count by the order in which they were met. */
const hasher = (): ((node: GraphNode) => number) => {
  const met = new Map<string, number>()
  const known = new WeakMap<object, number>()
  const double = new Float64Array(1)
  const words = new Int32Array(double.buffer)
  let hash = 0

  const mix = (word: number): void => {
    hash = Math.imul(hash ^ word, 0x9e3779b1)
    hash ^= hash >>> 15
  }
  const text = (value: string): void => {
    const number = met.get(value) ?? met.size
    met.set(value, number)
    mix(number)
  }
  const number = (value: number): void => {
    double[0] = value
    mix(at(words, 0))
    mix(at(words, 1))
  }
  const size = (value: Extent): void => (typeof value === 'number' ? mix(value) : text(value.name))
  const row = ({ coefficients, offset, divisor, extent: bound }: Row): void => {
    coefficients.forEach(mix)
    size(offset)
    mix(divisor)
    size(bound)
  }
  const contents = (array: TypedArray): void => {
    const before = hash
    const found = known.get(array)
    hash = found ?? array.length
    if (found === undefined) array.forEach(number)
    known.set(array, hash)
    mix(before)
  }
  const details = (form: GraphNode['form']): void => {
    switch (form.tag) {
      case 'constant':
        return typeof form.value === 'number' ? number(form.value) : contents(form.value)
      case 'input':
        return text(form.name)
      case 'index':
        form.coefficients.forEach(size)
        return size(form.offset)
      case 'elementwise':
        return text(form.op.name)
      case 'reduce':
        text(form.monoid.name)
        return form.axes.forEach(mix)
      case 'contract':
        text(form.letters.left)
        text(form.letters.right)
        return text(form.letters.out)
      case 'move':
        form.rows.forEach(row)
        form.guards.forEach(row)
        return number(form.fill)
      case 'reshape':
        return
      case 'gather':
      case 'scatter':
        return mix(form.batch)
      case 'scan':
        size(form.steps)
        mix(form.result)
        return loop(form.loop)
    }
  }
  /** How many nodes of which forms and shapes; whether two such bodies are the same, `sameNode` says. */
  const loop = (value: Loop): void => {
    const before = hash
    const found = known.get(value)
    hash = found ?? 0
    if (found === undefined)
      for (const { form, shape } of bodyOf(value).nodes) {
        text(form.tag)
        shape.forEach(size)
        if (form.tag === 'elementwise') text(form.op.name)
        operandsOf(form).forEach(mix)
      }
    known.set(value, hash)
    mix(before)
  }
  return ({ form, shape, dtype }) => {
    hash = 0
    text(form.tag)
    text(dtype)
    shape.forEach(size)
    operandsOf(form).forEach(mix)
    details(form)
    return hash
  }
}
