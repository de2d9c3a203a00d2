/** What programs are refused or given by those that differentiate, bind, apply and train them. */
import * as L from 'leibniz'
import { apply, bind, dim, f32, grad, i32, optim, pipe, program, training, valueAndGrad } from 'leibniz'
import type { Program, Tensor } from 'leibniz'

const batch = dim('batch')

const net = program(
  {
    x: f32(batch, 4),
    y: i32(batch),
    params: { fc1: { weight: f32(3, 4), bias: f32(3) }, fc2: { weight: f32(2, 3), bias: f32(2) } },
  },
  ({ x, y, params: { fc1, fc2 } }) => {
    const logits = pipe(x, L.linear(fc1.weight, fc1.bias), L.relu, L.linear(fc2.weight, fc2.bias))
    return { loss: L.crossEntropy(logits, y), logits }
  },
)

// What is known of results.
const withGrad = pipe(net, valueAndGrad({ of: 'loss', wrt: 'params' }))
export const weight: Tensor<readonly [3, 4]> = withGrad.outputs.grad.fc1.weight
export const loss: Tensor<readonly []> = withGrad.outputs.loss
const some = pipe(net, grad({ of: 'loss', wrt: ['params.fc1', 'x'] }))
export const bias: Tensor<readonly [3]> = some.outputs.grad.params.fc1.bias
export const lone: Tensor<readonly [2]> = pipe(net, grad({ of: 'loss', wrt: 'params.fc2.bias' })).outputs.grad
export const bound: Tensor<readonly [2]> = pipe(
  net,
  bind({
    params: {
      fc1: { weight: new Float32Array(12), bias: new Float32Array(3) },
      fc2: { weight: new Float32Array(6) },
    },
  }),
).inputs.params.fc2.bias
export const inner: Tensor<readonly []> = apply(net)(net.inputs).loss
const { init, step } = training({
  loss: net,
  wrt: 'params',
  optimiser: optim.momentum({ rate: 0.1, momentum: 0.9 }),
})
export const velocity: Tensor<readonly [3, 4]> = step.outputs.state.velocity.fc1.weight
export const same: typeof step.inputs.state = step.outputs.state
export const first: typeof step.inputs.state = init.outputs.state
export const after: typeof step.inputs.params = step.outputs.params
const scheduled = training({ loss: net, wrt: ['params.fc2', 'x'], optimiser: optim.sgd({ rate: f32() }) })
export const rate: Tensor<readonly []> = scheduled.step.inputs.rate
export const left: Tensor<readonly [2, 3]> = scheduled.init.inputs.params.fc2.weight

/** Works for every program: what is not known is left to the run. */
export const generic = (p: Program): Program => valueAndGrad({ of: 'loss', wrt: 'params' })(p)
export const every: readonly Program[] = [net, withGrad, some, init, step, generic(net)]

/** Programs that are refused, each with the sentence that the type checker shows and the program shows too. */
export const refused: readonly (readonly [sentence: string, p: Program])[] = [
  [
    'valueAndGrad: there is no output los',
    // @ts-expect-error valueAndGrad: there is no output los
    valueAndGrad({ of: 'los', wrt: 'params' })(net),
  ],
  [
    'grad: there is no input params.fc3',
    // @ts-expect-error grad: there is no input params.fc3
    grad({ of: 'loss', wrt: ['x', 'params.fc3'] })(net),
  ],
  [
    'grad: logits is batch×2, not a scalar',
    // @ts-expect-error grad: logits is batch×2, not a scalar
    grad({ of: 'logits', wrt: 'x' })(net),
  ],
  [
    'valueAndGrad: there is no input z',
    // @ts-expect-error valueAndGrad: there is no input z
    pipe(net, valueAndGrad({ of: 'loss', wrt: 'z' })),
  ],
  [
    'bind: there is no input params.fc3.weight',
    // @ts-expect-error bind: there is no input params.fc3.weight
    bind({ params: { fc3: { weight: new Float32Array(3) } } })(net),
  ],
  [
    'bind: input y is i32, not f32',
    // @ts-expect-error bind: input y is i32, not f32
    bind({ y: new Float32Array(3) })(net),
  ],
  [
    'bind: there is no input params.fc1',
    // @ts-expect-error bind: there is no input params.fc1
    pipe(net, bind({ params: { fc1: new Float32Array(3) } })),
  ],
  [
    'grad: y is i32, which carries no derivative',
    // @ts-expect-error grad: y is i32, which carries no derivative
    grad({ of: 'loss', wrt: ['x', 'y'] })(net),
  ],
  [
    'training: y is i32, which carries no derivative',
    // @ts-expect-error training: y is i32, which carries no derivative
    training({ loss: net, wrt: 'y', optimiser: optim.sgd({ rate: 0.1 }) }).init,
  ],
  [
    'training: there is no output lss',
    // @ts-expect-error training: there is no output lss
    training({ loss: net, of: 'lss', wrt: 'params', optimiser: optim.sgd({ rate: 0.1 }) }).step,
  ],
  [
    'training: there is no input param',
    // @ts-expect-error training: there is no input param
    training({ loss: net, wrt: 'param', optimiser: optim.sgd({ rate: 0.1 }) }).step,
  ],
  [
    'training: logits is batch×2, not a scalar',
    // @ts-expect-error training: logits is batch×2, not a scalar
    training({ loss: net, of: 'logits', wrt: 'params', optimiser: optim.sgd({ rate: 0.1 }) }).init,
  ],
]

// @ts-expect-error what is bound is no input any more
export const gone = pipe(net, bind({ x: new Float32Array(4) })).inputs.x
// @ts-expect-error a fixed rate is no input
export const fixed = step.inputs.rate
// @ts-expect-error a tensor of another shape does not stand for the input
export const misapplied = apply(net)({ ...net.inputs, x: L.zeros([2, 4]) })
