/**
 * The targets by their names.
 * Before it: `javascript/`, `wasm/`. After it: `compile.ts`, `standalone.ts`, the command line.
 * Invariant: each name that the pipeline schedules for has its printer here.
 */
import type { TargetName } from '../pipeline.ts'
import { javascript } from './javascript/module.ts'
import type { Target } from './javascript/module.ts'
import { wasm } from './wasm/module.ts'

export const targets = { javascript, wasm } as const satisfies Record<TargetName, Target>

export const isTargetName = (name: string): name is TargetName => Object.hasOwn(targets, name)
