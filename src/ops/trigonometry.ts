/**
 * The trigonometric functions of angles in radians, their inverses, and the polar form of a point.
 * Before it: `operation.ts`, `elementary/trigonometric.ts`. After it: the dictionary in `ops/index.ts`.
 * Invariant: definitions are polynomials in the basis; each record states the largest error that the tests find.
 */
import * as trigonometric from '../elementary/trigonometric.ts'
import { call } from '../notation/Notation.ts'
import { real, reals } from '../Op.ts'
import { add, div, mul, neg, sqrt, square, sub } from './arithmetic.ts'
import { eq, where } from './comparison.ts'
import { binary, unary } from './operation.ts'
import type { Binary, Unary } from './operation.ts'

/**
 * The sine of an angle in radians, right to its ulp for every finite angle.
 *
 * @example
 * run(sin(constant([0, 1]))) // [0, 0.841471]
 */
export const sin: Unary<'sin'> = unary({
  name: 'sin',
  result: real,
  domain: [reals],
  range: { from: -1, to: 1 },
  steepest: { at: 0, every: Math.PI },
  tangents: [(g, x) => mul(g, cos(x))],
  meaning: Math.sin,
  definition: trigonometric.sin,
  ulp: 0.9,
  ieee: false,
  notation: call('sin', '\\sin'),
})

/**
 * The cosine of an angle in radians, right to its ulp for every finite angle.
 *
 * @example
 * run(cos(constant([0, 1]))) // [1, 0.5403023]
 */
export const cos: Unary<'cos'> = unary({
  name: 'cos',
  result: real,
  domain: [reals],
  range: { from: -1, to: 1 },
  steepest: { at: Math.PI / 2, every: Math.PI },
  tangents: [(g, x) => neg(mul(g, sin(x)))],
  meaning: Math.cos,
  definition: trigonometric.cos,
  ulp: 0.9,
  ieee: false,
  notation: call('cos', '\\cos'),
})

/**
 * The tangent of an angle in radians, right to its ulp for every finite angle.
 *
 * @example
 * run(tan(constant([0, 1]))) // [0, 1.5574077]
 */
export const tan: Unary<'tan'> = unary({
  name: 'tan',
  result: real,
  domain: [{ from: -Math.PI / 2, to: Math.PI / 2 }],
  branch: (x) => Math.floor(x / Math.PI + 0.5),
  tangents: [(g, _, y) => mul(g, add(1, square(y)))],
  meaning: Math.tan,
  definition: trigonometric.tan,
  ulp: 2.4,
  ieee: false,
  notation: call('tan', '\\tan'),
})

/**
 * The angle in [−π/2, π/2] with this sine; NaN beyond ±1.
 *
 * @example
 * run(asin(constant([0, 1]))) // [0, 1.5707964]
 */
export const asin: Unary<'asin'> = unary({
  name: 'asin',
  result: real,
  domain: [{ from: -1, to: 1 }],
  range: { from: -Math.PI / 2, to: Math.PI / 2 },
  tangents: [(g, x) => div(g, sqrt(mul(sub(1, x), add(1, x))))],
  meaning: Math.asin,
  definition: trigonometric.asin,
  ulp: 1.4,
  ieee: false,
  notation: call('arcsin', '\\arcsin'),
})

/**
 * The angle in [0, π] with this cosine; NaN beyond ±1.
 *
 * @example
 * run(acos(constant([1, 0]))) // [0, 1.5707964]
 */
export const acos: Unary<'acos'> = unary({
  name: 'acos',
  result: real,
  domain: [{ from: -1, to: 1 }],
  range: { from: 0, to: Math.PI },
  tangents: [(g, x) => neg(div(g, sqrt(mul(sub(1, x), add(1, x)))))],
  meaning: Math.acos,
  definition: trigonometric.acos,
  ulp: 1.2,
  ieee: false,
  notation: call('arccos', '\\arccos'),
})

/**
 * The angle in [−π/2, π/2] with this tangent.
 *
 * @example
 * run(atan(constant([0, 1]))) // [0, 0.7853982]
 */
export const atan: Unary<'atan'> = unary({
  name: 'atan',
  result: real,
  domain: [reals],
  range: { from: -Math.PI / 2, to: Math.PI / 2 },
  tangents: [(g, x) => div(g, add(1, square(x)))],
  meaning: Math.atan,
  definition: trigonometric.atan,
  ulp: 1.9,
  ieee: false,
  notation: call('arctan', '\\arctan'),
})

/**
 * The angle of the point (x, y), from −π to π: y comes first. The signs of zeros count.
 *
 * @example
 * run(atan2(constant([1, -1]), constant([1, -1]))) // [0.7853982, -2.3561945]
 */
export const atan2: Binary<'atan2'> = binary({
  name: 'atan2',
  result: real,
  domain: [
    { ...reals, except: [0] },
    { ...reals, except: [0] },
  ],
  range: { from: -Math.PI, to: Math.PI },
  branch: (y, x) => Number(x < 0 && y < 0),
  tangents: [
    (g, y, x) => mul(g, div(div(x, hypot(y, x)), hypot(y, x))),
    (g, y, x) => neg(mul(g, div(div(y, hypot(y, x)), hypot(y, x)))),
  ],
  meaning: Math.atan2,
  definition: trigonometric.atan2,
  ulp: 2.5,
  ieee: false,
  notation: call('atan2'),
})

/**
 * √(a² + b²), without overflow on the way; NaN where either is NaN. Its derivatives at 0 are 0.
 *
 * @example
 * run(hypot(constant([3, 3e30]), constant([4, 4e30]))) // [5, 5e30]
 */
export const hypot: Binary<'hypot'> = binary({
  name: 'hypot',
  result: real,
  domain: [
    { ...reals, except: [0] },
    { ...reals, except: [0] },
  ],
  range: { from: 0, to: Infinity },
  tangents: [
    (g, a, _, y) => where(eq(y, 0), 0, mul(g, div(a, y))),
    (g, _, b, y) => where(eq(y, 0), 0, mul(g, div(b, y))),
  ],
  meaning: (a, b) => (Number.isNaN(a + b) && Math.abs(a) !== Math.abs(b) ? NaN : Math.hypot(a, b)),
  definition: trigonometric.hypot,
  ulp: 2.2,
  ieee: false,
  notation: call('hypot'),
})
