/**
 * Recurrent layers, on `scan`: data are [time, batch, in]; what comes out is the state after every turn and the last.
 * Before it: `scan.ts`, `dense.ts`. After it: the namespace `nn`.
 * Invariant: weights, biases and the order of the gates are PyTorch's: [gates·out, in] and [gates·out, out], the gates
 * one after the other; an LSTM's are input, forget, cell, output, a GRU's reset, update, new.
 */
import { either as E } from 'fp-ts'
import { at } from '../Bug.ts'
import { broadcastTo, elementwise, moved, number, ruled } from '../construct.ts'
import * as extent from '../Extent.ts'
import type { Extent } from '../Extent.ts'
import * as moves from '../moves.ts'
import { add, mul, sub } from '../ops/plain.ts'
import { linear } from '../ops/contraction.ts'
import { sigmoid as logistic, tanh as hyperbolic } from '../ops/exponential.ts'
import { stated } from '../ops/operation.ts'
import { scan } from '../scan.ts'
import type { Multiplied } from '../shape/digits.ts'
import { refuse, show } from '../Shape.ts'
import { f32 } from '../Spec.ts'
import type { Spec } from '../Spec.ts'
import { isTensor } from '../Tensor.ts'
import type { AnyTensor, Tensor } from '../Tensor.ts'
import type { LinearOptions } from './dense.ts'
import type { Layer } from './Layer.ts'
import { layer } from './Layer.ts'

/** As many rows as all gates have. */
type Gates<G extends number, H extends Extent> = H extends number
  ? number extends H
    ? number
    : Multiplied<G, H>
  : Extent

/** A weight and a bias for the data, and for the state. */
export type RecurrentParameters<G extends number, I extends Extent, H extends Extent> = {
  readonly input: {
    readonly weight: Spec<readonly [Gates<G, H>, I], 'f32'>
    readonly bias: Spec<readonly [Gates<G, H>], 'f32'>
  }
  readonly hidden: {
    readonly weight: Spec<readonly [Gates<G, H>, H], 'f32'>
    readonly bias: Spec<readonly [Gates<G, H>], 'f32'>
  }
}

/** The state after every turn, and after the last. */
export type Recurrent<T extends Extent, N extends Extent, H extends Extent, C> = {
  readonly out: Tensor<readonly [T, N, H]>
  readonly carry: C
}

/** From data [time, batch, in] and, where it is not 0, the state before the first turn. */
type Along<I extends Extent, H extends Extent> = <T extends Extent, N extends Extent>(
  x: Tensor<readonly [T, N, I]>,
  before?: Tensor<readonly [N, H]>,
) => Recurrent<T, N, H, Tensor<readonly [N, H]>>

/** The state of an LSTM: what it shows, and what it keeps. */
export type Cell<N extends Extent, H extends Extent> = {
  readonly hidden: Tensor<readonly [N, H]>
  readonly cell: Tensor<readonly [N, H]>
}

type AlongCells<I extends Extent, H extends Extent> = <T extends Extent, N extends Extent>(
  x: Tensor<readonly [T, N, I]>,
  before?: Cell<N, H>,
) => Recurrent<T, N, H, Cell<N, H>>

const tanh = (x: AnyTensor): AnyTensor => elementwise(hyperbolic.op, x)
const sigmoid = (x: AnyTensor): AnyTensor => elementwise(logistic.op, x)

interface Weighted {
  readonly weight: AnyTensor
  readonly bias: AnyTensor
}

interface Given {
  readonly input: Weighted
  readonly hidden: Weighted
}

const rows: (weight: AnyTensor, bias: AnyTensor) => (x: AnyTensor) => AnyTensor = stated(linear)

const projected = ({ weight, bias }: Weighted, x: AnyTensor): AnyTensor => rows(weight, bias)(x)

/** Each gate's part of the last axis. */
const gatesOf = (count: number, size: Extent, x: AnyTensor): readonly AnyTensor[] =>
  Array.from({ length: count }, (_, k) =>
    x.form.tag === 'invalid'
      ? x
      : moved(x, moves.slice(x.shape, x.shape.length - 1, extent.mul(k, size), 1, size)),
  )

type Carry = Readonly<Record<string, AnyTensor>>

/** The state after a turn, from the one before and from what the data contribute; `hidden` is what it shows. */
type Step = (state: Carry, data: AnyTensor) => Carry

interface Kind {
  readonly name: string
  readonly gates: number
  readonly states: readonly string[]
  readonly step: (given: Given, size: Extent) => Step
}

/** Data [time, batch, in], or a mistake. */
const sequence = (name: string, x: AnyTensor): AnyTensor =>
  ruled(
    name,
    [x],
    (shape) =>
      shape.length === 3
        ? E.right(shape)
        : refuse('LBZ1009', `${name}: takes data of 3 axes, time, batch and in, not ${show(shape)}`),
    () => x,
  )

/** The same tensor for every state. */
const carried = (states: readonly string[], tensor: AnyTensor): Carry =>
  Object.fromEntries(states.map((state) => [state, tensor]))

/** A layer that carries states along time; what the data contribute is one product for all turns. */
const recurrent = <G extends number, I extends Extent, H extends Extent, F>(
  { in: inputs, out: size }: LinearOptions<I, H>,
  { name, gates, states, step }: Kind,
): Layer<RecurrentParameters<G, I, H>, F> => {
  const height = stated<() => Gates<G, H>>(() => extent.mul(gates, size))()
  return layer(
    {
      input: { weight: f32(height, inputs), bias: f32(height) },
      hidden: { weight: f32(height, size), bias: f32(height) },
    },
    stated((given: Given) => (x: AnyTensor, before?: AnyTensor | Carry) => {
      const data = projected(given.input, sequence(name, x))
      if (data.form.tag === 'invalid')
        return { out: data, carry: states.length === 1 ? data : carried(states, data) }
      const batch = at(x.shape, 1)
      const zero = broadcastTo(number(0), [batch, size])
      const first: Carry =
        before === undefined ? carried(states, zero) : isTensor(before) ? { hidden: before } : before
      const turn = step(given, size)
      const { carry, out } = scan({ carry: first, xs: data }, (state, now) => {
        const after = turn(state, now)
        return { carry: after, out: shown(after) }
      })
      return { out, carry: states.length === 1 ? shown(carry) : carry }
    }),
  )
}

const shown = ({ hidden }: Carry): AnyTensor => hidden ?? number(0)

/**
 * Elman's recurrent layer: h becomes tanh(W·x + b + U·h + c).
 *
 * @example
 * const { parameters, apply } = rnn({ in: 3, out: 5 })
 * show(parameters.hidden.weight) // 5×5
 * const p = program({ x: f32(7, 2, 3), params: parameters }, ({ x, params }) => apply(params)(x))
 * p.outputs.out.shape // [7, 2, 5]
 * p.outputs.carry.shape // [2, 5]
 */
export const rnn = <const I extends Extent, const O extends Extent>(
  options: LinearOptions<I, O>,
): Layer<RecurrentParameters<1, I, O>, Along<I, O>> =>
  recurrent(options, {
    name: 'rnn',
    gates: 1,
    states: ['hidden'],
    step: (given) => (state, data) => ({ hidden: tanh(add(data, projected(given.hidden, shown(state)))) }),
  })

/**
 * A gated recurrent unit: with r = σ(…), z = σ(…) and n = tanh(W·x + b + r·(U·h + c)), h becomes (1 − z)·n + z·h.
 *
 * @example
 * show(gru({ in: 3, out: 5 }).parameters.input.weight) // 15×3
 */
export const gru = <const I extends Extent, const O extends Extent>(
  options: LinearOptions<I, O>,
): Layer<RecurrentParameters<3, I, O>, Along<I, O>> =>
  recurrent(options, {
    name: 'gru',
    gates: 3,
    states: ['hidden'],
    step: (given, size) => (state, data) => {
      const before = shown(state)
      const fromData = gatesOf(3, size, data)
      const fromState = gatesOf(3, size, projected(given.hidden, before))
      const reset = sigmoid(add(at(fromData, 0), at(fromState, 0)))
      const update = sigmoid(add(at(fromData, 1), at(fromState, 1)))
      const fresh = tanh(add(at(fromData, 2), mul(reset, at(fromState, 2))))
      return { hidden: add(fresh, mul(update, sub(before, fresh))) }
    },
  })

/**
 * A long short-term memory: c becomes f·c + i·g, and h becomes o·tanh(c), with i, f, o = σ(…) and g = tanh(…) of the
 * data and of h.
 *
 * @example
 * const { parameters, apply } = lstm({ in: 3, out: 5 })
 * show(parameters.hidden.weight) // 20×5
 * const p = program({ x: f32(7, 2, 3), params: parameters }, ({ x, params }) => ({ y: apply(params)(x).carry.cell }))
 * p.outputs.y.shape // [2, 5]
 */
export const lstm = <const I extends Extent, const O extends Extent>(
  options: LinearOptions<I, O>,
): Layer<RecurrentParameters<4, I, O>, AlongCells<I, O>> =>
  recurrent(options, {
    name: 'lstm',
    gates: 4,
    states: ['hidden', 'cell'],
    step: (given, size) => (state, data) => {
      const gates = gatesOf(4, size, add(data, projected(given.hidden, shown(state))))
      const [into, keep, reveal] = [0, 1, 3].map((k) => sigmoid(at(gates, k)))
      const cell = add(mul(keep ?? data, state['cell'] ?? data), mul(into ?? data, tanh(at(gates, 2))))
      return { hidden: mul(reveal ?? data, tanh(cell)), cell }
    },
  })
