/**
 * How healthy a network is on some data: units that are dead or saturated, gradients that vanish or explode from layer
 * to layer.
 * Before it: `Prepared.ts`, `single.ts`, `activations.ts`, `layers.ts`, `dataAxes.ts`, `derivation.ts`. After it:
 * `showHealth.ts`, the command line, the page.
 * Invariant: values are those of float32; a unit is a position beside the examples, and stuck only where its slope is 0
 * or flat on all of them. Linear in the graph.
 */
import { either as E } from 'fp-ts'
import { at } from '../../src/Bug.ts'
import type { Either } from '../../src/Either.ts'
import type { EvaluateOptions } from '../../src/evaluate.ts'
import type { Value } from '../../src/evaluate/meaning.ts'
import { offsets } from '../../src/evaluate/meaning.ts'
import * as extent from '../../src/Extent.ts'
import type { NonEmpty } from '../../src/NonEmpty.ts'
import { operandsOf } from '../../src/operands.ts'
import { valueAndGrad } from '../../src/program/gradient.ts'
import type { Program } from '../../src/Program.ts'
import { isTensor } from '../../src/Tensor.ts'
import type { AnyTensor } from '../../src/Tensor.ts'
import { entries } from '../../src/Tree.ts'
import type { CompileError } from '../CompileError.ts'
import type { Graph, NodeId } from '../ir/Graph.ts'
import { activationsIn } from './activations.ts'
import type { Activation } from './activations.ts'

import { boardOf } from './derivation.ts'
import type { Board } from './derivation.ts'
import { forwardIn, seedsIn } from './forward.ts'
import { axesInside, examplesIn } from './dataAxes.ts'
import type { DataAxes, Flags } from './dataAxes.ts'
import type { ActivationView, HealthReport, Thresholds } from './HealthReport.ts'
import { boardInside } from './inside.ts'
import { layersIn } from './layers.ts'
import type { Layer } from './layers.ts'
import { layerViews } from './layerViews.ts'
import { prepared } from './Prepared.ts'
import type { Inputs, Prepared } from './Prepared.ts'
import { parametersIn } from './roles.ts'
import { runSingle, runTurn } from './single.ts'
import type { Run, Scan } from './single.ts'

export interface HealthOptions extends EvaluateOptions, Partial<Thresholds> {}

const isLoss = ({ dtype, shape }: AnyTensor): boolean => dtype === 'f32' && shape.length === 0

/** The program with gradients, its own or those of its first scalar output; as it is where it has none. */
const differentiated = (program: Program): Program => {
  if (program.derivation.length > 0) return program
  const [loss] = entries<AnyTensor>(program.outputs, isTensor).find(([, tensor]) => isLoss(tensor)) ?? []
  const wrt = entries<AnyTensor>(program.inputs, isTensor).flatMap(([path, { dtype }]) =>
    dtype === 'f32' ? [path] : [],
  )
  return loss === undefined || wrt.length === 0 ? program : valueAndGrad({ of: loss, wrt })(program)
}

/** The place of each element among the units: along no axis of the examples. */
const unitsOf = (
  shape: readonly number[],
  flags: Flags,
): { readonly unit: Float64Array; readonly units: number } => {
  let units = 1
  const steps = shape.map(() => 0)
  for (let axis = shape.length - 1; axis >= 0; axis--)
    if (flags[axis] !== true) {
      steps[axis] = units
      units *= at(shape, axis)
    }
  return { unit: offsets(shape, steps), units }
}

const usual: Thresholds = { flat: 0.02, dead: 0.5, saturated: 0.5, vanishing: 1e-3 }

/** How many elements of some values are stuck, and how many units are on all of them. */
const judged = (
  { node, root, kind, steepest, slopes }: Activation,
  values: readonly Value[],
  flags: Flags,
  thresholds: Thresholds,
  board: Board,
): ActivationView => {
  const shape = values[0]?.shape ?? []
  const { unit, units } = unitsOf(shape, flags)
  const isFree = new Uint8Array(units)
  let flat = 0
  let elements = 0
  for (const { data } of values) {
    elements += data.length
    slopes(data).forEach((slope, i) => {
      const isStuck = kind === 'rectifying' ? slope === 0 : Math.abs(slope) < thresholds.flat * steepest
      if (isStuck) flat += 1
      else isFree[at(unit, i)] = 1
    })
  }
  const stuck = elements === 0 ? 0 : isFree.filter((free) => free === 0).length
  const share = elements === 0 ? 0 : flat / elements
  const isDead = kind === 'rectifying' && units > 0 && stuck / units >= thresholds.dead
  const isSaturated = kind === 'saturating' && share >= thresholds.saturated
  return {
    node,
    name: board.textOf(node),
    formula: board.nameOf(node) === undefined ? board.textOf(root) : board.formulaOf(node),
    kind,
    share,
    units,
    stuck,
    elements,
    ...(isDead ? { finding: 'dead' } : isSaturated ? { finding: 'saturated' } : {}),
  }
}

/** Nodes from which a later layer is reached. */
const beforeLayers = ({ nodes }: Graph, layers: readonly Layer[]): Uint8Array => {
  const found = new Uint8Array(nodes.length)
  for (const { node } of layers) for (const operand of operandsOf(at(nodes, node).form)) found[operand] = 1
  for (let id = nodes.length - 1; id >= 0; id--)
    if (found[id] === 1) for (const operand of operandsOf(at(nodes, id).form)) found[operand] = 1
  return found
}

/** The activations inside a loop, on the values of all its turns. */
const insideLoop = (
  run: Run,
  id: NodeId,
  scan: Scan,
  axes: DataAxes,
  outside: Board,
  thresholds: Thresholds,
): readonly ActivationView[] => {
  const rows = run.rowsOf(scan)
  const first = rows[0]
  if (first === undefined || rows.length < 2) return []
  const { graph } = runTurn(scan, first, 0, run.valueOf, run.sizes)
  const found = activationsIn(graph, new Uint8Array(graph.nodes.length).fill(1), thresholds.flat)
  if (found.length === 0) return []
  const roots = new Set(found.map(({ root }) => root))
  const turns = rows
    .slice(0, -1)
    .map((row, turn) => runTurn(scan, row, turn, run.valueOf, run.sizes, (node) => roots.has(node)))
  const inside = axesInside(scan, axes, run.sizes)
  const board = boardInside(scan, outside, 'turn')
  return found.map((one) => ({
    ...judged(
      one,
      turns.map((turn) => turn.valueOf(one.root)),
      inside.flagsOf(one.root),
      thresholds,
      board,
    ),
    loop: id,
  }))
}

/** How many examples there are, and the names of the axes along which they lie. */
const examplesOf = (run: Run, axes: DataAxes): HealthReport['examples'] => {
  const found = run.graph.inputs
    .map(({ node }) => ({
      node,
      along: [...axes.flagsOf(node).keys()].filter((k) => axes.flagsOf(node)[k] === true),
    }))
    .toSorted((a, b) => b.along.length - a.along.length)[0]
  if (found === undefined || found.along.length === 0) return undefined
  const { shape } = at(run.graph.nodes, found.node)
  const sizes = run.valueOf(found.node).shape
  return {
    count: found.along.reduce((product, k) => product * at(sizes, k), 1),
    along: found.along.map((k) => extent.show(at(shape, k))).join('×'),
  }
}

const reported = (
  program: Program,
  { subject, inputs, sizes, refused }: Prepared,
  thresholds: Thresholds,
): HealthReport => {
  const { graph } = subject
  const isForward = forwardIn(graph)
  const learnt = new Set(
    [...parametersIn(program)].flatMap(({ form }) => (form.tag === 'input' ? [form.name] : [])),
  )
  const parameters = new Set(graph.inputs.filter(({ path }) => learnt.has(path)).map(({ node }) => node))
  const axes = examplesIn(graph, parameters, (id) => isForward[id] === 1, sizes)
  const layers = layersIn(graph, parameters, isForward)
  const leads = beforeLayers(graph, layers)
  const ofLayer = new Set(layers.map(({ node }) => node))
  const isOutput = new Set(graph.outputs.map(({ node }) => node))
  const activations = activationsIn(graph, isForward, thresholds.flat).filter(
    ({ node, root, kind }) =>
      kind === 'saturating' || leads[node] === 1 || isOutput.has(node) || ofLayer.has(root),
  )
  const loops = graph.nodes.flatMap(({ form }, id) =>
    form.tag === 'scan' && isForward[id] === 1 ? [[id, form] as const] : [],
  )
  const once = [...new Map(loops.map(([id, scan]) => [scan.loop, [id, scan] as const])).values()]
  const judgedNodes = new Set([...parameters, ...ofLayer])
  const wanted = new Set([
    ...activations.map(({ root }) => root),
    ...graph.derivation.flatMap(({ of, cotangent }) => (judgedNodes.has(of) ? [cotangent] : [])),
    ...once.flatMap(([, { operands }]) => operands),
  ])
  const run = runSingle(graph, inputs, sizes, (id) => wanted.has(id))
  const board = boardOf(subject)
  const examples = examplesOf(run, axes)
  const isScalar = (id: NodeId): boolean => at(graph.nodes, id).shape.length === 0 && isForward[id] === 1
  const seed = seedsIn(graph).find(isScalar)
  return {
    ...(examples === undefined ? {} : { examples }),
    activations: [
      ...activations.map((one) =>
        judged(one, [run.valueOf(one.root)], axes.flagsOf(one.root), thresholds, board),
      ),
      ...once.flatMap(([id, scan]) => insideLoop(run, id, scan, axes, board, thresholds)),
    ],
    layers: seed === undefined ? [] : layerViews(run, layers, board, thresholds),
    ...(seed === undefined ? {} : { loss: board.textOf(seed) }),
    thresholds,
    refused,
  }
}

/**
 * Units that are dead or saturated, and gradients that vanish or explode, on the data that are given. A program
 * without gradients is differentiated: its first scalar output by its float32 inputs.
 *
 * @example
 * const net = program({ x: f32(dim('n'), 2), W: f32(3, 2), b: f32(3), v: f32(3) }, ({ x, W, b, v }) => ({
 *   loss: mean(matmul(relu(linear(W, b)(x)), v)),
 * }))
 * const x = Float32Array.of(1, 2, 3, 4)
 * const W = new Float32Array(6).fill(0.1)
 * const b = Float32Array.of(0, 0, -9)
 * const { activations } = orThrow(health(net, { x, W, b, v: Float32Array.of(1, 1, 1) }))
 * activations.map(({ formula, units, stuck }) => [formula, units, stuck]) // [['relu(z1)', 3, 1]]
 */
export const health = (
  program: Program,
  inputs: Inputs,
  { sizes, ...options }: HealthOptions = {},
): Either<NonEmpty<CompileError>, HealthReport> =>
  E.map((ready: Prepared) => reported(program, ready, { ...usual, ...options }))(
    prepared(differentiated(program), inputs, sizes === undefined ? {} : { sizes }),
  )
