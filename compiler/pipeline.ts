/**
 * Read this first: the passes from a program to what a target prints, in order, as one value.
 *
 *     Program ─ linearise ─ simplify ─ expand reductions ─ prune ─ pad ─► Graph
 *             ─ fuse ─► Clusters ─ lower ─► Module ─ localise ─ expand ─ plan ─ unroll and tile, or vectorise ─ subtotal ─ divide ─► Module ─► a target
 *
 * Before it: `passes/`. After it: `compile.ts`, `standalone.ts`, the command line.
 * Invariant: each stage can be shown, validated and written as JSON; a trace keeps all of them, where one is given.
 */
import { either as E } from 'fp-ts'
import type { Either } from '../src/Either.ts'
import type { NonEmpty } from '../src/NonEmpty.ts'
import type { Program } from '../src/Program.ts'
import type { CompileError } from './CompileError.ts'
import { toJson } from './formats/Json.ts'
import type { Json } from './formats/Json.ts'
import * as clusters from './ir/Clusters.ts'
import type { Clusters } from './ir/Clusters.ts'
import type { Graph } from './ir/Graph.ts'
import * as modules from './ir/Module.ts'
import type { Module } from './ir/Module.ts'
import * as graphs from './ir/showGraph.ts'
import { validate as validateClusters } from './ir/validateClusters.ts'
import { validate as validateGraph } from './ir/validateGraph.ts'
import { validate as validateModule } from './ir/validateModule.ts'
import type { Pass, Passed } from './Pass.ts'
import { divide } from './passes/divide.ts'
import { expand } from './passes/expand.ts'
import { expandReductions } from './passes/expandReductions.ts'
import { fuse } from './passes/fuse.ts'
import { inBodies } from './passes/inBodies.ts'
import { linearise } from './passes/linearise.ts'
import { localise } from './passes/localise.ts'
import { lower } from './passes/lower.ts'
import { pad } from './passes/pad.ts'
import { plan } from './passes/plan.ts'
import { prune } from './passes/prune.ts'
import { subtotal } from './passes/subtotal.ts'
import { tile } from './passes/tile.ts'
import type { Rule } from './passes/Rule.ts'
import { mostUnrolled, unroll } from './passes/unroll.ts'
import { vectorise } from './passes/vectorise.ts'
import { defaultRules, simplifyWith } from './passes/simplify.ts'

/** What kernels are scheduled for and written in. */
export type TargetName = 'javascript' | 'wasm'

export interface PipelineOptions {
  /** JavaScript where nothing is said. */
  readonly target?: TargetName
  /** Paths whose outputs take over the memory of the inputs at the same paths. */
  readonly donate?: readonly string[]
  /** The rewrite rules; those that are exact in floating point, or but for the order of a sum, where nothing is said. */
  readonly rules?: readonly Rule[]
  /** Whether operations share kernels; true where nothing is said. */
  readonly fuse?: boolean
  /** Whether working buffers share memory; true where nothing is said. */
  readonly reuse?: boolean
  /** Whether sums are computed several at a time, which is faster and longer to read; true where nothing is said. */
  readonly tile?: boolean
  /** How many threads share large kernels, in WebAssembly; one where nothing is said. */
  readonly threads?: number
  /** From about how many operations on a kernel is large. */
  readonly grain?: number
  /** A program that runs no more statements than this has no loops in JavaScript; 500 where nothing is said. */
  readonly unroll?: number
}

/** A representation with what can be done to any of them. */
export type Stage =
  | { readonly kind: 'graph'; readonly value: Graph }
  | { readonly kind: 'clusters'; readonly value: Clusters }
  | { readonly kind: 'module'; readonly value: Module }

export const show = (stage: Stage): string => {
  switch (stage.kind) {
    case 'graph':
      return graphs.show(stage.value)
    case 'clusters':
      return clusters.show(stage.value)
    case 'module':
      return modules.show(stage.value)
  }
}

/** What is wrong with a stage; nothing, unless there is a bug. */
export const validate = (stage: Stage): readonly string[] => {
  switch (stage.kind) {
    case 'graph':
      return validateGraph(stage.value)
    case 'clusters':
      return validateClusters(stage.value)
    case 'module':
      return validateModule(stage.value)
  }
}

export const toJSON = (stage: Stage): Json => toJson(stage)

/** What one pass did. */
export interface TraceEntry {
  readonly pass: string
  readonly stage: Stage
  readonly renaming: Passed<unknown>['renaming']
  readonly firings: NonNullable<Passed<unknown>['firings']>
  readonly remarks: NonNullable<Passed<unknown>['remarks']>
}

export type Trace = readonly TraceEntry[]

interface Described {
  readonly name: string
  readonly purpose: string
}

export interface Pipeline<A, B> {
  readonly passes: readonly Described[]
  readonly run: (a: A, trace?: TraceEntry[]) => Either<NonEmpty<CompileError>, B>
}

/** A pipeline followed by a pass; `stage` says which representation the pass gives. */
const then = <A, B, C>(
  before: Pipeline<A, B>,
  pass: Pass<B, C>,
  stage: (value: C) => Stage,
): Pipeline<A, C> => ({
  passes: [...before.passes, { name: pass.name, purpose: pass.purpose }],
  run: (a, trace) => {
    const input = before.run(a, trace)
    if (E.isLeft(input)) return input
    const output = pass.run(input.right)
    if (E.isLeft(output)) return output
    const { value, renaming, firings = [], remarks = [] } = output.right
    trace?.push({ pass: pass.name, stage: stage(value), renaming, firings, remarks })
    return E.right(value)
  },
})

const asGraph = (value: Graph): Stage => ({ kind: 'graph', value })
const asClusters = (value: Clusters): Stage => ({ kind: 'clusters', value })
const asModule = (value: Module): Stage => ({ kind: 'module', value })

export const pipeline = ({
  target = 'javascript',
  donate = [],
  rules = defaultRules,
  fuse: fused = true,
  reuse = true,
  tile: tiled = true,
  threads = 1,
  grain,
  unroll: most = mostUnrolled,
}: PipelineOptions): Pipeline<Program, Module> => {
  const start: Pipeline<Program, Program> = { passes: [], run: (program) => E.right(program) }
  const linear = then(start, linearise, asGraph)
  const simple = then(linear, inBodies(simplifyWith(rules)), asGraph)
  const folded = then(simple, inBodies(expandReductions), asGraph)
  const pruned = then(folded, inBodies(prune), asGraph)
  const padded = then(pruned, inBodies(pad), asGraph)
  const fusedTogether = then(padded, fuse(fused), asClusters)
  const lowered = then(fusedTogether, lower, asModule)
  const localised = then(lowered, localise, asModule)
  const expanded = then(localised, expand, asModule)
  const planned = then(expanded, plan(donate, reuse), asModule)
  if (target === 'javascript')
    return tiled ? then(then(planned, unroll(most), asModule), tile, asModule) : planned
  const scheduled = then(tiled ? then(planned, vectorise, asModule) : planned, subtotal, asModule)
  return threads > 1 ? then(scheduled, divide({ threads, grain }), asModule) : scheduled
}

/** The passes in order, those of one target behind those of the other, with their purposes: what `--help` prints. */
export const passes: readonly Described[] = [
  ...new Map(
    [...pipeline({}).passes, ...pipeline({ target: 'wasm', threads: 2 }).passes].map((pass) => [
      pass.name,
      pass,
    ]),
  ).values(),
]
