/**
 * What does a binary support vector machine ask of its scores?
 *
 * Every point is to be on its side by a margin: y·(w·x + b) ≥ 1, with y = ±1. Points that are cost nothing and have no
 * say. The loss is what the others lack, and a penalty on |w|², which keeps the margin of 1/|w| wide.
 */
import { add, dim, f32, grad, hinge, matmul, nn, optim, program, random, training } from 'leibniz'
import { compile, orThrow } from 'leibniz/compiler'

const n = dim('n')
const inputs = { x: f32(n, 2), y: f32(n), params: { w: f32(2), b: f32() } }

const lack = program(inputs, ({ x, y, params: { w, b } }) => {
  const s = add(matmul(x, w), b)
  return { s, lack: hinge({ reduction: 'sum' })(s, y) }
})
const loss = program(inputs, ({ x, y, params: { w, b } }) => ({
  loss: add(hinge(add(matmul(x, w), b), y), nn.l2(0.02)(w)),
}))

// Two clouds of 50 points: y = −1 around (−2, −2), y = 1 around (2, 2).
const y = Float32Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? -1 : 1))
const x = random.normal(random.key(3), 200).map((noise, i) => noise + 2 * (y[i >> 1] ?? 0))

const { init, step } = training({
  loss,
  wrt: 'params',
  optimiser: optim.momentum({ rate: 0.01, momentum: 0.9 }),
})
const descend = orThrow(compile(step))
let params = nn.initialise(random.key(0), inputs.params, nn.zeros)
let { state } = orThrow(compile(init))({ params })
for (let k = 0; k < 2000; k++) ({ params, state } = descend({ x, y, params, state }))

const { s } = orThrow(compile(lack))({ x, y, params })
const margins = s.map((score, i) => score * (y[i] ?? 0))
const within = [...margins.keys()].filter((i) => (margins[i] ?? 0) < 1)

const slope = orThrow(compile(grad({ of: 'lack', wrt: 'params' })(lack)))
const ofAll = slope({ x, y, params }).grad
const ofThese = slope({
  x: Float32Array.from(within.flatMap((i) => [...x.subarray(2 * i, 2 * i + 2)])),
  y: Float32Array.from(within.flatMap((i) => [...y.subarray(i, i + 1)])),
  params,
}).grad

const shown = ({ w, b }: typeof params): string =>
  `w (${Array.from(w, (each) => each.toFixed(3)).join(', ')}), b ${b[0]?.toFixed(3)}`
const [first = 0, second = 0] = params.w

console.log(lack)
console.log(
  `learnt: ${shown(params)}; the margin is ${(1 / Math.sqrt(first ** 2 + second ** 2)).toFixed(2)} wide`,
)
console.log(`${margins.filter((margin) => margin > 0).length} of 100 points are on their side`)
console.log(`${within.length} of 100 lie within the margin; these alone pull:`)
console.log(`  gradient of what all points lack: ${shown(ofAll)}`)
console.log(`  gradient of what these lack:      ${shown(ofThese)}`)
