/**
 * What does attention look up?
 *
 * A dictionary whose words need not match: each query is compared with all keys, softmax makes weights of how well they
 * agree, and the answer is the mean of the values with these weights. A query that is sure gets one value, one that
 * does not care gets the mean of all.
 */
import { attention, dim, f32, program, random } from 'leibniz'
import { compile, orThrow } from 'leibniz/compiler'

const [queries, keys] = [dim('queries'), dim('keys')]
const lookUp = program({ q: f32(queries, 2), k: f32(keys, 2), v: f32(keys, 1) }, ({ q, k, v }) => ({
  a: attention(q, k, v),
}))
// exp(t − log Σ exp t) is the softmax of t; to take the largest from t first changes nothing and cannot overflow.
console.log(lookUp)

// Three words with their values: right is 10, up is 20, left is 60.
const k = Float32Array.of(1, 0, 0, 1, -1, 0)
const v = Float32Array.of(10, 20, 60)
const answers = orThrow(compile(lookUp))
const ask = (what: string, ...q: readonly [number, number]): void =>
  console.log(`${what.padEnd(30)} ${answers({ q: Float32Array.from(q), k, v }).a[0]?.toFixed(2)}`)
ask('right, very sure:', 20, 0)
ask('up, very sure:', 0, 20)
ask('up, not so sure:', 0, 2)
ask('between right and up:', 20, 20)
ask('no matter which:', 0, 0)

// The law: a dictionary may be written in any order.
const q = random.normal(random.key(1), 50 * 2)
const { a } = answers({ q, k, v })
const { a: again } = answers({ q, k: Float32Array.of(-1, 0, 1, 0, 0, 1), v: Float32Array.of(60, 10, 20) })
const difference = Math.max(...a.map((each, i) => Math.abs(each - (again[i] ?? NaN))))
console.log(`in another order the answers to 50 queries differ by ${difference} at most`)

// Positions that must not look ahead: of four that ask alike, each gets the mean of what was until then.
const causal = program({ q: f32(4, 2), v: f32(4, 1) }, ({ q, v }) => ({
  a: attention({ causal: true })(q, q, v),
}))
const past = orThrow(compile(causal))({ q: new Float32Array(8), v: Float32Array.of(10, 20, 30, 40) })
console.log(
  `of 10, 20, 30, 40, seen only up to now: ${Array.from(past.a, (each) => each.toFixed(1)).join(', ')}`,
)
