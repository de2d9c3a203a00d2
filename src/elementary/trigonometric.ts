/**
 * The trigonometric functions and their inverses, written in the basis.
 * Before it: `elementary.ts`, `angle.ts`. After it: the definitions in `ops/trigonometry.ts`.
 * Invariant: nothing branches and nothing is looked up; zeros keep their signs.
 */
import type { Basis } from '../basis.ts'
import { nearZero, polynomial } from '../elementary.ts'
import type { Place } from './angle.ts'
import { far, farthest, near } from './angle.ts'

/** π and its fractions as a float32 and what that leaves. */
const pi = { upper: 3.1415927410125732, lower: -8.742277657347586e-8 }
const halfPi = { upper: 1.5707963705062866, lower: -4.371138828673793e-8 }
const quarterPi = { upper: 0.7853981852531433, lower: -2.1855694143368964e-8 }

const sinCoefficients = [
  -0.1666666716337204, 0.008333378471434116, -0.00019852565310429782, 0.00000282641667581629,
]
const cosCoefficients = [
  0.0416666679084301, -0.0013888977700844407, 0.000024820974431349896, -2.8768067750206683e-7,
]

/** sin(r + rest), to 1.7e-10 of it for |r| ≤ 0.8. */
const sinOf = <E>(basis: Basis<E>, { r, rest }: Place<E>): E => {
  const { add, mul } = basis
  const z = mul(r, r)
  return add(r, add(rest, mul(mul(r, z), polynomial(basis, z, sinCoefficients))))
}

/** cos(r + rest), to 7.4e-12 of it for |r| ≤ 0.8. */
const cosOf = <E>(basis: Basis<E>, { r, rest }: Place<E>): E => {
  const { number, add, sub, mul } = basis
  const one = number(1)
  const z = mul(r, r)
  const half = mul(z, number(0.5))
  const w = sub(one, half)
  const tail = sub(mul(mul(z, z), polynomial(basis, z, cosCoefficients)), mul(r, rest))
  return add(w, add(sub(sub(one, w), half), tail))
}

/** 0 or 1: whether there are odd numbers of quarter turns, and of half turns. */
const parities = <E>(
  { number, sub, mul, floor }: Basis<E>,
  n: E,
): { readonly odd: E; readonly opposite: E } => {
  const half = floor(mul(n, number(0.5)))
  const whole = floor(mul(half, number(0.5)))
  return { odd: sub(n, mul(number(2), half)), opposite: sub(half, mul(number(2), whole)) }
}

/** The one or the other of two finite numbers by products with 0 and 1, which no processor has to guess. */
const blend = <E>({ number, add, sub, mul }: Basis<E>, odd: E, a: E, b: E): E =>
  add(mul(sub(number(1), odd), a), mul(odd, b))

/** The sine after a number of quarter turns: sin, cos, −sin, −cos. */
const turned = <E>(basis: Basis<E>, place: Place<E>, n: E): E => {
  const { number, sub, mul } = basis
  const { odd, opposite } = parities(basis, n)
  const y = blend(basis, odd, sinOf(basis, place), cosOf(basis, place))
  return mul(y, sub(number(1), mul(number(2), opposite)))
}

/** One function of a near place and of a far one. */
const placed = <E>(basis: Basis<E>, x: E, of: (place: Place<E>) => E): E => {
  const { number, abs, lt, select } = basis
  return select(lt(number(farthest), abs(x)), of(far(basis, x)), of(near(basis, x)))
}

export const sin = <E>(basis: Basis<E>, x: E): E =>
  nearZero(
    basis,
    x,
    2 ** -13,
    placed(basis, x, (place) => turned(basis, place, place.n)),
  )

export const cos = <E>(basis: Basis<E>, x: E): E =>
  placed(basis, x, (place) => turned(basis, place, basis.add(place.n, basis.number(1))))

/** sin / cos, and −cos / sin in the odd quarters. */
export const tan = <E>(basis: Basis<E>, x: E): E => {
  const y = placed(basis, x, (place) => {
    const { odd } = parities(basis, place.n)
    const [s, c] = [sinOf(basis, place), cosOf(basis, place)]
    return basis.div(blend(basis, odd, s, basis.neg(c)), blend(basis, odd, c, s))
  })
  return nearZero(basis, x, 2 ** -13, y)
}

const atanCoefficients = [
  -0.3333331346511841, 0.19998358190059662, -0.1424126923084259, 0.10576283186674118, -0.060320354998111725,
]

/** The arctangent of a ≥ 0 from one of an argument below tan(π/8), to 7.5e-10 of it. */
const atanOf = <E>(basis: Basis<E>, a: E): E => {
  const { number, add, sub, mul, div, lt, select } = basis
  const one = number(1)
  const far = lt(number(Math.tan((3 * Math.PI) / 8)), a)
  const near = lt(a, number(Math.tan(Math.PI / 8)))
  const over = select(far, number(-1), sub(a, one))
  const t = select(near, a, div(over, select(far, a, add(a, one))))
  const z = mul(t, t)
  const y = mul(mul(t, z), polynomial(basis, z, atanCoefficients))
  const zero = number(0)
  const base = select(near, zero, select(far, number(halfPi.upper), number(quarterPi.upper)))
  const lower = select(near, zero, select(far, number(halfPi.lower), number(quarterPi.lower)))
  return add(base, add(t, add(y, lower)))
}

export const atan = <E>(basis: Basis<E>, x: E): E => {
  const { number, abs, neg, lt, select } = basis
  const y = atanOf(basis, abs(x))
  return nearZero(basis, x, 2 ** -13, select(lt(x, number(0)), neg(y), y))
}

/** The angle of the point (x, y): its arctangent in the first octant, then reflected; zeros have signs. */
export const atan2 = <E>(basis: Basis<E>, y: E, x: E): E => {
  const { number, add, sub, div, neg, abs, min, max, lt, eq, or, and, select } = basis
  const [zero, one] = [number(0), number(1)]
  const [a, b] = [abs(y), abs(x)]
  const [least, most] = [min(a, b), max(a, b)]
  const alike = and(eq(a, b), or(eq(most, zero), eq(most, number(Infinity))))
  const ratio = select(alike, select(eq(most, zero), zero, one), div(least, most))
  const angle = atanOf(basis, ratio)
  const steep = select(lt(b, a), add(number(halfPi.upper), sub(number(halfPi.lower), angle)), angle)
  const left = or(lt(x, zero), and(eq(x, zero), lt(div(one, x), zero)))
  const half = select(left, add(number(pi.upper), sub(number(pi.lower), steep)), steep)
  const below = or(lt(y, zero), and(eq(y, zero), lt(div(one, y), zero)))
  return select(below, neg(half), half)
}

const asinCoefficients = [
  0.16666659712791443, 0.07500521838665009, 0.04451337456703186, 0.031839095056056976, 0.014314775355160236,
  0.03769707679748535,
]

/** asin t − t for |t| ≤ ½ and z = t², to 2.9e-10 of the arcsine. */
const beyond = <E>(basis: Basis<E>, t: E, z: E): E =>
  basis.mul(basis.mul(t, z), polynomial(basis, z, asinCoefficients))

export const asin = <E>(basis: Basis<E>, x: E): E => {
  const { number, add, sub, mul, neg, abs, sqrt, lt, select } = basis
  const a = abs(x)
  const large = lt(number(0.5), a)
  const z = select(large, mul(sub(number(1), a), number(0.5)), mul(a, a))
  const t = select(large, sqrt(z), a)
  const more = beyond(basis, t, z)
  const twice = mul(number(2), add(t, sub(more, number(halfPi.lower / 2))))
  const y = select(large, sub(number(halfPi.upper), twice), add(t, more))
  return nearZero(basis, x, 2 ** -13, select(lt(x, number(0)), neg(y), y))
}

/** π/2 − asin x near 0, 2·asin √((1 − |x|)/2) and what that leaves of π elsewhere. */
export const acos = <E>(basis: Basis<E>, x: E): E => {
  const { number, add, sub, mul, abs, sqrt, lt, select } = basis
  const a = abs(x)
  const large = lt(number(0.5), a)
  const z = select(large, mul(sub(number(1), a), number(0.5)), mul(a, a))
  const t = select(large, sqrt(z), x)
  const more = beyond(basis, t, z)
  const y = add(t, more)
  const twice = mul(number(2), y)
  const negative = sub(number(pi.upper), sub(twice, number(pi.lower)))
  const small = sub(number(halfPi.upper), add(t, sub(more, number(halfPi.lower))))
  return select(large, select(lt(x, number(0)), negative, twice), small)
}

/** The larger magnitude times √(1 + q²), q the quotient of both: nothing overflows before the result does. */
export const hypot = <E>(basis: Basis<E>, x: E, y: E): E => {
  const { number, add, mul, div, sqrt, abs, min, max, eq, or, select } = basis
  const [a, b] = [abs(x), abs(y)]
  const most = max(a, b)
  const q = div(min(a, b), most)
  const edge = or(eq(most, number(0)), eq(most, number(Infinity)))
  return select(edge, most, mul(most, sqrt(add(number(1), mul(q, q)))))
}
