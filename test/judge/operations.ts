/**
 * The operations that cases are made of, in ours: the one table of them.
 * Before it: `src/index.ts`, `Case.ts`. After it: `programs.ts`.
 * Invariant: an entry knows what an operation means and nothing of the cases; an operation without an entry is an
 * exception that names it.
 */
import { at, known } from '../../src/Bug.ts'
import * as leibniz from '../../src/index.ts'
import type { Shape } from '../../src/Shape.ts'
import { typed } from '../../src/Tensor.ts'
import type { AnyTensor, Tensor } from '../../src/Tensor.ts'
import type { Attributes } from './Case.ts'

/** An operand: its shape is checked when the operation is applied. */
type Any = Tensor<Shape>

type Operation = (attributes: Attributes, ...operands: readonly AnyTensor[]) => AnyTensor

const real = (operand: AnyTensor): Any => typed(operand)

const one =
  (build: (x: Any, attributes: Attributes) => AnyTensor): Operation =>
  (attributes, ...operands) =>
    build(typed(at(operands, 0)), attributes)

const two =
  (build: (a: Any, b: Any, attributes: Attributes) => AnyTensor): Operation =>
  (attributes, ...operands) =>
    build(typed(at(operands, 0)), typed(at(operands, 1)), attributes)

const three =
  (build: (a: Any, b: Any, c: Any, attributes: Attributes) => AnyTensor): Operation =>
  (attributes, ...operands) =>
    build(typed(at(operands, 0)), typed(at(operands, 1)), typed(at(operands, 2)), attributes)

const folding = ({ axis, keepdims = false }: Attributes) => ({
  keepdims,
  ...(axis === null || axis === undefined ? {} : { axis }),
})

/** The one axis that an operation is about. */
const along = ({ axis }: Attributes): { readonly axis: number } => {
  if (typeof axis !== 'number') throw new Error('the attribute axis is not a number')
  return { axis }
}

/** The shape with −1 replaced by what is left. */
const filledIn = (x: Any, { shape = [] }: Attributes): readonly number[] => {
  const product = (sizes: readonly unknown[]): number =>
    sizes.reduce<number>((so, size) => so * Number(size), 1)
  return shape.map((size) => (size === -1 ? product(x.shape) / -product(shape) : size))
}

const operations: Readonly<Record<string, Operation>> = {
  add: two((a, b) => leibniz.add(a, b)),
  sub: two((a, b) => leibniz.sub(a, b)),
  mul: two((a, b) => leibniz.mul(a, b)),
  div: two((a, b) => leibniz.div(a, b)),
  pow: two((a, b) => leibniz.pow(a, b)),
  minimum: two((a, b) => leibniz.minimum(a, b)),
  maximum: two((a, b) => leibniz.maximum(a, b)),
  neg: one((x) => leibniz.neg(x)),
  exp: one((x) => leibniz.exp(x)),
  log: one((x) => leibniz.log(x)),
  sqrt: one((x) => leibniz.sqrt(x)),
  square: one((x) => leibniz.square(x)),
  tanh: one((x) => leibniz.tanh(x)),
  sigmoid: one((x) => leibniz.sigmoid(x)),
  relu: one((x) => leibniz.relu(x)),
  abs: one((x) => leibniz.abs(x)),
  sign: one((x) => leibniz.sign(x)),
  sin: one((x) => leibniz.sin(x)),
  cos: one((x) => leibniz.cos(x)),
  silu: one((x) => leibniz.silu(x)),
  selu: one((x) => leibniz.selu(x)),
  softplus: one((x) => leibniz.softplus(x)),
  leaky_relu: one((x, { slope = 0.01 }) => leibniz.leakyRelu({ slope })(x)),
  elu: one((x, { alpha = 1 }) => leibniz.elu({ alpha })(x)),
  gelu: one((x, { approximate = 'none' }) => leibniz.gelu({ approximate })(x)),
  prelu: (_, x, slope) => leibniz.prelu(typed<readonly [number], 'f32'>(slope))(real(x)),
  clip: one((x, { min, max }) => leibniz.clip({ min: min ?? -Infinity, max: max ?? Infinity })(x)),
  pow_const: one((x, { exponent = 1 }) => leibniz.pow(x, exponent)),
  where: three((condition, a, b) => leibniz.where(typed(condition), a, b)),
  reduce_sum: one((x, attributes) => leibniz.sum(folding(attributes))(x)),
  reduce_mean: one((x, attributes) => leibniz.mean(folding(attributes))(x)),
  reduce_max: one((x, attributes) => leibniz.max(folding(attributes))(x)),
  reduce_min: one((x, attributes) => leibniz.min(folding(attributes))(x)),
  reduce_prod: one((x, attributes) => leibniz.prod(folding(attributes))(x)),
  l2_norm: one((x, attributes) => leibniz.norm(folding(attributes))(x)),
  variance: one((x, { ddof = 0, ...attributes }) => leibniz.variance({ ...folding(attributes), ddof })(x)),
  logsumexp: one((x, attributes) => leibniz.logSumExp(folding(attributes))(x)),
  argmax: one((x, attributes) => leibniz.argmax(folding(attributes))(x)),
  matmul: two((a, b) => leibniz.matmul(a, b)),
  transpose: one((x, { perm = [] }) => leibniz.transpose({ axes: perm })(x)),
  reshape: one((x, attributes) => leibniz.reshape(filledIn(x, attributes))(x)),
  broadcast_to: one((x, { shape = [] }) => leibniz.broadcastTo(shape)(x)),
  slice: one((x, { axes = [], starts = [], stops = [], steps = [] }) =>
    leibniz.slice(
      axes.map((axis, k) => ({
        axis,
        start: starts[k] ?? null,
        stop: stops[k] ?? null,
        step: steps[k] ?? 1,
      })),
    )(x),
  ),
  concat: (attributes, ...operands) => leibniz.concat(along(attributes))(operands.map(real)),
  stack: (attributes, ...operands) => leibniz.stack(along(attributes))(operands.map(real)),
  pad: one((x, { pads = [], value = 0 }) => leibniz.pad({ pads, value: Number(value) })(x)),
  flip: one((x, { axes = [] }) => leibniz.flip({ axis: axes })(x)),
  embedding: two((table, index) => leibniz.embedding(table)(typed(index))),
  gather: two((x, index, attributes) => leibniz.gather(along(attributes))(x, typed(index))),
  gather_elements: two((x, index, attributes) => leibniz.gatherElements(along(attributes))(x, typed(index))),
  one_hot: one((index, { depth = 0 }) => leibniz.oneHot({ depth })(typed<Shape, 'i32'>(index))),
  cumsum: one((x, { exclusive = false, reverse = false, ...attributes }) =>
    leibniz.cumsum({ ...along(attributes), exclusive, reverse })(x),
  ),
  softmax: one((x, attributes) => leibniz.softmax(along(attributes))(x)),
  log_softmax: one((x, attributes) => leibniz.logSoftmax(along(attributes))(x)),
  cross_entropy: two((logits, labels, { reduction = 'mean', ...attributes }) =>
    leibniz.crossEntropy({ ...along(attributes), reduction })(logits, typed(labels)),
  ),
  bce_with_logits: two((x, target, { reduction = 'mean' }) =>
    leibniz.bceWithLogits({ reduction })(x, target),
  ),
  mse: two((x, target, { reduction = 'mean' }) => leibniz.mse({ reduction })(x, target)),
  binary_hinge: two((scores, labels, { margin = 1 }) => leibniz.hinge({ margin })(scores, labels)),
  multiclass_hinge: two(
    (scores, labels, { margin = 1, divide_by_classes: divideByClasses = false, ...attributes }) =>
      leibniz.multiclassHinge({ ...along(attributes), margin, divideByClasses })(scores, typed(labels)),
  ),
  attention: ({ causal = false }, ...operands) => {
    const operand = (k: number): Any => real(at(operands, k))
    const attended = leibniz.attention({ causal })
    return operands.length > 3
      ? attended(operand(0), operand(1), operand(2), operand(3))
      : attended(operand(0), operand(1), operand(2))
  },
  dropout_mask: two((x, mask, { p = 0 }) => leibniz.div(leibniz.mul(x, mask), 1 - p)),
  maxout: one((x, { pieces = 1, ...attributes }) => {
    const { axis } = along(attributes)
    const place = axis < 0 ? axis + x.shape.length : axis
    const groups = x.shape.toSpliced(place, 1, Number(x.shape[place]) / pieces, pieces)
    return leibniz.max({ axis: place + 1 })(leibniz.reshape(groups)(x))
  }),
  conv2d: ({ stride = [1, 1], padding = [0, 0], dilation = [1, 1], groups = 1 }, x, weight, bias) => {
    const options = { stride, padding, dilation, groups }
    return bias === undefined
      ? leibniz.conv2d(options, real(weight))(real(x))
      : leibniz.conv2d(options, real(weight), real(bias))(real(x))
  },
  max_pool2d: one((x, { kernel = [1, 1], stride = kernel, padding = [0, 0], dilation = [1, 1] }) =>
    leibniz.maxPool({ size: kernel, stride, padding, dilation })(x),
  ),
  avg_pool2d: one(
    (x, { kernel = [1, 1], stride = kernel, padding = [0, 0], count_include_pad: countIncludePad = true }) =>
      leibniz.avgPool({ size: kernel, stride, padding, countIncludePad })(x),
  ),
  batch_norm_train: three((x, gamma, beta, { eps: epsilon = 1e-5 }) =>
    leibniz.batchNorm({ epsilon }, gamma, beta)(x),
  ),
  batch_norm_eval: ({ eps: epsilon = 1e-5 }, ...operands) => {
    const operand = (k: number): Any => real(at(operands, k))
    const parameters = { gamma: operand(1), beta: operand(2), mean: operand(3), variance: operand(4) }
    return leibniz.batchNormInference({ epsilon }, parameters)(operand(0))
  },
  layer_norm: three((x, gamma, beta, { eps: epsilon = 1e-5 }) =>
    leibniz.layerNorm({ epsilon }, gamma, beta)(x),
  ),
  einsum: ({ equation = '' }, ...operands) => leibniz.einsum(equation, ...operands.map(real)),
}

/** The names of all operations that have an entry. */
export const names: readonly string[] = Object.keys(operations)

/** An operation by the name that cases use. */
export const operation = (name: string): Operation => {
  if (!Object.hasOwn(operations, name)) throw new Error(`there is no operation ${name} to judge`)
  return known(operations[name], name)
}

/** What batch normalisation knows of each channel of a batch, by the names that cases use. */
export const statistics = (x: AnyTensor): Readonly<Record<string, AnyTensor>> => {
  const { mean, variance, unbiased } = leibniz.batchStatistics({})(real(x))
  return { mean, varBiased: variance, varUnbiased: unbiased }
}
