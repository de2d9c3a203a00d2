/** Loops, and what is stated of tensors. */
import * as L from 'leibniz'
import type { AnyTensor, Shape, Tensor } from 'leibniz'
import { typed } from '../../../src/Tensor.ts'
import type { Entry } from './Entry.ts'

type Any = Tensor<Shape, never>

/** A tensor of which the test knows that it is real, and one of which nobody does. */
const real = (tensor: AnyTensor): Tensor<Shape> => typed(tensor)
const erased = (tensor: AnyTensor): Any => typed(tensor)

/** A layer that remembers: its weight, its state, an input. */
const remember = (W: Any, state: Tensor<Shape>, x: Any): Tensor<Shape> => L.tanh(L.add(L.matmul(W, state), x))

const weight = { shape: [2, 2], from: -1, to: 1 }
const state = { shape: [2] }
const sequence = { shape: [3, 2] }

export const entries: readonly Entry[] = [
  {
    name: 'scan',
    inputs: [weight, state, sequence],
    build: (W, h, xs) =>
      L.scan({ carry: real(h), xs }, (before, x) => {
        const next = remember(W, before, x)
        return { carry: next, out: L.square(next) }
      }).out,
  },
  {
    name: 'scan',
    inputs: [weight, state, sequence],
    build: (W, h, xs) =>
      L.scan({ carry: real(h), xs, reverse: true }, (before, x) => {
        const next = remember(W, before, x)
        return { carry: next, out: L.mul(x, before) }
      }).out,
  },
  {
    name: 'scan',
    inputs: [weight, state, sequence],
    build: (W, h, xs) =>
      L.scan({ carry: { h: real(h), c: L.exp(h) }, xs }, (before, x) => {
        const c = L.add(L.mul(L.sigmoid(before.h), before.c), x)
        return { carry: { h: L.mul(remember(W, before.h, x), L.tanh(c)), c } }
      }).carry.h,
  },
  {
    name: 'scan',
    inputs: [weight, state],
    build: (W, h) =>
      L.scan({ carry: real(h), steps: 3 }, (before) => ({ carry: L.tanh(L.matmul(W, before)) })).carry,
  },
  {
    name: 'scan',
    inputs: [state, { shape: [2, 3] }],
    build: (a, xss) =>
      L.scan({ carry: real(L.sum(a)), xs: real(xss) }, (outer, xs) => ({
        carry: L.scan({ carry: outer, xs }, (inner, x) => ({
          carry: real(L.add(L.mul(L.sigmoid(inner), 0.5), L.sum(x))),
        })).carry,
      })).carry,
  },
  {
    name: 'checkpoint',
    inputs: [weight, state],
    build: (W, h) => L.checkpoint((v: Any) => L.tanh(L.matmul(W, L.exp(v))))(h),
  },
  {
    name: 'customDerivative',
    inputs: [state, { shape: [2] }],
    build: (a, b) =>
      L.customDerivative(
        (p: Any, q: Any) => L.mul(L.sigmoid(p), q),
        (g, [p], y) => [erased(L.mul(g, L.mul(y, L.sub(1, L.sigmoid(p))))), erased(L.mul(g, L.sigmoid(p)))],
      )(a, b),
  },
]
