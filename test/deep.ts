/**
 * Programs that are deep or shared, and the road through everything that is done to one: what the law and the
 * campaign of depth have in common.
 */
import type { Executable } from '../compiler/Executable.ts'
import { compile, orThrow } from '../compiler/compile.ts'
import { show, toJSON, validate } from '../compiler/pipeline.ts'
import type { Trace } from '../compiler/pipeline.ts'
import { standalone } from '../compiler/targets/standalone.ts'
import { add, mul, square, sub } from '../src/ops/arithmetic.ts'
import { program } from '../src/Program.ts'
import type { Program } from '../src/Program.ts'
import { f32 } from '../src/Spec.ts'
import type { AnyTensor, Tensor } from '../src/Tensor.ts'
import { typed } from '../src/Tensor.ts'

export type Deep = Program<{ readonly x: Tensor<readonly []> }, { readonly y: Tensor<readonly []> }>

/** x ↦ 0.5·x + 0.25, as often as it takes for that many operations: 1 becomes 0.5 in float32. */
export const chain = (length: number): Deep =>
  program({ x: f32() }, ({ x }) => {
    let y: AnyTensor = x
    for (let k = 0; k < length; k += 2) y = add(mul(0.5, y), 0.25)
    return { y: typed<readonly [], 'f32'>(y) }
  })

/** Each level uses the one below twice, by two roads: as a tree it has 2ⁿ leaves. 2·x − x² leads to 1. */
export const diamond = (levels: number): Deep =>
  program({ x: f32() }, ({ x }) => {
    let y: AnyTensor = x
    for (let k = 0; k < levels; k++) y = sub(mul(2, y), square(y))
    return { y: typed<readonly [], 'f32'>(y) }
  })

/** Complaints, and the sizes of both writings, for each stage. */
export const stagesOf = (
  trace: Trace,
): readonly {
  readonly pass: string
  readonly complaints: number
  readonly text: number
  readonly json: boolean
}[] =>
  trace.map(({ pass, stage }) => ({
    pass,
    complaints: validate(stage).length,
    text: show(stage).length,
    json: toJSON(stage) !== null,
  }))

/** The value at 1 of the compiled program, every stage of which was checked and written, and its standalone module. */
export const throughEverything = (
  deep: Deep,
): {
  readonly value: number | undefined
  readonly stages: ReturnType<typeof stagesOf>
  readonly module: string
} => {
  const executable: Executable<Deep['inputs'], Deep['outputs']> = orThrow(compile(deep))
  return {
    value: executable({ x: Float32Array.of(1) }).y[0],
    stages: stagesOf(executable.trace),
    module: orThrow(standalone({ name: 'deep', program: deep })).js,
  }
}
