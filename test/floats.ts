/**
 * Numbers of float32 on which an elementary function may stumble: every exponent, and where behaviour changes.
 */
import { at } from '../src/Bug.ts'
import { largest, ofBits, smallestNormal } from './ulp.ts'

const bits = new Uint32Array(1)
const float = new Float32Array(bits.buffer)

/** The next float32 away from zero or towards it. */
export const beside = (x: number, away: number): number => {
  float[0] = x
  bits[0] = at(bits, 0) + away
  return at(float, 0)
}

/** Patterns of float32: both signs of every exponent, mantissas spread over all and different at each exponent. */
export const patterns = (mantissas: number): Float32Array => {
  const floats = new Float32Array(512 * mantissas)
  const stride = Math.floor(2 ** 23 / (mantissas - 1))
  for (let exponent = 0; exponent < 512; exponent++) {
    for (let i = 0; i < mantissas; i++) {
      const offset = i === 0 || i === mantissas - 1 ? 0 : (Math.imul(exponent + 1, 0x9e3779b1) >>> 9) % stride
      const mantissa = i === mantissas - 1 ? 0x7fffff : i * stride + offset
      floats[exponent * mantissas + i] = ofBits(((exponent << 23) | mantissa) >>> 0)
    }
  }
  return floats
}

/** Where behaviour changes, with the neighbours on both sides. */
const limits = [
  largest,
  88.7228,
  87.3365,
  103.2789,
  103.9721,
  174.6,
  175,
  176,
  500,
  2 ** 22,
  2 ** 23,
  2 ** 31,
]
const turns = [
  0,
  2 ** -149,
  2 ** -148,
  smallestNormal,
  2 ** -24,
  2 ** -12,
  0.5,
  Math.SQRT1_2,
  1,
  Math.SQRT2,
  2,
  9.0109,
]
const halves = Array.from({ length: 130 }, (_, n) => (n + 0.5) * Math.LN2)
/** The worst that test/campaigns/elementary.ts found. */
const hardest = [
  -5.846451282501221, 0.7065256237983704, 0.5099489688873291, -16.635704040527344, 1.5330170392990112,
  -4.8094152270016e24, 8.35130560583968e36,
]
export const edges = [...limits, ...turns, ...halves, ...hardest]
  .map(Math.fround)
  .flatMap((x) => [x, beside(x, 1), x === 0 ? x : beside(x, -1)])
  .flatMap((x) => [x, -x])
  .concat([Infinity, -Infinity, NaN])
