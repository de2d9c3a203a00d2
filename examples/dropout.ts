/**
 * Which elements does dropout drop, and why does it enlarge the others?
 *
 * Each element is dropped with the probability r, by a key, never by a hidden state: the same key drops the same
 * elements. What stays is divided by 1 − r, so that the mean over all masks is the element itself, and nothing has to
 * be changed where the network is used.
 */
import { apply, f32, mean, nn, program, random, u32, vmap } from 'leibniz'
import { compile, orThrow } from 'leibniz/compiler'

const half = program({ key: u32(2), x: f32(8) }, ({ key, x }) => ({
  y: nn.dropout({ rate: 0.5 })(key)(x),
}))

// The same for 20,000 keys at once, and the mean of what they give.
const many = vmap({ in: 'key', size: 20_000 })(half)
const average = program({ key: u32(20_000, 2), x: f32(8) }, (inputs) => ({
  y: mean({ axis: 0 })(apply(many)(inputs).y),
}))

const x = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8)
const row = (name: string, values: Float32Array, digits = 0): void =>
  console.log(name.padEnd(26) + Array.from(values, (each) => each.toFixed(digits).padStart(6)).join(''))

const drop = orThrow(compile(half))
row('x', x)
for (const seed of [1, 2, 3, 1])
  row(`dropped by key ${seed}`, drop({ key: Uint32Array.from(random.key(seed)), x }).y)

const keys = Uint32Array.from(random.split(random.key(0), 20_000).flat())
row('the mean over 20,000 keys', orThrow(compile(average))({ key: keys, x }).y, 2)
