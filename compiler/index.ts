/**
 * What is done to programs: compiling, standalone modules, and every stage on the way.
 * Before it: everything in `compiler`. After it: users, as `leibniz/compiler`.
 * Invariant: this is the whole public surface of the compiler.
 */
export { compile, CompileFailure, orThrow } from './compile.ts'
export type { CompileOptions } from './compile.ts'
export { explain } from './explain/explain.ts'
export type { ExplainOptions } from './explain/explain.ts'
export { explanation } from './explain/Explanation.ts'
export type { Explanation, Question } from './explain/Explanation.ts'
export { dataOf } from './explain/data.ts'
export type { ExplanationData } from './explain/data.ts'
export { seeded } from './explain/given.ts'
export type { Seeded, SeedOptions } from './explain/given.ts'
export type { ChangedLine, FormulaLine } from './explain/pages.ts'
export { costOf } from './explain/Cost.ts'
export type { Cost } from './explain/Cost.ts'
export { placesOf } from './explain/places.ts'
export type { Place } from './explain/places.ts'
export type { Formula } from './explain/redex.ts'
export { rewritingOf } from './explain/rewriting.ts'
export type { RewritingOptions, RewritingStep, RewritingView } from './explain/rewriting.ts'
export { showRewriting } from './explain/rewritingText.ts'
export type { BadNode, ElementView, NanTrace, OriginView } from './explain/NanTrace.ts'
export { health } from './explain/health.ts'
export type { HealthOptions } from './explain/health.ts'
export type {
  ActivationView,
  HealthReport,
  LayerView,
  ParameterView,
  Thresholds,
} from './explain/HealthReport.ts'
export type { Inputs } from './explain/Prepared.ts'
export { showHealth } from './explain/showHealth.ts'
export { showTrace } from './explain/showTrace.ts'
export { trace } from './explain/trace.ts'
export { networkOf } from './explain/network.ts'
export type { Counts, Layer, Network } from './explain/network/Network.ts'
export type { Said } from './explain/network/roles.ts'
export { compileError, showError } from './CompileError.ts'
export type { CompileError } from './CompileError.ts'
export type { Data, DataOptions } from './formats/Data.ts'
export { readData } from './formats/DataFile.ts'
export type { DataFile } from './formats/DataFile.ts'
export { dataFromJson } from './formats/dataJson.ts'
export { fromJSON as graphFromJSON, toJSON as graphToJSON } from './formats/graphJson.ts'
export { arraysOf, readSafetensors, writeSafetensors } from './formats/safetensors.ts'
export type { Stored, WriteOptions } from './formats/safetensors.ts'
export type { Arrays, Executable, FreshArrays, PartialArrays, RunOptions } from './Executable.ts'
export { rules } from './passes/rules.ts'
export { defaultRules } from './passes/simplify.ts'
export type { Rule, Truth } from './passes/Rule.ts'
export { passes, pipeline, show, toJSON, validate } from './pipeline.ts'
export type { Pipeline, PipelineOptions, Stage, Trace, TraceEntry } from './pipeline.ts'
export { standalone } from './targets/standalone.ts'
export type { Standalone, StandaloneOptions } from './targets/standalone.ts'
