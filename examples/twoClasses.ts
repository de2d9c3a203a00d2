/**
 * Why is a logistic classifier a softmax of two classes?
 *
 * Softmax sees only how far scores are from each other. Of two classes one may therefore have the score 0, and of the
 * probabilities of softmax([z, 0]) the first is eᶻ / (eᶻ + 1) = 1 / (1 + e⁻ᶻ) = σ(z). The losses are then the same too.
 */
import { bceWithLogits, crossEntropy, f32, i32, program, sigmoid, softmax } from 'leibniz'
import { compile, orThrow } from 'leibniz/compiler'

const logistic = program({ z: f32(401), t: f32(401) }, ({ z, t }) => ({
  p: sigmoid(z),
  loss: bceWithLogits({ reduction: 'none' })(z, t),
}))
const two = program({ s: f32(401, 2), y: i32(401) }, ({ s, y }) => ({
  p: softmax({ axis: 1 })(s),
  loss: crossEntropy({ reduction: 'none' })(s, y),
}))

// z from −20 to 20, and [z, 0] beside it; what is true is now the first class, now the second.
const z = Float32Array.from({ length: 401 }, (_, i) => (i - 200) / 10)
const s = Float32Array.from({ length: 802 }, (_, i) => (i % 2 === 0 ? (z[i / 2] ?? NaN) : 0))
const y = Int32Array.from({ length: 401 }, (_, i) => i % 2)
const t = Float32Array.from(y, (label) => 1 - label)

const one = orThrow(compile(logistic))({ z, t })
const other = orThrow(compile(two))({ s, y })

console.log('   z      σ(z)    softmax([z, 0])')
for (const i of [180, 190, 200, 210, 220]) {
  const [first, second] = Array.from(other.p.subarray(2 * i, 2 * i + 2), (each) => each.toFixed(4))
  console.log(`${z[i]?.toFixed(1).padStart(5)}   ${one.p[i]?.toFixed(4)}   ${first}  ${second}`)
}
const ofP = Math.max(...one.p.map((each, i) => Math.abs(each - (other.p[2 * i] ?? NaN))))
const ofLoss = Math.max(...one.loss.map((each, i) => Math.abs(each - (other.loss[i] ?? NaN)) / (1 + each)))
console.log('the largest difference, for 401 scores from −20 to 20:')
console.log(`  of the probabilities ${ofP.toExponential(0)}`)
console.log(`  of the losses        ${ofLoss.toExponential(0)} of their size`)
console.log('  (a float32 is rounded by up to 6e-8 of its size)')
