/**
 * The programs whose pages are tested: networks with PyTorch's numbers, a fan-out, and programs of any length.
 * Invariant: the arrays of a network are those that PyTorch was given.
 */
import { readFileSync } from 'node:fs'
import { add, exp, f32, mul, program, sin, square, sum, tanh, valueAndGrad } from 'leibniz'
import type { AnyTensor } from '../../src/Tensor.ts'
import type { Program } from '../../src/Program.ts'
import { typed } from '../../src/Tensor.ts'
import type { TypedArray } from '../../src/DType.ts'
import type { PageContent } from '../../compiler/explain/html.ts'
import type { Graph } from '../../compiler/ir/Graph.ts'
import { linearise } from '../../compiler/passes/linearise.ts'
import { orThrow } from '../../compiler/compile.ts'
import { root } from '../house/files.ts'
import type { NetCase } from '../judge/Case.ts'
import { arraysOf, programOf } from '../judge/programs.ts'

export const graphOf = (given: Program): Graph => {
  const passed = linearise.run(given)
  return orThrow(passed._tag === 'Left' ? passed : { _tag: 'Right', right: passed.right.value })
}

const content = (title: string, given: Program, inputs: ReadonlyMap<string, TypedArray>): PageContent => ({
  title,
  graph: graphOf(given),
  inputs,
  sizes: new Map(),
})

/** A network of the oracle, and what PyTorch says of it. */
export const network = (id: string): { readonly content: PageContent; readonly said: NetCase } => {
  const said: NetCase = JSON.parse(readFileSync(`${root}test/oracle/nets/${id}.json`, 'utf8'))
  const source = { inputs: said.inputs, params: new Set(Object.keys(said.grads)), nodes: said.graph.nodes }
  const whole = programOf(source, (named) => ({ loss: named(said.graph.loss) }))
  return {
    content: content(id, valueAndGrad({ of: 'loss', wrt: 'params' })(whole), arraysOf(source)),
    said,
  }
}

/** y = sin(x)·(x² + eˣ): three paths lead from x to y. */
export const fanOut: PageContent = content(
  'y = sin(x)·(x² + eˣ)',
  valueAndGrad({ of: 'y', wrt: ['x'] })(
    program({ x: f32() }, ({ x }) => ({ y: mul(sin(x), add(square(x), exp(x))) })),
  ),
  new Map([['x', Float32Array.of(0.7)]]),
)

/** h ← tanh(w·h + 0.1), so often: as many layers as are asked for, about eleven nodes each. */
export const deep = (layers: number): PageContent =>
  content(
    `${layers} layers`,
    valueAndGrad({ of: 'y', wrt: ['x', 'w'] })(
      program({ x: f32(3), w: f32(3) }, ({ x, w }) => {
        let h: AnyTensor = x
        for (let k = 0; k < layers; k++) h = tanh(add(mul(w, typed<readonly [3], 'f32'>(h)), 0.1))
        return { y: sum(typed<readonly [3], 'f32'>(h)) }
      }),
    ),
    new Map([
      ['x', Float32Array.of(0.7, 0.1, -0.3)],
      ['w', Float32Array.of(1.1, -0.4, 0.8)],
    ]),
  )
