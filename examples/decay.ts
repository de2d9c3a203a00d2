/**
 * What does a network forget when the data say nothing?
 *
 * A penalty ½·λ·|w|² adds λ·w to the gradient, so that a step of gradient descent is w − η·(w̄ + λ·w). A weight that
 * the data speak of settles where both agree. Where they are silent w̄ is 0, and what is left is (1 − η·λ)·w: forgetting.
 */
import { add, apply, dim, f32, grad, matmul, mse, mul, nn, program, random, sub } from 'leibniz'
import { compile, orThrow } from 'leibniz/compiler'

const [rate, lambda] = [0.5, 0.04]

const n = dim('n')
const inputs = { x: f32(n, 2), y: f32(n), w: f32(2) }
const loss = program(inputs, ({ x, y, w }) => ({ loss: add(mse(matmul(x, w), y), nn.l2(lambda)(w)) }))
const slope = grad({ of: 'loss', wrt: 'w' })(loss)
const descend = program(inputs, (before) => ({
  w: sub(before.w, mul(rate, apply(slope)(before).grad)),
}))
console.log(loss)

// y is 3 times the first input. The second input is always 0: of its weight the data say nothing.
const first = random.uniform(random.key(1), 50, { low: -1, high: 1 })
const x = Float32Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? (first[i / 2] ?? 0) : 0))
const y = first.map((each) => 3 * each)

const step = orThrow(compile(descend))
let w = Float32Array.of(0, 3)
let remembered = 3
console.log('the data say that w1 is 3, and nothing of w2')
console.log('step    w1      w2      3·(1 − η·λ)ᵏ')
for (let k = 0; k <= 200; k++) {
  if ([0, 1, 2, 10, 50, 100, 200].includes(k)) {
    const [spoken, silent] = Array.from(w, (each) => each.toFixed(3))
    console.log(`${String(k).padStart(4)}    ${spoken}   ${silent}   ${remembered.toFixed(3)}`)
  }
  ;({ w } = step({ x, y, w }))
  remembered *= 1 - rate * lambda
}
