/**
 * The error function, its complement and its inverse, and softplus, written in the basis; what they mean in double precision.
 * Before it: `elementary.ts`. After it: the definitions in `ops/special.ts` and `ops/rectifier.ts`.
 * Invariant: a definition is right to the ulp that its record states, a meaning to about 1e-14.
 */
import type { Basis } from '../basis.ts'
import { exp, expOfSum, log, log1p, polynomial, upper } from '../elementary.ts'

const erfCoefficients = [
  0.12837915122509003, -0.3761250674724579, 0.1128196269273758, -0.02677224762737751, 0.005001923069357872,
  -0.0006038082065060735,
]

/** −ln(1 − erf a) for a from 0.87 to 4, to 2e-9 of erf. */
const complement = [
  0.0001274662499781698, 1.1279622316360474, 0.6366918683052063, 0.10436847805976868, -0.022440483793616295,
  0.003097491804510355, -0.00020153651712462306,
]

/** x + x·P(x²) near 0, to 1.4e-8; 1 − e^−Q(|x|) elsewhere, 1 beyond 4; then the sign of x. */
export const erf = <E>(basis: Basis<E>, x: E): E => {
  const { number, add, sub, mul, neg, abs, min, lt, select } = basis
  const a = min(abs(x), number(4))
  const one = number(1)
  const near = add(x, mul(x, polynomial(basis, mul(x, x), erfCoefficients)))
  const rest = sub(one, exp(basis, neg(polynomial(basis, a, complement))))
  const far = select(lt(number(4), abs(x)), one, rest)
  return select(lt(a, number(0.875)), near, select(lt(x, number(0)), neg(far), far))
}

/** (1 + 2x)·e^(x²)·erfc x in (x − 2)/(x + 2) for x from 0.5 to 10.6, to 1e-8 of it. */
const scaledComplement = [
  1.2769783735275269, -0.0927637442946434, -0.1660304069519043, 0.164047971367836, -0.054215431213378906,
  -0.00799781084060669, 0.00867473240941763, 0.0011170716024935246, -0.0012850273633375764,
  -0.00018904895114246756,
]

/** e^(−a²), the square as a sum: the exponential multiplies its error. */
const bell = <E>(basis: Basis<E>, a: E): E => {
  const { add, sub, mul, neg } = basis
  const most = upper(basis, a)
  return expOfSum(basis, neg(mul(most, most)), neg(mul(sub(a, most), add(a, most))))
}

/** 1 − erf x, which keeps its digits where erf x is almost 1: 0 from 10.6 on, and 2 − erfc(−x) below 0. */
export const erfc = <E>(basis: Basis<E>, x: E): E => {
  const { number, add, sub, mul, div, abs, min, lt, select } = basis
  const one = number(1)
  const a = min(abs(x), number(10.6))
  const near = sub(one, add(x, mul(x, polynomial(basis, mul(x, x), erfCoefficients))))
  const u = div(sub(a, number(2)), add(a, number(2)))
  const scaled = div(polynomial(basis, u, scaledComplement), add(one, mul(number(2), a)))
  const far = mul(bell(basis, a), scaled)
  return select(lt(a, number(0.5)), near, select(lt(x, number(0)), sub(number(2), far), far))
}

/** ln(1 + eˣ) = max(x, 0) + ln(1 + e^−|x|). */
export const softplus = <E>(basis: Basis<E>, x: E): E => {
  const { number, add, neg, abs, max } = basis
  return add(max(x, number(0)), log1p(basis, exp(basis, neg(abs(x)))))
}

const central = [
  1.5014094114303589, 0.24664027988910675, -0.0041776685975492, -0.0012527556391432881,
  0.00021857733372598886, -0.000004943460680806311, -0.000003523618488543434, 4.5994252673153824e-7,
  2.8180094702179304e-8, -8.236137993833381e-9,
]
const outer = [
  3.0336365699768066, 1.004692554473877, 0.005974878091365099, -0.004295933060348034, 0.002932016970589757,
  -0.0019854321144521236, 0.001144475769251585, -0.00037120250635780394, -0.00010735449177445844,
  0.00010648399620549753,
]

/** Beyond this √w the largest float32 below 1 is passed; the value there stands for all that follow, up to 1. */
const furthest = 4.15

/** x·P(w) for w = −ln(1 − x²), by a polynomial in w below 5 and one in √w above, to 4e-8 of it; ±∞ at ±1. */
export const erfinv = <E>(basis: Basis<E>, x: E): E => {
  const { number, add, sub, mul, neg, min, abs, sqrt, lt, eq, select } = basis
  const one = number(1)
  const w = neg(log(basis, mul(sub(one, x), add(one, x))))
  const near = polynomial(basis, sub(w, number(2.5)), central)
  const root = sub(min(sqrt(w), number(furthest)), number(3.2))
  const far = polynomial(basis, root, outer)
  const y = mul(x, select(lt(w, number(5)), near, far))
  return select(eq(abs(x), one), mul(x, number(Infinity)), y)
}

/** 2/√π. */
const twoOverRootPi = 1.1283791670955126

/** 1 − erf x in double precision for x ≥ 2: a continued fraction, from its end. */
const tail = (x: number): number => {
  let fraction = x
  for (let k = 120; k >= 1; k--) fraction = x + k / 2 / fraction
  return (Math.exp(-x * x) * twoOverRootPi) / 2 / fraction
}

/** erf in double precision: for |x| < 2 a series of positive terms. */
export const erfMeaning = (x: number): number => {
  const a = Math.abs(x)
  if (a >= 2) return a > 6 ? Math.sign(x) : Math.sign(x) * (1 - tail(a))
  let term = x
  let total = x
  for (let k = 1; k < 60; k++) {
    term *= (2 * x * x) / (2 * k + 1)
    total += term
  }
  return x === 0 || Number.isNaN(x) ? x : twoOverRootPi * Math.exp(-x * x) * total
}

/** 1 − erf in double precision. */
export const erfcMeaning = (x: number): number => (x >= 2 ? tail(x) : 1 - erfMeaning(x))

/** The inverse in double precision: Newton's steps, on the tail where there is one. */
export const erfinvMeaning = (x: number): number => {
  const a = Math.abs(x)
  if (!(a < 1)) return a === 1 ? x * Infinity : NaN
  let y = Math.sqrt(-Math.log1p(-a * a)) * (a < 0.5 ? 0.9 : 0.95)
  for (let k = 0; k < 60; k++) {
    const excess = y < 2 ? erfMeaning(y) - a : 1 - a - tail(y)
    const slope = twoOverRootPi * Math.exp(-y * y)
    const newton = excess / slope
    y -= newton / (1 + y * newton)
  }
  return x === 0 ? x : Math.sign(x) * y
}
