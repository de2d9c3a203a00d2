/** Applications that do not compile, each for one mistake; at run time each is that mistake. */
import * as L from 'leibniz'
import { bool, dim, f32, i32, pipe, u32 } from 'leibniz'
import { refuses, t } from '../check.ts'

const n = dim('n')

// functions of one operand
// @ts-expect-error
refuses(L.reciprocal(t(i32(3))))
// @ts-expect-error
refuses(L.rsqrt(t(i32(3))))
// @ts-expect-error
refuses(L.step(t(i32(3))))
// @ts-expect-error
refuses(L.floor(t(i32(3))))
// @ts-expect-error
refuses(L.ceil(t(i32(3))))
// @ts-expect-error
refuses(L.round(t(i32(3))))
// @ts-expect-error
refuses(L.trunc(t(i32(3))))
// @ts-expect-error
refuses(L.exp2(t(i32(3))))
// @ts-expect-error
refuses(L.expm1(t(i32(3))))
// @ts-expect-error
refuses(L.log2(t(i32(3))))
// @ts-expect-error
refuses(L.log10(t(i32(3))))
// @ts-expect-error
refuses(L.log1p(t(i32(3))))
// @ts-expect-error
refuses(L.sin(t(i32(3))))
// @ts-expect-error
refuses(L.cos(t(i32(3))))
// @ts-expect-error
refuses(L.tan(t(i32(3))))
// @ts-expect-error
refuses(L.asin(t(i32(3))))
// @ts-expect-error
refuses(L.acos(t(i32(3))))
// @ts-expect-error
refuses(L.atan(t(i32(3))))
// @ts-expect-error
refuses(L.sinh(t(i32(3))))
// @ts-expect-error
refuses(L.cosh(t(i32(3))))
// @ts-expect-error
refuses(L.asinh(t(i32(3))))
// @ts-expect-error
refuses(L.acosh(t(i32(3))))
// @ts-expect-error
refuses(L.atanh(t(i32(3))))
// @ts-expect-error
refuses(L.erf(t(i32(3))))
// @ts-expect-error
refuses(L.erfc(t(i32(3))))
// @ts-expect-error
refuses(L.erfinv(t(i32(3))))
// @ts-expect-error
refuses(L.isNaN(t(i32(3))))
// @ts-expect-error
refuses(L.isFinite(t(i32(3))))
// @ts-expect-error
refuses(L.isInfinite(t(i32(3))))
// @ts-expect-error
refuses(L.softplus(t(i32(3))))
// @ts-expect-error
refuses(L.logSigmoid(t(i32(3))))
// @ts-expect-error
refuses(L.softsign(t(i32(3))))
// @ts-expect-error
refuses(L.silu(t(i32(3))))
// @ts-expect-error
refuses(L.mish(t(i32(3))))
// @ts-expect-error
refuses(L.selu(t(i32(3))))
// @ts-expect-error
refuses(L.relu6(t(i32(3))))
// @ts-expect-error
refuses(L.hardTanh(t(i32(3))))
// @ts-expect-error
refuses(L.hardSigmoid(t(i32(3))))
// @ts-expect-error
refuses(L.leakyRelu(t(i32(3))))
// @ts-expect-error
refuses(L.elu(t(i32(3))))
// @ts-expect-error
refuses(L.gelu(t(i32(3))))
// @ts-expect-error
refuses(L.neg(t(bool(3))))
// @ts-expect-error
refuses(L.abs(t(bool(3))))
// @ts-expect-error
refuses(L.sign(t(bool(3))))
// @ts-expect-error
refuses(L.not(t(f32(3))))
// @ts-expect-error
refuses(L.bitNot(t(f32(3))))

// options
// @ts-expect-error
refuses(L.leakyRelu({ slope: 0.1 })(t(u32(3))))
// @ts-expect-error
refuses(L.elu({ alpha: 2 })(t(bool(3))))
// @ts-expect-error
refuses(L.gelu({ approximate: 'tanh' })(t(i32(3))))
// @ts-expect-error
refuses(L.clip({ min: 0 })(t(bool(3))))
// @ts-expect-error
refuses(L.prelu(t(f32(4)))(t(f32(n, 3))))
// @ts-expect-error
refuses(L.prelu(t(f32(3)))(t(f32(3))))
// @ts-expect-error
refuses(L.prelu(t(f32(n)))(t(f32(n, 3))))
// @ts-expect-error
refuses(L.prelu(0.1)(t(i32(n, 3))))

// functions of two operands
// @ts-expect-error
refuses(L.mod(t(f32(2)), t(f32(3))))
// @ts-expect-error
refuses(L.hypot(t(f32(2)), t(f32(3))))
// @ts-expect-error
refuses(L.atan2(t(f32(2)), t(f32(3))))
// @ts-expect-error
refuses(L.gt(t(f32(2)), t(f32(3))))
// @ts-expect-error
refuses(L.ge(t(f32(2)), t(f32(3))))
// @ts-expect-error
refuses(L.ne(t(f32(2)), t(f32(3))))
// @ts-expect-error
refuses(L.or(t(bool(2)), t(bool(3))))
// @ts-expect-error
refuses(L.or(t(bool(2)), t(f32(2))))
// @ts-expect-error
refuses(L.xor(t(bool(2)), t(bool(3))))
// @ts-expect-error
refuses(L.xor(t(bool(2)), t(f32(2))))
// @ts-expect-error
refuses(L.gt(t(f32(2)), t(i32(2))))
// @ts-expect-error
refuses(L.atan2(t(i32(2)), t(i32(2))))
// @ts-expect-error
refuses(L.hypot(t(u32(2)), 1))

// integers
// @ts-expect-error
refuses(L.add(t(i32(2)), t(f32(2))))
// @ts-expect-error
refuses(L.add(t(u32(2)), t(i32(2))))
// @ts-expect-error
refuses(L.sub(t(i32(2)), t(f32(2))))
// @ts-expect-error
refuses(L.sub(t(u32(2)), t(i32(2))))
// @ts-expect-error
refuses(L.mul(t(i32(2)), t(f32(2))))
// @ts-expect-error
refuses(L.mul(t(u32(2)), t(i32(2))))
// @ts-expect-error
refuses(L.maximum(t(i32(2)), t(f32(2))))
// @ts-expect-error
refuses(L.maximum(t(u32(2)), t(i32(2))))
// @ts-expect-error
refuses(L.minimum(t(i32(2)), t(f32(2))))
// @ts-expect-error
refuses(L.minimum(t(u32(2)), t(i32(2))))
// @ts-expect-error
refuses(L.mod(t(i32(2)), t(f32(2))))
// @ts-expect-error
refuses(L.mod(t(u32(2)), t(i32(2))))
// @ts-expect-error
refuses(L.add(t(bool(2)), t(bool(2))))
// @ts-expect-error
refuses(L.add(t(i32(2)), t(i32(3))))
// @ts-expect-error
refuses(L.mul(t(bool(2)), t(bool(2))))
// @ts-expect-error
refuses(L.mul(t(i32(2)), t(i32(3))))
// @ts-expect-error
refuses(L.div(t(i32(2)), t(i32(2))))
// @ts-expect-error
refuses(L.pow(t(u32(2)), 2))
// @ts-expect-error
refuses(L.bitAnd(t(f32(2)), t(f32(2))))
// @ts-expect-error
refuses(L.bitAnd(t(i32(2)), t(u32(2))))
// @ts-expect-error
refuses(L.bitAnd(t(u32(2)), t(u32(3))))
// @ts-expect-error
refuses(L.bitOr(t(f32(2)), t(f32(2))))
// @ts-expect-error
refuses(L.bitOr(t(i32(2)), t(u32(2))))
// @ts-expect-error
refuses(L.bitOr(t(u32(2)), t(u32(3))))
// @ts-expect-error
refuses(L.bitXor(t(f32(2)), t(f32(2))))
// @ts-expect-error
refuses(L.bitXor(t(i32(2)), t(u32(2))))
// @ts-expect-error
refuses(L.bitXor(t(u32(2)), t(u32(3))))
// @ts-expect-error
refuses(L.shiftLeft(t(f32(2)), t(f32(2))))
// @ts-expect-error
refuses(L.shiftLeft(t(i32(2)), t(u32(2))))
// @ts-expect-error
refuses(L.shiftLeft(t(u32(2)), t(u32(3))))
// @ts-expect-error
refuses(L.shiftRight(t(f32(2)), t(f32(2))))
// @ts-expect-error
refuses(L.shiftRight(t(i32(2)), t(u32(2))))
// @ts-expect-error
refuses(L.shiftRight(t(u32(2)), t(u32(3))))
// @ts-expect-error
refuses(L.floorDiv(t(f32(2)), t(f32(2))))
// @ts-expect-error
refuses(L.floorDiv(t(i32(2)), t(u32(2))))
// @ts-expect-error
refuses(L.floorDiv(t(u32(2)), t(u32(3))))

// in a pipe
// @ts-expect-error
refuses(pipe(t(i32(n)), L.neg, L.sin))
// @ts-expect-error
refuses(pipe(t(f32(n, 3)), L.abs, L.prelu(t(f32(4)))))
