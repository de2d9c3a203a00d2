/**
 * Gradients as the default build computes them, written as formulas: what a person would write.
 */
import {
  add,
  attention,
  bce,
  bceWithLogits,
  conv2d,
  crossEntropy,
  dim,
  div,
  embedding,
  exp,
  f32,
  grad,
  i32,
  layerNorm,
  linear,
  logSumExp,
  matmul,
  maxPool,
  mean,
  mse,
  mul,
  program,
  relu,
  sigmoid,
  softmax,
  sqrt,
  square,
  sub,
  sum,
  tanh,
  transpose,
} from 'leibniz'
import type { Program } from 'leibniz'
import { describe, expect, it } from 'vitest'
import { bodyOf, loopsAmong } from '../../compiler/ir/body.ts'
import { tensorsOf } from '../../compiler/ir/Graph.ts'
import type { Graph } from '../../compiler/ir/Graph.ts'
import { inBodies } from '../../compiler/passes/inBodies.ts'
import { prune } from '../../compiler/passes/prune.ts'
import { numberAt } from '../../compiler/passes/Rule.ts'
import { simplify } from '../../compiler/passes/simplify.ts'
import { at } from '../../src/Bug.ts'
import { read, repeatedAxes } from '../../src/notation/movement.ts'
import { textStyle } from '../../src/notation/text.ts'
import { write } from '../../src/notation/write.ts'
import * as shapes from '../../src/Shape.ts'
import { elman, lstm } from '../recurrent.ts'
import { linearised, passed } from '../graphs.ts'

const n = dim('n')

const loss = { x: f32(n), t: f32(n) }
const scores = { x: f32(n, 3), y: i32(n) }

const programs: readonly (readonly [name: string, gradient: Program])[] = [
  ['squares', grad({ of: 'L', wrt: 'x' })(program(loss, ({ x, t }) => ({ L: mean(square(sub(x, t))) })))],
  ['mse', grad({ of: 'L', wrt: 'x' })(program(loss, ({ x, t }) => ({ L: mse(x, t) })))],
  [
    'least-squares',
    grad({ of: 'L', wrt: 'w' })(
      program({ A: f32(n, 3), w: f32(3), b: f32(n) }, ({ A, w, b }) => ({
        L: sum(square(sub(matmul(A, w), b))),
      })),
    ),
  ],
  ['cross-entropy', grad({ of: 'L', wrt: 'x' })(program(scores, ({ x, y }) => ({ L: crossEntropy(x, y) })))],
  [
    'cross-entropy-of-four',
    grad({ of: 'L', wrt: 'x' })(
      program({ x: f32(4, 3), y: i32(4) }, ({ x, y }) => ({ L: crossEntropy(x, y) })),
    ),
  ],
  [
    'cross-entropy-of-columns',
    grad({ of: 'L', wrt: 'x' })(
      program({ x: f32(3, n), y: i32(n) }, ({ x, y }) => ({ L: crossEntropy({ axis: 0 })(x, y) })),
    ),
  ],
  ['logits', grad({ of: 'L', wrt: 'x' })(program(loss, ({ x, t }) => ({ L: bceWithLogits(x, t) })))],
  [
    'sigmoid-and-its-loss',
    grad({ of: 'L', wrt: 'x' })(program(loss, ({ x, t }) => ({ L: bce(sigmoid(x), t) }))),
  ],
  [
    'logistic-classifier',
    grad({ of: 'L', wrt: ['w', 'b'] })(
      program({ X: f32(n, 3), w: f32(3), b: f32(), t: f32(n) }, ({ X, w, b, t }) => ({
        L: bceWithLogits(add(matmul(X, w), b), t),
      })),
    ),
  ],
  [
    'two-layers',
    grad({ of: 'L', wrt: ['W1', 'b1', 'W2', 'b2'] })(
      program(
        { x: f32(n, 5), y: i32(n), W1: f32(4, 5), b1: f32(4), W2: f32(3, 4), b2: f32(3) },
        ({ x, y, W1, b1, W2, b2 }) => ({ L: crossEntropy(linear(W2, b2)(relu(linear(W1, b1)(x))), y) }),
      ),
    ),
  ],
  ['tanh', grad({ of: 'L', wrt: 'x' })(program({ x: f32(n) }, ({ x }) => ({ L: sum(tanh(x)) })))],
  ['sigmoid', grad({ of: 'L', wrt: 'x' })(program({ x: f32(n) }, ({ x }) => ({ L: sum(sigmoid(x)) })))],
  ['norm', grad({ of: 'L', wrt: 'x' })(program({ x: f32(n) }, ({ x }) => ({ L: sqrt(sum(square(x))) })))],
  ['log-sum-exp', grad({ of: 'L', wrt: 'x' })(program({ x: f32(n) }, ({ x }) => ({ L: logSumExp(x) })))],
  [
    'softmax',
    grad({ of: 'L', wrt: 'x' })(
      program({ x: f32(n), u: f32(n) }, ({ x, u }) => ({ L: sum(mul(u, softmax(x))) })),
    ),
  ],
  [
    'softmax-by-hand',
    grad({ of: 'L', wrt: 'x' })(
      program({ x: f32(n), u: f32(n) }, ({ x, u }) => ({ L: sum(mul(u, div(exp(x), sum(exp(x))))) })),
    ),
  ],
  [
    'scores-of-attention',
    grad({ of: 'L', wrt: ['q', 'k', 'v'] })(
      program({ q: f32(n, 4), k: f32(n, 4), v: f32(n, 4), u: f32(n, 4) }, ({ q, k, v, u }) => ({
        L: sum(mul(u, matmul(softmax(div(matmul(q, transpose(k)), 2)), v))),
      })),
    ),
  ],
  [
    'attention',
    grad({ of: 'L', wrt: ['q', 'k', 'v'] })(
      program({ q: f32(2, n, 4), k: f32(2, n, 4), v: f32(2, n, 4), u: f32(2, n, 4) }, ({ q, k, v, u }) => ({
        L: sum(mul(u, attention(q, k, v))),
      })),
    ),
  ],
  [
    'layer-norm',
    grad({ of: 'L', wrt: ['x', 'g', 'b'] })(
      program({ x: f32(n, 4), g: f32(4), b: f32(4), u: f32(n, 4) }, ({ x, g, b, u }) => ({
        L: sum(mul(u, layerNorm(g, b)(x))),
      })),
    ),
  ],
  [
    'convolution',
    grad({ of: 'L', wrt: ['x', 'W'] })(
      program({ x: f32(n, 3, 7, 7), W: f32(4, 3, 3, 3), u: f32(n, 4, 5, 5) }, ({ x, W, u }) => ({
        L: sum(mul(u, conv2d(W)(x))),
      })),
    ),
  ],
  [
    'convolution-in-steps',
    grad({ of: 'L', wrt: ['x', 'W'] })(
      program({ x: f32(n, 3, 8, 8), W: f32(4, 3, 3, 3), u: f32(n, 4, 4, 4) }, ({ x, W, u }) => ({
        L: sum(mul(u, conv2d({ stride: 2, padding: 1 }, W)(x))),
      })),
    ),
  ],
  [
    'max-pool',
    grad({ of: 'L', wrt: 'x' })(
      program({ x: f32(n, 3, 8, 8), u: f32(n, 3, 4, 4) }, ({ x, u }) => ({
        L: sum(mul(u, maxPool({ size: 2 })(x))),
      })),
    ),
  ],
  [
    'embedding',
    grad({ of: 'L', wrt: 'W' })(
      program({ W: f32(9, 4), y: i32(n), u: f32(n, 4) }, ({ W, y, u }) => ({
        L: sum(mul(u, embedding(W)(y))),
      })),
    ),
  ],
  ['elman', grad({ of: 'loss', wrt: ['W', 'U'] })(elman)],
  ['lstm', grad({ of: 'loss', wrt: ['W', 'U'] })(lstm)],
]

const built = (of: Program): Graph =>
  passed(inBodies(prune), passed(inBodies(simplify), linearised(of)).value).value

/** The bodies of loops, then the outputs, with what is shared named before. */
const formulas = (graph: Graph): string => {
  const lines = (part: Graph): readonly string[] => {
    const tensors = tensorsOf(part)
    const names = new Map(part.outputs.map(({ path, node }) => [at(tensors, node), path] as const))
    for (const { path, node } of part.inputs) names.set(at(tensors, node), path)
    const { definitions } = write(
      part.outputs.map(({ node }) => at(tensors, node)),
      { style: { ...textStyle, reciprocals: true }, names },
    )
    return definitions.map(
      ({ name, formula, tensor }) => `${name} = ${formula}   ${shapes.show(tensor.shape)}`,
    )
  }
  return [
    ...loopsAmong(graph.nodes).flatMap((loop, k) => [
      `loop ${k}`,
      ...lines(bodyOf(loop)).map((line) => `  ${line}`),
    ]),
    ...lines(graph),
    '',
  ].join('\n')
}

/** What a person would not write. */
const clumsy = ({ nodes }: Graph): readonly string[] =>
  nodes.flatMap(({ form }, id) => {
    const found: string[] = []
    const of = (operand: number) => at(nodes, operand)
    const isNumber = (operand: number | undefined, value: number): boolean =>
      operand !== undefined && numberAt(operand, nodes) === value
    if (form.tag === 'elementwise') {
      const [a, b] = form.operands
      const { name } = form.op
      if (name === 'add' && (isNumber(a, 0) || isNumber(b, 0))) found.push('adds 0')
      if (name === 'sub' && isNumber(b, 0)) found.push('subtracts 0')
      if (name === 'mul' && (isNumber(a, 1) || isNumber(b, 1))) found.push('multiplies by 1')
      if (name === 'mul' && (isNumber(a, 0) || isNumber(b, 0))) found.push('multiplies by 0')
    }
    if (form.tag === 'reduce' && form.monoid.name === 'sum') {
      const { form: inner, shape } = of(form.operand)
      const repeated = inner.tag === 'move' ? repeatedAxes({ shape, form: inner }) : []
      if (form.axes.some((axis) => repeated.includes(axis))) found.push('sums what is repeated')
      if (form.axes.some((axis) => shape[axis] === 1)) found.push('sums one element')
    }
    if (form.tag === 'contract')
      for (const operand of [form.left, form.right]) {
        const { form: inner, shape } = of(operand)
        if (inner.tag === 'move' && read({ form: inner, shape }).as === 'transpose')
          found.push('transposes a factor')
      }
    if (form.tag === 'move' && of(form.operand).form.tag === 'move' && form.rows.length > 0)
      found.push('moves what is moved')
    return found.map((what) => `%${id} ${what}`)
  })

describe('the gradient of', () => {
  it.each(programs)('%s is as a person would write it', async (name, gradient) => {
    const graph = built(gradient)
    await expect(formulas(graph)).toMatchFileSnapshot(`../golden/gradients/${name}.txt`)
    expect([graph, ...loopsAmong(graph.nodes).map(bodyOf)].flatMap(clumsy)).toEqual([])
  })
})
