/**
 * The formula: two layers, 64-32-10, in rows, with the parameters as records: `params.fc1.weight` is a tensor's name.
 */
import {
  apply,
  crossEntropy,
  dim,
  f32,
  i32,
  linear,
  pipe,
  program,
  relu,
  softmax,
  valueAndGrad,
} from 'leibniz'

const x = f32(dim('batch'), 64)
const y = i32(dim('batch'))
const params = {
  fc1: { weight: f32(32, 64), bias: f32(32) },
  fc2: { weight: f32(10, 32), bias: f32(10) },
}

const network = program({ x, params }, ({ x, params: { fc1, fc2 } }) => ({
  logits: pipe(x, linear(fc1.weight, fc1.bias), relu, linear(fc2.weight, fc2.bias)),
}))

/** How likely each image shows each digit. */
export const classify = program({ x, params }, (inputs) => ({
  probabilities: softmax({ axis: -1 })(apply(network)(inputs).logits),
}))

/** How far the network is from what the images show: what training makes small. */
export const loss = program({ x, y, params }, ({ y, ...inputs }) => ({
  loss: crossEntropy(apply(network)(inputs).logits, y),
}))

/** The loss with its gradient, whose derivation `leibniz explain` shows; training makes its own. */
export const gradient = pipe(loss, valueAndGrad({ of: 'loss', wrt: 'params' }))
