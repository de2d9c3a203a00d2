/**
 * What must hold of any program: its stages are well-formed and mean the same, what is compiled lies within the bounds
 * of the interpreter, its gradient is its slope, its graph survives JSON, and it can be read.
 * Before it: `draw.ts`, `../../stages.ts`. After it: the law and the campaign.
 * Invariant: nothing is judged silently: what was compared and what was passed over is counted.
 */
import type { PipelineOptions, Stage, Trace } from '../../../compiler/pipeline.ts'
import { validate } from '../../../compiler/pipeline.ts'
import { exactRules } from '../../../compiler/passes/simplify.ts'
import { fromJSON, toJSON } from '../../../compiler/formats/graphJson.ts'
import { runWithBounds } from '../../../compiler/ir/Graph.ts'
import * as graphs from '../../../compiler/ir/showGraph.ts'
import { at, known } from '../../../src/Bug.ts'
import type { TypedArray } from '../../../src/DType.ts'
import { pullback } from '../../../src/differentiate.ts'
import { number } from '../../../src/construct.ts'
import { evaluate, evaluateWithBounds } from '../../../src/evaluate.ts'
import type { Bounded } from '../../../src/evaluate/bound.ts'
import { show } from '../../../src/notation/show.ts'
import { children } from '../../../src/operands.ts'
import { isTensor } from '../../../src/Tensor.ts'
import type { AnyTensor } from '../../../src/Tensor.ts'
import { postorder } from '../../../src/traverse.ts'
import * as tree from '../../../src/Tree.ts'
import type { Outputs } from '../../stages.ts'
import { call, otherBits, runStage, stageAfter } from '../../stages.ts'
import { orFail } from '../../graphs.ts'
import type { Drawn } from './draw.ts'
import { arrayOf } from './Scene.ts'

export class Count {
  programs = 0
  /** Programs whose integers name no element: the interpreter says so, and nothing else is asked. */
  refused = 0
  elements = 0
  undecided = 0
  /** Elements of programs whose inputs are extreme: most of them are undecided, and none is counted above. */
  extreme = 0
  stages = 0
  gradients = 0
  kinks = 0
  poles = 0
}

/** The ways in which a program is compiled. */
const variants: readonly PipelineOptions[] = [
  {},
  { fuse: false },
  { tile: false },
  { fuse: false, rules: [], tile: false },
  { target: 'wasm' },
  { unroll: 0 },
]

/** Those that differ from the first in their last pass only. */
const alike = [2, 4]

/** The same without the rules that hold of finite numbers only. */
const exactVariants = variants.map((options) => ({ rules: exactRules, ...options }))

const exactly = ['prune', 'pad', 'fuse', 'lower', 'localise'] as const

const fail = (what: string, wrong: readonly string[]): void => {
  if (wrong.length > 0) throw new Error(`${what}: ${wrong.slice(0, 4).join('; ')}`)
}

type Arrays = ReadonlyMap<string, TypedArray>

/** Where values lie outside of their bounds; what is undecided may be anything. */
const outside = (path: string, { data, bound }: Bounded, found: ArrayLike<number>): readonly string[] =>
  found.length !== data.length
    ? [`${path} has ${found.length} elements, not ${data.length}`]
    : [...data].flatMap((value, i) => {
        const [got, limit] = [at(found, i), at(bound, i)]
        const agrees = limit === Infinity || Object.is(got, value) || got === value
        return agrees || Math.abs(got - value) <= limit
          ? []
          : [`${path}[${i}] is ${got}, not ${value} within ${limit}`]
      })

/** The numbers that a target stores: beyond the greatest float is infinity. */
const stored = (data: ArrayLike<number>): readonly number[] =>
  Array.from(data, (x) => (Math.abs(x) >= 2 ** 128 ? Math.sign(x) * Infinity : x))

/** Polynomials in the place of functions are near enough, and sums in another order. */
const agreesWithin = (pass: string, folded: Stage, found: Outputs, { arrays, sizes }: Drawn): void => {
  if (folded.kind !== 'graph') throw new Error('bounds come from a graph')
  for (const [path, value] of orFail(runWithBounds(folded.value, arrays, { sizes })))
    fail(pass, outside(path, value, stored(known(found.get(path), path))))
}

const lastStageAgrees = (trace: Trace, one: Drawn): void => {
  const { pass, stage } = known(trace.at(-1), 'last stage')
  fail(`invalid after ${pass}`, validate(stage))
  agreesWithin(pass, stageAfter(trace, 'expandReductions'), runStage(stage, one.arrays, one.sizes), one)
}

const stagesAgree = (trace: Trace, one: Drawn, count: Count): void => {
  const { arrays, sizes } = one
  for (const { pass, stage } of trace) fail(`invalid after ${pass}`, validate(stage))
  const folded = stageAfter(trace, 'expandReductions')
  const meaning = runStage(folded, arrays, sizes)
  agreesWithin('expandReductions', stageAfter(trace, 'simplify'), meaning, one)
  for (const pass of exactly) fail(pass, otherBits(meaning, runStage(stageAfter(trace, pass), arrays, sizes)))
  const expanded = runStage(stageAfter(trace, 'expand'), arrays, sizes)
  agreesWithin('expand', folded, expanded, one)
  for (const { pass, stage } of trace.slice(trace.findIndex((entry) => entry.pass === 'plan')))
    fail(pass, otherBits(expanded, runStage(stage, arrays, sizes)))
  count.stages += trace.length
}

/** The outputs of the program as it was written, in double precision with bounds, against those of the target. */
const withinBounds = (
  { program, scene }: Drawn,
  wanted: readonly Bounded[],
  outputs: Outputs,
  count: Count,
): void => {
  const entries = tree.entries(program.outputs, isTensor)
  entries.forEach(([path], k) => {
    const value = at(wanted, k)
    fail('compiled', outside(path, value, known(outputs.get(path), path)))
    const { length } = value.data
    if (scene.isExtreme) count.extreme += length
    else {
      count.elements += length
      count.undecided += value.bound.filter((limit) => limit === Infinity).length
    }
  })
}

const throughJSON = (trace: Trace): void => {
  for (const { pass, stage } of trace) {
    if (stage.kind !== 'graph') continue
    const text = JSON.stringify(toJSON(stage.value))
    const read = fromJSON(JSON.parse(text))
    if (read._tag === 'Left')
      fail(
        `JSON after ${pass}`,
        read.left.map(({ sentence }) => sentence),
      )
    else if (
      JSON.stringify(toJSON(read.right)) !== text ||
      graphs.show(read.right) !== graphs.show(stage.value)
    )
      fail(`JSON after ${pass}`, ['is another graph'])
  }
}

/** The most characters of one formula, and of all that a program prints. */
const longest = { formula: 2000, program: 20_000 }

const canBeRead = ({ program }: Drawn): void => {
  for (const [path, tensor] of tree.entries(program.outputs, isTensor)) {
    const { length } = show(tensor)
    if (length > longest.formula) fail('show', [`${path} takes ${length} characters`])
  }
  const { length } = String(program)
  if (length > longest.program) fail('show', [`the program takes ${length} characters`])
}

const step = 2 ** -10

/** Values on a line through the point, in double precision. */
const lineOf =
  (loss: AnyTensor, { arrays, sizes }: Drawn, along: Arrays) =>
  (t: number): number => {
    const there = new Map(
      [...arrays].map(([name, array]): readonly [string, TypedArray] => {
        const direction = along.get(name)
        return [name, direction ? Float32Array.from(array, (x, i) => x + t * at(direction, i)) : array]
      }),
    )
    const run = evaluate([loss], there, { sizes })
    return run._tag === 'Left' ? NaN : at(at(run.right, 0).data, 0)
  }

/** Operations whose derivative is not that of their value. */
const stopped = new Set(['stop'])

const isStopped = (loss: AnyTensor): boolean =>
  postorder([loss], children).some(({ form }) => form.tag === 'elementwise' && stopped.has(form.op.name))

/** Whether an operation stands where it is not defined or has no derivative, or a loop, in which it may. */
const isAtPole = (loss: AnyTensor, { arrays, sizes }: Drawn): boolean => {
  const order = postorder([loss], children)
  const run = evaluate(order, arrays, { sizes })
  if (run._tag === 'Left') return false
  const values = new Map(order.map((tensor, k) => [tensor, at(run.right, k).data]))
  return order.some(({ form }) => {
    if (form.tag === 'scan') return true
    if (form.tag !== 'elementwise') return false
    const { op, operands } = form
    return operands.some((operand, k) => {
      const { from, to, except = [] } = at(op.domain, k)
      return known(values.get(operand), 'value').some((x) => !(x > from && x < to) || except.includes(x))
    })
  })
}

/** The gradient along a random direction is the slope, where two steps and both sides say that there is one. */
const gradientIsSlope = (one: Drawn, count: Count): void => {
  const { loss, wrt, scene } = one
  if (loss === undefined || scene.isExtreme || isStopped(loss)) return
  const plain = { ...one, arrays: scene.arrays }
  const along = new Map(
    wrt.map((x, k) => {
      const name = x.form.tag === 'input' ? x.form.name : ''
      const length = known(scene.arrays.get(name), name).length
      const signs = arrayOf('f32', length, { from: -1, to: 1 }, scene.seed + 13 * k)
      return [name, signs.map((x) => (x < 0 ? -1 : 1))] as const
    }),
  )
  const { cotangents } = pullback([{ of: loss, cotangent: number(1) }], wrt)
  const run = evaluate(cotangents, scene.arrays, { sizes: scene.sizes })
  if (run._tag === 'Left') throw new Error(`gradient: ${run.left.map(({ sentence }) => sentence).join()}`)
  const directions = [...along.values()]
  const found = run.right.reduce(
    (total, { data }, k) => data.reduce((so, g, i) => so + g * at(at(directions, k), i), total),
    0,
  )
  const f = lineOf(loss, plain, along)
  const [here, a, b, c, d] = [f(0), f(step), f(-step), f(2 * step), f(-2 * step)]
  const near = (a - b) / (2 * step)
  const far = (c - d) / (4 * step)
  const slope = (4 * near - far) / 3
  const bend = Math.abs(a - 2 * here + b) / step
  const wider = Math.abs(c - 2 * here + d) / (2 * step)
  const scale = 1 + Math.abs(slope)
  const isSmooth =
    Math.abs(near - far) <= 2 ** -10 * scale && bend <= 0.6 * wider + 1e-9 * scale && wider <= 0.1 * scale
  if (!isSmooth) {
    count.kinks += 1
    return
  }
  if (Number.isNaN(found) && isAtPole(loss, plain)) {
    count.poles += 1
    return
  }
  count.gradients += 1
  if (!(Math.abs(found - slope) <= 1e-6 * scale + 0.01 * Math.abs(near - far)))
    fail('gradient', [`${found} along a line whose slope is ${slope}`])
}

/** What the interpreter refuses of values: NaN, and integers that name no element. */
const requirements: ReadonlySet<string> = new Set(['LBZ6008', 'LBZ6009'])

/** Throws at the first law that a program breaks. */
export const judgeProgram = (one: Drawn, count: Count): void => {
  const { program, arrays, sizes, scene } = one
  count.programs += 1
  canBeRead(one)
  const tensors = tree.entries(program.outputs, isTensor).map(([, tensor]) => tensor)
  const run = evaluateWithBounds(tensors, arrays, { sizes })
  if (run._tag === 'Left') {
    fail(
      'interpreter',
      run.left.filter(({ code }) => !requirements.has(code)).map(({ sentence }) => sentence),
    )
    count.refused += 1
    return
  }
  const traces: Trace[] = []
  ;(scene.isExtreme ? exactVariants : variants).forEach((options, k) => {
    const { outputs, trace } = call(program, arrays, sizes, options)
    if (alike.includes(k)) lastStageAgrees(trace, one)
    else stagesAgree(trace, one, count)
    withinBounds(one, run.right, outputs, count)
    if (k === 0) traces.push(trace)
  })
  gradientIsSlope(one, count)
  traces.forEach(throughJSON)
}
