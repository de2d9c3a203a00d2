/**
 * Exponential, logarithm and their kin, written in the basis.
 * Before it: `basis.ts`. After it: the other functions in `elementary/`, the definitions in `ops/exponential.ts` and
 * `ops/arithmetic.ts`.
 * Invariant: nothing branches and nothing is looked up; the same text is accurate in double and in single
 * precision, special values included. The records state the largest errors.
 *
 * Polynomials are minimax (Remez), refitted after each coefficient is rounded to float32, the lowest first. A constant
 * in two parts has an upper part so short that its products here are exact in single precision.
 */
import type { Basis } from './basis.ts'

/** ln 2 in two parts; the upper has 9 bits, so that n·upper is exact for every exponent n. */
const ln2 = { upper: 0.693359375, lower: -0.00021219444005469057 }

/** 2/(3·ln 2) in two parts, the upper of 12 bits. */
const twoThirdsLog2e = { upper: 0.961669921875, lower: 0.0001267720509756049 }

/** log₁₀ 2 in two parts, the upper of 12 bits. */
const log10of2 = { upper: 0.301025390625, lower: 0.000004605039066518657 }

/** c₀ + c₁·z + c₂·z² + …, from the last. */
export const polynomial = <E>({ number, add, mul }: Basis<E>, z: E, coefficients: readonly number[]): E => {
  const [last = 0, ...others] = [...coefficients].reverse()
  return others.reduce<E>((sum, coefficient) => add(number(coefficient), mul(z, sum)), number(last))
}

/** The integer nearest to t, kept where `scale` takes it. */
const step = <E>(basis: Basis<E>, t: E): E =>
  basis.nearest(basis.min(basis.max(t, basis.number(-252)), basis.number(252)))

/** x − n·ln 2. */
const residue = <E>({ number, sub, mul }: Basis<E>, x: E, n: E): E =>
  sub(sub(x, mul(n, number(ln2.upper))), mul(n, number(ln2.lower)))

/** eʳ − 1 for |r| ≤ ½·ln 2: r + r²·q(r) with q of degree 4, to 1.5e-8 of the value; ∞ at ∞. */
const growth = <E>({ number, add, mul }: Basis<E>, r: E): E => {
  const square = mul(r, r)
  const low = add(number(0.4999999701976776), mul(r, number(0.16666539013385773)))
  const high = add(number(0.04166775569319725), mul(r, number(0.008367102593183517)))
  const q = add(low, mul(square, add(high, mul(square, number(0.0013835205463692546)))))
  return add(r, mul(square, q))
}

/** x itself where it is so small that the function is x, and its zero has the sign of x; elsewhere y. */
export const nearZero = <E>({ number, abs, lt, select }: Basis<E>, x: E, least: number, y: E): E =>
  select(lt(abs(x), number(least)), x, y)

/** eʳ·2ⁿ. Where `step` has held n back, r is far from 0, and the result beyond float32: 0, or growing to ∞. */
const raised = <E>(basis: Basis<E>, r: E, n: E): E => {
  const { number, add, lt, select, scale } = basis
  return select(lt(r, number(-1)), number(0), scale(add(number(1), growth(basis, r)), n))
}

/** eˣ, as 2ⁿ·eʳ with n the integer nearest to x / ln 2. */
export const exp = <E>(basis: Basis<E>, x: E): E => {
  const n = step(basis, basis.mul(x, basis.number(Math.LOG2E)))
  return raised(basis, residue(basis, x, n), n)
}

/** e^(x + less) for a small part `less` of x that no rounding of x may lose. */
export const expOfSum = <E>(basis: Basis<E>, x: E, less: E): E => {
  const n = step(basis, basis.mul(basis.add(x, less), basis.number(Math.LOG2E)))
  return raised(basis, basis.add(residue(basis, x, n), less), n)
}

/** eˣ / 2, which is finite wherever the hyperbolic functions are. */
export const halfExp = <E>(basis: Basis<E>, x: E): E => {
  const n = step(basis, basis.mul(x, basis.number(Math.LOG2E)))
  return raised(basis, residue(basis, x, n), basis.sub(n, basis.number(1)))
}

/** 2ˣ. */
export const exp2 = <E>(basis: Basis<E>, x: E): E => {
  const n = step(basis, x)
  return raised(basis, basis.mul(basis.sub(x, n), basis.number(Math.LN2)), n)
}

/** eˣ − 1 = 2ⁿ·((eʳ − 1) + (1 − 2⁻ⁿ)), so that nothing cancels near 0. */
export const expm1 = <E>(basis: Basis<E>, x: E): E => {
  const { number, add, sub, mul, max, scale, neg } = basis
  const bounded = max(x, number(-40))
  const n = step(basis, mul(bounded, number(Math.LOG2E)))
  const whole = sub(number(1), scale(number(1), neg(n)))
  const y = scale(add(growth(basis, residue(basis, bounded, n)), whole), n)
  return nearZero(basis, x, 2 ** -25, y)
}

/** 1 / (1 + e⁻ˣ): relatively accurate on both sides, as 1 + e⁻ˣ is. */
export const sigmoid = <E>(basis: Basis<E>, x: E): E => {
  const one = basis.number(1)
  return basis.div(one, basis.add(one, exp(basis, basis.neg(x))))
}

/**
 * (1 − p) / (1 + p) for p = e^(−2|x|) = 2ⁿ + 2ⁿ·(eʳ − 1), so that nothing cancels near 0; then the sign of x.
 * Below 2⁻¹² x itself: x³/3 does not count.
 */
export const tanh = <E>(basis: Basis<E>, x: E): E => {
  const { number, add, sub, mul, div, neg, abs, max, nearest, lt, select, scale } = basis
  const magnitude = abs(x)
  const twice = max(mul(magnitude, number(-2)), number(-64))
  const n = nearest(mul(twice, number(Math.LOG2E)))
  const power = scale(number(1), n)
  const grown = mul(power, growth(basis, residue(basis, twice, n)))
  const y = div(add(grown, sub(power, number(1))), add(grown, add(power, number(1))))
  return select(lt(magnitude, number(2 ** -12)), x, select(lt(x, number(0)), y, neg(y)))
}

/** What a logarithm is at 0, below 0 and at ∞, and y elsewhere. */
const logarithm = <E>({ number, lt, eq, select }: Basis<E>, x: E, y: E): E => {
  const finite = select(lt(x, number(Infinity)), y, x)
  return select(lt(number(0), x), finite, select(eq(x, number(0)), number(-Infinity), number(NaN)))
}

/** A positive finite a as m·2ᵏ with m between √½ and √2; subnormals of float32 are scaled first. */
const parts = <E>(basis: Basis<E>, a: E): { readonly m: E; readonly k: E } => {
  const { number, add, sub, mul, lt, select, exponent, mantissa } = basis
  const subnormal = lt(a, number(2 ** -126))
  const normal = mul(a, select(subnormal, number(2 ** 64), number(1)))
  const k = sub(exponent(normal), select(subnormal, number(64), number(0)))
  const m = mantissa(normal)
  const above = lt(number(Math.SQRT2), m)
  return { m: select(above, mul(m, number(0.5)), m), k: select(above, add(k, number(1)), k) }
}

/**
 * ln x = k·ln 2 + ln(1 + f), where ln(1 + f) = f − s·(f − R(s²)) for s = f / (2 + f): the series of 2·artanh s.
 * R has degree 3 and no constant, on s² ≤ 0.0295, to 8.2e-10 of the logarithm.
 */
export const log = <E>(basis: Basis<E>, x: E): E => {
  const { number, add, sub, mul, div } = basis
  const { m, k } = parts(basis, x)
  const f = sub(m, number(1))
  const s = div(f, add(m, number(1)))
  const z = mul(s, s)
  const tail = add(number(0.39977580308914185), mul(z, number(0.29870930314064026)))
  const r = mul(z, add(number(0.6666677594184875), mul(z, tail)))
  const lower = sub(f, sub(mul(s, sub(f, r)), mul(k, number(ln2.lower))))
  const y = add(mul(k, number(ln2.upper)), lower)
  return logarithm(basis, x, y)
}

/** ln(1 + x): the logarithm of u = 1 + x rounded, and what the rounding lost, divided by u. */
export const log1p = <E>(basis: Basis<E>, x: E): E => {
  const { number, add, sub, div, lt, select } = basis
  const one = number(1)
  const u = add(one, x)
  const y = log(basis, u)
  const lost = div(sub(x, sub(u, one)), u)
  const usual = select(lt(number(0), u), select(lt(u, number(Infinity)), add(y, lost), u), y)
  return nearZero(basis, x, 2 ** -25, usual)
}

/** The upper half of a significand: in single precision the product of two such is exact, and so is what is left. */
export const upper = <E>({ number, sub, mul }: Basis<E>, a: E): E => {
  const spread = mul(a, number(4097))
  return sub(spread, sub(spread, a))
}

/** An unevaluated sum, of about twice the carrier's precision. */
interface Sum<E> {
  readonly upper: E
  readonly lower: E
}

/**
 * log₂ a for a positive finite a, beyond the carrier's precision, since y multiplies its error: with s = (m − 1)/(m + 1),
 * log₂ m = 2/(3·ln 2)·s·(3 + s² + s⁴·Q(s²)), each factor carried as a sum. Q has degree 2 on s² ≤ 0.0295, to 8.5e-12.
 */
const binaryLogarithm = <E>(basis: Basis<E>, a: E): Sum<E> => {
  const { number, add, sub, mul, div } = basis
  const { m, k } = parts(basis, a)
  const one = number(1)
  const three = number(3)
  const f = sub(m, one)
  const d = add(m, one)
  const s = div(f, d)
  const s1 = upper(basis, s)
  const d1 = upper(basis, d)
  const d2 = sub(m, sub(d1, one))
  const s2 = div(sub(sub(f, mul(s1, d1)), mul(s1, d2)), d)
  const z = mul(s, s)
  const z1 = mul(s1, s1)
  const q = add(number(0.42820635437965393), mul(z, number(0.35129451751708984)))
  const rest = add(mul(mul(z, z), add(number(0.6000022888183594), mul(z, q))), mul(s2, add(s1, s)))
  const t1 = upper(basis, add(three, add(z1, rest)))
  const t2 = sub(rest, sub(sub(t1, three), z1))
  const product = mul(s1, t1)
  const correction = add(mul(s2, t1), mul(t2, s))
  const p1 = upper(basis, add(product, correction))
  const p2 = sub(correction, sub(p1, product))
  const { upper: c1, lower: c2 } = twoThirdsLog2e
  const l1 = mul(p1, number(c1))
  const l2 = add(mul(p1, number(c2)), mul(p2, number(c1 + c2)))
  const total = upper(basis, add(add(l1, l2), k))
  return { upper: total, lower: sub(l2, sub(sub(total, k), l1)) }
}

/** log₂ x. */
export const log2 = <E>(basis: Basis<E>, x: E): E => {
  const l = binaryLogarithm(basis, x)
  return logarithm(basis, x, basis.add(l.upper, l.lower))
}

/** log₁₀ x = log₁₀ 2·log₂ x. */
export const log10 = <E>(basis: Basis<E>, x: E): E => {
  const { number, add, mul } = basis
  const l = binaryLogarithm(basis, x)
  const { upper: c1, lower: c2 } = log10of2
  const lower = add(mul(l.upper, number(c2)), mul(l.lower, number(c1 + c2)))
  return logarithm(basis, x, add(mul(l.upper, number(c1)), lower))
}

/** aʸ = 2^(y·log₂ a) for a positive finite a. Beyond ±2¹⁰⁰ every y gives 0, 1 or ∞. */
const positivePower = <E>(basis: Basis<E>, a: E, y: E): E => {
  const { number, add, sub, mul, min, max } = basis
  const l = binaryLogarithm(basis, a)
  const bounded = min(max(y, number(-(2 ** 100))), number(2 ** 100))
  const y1 = upper(basis, bounded)
  const t1 = mul(y1, l.upper)
  const t2 = add(mul(sub(bounded, y1), l.upper), mul(bounded, l.lower))
  const n = step(basis, add(t1, t2))
  return raised(basis, mul(add(sub(t1, n), t2), number(Math.LN2)), n)
}

/** xʸ, special values as C has them. */
export const pow = <E>(basis: Basis<E>, x: E, y: E): E => {
  const { number, mul, div, neg, abs, lt, eq, and, or, not, select, floor } = basis
  const zero = number(0)
  const one = number(1)
  const a = abs(x)
  const half = mul(y, number(0.5))
  const integer = eq(floor(y), y)
  const odd = and(integer, not(eq(floor(half), half)))
  const power = positivePower(basis, a, y)
  const signed = select(lt(x, zero), select(odd, neg(power), select(integer, power, number(NaN))), power)
  const base = select(odd, x, a)
  const limit = select(lt(y, zero), div(one, base), select(lt(zero, y), base, y))
  const usual = and(lt(zero, a), lt(a, number(Infinity)))
  return select(or(eq(x, one), eq(y, zero)), one, select(usual, signed, limit))
}
