/** The functions on each element: those that are one record, and what is made of them. */
import * as L from 'leibniz'
import type { AnyTensor, Shape, Tensor } from 'leibniz'
import type { Drawn, Entry } from './Entry.ts'

type Input = Tensor<Shape, never>

const shape = [2, 3]

/** A function of one operand; values are drawn from where it is smooth. */
const one = (name: string, apply: (x: Input) => AnyTensor, drawn: Partial<Drawn> = {}): Entry => ({
  name,
  inputs: [{ shape, ...drawn }],
  build: (...inputs) => inputs.map(apply)[0] ?? L.zeros(shape),
})

/** A function of two operands, the second one repeated along the first axis. */
const two = (
  name: string,
  apply: (a: Input, b: Input) => AnyTensor,
  first: Partial<Drawn> = {},
  second: Partial<Drawn> = first,
): Entry => ({
  name,
  inputs: [
    { shape, ...first },
    { shape: [3], ...second },
  ],
  build: (a, b) => (a === undefined || b === undefined ? L.zeros(shape) : apply(a, b)),
})

const above = { from: 0.5, to: 2 }
const below = { from: -2, to: -0.5 }
const inside = { from: -0.8, to: 0.8 }
const signed = { dtype: 'i32', from: -100, to: 100 } as const
const unsigned = { dtype: 'u32', from: 1, to: 100 } as const
const counts = { from: 0, to: 40 }
const truth = { dtype: 'bool', from: 0, to: 2 } as const

const arithmetic = [
  two('add', (a, b) => L.add(a, b)),
  two('sub', (a, b) => L.sub(a, b)),
  two('mul', (a, b) => L.mul(a, b)),
  two('div', (a, b) => L.div(a, b), {}, above),
  two('pow', (a, b) => L.pow(a, b), above),
  two('mod', (a, b) => L.mod(a, b), { from: 0.1, to: 0.9 }, below),
  two('hypot', (a, b) => L.hypot(a, b), above),
  two('atan2', (a, b) => L.atan2(a, b), {}, above),
  two('maximum', (a, b) => L.maximum(a, b), above, below),
  two('minimum', (a, b) => L.minimum(a, b), above, below),
  one('neg', (x) => L.neg(x)),
  one('square', (x) => L.square(x)),
  one('sqrt', (x) => L.sqrt(x), above),
  one('reciprocal', (x) => L.reciprocal(x), above),
  one('rsqrt', (x) => L.rsqrt(x), above),
  one('abs', (x) => L.abs(x), below),
  one('sign', (x) => L.sign(x), below),
  one('step', (x) => L.step(x), above),
  one('floor', (x) => L.floor(x), { from: 1.1, to: 1.9 }),
  one('ceil', (x) => L.ceil(x), { from: 1.1, to: 1.9 }),
  one('round', (x) => L.round(x), { from: 0.6, to: 1.4 }),
  one('trunc', (x) => L.trunc(x), { from: -1.9, to: -1.1 }),
]

const transcendental = [
  one('exp', (x) => L.exp(x)),
  one('exp2', (x) => L.exp2(x)),
  one('expm1', (x) => L.expm1(x)),
  one('log', (x) => L.log(x), above),
  one('log2', (x) => L.log2(x), above),
  one('log10', (x) => L.log10(x), above),
  one('log1p', (x) => L.log1p(x), { from: -0.5, to: 2 }),
  one('sin', (x) => L.sin(x)),
  one('cos', (x) => L.cos(x)),
  one('tan', (x) => L.tan(x), inside),
  one('asin', (x) => L.asin(x), inside),
  one('acos', (x) => L.acos(x), inside),
  one('atan', (x) => L.atan(x)),
  one('sinh', (x) => L.sinh(x)),
  one('cosh', (x) => L.cosh(x)),
  one('tanh', (x) => L.tanh(x)),
  one('asinh', (x) => L.asinh(x)),
  one('acosh', (x) => L.acosh(x), { from: 1.5, to: 3 }),
  one('atanh', (x) => L.atanh(x), inside),
  one('erf', (x) => L.erf(x)),
  one('erfc', (x) => L.erfc(x)),
  one('erfinv', (x) => L.erfinv(x), inside),
]

const activations = [
  one('sigmoid', (x) => L.sigmoid(x)),
  one('logSigmoid', (x) => L.logSigmoid(x)),
  one('softplus', (x) => L.softplus(x)),
  one('softsign', (x) => L.softsign(x), below),
  one('silu', (x) => L.silu(x)),
  one('mish', (x) => L.mish(x)),
  one('gelu', (x) => L.gelu(x)),
  one('gelu', (x) => L.gelu({ approximate: 'tanh' })(x)),
  one('relu', (x) => L.relu(x), above),
  one('relu6', (x) => L.relu6(x), above),
  one('leakyRelu', (x) => L.leakyRelu(x), below),
  one('leakyRelu', (x) => L.leakyRelu({ slope: 0.2 })(x), above),
  one('elu', (x) => L.elu({ alpha: 0.5 })(x), below),
  one('elu', (x) => L.elu(x), above),
  one('selu', (x) => L.selu(x), below),
  one('hardTanh', (x) => L.hardTanh(x), inside),
  one('hardSigmoid', (x) => L.hardSigmoid(x)),
  one('clip', (x) => L.clip({ min: -1, max: 1 })(x), inside),
  one('clip', (x) => L.clip({ min: 0 })(x), below),
  one('clip', (x) => L.clip({ max: 3 })(x)),
  two('prelu', (x, slope) => L.prelu(L.reshape([3])(slope))(x), below, inside),
]

const decisions = [
  two('lt', (a, b) => L.lt(a, b)),
  two('le', (a, b) => L.le(a, b)),
  two('gt', (a, b) => L.gt(a, b)),
  two('ge', (a, b) => L.ge(a, b)),
  two('eq', (a, b) => L.eq(a, b), signed),
  two('ne', (a, b) => L.ne(a, b), signed),
  two('and', (a, b) => L.and(a, b), truth),
  two('or', (a, b) => L.or(a, b), truth),
  two('xor', (a, b) => L.xor(a, b), truth),
  one('not', (x) => L.not(x), truth),
  one('isNaN', (x) => L.isNaN(x)),
  one('isFinite', (x) => L.isFinite(x)),
  one('isInfinite', (x) => L.isInfinite(x)),
  two('where', (a, b) => L.where(L.lt(a, 0), a, L.mul(2, b)), below, above),
  one('stopGradient', (x) => L.stopGradient(x)),
]

/** What both kinds of integers have. */
const integers = [signed, unsigned].flatMap((whole) => [
  two('add', (a, b) => L.add(a, b), whole),
  two('sub', (a, b) => L.sub(a, b), whole),
  two('mul', (a, b) => L.mul(L.mul(a, 12345), L.mul(b, 54321)), whole),
  two('floorDiv', (a, b) => L.floorDiv(a, b), whole),
  two('mod', (a, b) => L.mod(a, b), whole),
  two('maximum', (a, b) => L.maximum(a, b), whole),
  two('minimum', (a, b) => L.minimum(a, b), whole),
  two('bitAnd', (a, b) => L.bitAnd(a, b), whole),
  two('bitOr', (a, b) => L.bitOr(a, b), whole),
  two('bitXor', (a, b) => L.bitXor(a, b), whole),
  two('shiftLeft', (a, b) => L.shiftLeft(a, b), whole, { ...whole, ...counts }),
  two('shiftRight', (a, b) => L.shiftRight(a, b), whole, { ...whole, ...counts }),
  one('bitNot', (x) => L.bitNot(x), whole),
  one('neg', (x) => L.neg(x), whole),
  one('abs', (x) => L.abs(x), whole),
  one('sign', (x) => L.sign(x), whole),
  one('clip', (x) => L.clip({ min: 3, max: 50 })(x), whole),
  one('cast', (x) => L.cast('f32')(x), whole),
  one('cast', (x) => L.cast('bool')(x), whole),
  one('cast', (x) => L.cast(whole.dtype === 'i32' ? 'u32' : 'i32')(x), whole),
])

const casts = [
  one('cast', (x) => L.cast('i32')(x), { from: 1.1, to: 1.9 }),
  one('cast', (x) => L.cast('u32')(x), { from: 1.1, to: 1.9 }),
  one('cast', (x) => L.cast('f32')(x), truth),
  one('cast', (x) => L.cast('i32')(x), truth),
]

export const entries: readonly Entry[] = [
  ...arithmetic,
  ...transcendental,
  ...activations,
  ...decisions,
  ...integers,
  ...casts,
]
