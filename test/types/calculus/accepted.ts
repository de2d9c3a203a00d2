/** Programs made of programs, each tensor with the type that it has. */
import {
  dim,
  f32,
  grad,
  hessian,
  hvp,
  jacobian,
  jvp,
  linearize,
  pipe,
  program,
  square,
  sum,
  valueAndGrad,
  vjp,
  vmap,
} from 'leibniz'
import type { Dim, Extent, Program, Tensor } from 'leibniz'
import * as L from 'leibniz'
import { gives } from '../check.ts'

const batch = L.dim('batch')

const point = L.input('x', L.f32(batch, 3))
gives(L.f32(batch, 3))(L.derivative(L.square(point), point))

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

const n = dim('n')

// vjp: a cotangent like the outputs in, a gradient like the inputs out
const back = vjp({ of: 'logits', wrt: 'params' })(net)
gives(f32(batch, 2))(back.inputs.cotangent)
gives(f32(2, 3))(back.outputs.grad.fc2.weight)
gives(f32())(back.outputs.loss)
const backFromSome = vjp({ of: ['logits', 'loss'], wrt: ['x', 'params.fc1'] })(net)
gives(f32(batch, 2))(backFromSome.inputs.cotangent.logits)
gives(f32())(backFromSome.inputs.cotangent.loss)
gives(f32(batch, 4))(backFromSome.outputs.grad.x)
gives(f32(3))(backFromSome.outputs.grad.params.fc1.bias)
const backFromAll = vjp({ wrt: 'x' })(curve)
gives(f32(2))(backFromAll.inputs.cotangent.y)
gives(f32(3))(backFromAll.outputs.grad)

// jvp and linearize: a tangent like the inputs in, one like the outputs out
const forth = jvp({ of: 'logits', wrt: 'params' })(net)
gives(f32(3))(forth.inputs.tangent.fc1.bias)
gives(f32(batch, 2))(forth.outputs.tangent)
gives(f32())(forth.outputs.loss)
const forthToAll = pipe(curve, jvp({ wrt: ['x', 'a'] }))
gives(f32())(forthToAll.inputs.tangent.a)
gives(f32(2))(forthToAll.outputs.tangent.y)
gives(f32())(forthToAll.outputs.tangent.z)
const twice = pipe(curve, jvp({ of: 'y', wrt: 'x' }), jvp({ of: 'tangent', wrt: 'x', as: 'second' }))
gives(f32(3))(twice.inputs.second)
gives(f32(3))(twice.inputs.tangent)
gives(f32(2))(twice.outputs.second)
const linear = linearize({ of: ['logits'], wrt: 'x' })(net)
gives(f32(batch, 4))(linear.inputs.tangent)
gives(f32(batch, 2))(linear.outputs.tangent.logits)

// jacobian, hessian, hvp
gives(f32(2, 3))(jacobian({ of: 'y', wrt: 'x' })(curve).outputs.jacobian)
gives(f32(2))(jacobian({ of: 'y', wrt: 'a', mode: 'forward' })(curve).outputs.jacobian)
gives(f32(2, 2, 3))(jacobian({ of: 'y', wrt: ['x', 'm'] })(curve).outputs.jacobian.m)
gives(f32(batch, 2, 3, 4))(jacobian({ of: 'logits', wrt: 'params' })(net).outputs.jacobian.fc1.weight)
gives(f32(3, 3))(hessian({ of: 'z', wrt: 'x' })(curve).outputs.hessian)
gives(f32(3, 4, 2))(hessian({ of: 'loss', wrt: 'params' })(net).outputs.hessian.fc1.weight.fc2.bias)
gives(f32(2, batch, 4))(
  hessian({ of: 'loss', wrt: ['x', 'params.fc2.bias'] })(net).outputs.hessian.params.fc2.bias.x,
)
gives(f32(3, 4))(hvp({ of: 'loss', wrt: 'params' })(net).outputs.hvp.fc1.weight)
gives(f32(3, 4))(hvp({ of: 'loss', wrt: 'params' })(net).inputs.tangent.fc1.weight)

// vmap: an axis in front
const many = vmap({ size: n })(curve)
gives(f32(n, 2, 3))(many.inputs.m)
gives(f32(n))(many.inputs.a)
gives(f32(n, 2))(many.outputs.y)
const examples = vmap({ in: ['params.fc1', 'x'], size: 5 })(net)
gives(f32(5, batch, 4))(examples.inputs.x)
gives(f32(5, 3, 4))(examples.inputs.params.fc1.weight)
gives(f32(2, 3))(examples.inputs.params.fc2.weight)
gives(f32(5))(examples.outputs.loss)

// all of them nest
gives(f32(n, 3))(pipe(curve, grad({ of: 'z', wrt: 'x' }), vmap({ size: n })).outputs.grad)
gives(f32(2, 3, 3))(
  pipe(curve, jacobian({ of: 'y', wrt: 'x' }), jacobian({ of: 'jacobian', wrt: 'x', mode: 'forward' }))
    .outputs.jacobian,
)
const bent = program({ x: f32(3) }, ({ x }) => ({ z: sum(L.mul(x, square(x))) }))
const speed = program({ x: f32(3), v: f32(3) }, ({ x, v }) => ({
  s: sum(square(L.apply(hvp({ of: 'z', wrt: 'x' })(bent))({ x, tangent: v }).hvp)),
}))
gives(f32(3))(grad({ of: 's', wrt: 'v' })(speed).outputs.grad)
gives(f32(n, 3, 3))(pipe(curve, hessian({ of: 'z', wrt: 'x' }), vmap({ in: 'x', size: n })).outputs.hessian)

/** Inside functions that are generic in the sizes of a program. */
const generic = <N extends Extent, M extends Extent>(
  p: Program<
    { readonly x: Tensor<readonly [N]> },
    { readonly y: Tensor<readonly [M]>; readonly l: Tensor<readonly []> }
  >,
  size: Dim<'n'>,
): readonly [
  Tensor<readonly [M, N]>,
  Tensor<readonly [N, N]>,
  Tensor<readonly [Dim<'n'>, N]>,
  Tensor<readonly [N]>,
  Tensor<readonly [M]>,
] => [
  jacobian({ of: 'y', wrt: 'x' })(p).outputs.jacobian,
  hessian({ of: 'l', wrt: 'x' })(p).outputs.hessian,
  vmap({ size })(valueAndGrad({ of: 'l', wrt: 'x' })(p)).outputs.grad,
  vjp({ of: 'y', wrt: 'x' })(p).outputs.grad,
  jvp({ of: 'y', wrt: 'x' })(p).outputs.tangent,
]

const small = program({ x: f32(4) }, ({ x }) => ({ y: square(x), l: sum(square(x)) }))
const [rows, curvature, gradients, pulled, pushed] = generic(small, n)
gives(f32(4, 4))(rows)
gives(f32(4, 4))(curvature)
gives(f32(n, 4))(gradients)
gives(f32(4))(pulled)
gives(f32(4))(pushed)
