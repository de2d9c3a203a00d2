/**
 * How many steps does Newton's method need where gradient descent needs hundreds?
 *
 * Gradient descent knows the slope of the loss, Newton's method its curvature too: it solves H·d = g and jumps to where
 * the loss would be least if it were the bowl that it looks like. Near the bottom each step doubles the right digits.
 */
import { add, apply, bceWithLogits, div, f32, grad, hessian, mul, program, random, sub } from 'leibniz'
import { compile, orThrow } from 'leibniz/compiler'

// Logistic regression on one variable: the probability of y = 1 is σ(w·x + b).
const inputs = { x: f32(200), y: f32(200), w: f32(), b: f32() }
const loss = program(inputs, ({ x, y, w, b }) => ({ loss: bceWithLogits(add(mul(w, x), b), y) }))
const parameters = { of: 'loss', wrt: ['w', 'b'] } as const
const slope = grad(parameters)(loss)
const curvature = hessian(parameters)(loss)

const newton = program(inputs, (before) => {
  const { grad: g } = apply(slope)(before)
  const { hessian: H } = apply(curvature)(before)
  const determinant = sub(mul(H.w.w, H.b.b), mul(H.w.b, H.b.w))
  const w = sub(before.w, div(sub(mul(H.b.b, g.w), mul(H.w.b, g.b)), determinant))
  const b = sub(before.b, div(sub(mul(H.w.w, g.b), mul(H.b.w, g.w)), determinant))
  return { w, b, g }
})
const descent = program(inputs, (before) => {
  const { grad: g } = apply(slope)(before)
  return { w: sub(before.w, g.w), b: sub(before.b, g.b), g }
})

// 200 points, the more likely of class 1 the larger x is.
const [forX, forY] = random.split(random.key(1))
const x = random.normal(forX, 200)
const chance = random.normal(forY, 200)
const y = x.map((each, i) => Number(2 * each + (chance[i] ?? 0) > 1))

/** Takes steps from w = b = 0, and tells of some of them. */
const walk = (name: string, method: typeof newton, told: readonly number[]): void => {
  console.log(name)
  const step = orThrow(compile(method))
  let now = { x, y, w: Float32Array.of(0), b: Float32Array.of(0) }
  for (let k = 0; k <= Math.max(...told); k++) {
    const { w, b, g } = step(now)
    const length = Math.sqrt((g.w[0] ?? NaN) ** 2 + (g.b[0] ?? NaN) ** 2)
    const [shownW, shownB] = [now.w, now.b].map((each) => each[0]?.toFixed(4))
    if (told.includes(k)) console.log(`  step ${k}: w = ${shownW}, b = ${shownB}, |g| = ${length.toFixed(6)}`)
    now = { x, y, w, b }
  }
}
walk("Newton's method", newton, [0, 1, 2, 3, 4, 5, 6])
walk('gradient descent, at the rate 1', descent, [0, 1, 2, 10, 100, 200, 400])
