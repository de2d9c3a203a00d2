/** Applications that compile, each with the type that it has. */
import * as L from 'leibniz'
import { bool, dim, f32, i32, pipe, u32 } from 'leibniz'
import type { DType, Extent, Shape, Tensor } from 'leibniz'
import { gives, t } from '../check.ts'

const n = dim('n')

// functions of one operand
for (const x of [t(f32(n, 3))]) {
  gives(f32(n, 3))(L.reciprocal(x))
  gives(f32(n, 3))(L.rsqrt(x))
  gives(f32(n, 3))(L.abs(x))
  gives(f32(n, 3))(L.sign(x))
  gives(f32(n, 3))(L.step(x))
  gives(f32(n, 3))(L.floor(x))
  gives(f32(n, 3))(L.ceil(x))
  gives(f32(n, 3))(L.round(x))
  gives(f32(n, 3))(L.trunc(x))
  gives(f32(n, 3))(L.exp2(x))
  gives(f32(n, 3))(L.expm1(x))
  gives(f32(n, 3))(L.log2(x))
  gives(f32(n, 3))(L.log10(x))
  gives(f32(n, 3))(L.log1p(x))
  gives(f32(n, 3))(L.sin(x))
  gives(f32(n, 3))(L.cos(x))
  gives(f32(n, 3))(L.tan(x))
  gives(f32(n, 3))(L.asin(x))
  gives(f32(n, 3))(L.acos(x))
  gives(f32(n, 3))(L.atan(x))
  gives(f32(n, 3))(L.sinh(x))
  gives(f32(n, 3))(L.cosh(x))
  gives(f32(n, 3))(L.asinh(x))
  gives(f32(n, 3))(L.acosh(x))
  gives(f32(n, 3))(L.atanh(x))
  gives(f32(n, 3))(L.erf(x))
  gives(f32(n, 3))(L.erfc(x))
  gives(f32(n, 3))(L.erfinv(x))
  gives(bool(n, 3))(L.isNaN(x))
  gives(bool(n, 3))(L.isFinite(x))
  gives(bool(n, 3))(L.isInfinite(x))
}

// activations
for (const x of [t(f32(n, 3))]) {
  gives(f32(n, 3))(L.softplus(x))
  gives(f32(n, 3))(L.logSigmoid(x))
  gives(f32(n, 3))(L.softsign(x))
  gives(f32(n, 3))(L.silu(x))
  gives(f32(n, 3))(L.mish(x))
  gives(f32(n, 3))(L.selu(x))
  gives(f32(n, 3))(L.relu6(x))
  gives(f32(n, 3))(L.hardTanh(x))
  gives(f32(n, 3))(L.hardSigmoid(x))
  gives(f32(n, 3))(L.leakyRelu(x))
  gives(f32(n, 3))(L.leakyRelu({ slope: 0.2 })(x))
  gives(f32(n, 3))(L.elu(x))
  gives(f32(n, 3))(L.elu({ alpha: 0.5 })(x))
  gives(f32(n, 3))(L.gelu(x))
  gives(f32(n, 3))(L.gelu({ approximate: 'tanh' })(x))
  gives(f32(n, 3))(L.clip({ min: -1, max: 1 })(x))
  gives(f32(n, 3))(L.clip({})(x))
  gives(f32(n, 3))(L.prelu(0.1)(x))
  gives(f32(n, 3))(L.prelu(t(f32()))(x))
  gives(f32(n, 3))(L.prelu(t(f32(1)))(x))
  gives(f32(n, 3))(L.prelu(t(f32(3)))(x))
}
gives(f32(n, 3, 4))(L.prelu(t(f32(3)))(t(f32(n, 3, 4))))
gives(f32(5))(L.prelu(t(f32(1)))(t(f32(5))))

// functions of two operands
gives(f32(n, 3))(L.mod(t(f32(n, 3)), t(f32(3))))
gives(f32(n, 3))(L.hypot(t(f32(n, 1)), t(f32(3))))
gives(f32(n, 3))(L.atan2(1, t(f32(n, 3))))
gives(bool(n, 3))(L.gt(t(f32(n, 3)), 0))
gives(bool(3))(L.ge(t(i32(3)), t(i32(3))))
gives(bool(3))(L.ne(t(u32(3)), 1))
gives(bool(2, 3))(L.or(t(bool(2, 1)), t(bool(3))))
gives(bool(2, 3))(L.xor(t(bool(2, 1)), t(bool(3))))
gives(bool(2, 3))(L.not(t(bool(2, 3))))

// integers
gives(i32(n, 3))(L.add(t(i32(n, 3)), t(i32(3))))
gives(u32(n, 3))(L.add(t(u32(n, 3)), 1))
gives(i32(n))(L.sub(1, t(i32(n))))
gives(u32(2, 3))(L.mul(t(u32(2, 1)), t(u32(3))))
gives(i32(n))(L.neg(t(i32(n))))
gives(i32(n))(L.abs(t(i32(n))))
gives(u32(n))(L.sign(t(u32(n))))
gives(i32(n))(L.maximum(t(i32(n)), 0))
gives(u32(n))(L.minimum(t(u32(n)), t(u32(n))))
gives(i32(n))(L.mod(t(i32(n)), 7))
gives(i32(n))(L.floorDiv(t(i32(n)), 7))
gives(u32(n))(L.floorDiv(t(u32(n)), t(u32(1))))
gives(i32(n))(L.clip({ min: 0 })(t(i32(n))))
gives(u32(n))(L.bitAnd(t(u32(n)), 255))
gives(i32(n))(L.bitOr(t(i32(n)), t(i32(n))))
gives(u32(n))(L.bitXor(t(u32(n)), t(u32(n))))
gives(u32(n))(L.bitNot(t(u32(n))))
gives(u32(n))(L.shiftLeft(t(u32(n)), 13))
gives(i32(n))(L.shiftRight(t(i32(n)), t(i32(n))))

// from one dtype to another
gives(i32(n))(L.cast('i32')(t(f32(n))))
gives(f32(n))(L.cast('f32')(t(bool(n))))
gives(bool(n))(L.cast('bool')(t(u32(n))))
gives(u32(n))(L.cast('u32')(t(u32(n))))

// in a pipe
gives(f32(n, 3))(pipe(t(f32(n, 3)), L.leakyRelu({ slope: 0.1 }), L.sin, L.gelu, L.abs, L.clip({ max: 1 })))
gives(f32(n, 3))(pipe(t(i32(n, 3)), L.neg, L.cast('f32'), L.prelu(t(f32(3)))))

// in functions that are generic in their sizes
const wave = <S extends Shape>(x: Tensor<S>): Tensor<S> => L.add(L.sin(x), L.mul(0.5, L.cos(L.abs(x))))
gives(f32(n, 3))(wave(t(f32(n, 3))))

const activated = <N extends Extent, F extends Extent>(
  x: Tensor<readonly [N, F]>,
  slope: Tensor<readonly [F]>,
): Tensor<readonly [N, F]> => L.prelu(slope)(L.gelu(L.elu({ alpha: 2 })(x)))
gives(f32(n, 3))(activated(t(f32(n, 3)), t(f32(3))))

const leaky = <S extends Shape>(x: Tensor<S>): Tensor<S> => L.prelu(0.1)(x)
gives(f32(n, 3))(leaky(t(f32(n, 3))))

const hashed = <N extends Extent>(x: Tensor<readonly [N], 'u32'>): Tensor<readonly [N], 'u32'> =>
  L.bitXor(L.mul(x, 2654435769), L.shiftRight(x, 16))
gives(u32(n))(hashed(t(u32(n))))

const wrapped = <N extends Extent>(
  x: Tensor<readonly [N], 'i32'>,
  size: number,
): Tensor<readonly [N], 'i32'> => L.mod(L.add(x, size), size)
gives(i32(n))(wrapped(t(i32(n)), 5))

const masked = <N extends Extent, F extends Extent>(x: Tensor<readonly [N, F]>): Tensor<readonly [N, F]> =>
  L.mul(x, L.cast('f32')(L.not(L.isNaN(x))))
gives(f32(n, 3))(masked(t(f32(n, 3))))

const converted = <S extends Shape, D extends DType>(x: Tensor<S, D>): Tensor<S> => L.cast('f32')(x)
gives(f32(n, 3))(converted(t(i32(n, 3))))
