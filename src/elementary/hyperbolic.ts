/**
 * The hyperbolic functions and their inverses, written in the basis; the hyperbolic tangent is in `elementary.ts`.
 * Before it: `elementary.ts`. After it: the definitions in `ops/hyperbolic.ts`.
 * Invariant: nothing cancels near 0 and nothing overflows before the result does; zeros keep their signs.
 */
import type { Basis } from '../basis.ts'
import { halfExp, log1p, nearZero, polynomial } from '../elementary.ts'

const sinhCoefficients = [
  0.1666666716337204, 0.00833331048488617, 0.00019842895562760532, 0.0000027822131869470468,
]

/** eˣ/2 − e⁻ˣ/2 of the magnitude, and below 1 a polynomial, to 3e-10 of it; then the sign of x. */
export const sinh = <E>(basis: Basis<E>, x: E): E => {
  const { number, add, sub, mul, div, neg, abs, lt, select } = basis
  const a = abs(x)
  const z = mul(a, a)
  const e = halfExp(basis, a)
  const far = sub(e, div(number(0.25), e))
  const near = add(a, mul(mul(a, z), polynomial(basis, z, sinhCoefficients)))
  const y = select(lt(a, number(1)), near, far)
  return nearZero(basis, x, 2 ** -13, select(lt(x, number(0)), neg(y), y))
}

export const cosh = <E>(basis: Basis<E>, x: E): E => {
  const { number, add, div, abs } = basis
  const e = halfExp(basis, abs(x))
  return add(e, div(number(0.25), e))
}

/** Above this the square of a and 1 do not meet. */
const large = 2 ** 30

/** ln(1 + v), and ln(2·a) where a is large. */
const logarithm = <E>(basis: Basis<E>, a: E, v: E): E => {
  const { number, add, lt, select } = basis
  const far = lt(number(large), a)
  const y = log1p(basis, select(far, a, v))
  return select(far, add(y, number(Math.LN2)), y)
}

/** ln(1 + a + a² / (1 + √(1 + a²))), and the sign of x. */
export const asinh = <E>(basis: Basis<E>, x: E): E => {
  const { number, add, mul, div, neg, abs, sqrt, lt, select } = basis
  const a = abs(x)
  const one = number(1)
  const z = mul(a, a)
  const y = logarithm(basis, a, add(a, div(z, add(one, sqrt(add(one, z))))))
  return nearZero(basis, x, 2 ** -13, select(lt(x, number(0)), neg(y), y))
}

/** ln(1 + t + √t·√(t + 2)) for t = x − 1; NaN below 1. */
export const acosh = <E>(basis: Basis<E>, x: E): E => {
  const { number, add, sub, mul, sqrt } = basis
  const t = sub(x, number(1))
  return logarithm(basis, x, add(t, mul(sqrt(t), sqrt(add(t, number(2))))))
}

/** ½·ln(1 + 2a / (1 − a)), and the sign of x; NaN beyond ±1. */
export const atanh = <E>(basis: Basis<E>, x: E): E => {
  const { number, sub, mul, div, neg, abs, lt, select } = basis
  const a = abs(x)
  const y = mul(number(0.5), log1p(basis, div(mul(number(2), a), sub(number(1), a))))
  return nearZero(basis, x, 2 ** -13, select(lt(x, number(0)), neg(y), y))
}
