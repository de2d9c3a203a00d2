/**
 * How the exported functions are called: what comes first, which options there are.
 * Before it: `construct.ts`. After it: `vocabulary.ts`.
 * Invariant: in a formula an operand stands before the parameters that it is given, options stand last:
 * conv2d(x, W, b, padding=1).
 */
import { number } from '../construct.ts'
import type { Operand } from '../construct.ts'
import type { AnyTensor } from '../Tensor.ts'

export type Options = Readonly<Record<string, unknown>>

/** One way to call a name. */
export interface Entry {
  /** How many operands it takes, at least and at most. */
  readonly least: number
  readonly most: number
  readonly options: readonly string[]
  readonly apply: (operands: readonly Operand[], options: Options) => unknown
}

export type Callable = (...given: readonly unknown[]) => unknown

export const isCallable = (value: unknown): value is Callable => typeof value === 'function'

/** A number as a tensor, for what takes no numbers. */
export const tensorOf = (operand: Operand): AnyTensor =>
  typeof operand === 'number' ? number(operand) : operand

export type Convention = (name: string, given: Callable) => Entry['apply']

/** f(a, b), numbers being operands too. */
export const elementByElement: Convention = (_, f) => (operands) => f(...operands)

/** f(a, b) */
const plain: Convention = (_, f) => (operands) => f(...operands.map(tensorOf))

/** f(options)(x), and f(x) without options. */
const withOptions: Convention = (_, f) => (operands, options) => {
  const tensors = operands.map(tensorOf)
  if (Object.keys(options).length === 0) return f(...tensors)
  const applied = f(options)
  return isCallable(applied) ? applied(...tensors) : applied
}

/** f(options)(x), options in any case. */
const configured: Convention = (_, f) => (operands, options) => {
  const applied = f(options)
  return isCallable(applied) ? applied(...operands.map(tensorOf)) : applied
}

/** f(options)([a, b]) */
const ofSeveral: Convention = (_, f) => (operands, options) => {
  const applied = f(options)
  return isCallable(applied) ? applied(operands.map(tensorOf)) : applied
}

/** f(parameters)(x), and f(options, parameters)(x). */
const layer: Convention = (_, f) => (operands, options) => {
  const [x, ...parameters] = operands.map(tensorOf)
  const applied = Object.keys(options).length === 0 ? f(...parameters) : f(options, ...parameters)
  return isCallable(applied) ? applied(x) : applied
}

/** f(options, parameters)(x), options in any case. */
const configuredLayer: Convention = (_, f) => (operands, options) => {
  const [x, ...parameters] = operands.map(tensorOf)
  const applied = f(options, ...parameters)
  return isCallable(applied) ? applied(x) : applied
}

/** f(options) */
const described: Convention = (_, f) => (_operands, options) => f(options)

type Counts = readonly [least: number, most: number]

/** A name, how many operands it takes, its options. */
export type Line = readonly [name: string, counts: number | Counts, options?: string]

const windows = 'stride dilation padding'
const losses = 'reduction'

/** How each exported function is called, by convention. */
export const conventions: readonly (readonly [convention: Convention, lines: readonly Line[]])[] = [
  [
    elementByElement,
    [
      ['bitAnd', 2],
      ['bitOr', 2],
      ['bitXor', 2],
      ['bitNot', 1],
      ['shiftLeft', 2],
      ['shiftRight', 2],
      ['floorDiv', 2],
    ],
  ],
  [
    plain,
    [
      ['matmul', 2],
      ['dot', 2],
      ['outer', 2],
      ['diag', 1],
      ['trace', 1],
      ['selu', 1],
      ['silu', 1],
      ['logSigmoid', 1],
      ['softsign', 1],
      ['mish', 1],
      ['relu6', 1],
      ['hardTanh', 1],
      ['hardSigmoid', 1],
      ['globalAvgPool', 1],
      ['globalMaxPool', 1],
    ],
  ],
  [
    withOptions,
    [
      ['softmax', 1, 'axis'],
      ['logSoftmax', 1, 'axis'],
      ['leakyRelu', 1, 'slope'],
      ['elu', 1, 'alpha'],
      ['gelu', 1, 'approximate'],
      ['flatten', 1, 'from to'],
      ['flip', 1, 'axis'],
      ['squeeze', 1, 'axis'],
      ['tril', 1, 'diagonal'],
      ['triu', 1, 'diagonal'],
      ['sort', 1, 'axis descending'],
      ['argsort', 1, 'axis descending'],
      ['attention', [3, 4], 'causal scale'],
      ['crossEntropy', 2, `axis labelSmoothing ${losses}`],
      ['nll', 2, `axis ${losses}`],
      ['multiclassHinge', 2, `axis margin divideByClasses ${losses}`],
      ['mse', 2, losses],
      ['mae', 2, losses],
      ['huber', 2, `delta ${losses}`],
      ['hinge', 2, `margin ${losses}`],
      ['bce', 2, losses],
      ['bceWithLogits', 2, losses],
      ['kl', 2, losses],
      ['sum', 1, 'axis keepdims'],
      ['prod', 1, 'axis keepdims'],
      ['mean', 1, 'axis keepdims'],
      ['max', 1, 'axis keepdims'],
      ['min', 1, 'axis keepdims'],
      ['argmax', 1, 'axis keepdims'],
      ['argmin', 1, 'axis keepdims'],
      ['logSumExp', 1, 'axis keepdims'],
      ['any', 1, 'axis keepdims'],
      ['all', 1, 'axis keepdims'],
      ['countNonZero', 1, 'axis keepdims'],
      ['variance', 1, 'axis keepdims ddof'],
      ['std', 1, 'axis keepdims ddof'],
      ['norm', 1, 'axis keepdims'],
    ],
  ],
  [
    configured,
    [
      ['maxout', 1, 'pieces axis'],
      ['expandDims', 1, 'axis'],
      ['moveAxis', 1, 'from to'],
      ['swapAxes', 1, 'axes'],
      ['cumsum', 1, 'axis reverse exclusive'],
      ['cumprod', 1, 'axis reverse exclusive'],
      ['gather', 2, 'axis'],
      ['gatherElements', 2, 'axis'],
      ['scatterAdd', 3, 'axis'],
      ['oneHot', 1, 'depth'],
      ['tile', 1, 'repeats'],
      ['repeat', 1, 'axis times'],
      ['pad', 1, 'pads value'],
      ['roll', 1, 'axis shift'],
      ['clip', 1, 'min max'],
      ['maxPool', 1, `size ${windows}`],
      ['avgPool', 1, `size countIncludePad ${windows}`],
      ['adaptiveAvgPool', 1, 'size'],
      ['adaptiveMaxPool', 1, 'size'],
    ],
  ],
  [
    ofSeveral,
    [
      ['concat', [1, Infinity], 'axis'],
      ['stack', [1, Infinity], 'axis'],
    ],
  ],
  [
    layer,
    [
      ['linear', 3],
      ['affine', 3],
      ['embedding', 2],
      ['prelu', 2],
      ['conv1d', [2, 3], `groups ${windows}`],
      ['conv2d', [2, 3], `groups ${windows}`],
      ['conv3d', [2, 3], `groups ${windows}`],
      ['convTranspose1d', [2, 3], `groups outputPadding ${windows}`],
      ['convTranspose2d', [2, 3], `groups outputPadding ${windows}`],
      ['layerNorm', 3, 'epsilon'],
      ['rmsNorm', 2, 'epsilon'],
      ['instanceNorm', 3, 'epsilon'],
      ['batchNorm', 3, 'epsilon axis'],
    ],
  ],
  [configuredLayer, [['groupNorm', 3, 'groups epsilon']]],
  [
    described,
    [
      ['arange', 0, 'start stop step dtype'],
      ['linspace', 0, 'start stop count'],
    ],
  ],
]
