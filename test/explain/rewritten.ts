/**
 * The programs whose rewriting people read, with the rules by which.
 */
import {
  crossEntropy,
  dim,
  div,
  exp,
  f32,
  grad,
  i32,
  layerNorm,
  log,
  matmul,
  mul,
  nll,
  program,
  relu,
  sigmoid,
  sin,
  square,
  sub,
  sum,
  transpose,
  neg,
  scan,
  add,
} from 'leibniz'
import type { Program } from 'leibniz'
import type { Rule } from '../../compiler/passes/Rule.ts'
import { rules } from '../../compiler/passes/rules.ts'
import { defaultRules } from '../../compiler/passes/simplify.ts'

const n = dim('n')

const layers = { x: f32(3072, n), W1: f32(100, 3072), W2: f32(10, 100) }

const scores = { z: f32(n, 3), y: i32(n) }

export const rewritten: Readonly<Record<string, { readonly of: Program; readonly by: readonly Rule[] }>> = {
  'tanh-by-sigmoid': {
    of: program({ x: f32(4) }, ({ x }) => ({ y: sub(mul(2, sigmoid(mul(2, x))), 1) })),
    by: rules,
  },
  'sigmoid-by-exponentials': {
    of: program({ x: f32(4) }, ({ x }) => ({
      loss: neg(log(div(1, add(1, exp(neg(x)))))),
      tanh: div(sub(exp(x), exp(neg(x))), add(exp(x), exp(neg(x)))),
    })),
    by: rules,
  },
  'two-layers': {
    of: program(layers, ({ x, W1, W2 }) => ({ s: matmul(W2, matmul(W1, x)) })),
    by: rules,
  },
  'two-layers-of-rows': {
    of: program({ x: f32(n, 3072), W1: f32(100, 3072), W2: f32(10, 100) }, ({ x, W1, W2 }) => ({
      s: matmul(matmul(x, transpose(W1)), transpose(W2)),
    })),
    by: rules,
  },
  'two-layers-with-relu': {
    of: program(layers, ({ x, W1, W2 }) => ({ s: matmul(W2, relu(matmul(W1, x))) })),
    by: rules,
  },
  'cross-entropy-of-rows': {
    of: grad({ of: 'L', wrt: 'z' })(program(scores, ({ z, y }) => ({ L: crossEntropy(z, y) }))),
    by: defaultRules,
  },
  'cross-entropy-of-columns': {
    of: grad({ of: 'L', wrt: 'z' })(
      program({ z: f32(3, n), y: i32(n) }, ({ z, y }) => ({ L: crossEntropy({ axis: 0 })(z, y) })),
    ),
    by: defaultRules,
  },
  'cross-entropy-without-shift': {
    of: grad({ of: 'L', wrt: 'z' })(program(scores, ({ z, y }) => ({ L: crossEntropy(z, y) }))),
    by: rules,
  },
  'cross-entropy-by-hand': {
    of: grad({ of: 'L', wrt: 'z' })(
      program(scores, ({ z, y }) => {
        const p = div(exp(z), sum({ axis: 1, keepdims: true })(exp(z)))
        return { L: nll(log(p), y) }
      }),
    ),
    by: rules,
  },
  'cross-entropy-of-shares-by-hand': {
    of: grad({ of: 'L', wrt: 'z' })(
      program({ z: f32(3), y: f32(3) }, ({ z, y }) => {
        const p = div(exp(z), sum(exp(z)))
        return { L: neg(sum(mul(y, log(p)))) }
      }),
    ),
    by: rules,
  },
  'sine-of-a-square': {
    of: grad({ of: 'L', wrt: 'x' })(program({ x: f32() }, ({ x }) => ({ L: sin(square(x)) }))),
    by: defaultRules,
  },
  'least-squares': {
    of: grad({ of: 'L', wrt: 'w' })(
      program({ A: f32(n, 3), w: f32(3), b: f32(n) }, ({ A, w, b }) => ({
        L: sum(square(sub(matmul(A, w), b))),
      })),
    ),
    by: defaultRules,
  },
  'layer-norm': {
    of: grad({ of: 'L', wrt: ['x', 'g', 'b'] })(
      program({ x: f32(n, 4), g: f32(4), b: f32(4), u: f32(n, 4) }, ({ x, g, b, u }) => ({
        L: sum(mul(u, layerNorm(g, b)(x))),
      })),
    ),
    by: defaultRules,
  },
  'a-loop': {
    of: program({ x: f32(n, 4), W: f32(4, 4), h: f32(4) }, ({ x, W, h }) => {
      const { carry } = scan({ carry: h, xs: x }, (now, e) => ({
        carry: add(neg(neg(matmul(W, now))), neg(mul(e, now))),
      }))
      return { carry }
    }),
    by: defaultRules,
  },
}
