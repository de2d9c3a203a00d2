/**
 * The place of an angle in its quarter turn, written in the basis.
 * Before it: `elementary.ts`. After it: `trigonometric.ts`.
 * Invariant: for every finite float32 the place is right to the last place of the carrier, in either precision, however
 * close to a multiple of π/2 the angle is; a double between two float32 beyond 2⁷⁶ is taken as one of the two.
 */
import type { Basis } from '../basis.ts'
import { upper } from '../elementary.ts'

export interface Place<E> {
  /** The angle less a whole number of quarter turns, as a sum; |r| ≤ 0.8. */
  readonly r: E
  readonly rest: E
  /** The number of quarter turns, but for a multiple of 4. */
  readonly n: E
}

/** Up to here `near` is right to the last place in single precision too. */
export const farthest = 12867

/** π/2 in parts of 11 bits, whose products with n are exact, and a rest. */
const quarterTurn = [
  1.5703125, 0.0004837512969970703, 7.549533620476723e-8, 2.5632829192545614e-12, 6.1257422745431e-17,
]

/** The place of an angle up to `farthest`. */
export const near = <E>({ number, add, sub, mul, floor }: Basis<E>, x: E): Place<E> => {
  const n = floor(add(mul(x, number(2 / Math.PI)), number(0.5)))
  let r = x
  let rest = number(0)
  for (const part of quarterTurn) {
    const taken = mul(n, number(part))
    const left = sub(r, taken)
    rest = add(sub(sub(r, left), taken), rest)
    r = left
  }
  const sum = add(r, rest)
  return { r: sum, rest: add(sub(r, sum), rest), n }
}

/** 1/2π in digits of 12 bits, digit k in units of 2^(−12·(k + 1)); and what 2⁵³/2π leaves of a whole number. */
const turn = [652, -415, -583, 913, 85, -1409, 157, 1524, 2005, -713, 1795, 1753]
const farTurn = [-1387, -31, 940, -368, -1382, 1774, 110, -1259, -1331, -1566, 456, 528]

/** From here on the angle is 2⁵³ times a whole number. */
const vast = 2 ** 76

/** Angles are held 2⁶⁰ times smaller and the digits larger, so that none is subnormal. */
const held = 2 ** 60

/** 2π, its upper part of 12 bits. */
const wholeTurn = { upper: 6.283203125, lower: -0.000017817820413523076 }

/**
 * The place of an angle beyond `farthest`: the fraction of x/2π. Both halves of x times a digit, and the sums of those
 * that have the same weight, are exact; of each the whole turns are taken away, which is exact too. Nothing is chosen
 * but by products with 0 and 1, so that a target may leave all of it out where no angle is so large.
 */
export const far = <E>(basis: Basis<E>, x: E): Place<E> => {
  const { number, add, sub, mul, abs, le, select, floor } = basis
  const whole = le(number(vast), abs(x))
  const y = mul(x, select(whole, number(2 ** -53 / held), number(1 / held)))
  const y1 = upper(basis, y)
  const y2 = sub(y, y1)
  const digits = turn.map((digit, k) => {
    const unit = held * 2 ** (-12 * (k + 1))
    return add(number(digit * unit), mul(whole, number(((farTurn[k] ?? 0) - digit) * unit)))
  })
  const fractions: E[] = []
  digits.forEach((digit, k) => {
    const product = mul(y1, digit)
    const previous = digits[k - 1]
    const sum = previous === undefined ? product : add(product, mul(y2, previous))
    fractions.push(k > 6 ? sum : sub(sum, floor(add(sum, number(0.5)))))
  })
  const rough = fractions.reduce((total, fraction) => add(total, fraction))
  const n = floor(add(mul(rough, number(4)), number(0.5)))
  let h = mul(n, number(-0.25))
  let l = number(0)
  for (const fraction of fractions) {
    const total = add(h, fraction)
    l = add(l, sub(fraction, sub(total, h)))
    h = total
  }
  const h1 = upper(basis, h)
  const most = mul(h1, number(wholeTurn.upper))
  const least = add(mul(h, number(wholeTurn.lower)), mul(l, number(wholeTurn.upper)))
  const more = add(mul(sub(h, h1), number(wholeTurn.upper)), least)
  const r = add(most, more)
  return { r, rest: sub(more, sub(r, most)), n }
}
