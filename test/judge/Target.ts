/**
 * What runs a program: the interpreter, or what the compiler makes for a target.
 * Before it: `src/evaluate.ts`, `compiler/compile.ts`. After it: the judges beside it.
 * Invariant: arrays go in and come out by path, outputs as a user's arrays hold them: real numbers in single precision.
 */
import { compile, orThrow } from '../../compiler/compile.ts'
import type { TargetName } from '../../compiler/pipeline.ts'
import { at } from '../../src/Bug.ts'
import { allocate, dtypeOfArray } from '../../src/DType.ts'
import type { TypedArray } from '../../src/DType.ts'
import { evaluate } from '../../src/evaluate.ts'
import type { Program } from '../../src/Program.ts'
import { isTensor } from '../../src/Tensor.ts'
import * as tree from '../../src/Tree.ts'

export type Arrays = ReadonlyMap<string, TypedArray>

export interface Target {
  readonly name: string
  /** The program, ready to run; an exception holds every sentence that speaks against it. */
  readonly prepare: (program: Program) => (inputs: Arrays) => Arrays
}

const isArray = (value: TypedArray | tree.Tree<TypedArray>): value is TypedArray =>
  dtypeOfArray(value) !== undefined

const interpreter: Target = {
  name: 'interpreter',
  prepare: (program) => {
    const outputs = tree.entries(program.outputs, isTensor)
    return (inputs) => {
      const result = evaluate(
        outputs.map(([, tensor]) => tensor),
        inputs,
      )
      if (result._tag === 'Left') throw new Error(result.left.map(({ sentence }) => sentence).join('; '))
      return new Map(
        outputs.map(([path, { dtype }], k) => {
          const { data } = at(result.right, k)
          const array = allocate(dtype, data.length)
          array.set(data)
          return [path, array]
        }),
      )
    }
  },
}

/** What the compiler makes of it for a target. */
const compiled = (target: TargetName): Target => ({
  name: target,
  prepare: (program) => {
    const executable = orThrow(compile(program, { target }))
    if (executable.note !== undefined) throw new Error(executable.note)
    return (inputs) => new Map(tree.entries(executable(tree.fromEntries(inputs)), isArray))
  },
})

export const targets: readonly Target[] = [interpreter, compiled('javascript'), compiled('wasm')]
