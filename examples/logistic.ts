/**
 * How does a binary logistic classifier learn?
 *
 * The score z = w·x + b becomes the probability p = σ(z) of the class y = 1. The loss is −log of the probability of
 * what was true. Its derivative with respect to a score is p − y: no more than how wrong the classifier is. Learning is
 * to go down this slope, a step at a time.
 */
import { add, apply, bceWithLogits, dim, f32, matmul, mul, program, random, sub, valueAndGrad } from 'leibniz'
import { compile, explain, orThrow } from 'leibniz/compiler'

const n = dim('n')
const inputs = { x: f32(n, 2), y: f32(n), w: f32(2), b: f32() }
const classifier = program(inputs, ({ x, y, w, b }) => {
  const z = add(matmul(x, w), b)
  return { z, loss: bceWithLogits(z, y) }
})
const gradient = valueAndGrad({ of: 'loss', wrt: ['w', 'b'] })(classifier)

const descend = program(inputs, (before) => {
  const { z, loss, grad } = apply(gradient)(before)
  return { z, loss, w: sub(before.w, mul(0.5, grad.w)), b: sub(before.b, mul(0.5, grad.b)) }
})

// Two clouds of 100 points: class 0 around (−1, −1), class 1 around (1, 1).
const y = Float32Array.from({ length: 200 }, (_, i) => i % 2)
const x = random.normal(random.key(1), 400).map((noise, i) => noise + 2 * (y[i >> 1] ?? 0) - 1)

console.log(orThrow(explain(gradient)))
const step = orThrow(compile(descend))
let w = new Float32Array(2)
let b = new Float32Array(1)
for (let k = 0; k <= 200; k++) {
  const now = step({ x, y, w, b })
  const right = now.z.filter((score, i) => Number(score > 0) === y[i]).length
  if ([0, 1, 10, 200].includes(k))
    console.log(`step ${k}: loss ${now.loss[0]?.toFixed(3)}, ${right} of 200 right`)
  ;({ w, b } = now)
}
console.log(`learnt: w = (${w[0]?.toFixed(2)}, ${w[1]?.toFixed(2)}), b = ${b[0]?.toFixed(2)}`)
