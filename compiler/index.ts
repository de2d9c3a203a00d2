/**
 * What is done to programs: compiling, standalone modules, and every stage on the way.
 * Before it: everything in `compiler`. After it: users, as `leibniz/compiler`.
 * Invariant: this is the whole public surface of the compiler.
 */
export { compile, CompileFailure, orThrow } from './compile.ts'
export type { CompileOptions } from './compile.ts'
export { explain } from './explain/explain.ts'
export { seeded } from './explain/given.ts'
export type { Seeded, SeedOptions } from './explain/given.ts'
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
export { passes, pipeline, show, toJSON, validate } from './pipeline.ts'
export type { Pipeline, PipelineOptions, Stage, Trace, TraceEntry } from './pipeline.ts'
export { standalone } from './targets/standalone.ts'
export type { Standalone, StandaloneOptions } from './targets/standalone.ts'
