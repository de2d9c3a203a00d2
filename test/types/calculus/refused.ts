/** Programs that are not made, each with the sentence. */
import { hessian, hvp, jacobian, jvp, linearize, pipe, vjp, vmap } from 'leibniz'
import type { AnyTensor } from 'leibniz'
import * as L from 'leibniz'
import { refuses } from '../check.ts'

const batch = L.dim('batch')

const net = L.program(
  {
    x: L.f32(batch, 4),
    y: L.i32(batch),
    params: { fc1: { weight: L.f32(3, 4), bias: L.f32(3) }, fc2: { weight: L.f32(2, 3), bias: L.f32(2) } },
  },
  ({ x, y, params: { fc1, fc2 } }) => {
    const logits = L.pipe(x, L.linear(fc1.weight, fc1.bias), L.tanh, L.linear(fc2.weight, fc2.bias))
    return { loss: L.crossEntropy(logits, y), logits, told: { classes: L.argmax({ axis: 1 })(logits) } }
  },
)

const curve = L.program({ x: L.f32(3), a: L.f32(), m: L.f32(2, 3) }, ({ x, a, m }) => ({
  y: L.mul(a, L.matmul(m, L.square(x))),
  z: L.sum(L.mul(x, L.square(x))),
}))

/** What stands where the product was asked for. */
const first = (outputs: object): AnyTensor => Object.values(outputs).at(-1) as AnyTensor

// no such path
// @ts-expect-error no output
refuses(first(vjp({ of: 'logit', wrt: 'x' })(net).outputs))
// @ts-expect-error no input
refuses(first(vjp({ of: 'logits', wrt: ['x', 'z'] })(net).outputs))
// @ts-expect-error no output
refuses(first(jvp({ of: ['loss', 'told.scores'], wrt: 'x' })(net).outputs))
// @ts-expect-error no input
refuses(first(jvp({ wrt: 'params.fc3' })(net).outputs))
// @ts-expect-error no input
refuses(first(linearize({ wrt: 'w' })(curve).outputs))
// @ts-expect-error no output
refuses(first(jacobian({ of: 'w', wrt: 'x' })(curve).outputs))
// @ts-expect-error no input
refuses(first(jacobian({ of: 'y', wrt: 'w' })(curve).outputs))
// @ts-expect-error no input
refuses(first(hessian({ of: 'loss', wrt: ['params.fc1', 'q'] })(net).outputs))
// @ts-expect-error no output
refuses(first(hvp({ of: 'lss', wrt: 'x' })(net).outputs))
// @ts-expect-error no input
refuses(first(vmap({ in: ['x', 'w'], size: 3 })(curve).outputs))

// nothing to differentiate
// @ts-expect-error i32
refuses(first(vjp({ of: 'logits', wrt: 'y' })(net).outputs))
// @ts-expect-error i32
refuses(first(jvp({ wrt: 'x' })(net).outputs))
// @ts-expect-error i32
refuses(first(linearize({ of: 'told', wrt: 'x' })(net).outputs))
// @ts-expect-error i32
refuses(first(jacobian({ of: 'told.classes', wrt: 'x' })(net).outputs))
// @ts-expect-error i32
refuses(first(hessian({ of: 'loss', wrt: ['x', 'y'] })(net).outputs))

// not a scalar, not a tensor
// @ts-expect-error not a scalar
refuses(first(hessian({ of: 'logits', wrt: 'x' })(net).outputs))
// @ts-expect-error not a scalar
refuses(first(hvp({ of: 'y', wrt: 'x' })(curve).outputs))
// @ts-expect-error a record
refuses(first(jacobian({ of: 'logit', wrt: 'x' })(net).outputs))

// a name that is taken
// @ts-expect-error taken
refuses(first(pipe(jvp({ of: 'y', wrt: 'x' })(curve), jvp({ of: 'y', wrt: 'x' })).outputs))
// @ts-expect-error taken
refuses(first(pipe(vjp({ of: 'y', wrt: 'x' })(curve), vjp({ of: 'y', wrt: 'x' })).outputs))
// @ts-expect-error taken
refuses(first(hvp({ of: 'z', wrt: 'x' })(hvp({ of: 'z', wrt: 'x' })(curve)).outputs))

// no size
// @ts-expect-error not an extent
refuses(first(vmap({ size: -1 })(curve).outputs))
