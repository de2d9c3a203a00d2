/**
 * How can a network of 23 parameters tell upright bars from level ones, wherever they stand?
 *
 * A convolution looks at every 3×3 window of a picture through the same weights: what it has learnt in one place it
 * knows in all. Two kernels, a rectifier, the strongest answer of each kernel in the whole picture, and one neuron.
 */
import { bceWithLogits, dim, f32, globalMaxPool, nn, optim, program, random, relu, training } from 'leibniz'
import { compile, orThrow } from 'leibniz/compiler'

const network = nn.sequential(
  nn.conv2d({ in: 1, out: 2, size: [3, 3] }),
  relu,
  globalMaxPool,
  nn.linear({ in: 2, out: 1 }),
)
const n = dim('n')
const inputs = { x: f32(n, 1, 8, 8), y: f32(n, 1), params: network.parameters }
const loss = program(inputs, ({ x, y, params }) => {
  const z = network.apply(params)(x)
  return { z, loss: bceWithLogits(z, y) }
})

/** Noisy pictures of a bar of five pixels, upright where y is 1. */
const pictures = (key: random.Key, count: number) => {
  const [forNoise, forPlace] = random.split(key)
  const places = random.uniform(forPlace, 2 * count)
  const y = Float32Array.from({ length: count }, (_, i) => i % 2)
  const x = random.normal(forNoise, 64 * count).map((noise) => 0.2 * noise)
  y.forEach((upright, i) => {
    const [across, along] = [Math.floor(8 * (places[2 * i] ?? 0)), Math.floor(4 * (places[2 * i + 1] ?? 0))]
    for (let k = along; k < along + 5; k++) {
      const pixel = 64 * i + (upright === 1 ? 8 * k + across : 8 * across + k)
      x[pixel] = (x[pixel] ?? 0) + 1
    }
  })
  return { x, y }
}

const { init, step } = training({ loss, wrt: 'params', optimiser: optim.adam({ rate: 0.02 }) })
const learn = orThrow(compile(step))
const seen = pictures(random.key(1), 200)
let params = nn.initialise(random.key(5), network.parameters, nn.heNormal)
let { state } = orThrow(compile(init))({ params })
for (let k = 0; k < 300; k++) ({ params, state } = learn({ ...seen, params, state }))

const unseen = pictures(random.key(3), 1000)
const { z } = orThrow(compile(loss))({ ...unseen, params })
const right = z.filter((score, i) => Number(score > 0) === unseen.y[i]).length
console.log(`${right} of 1000 new pictures right, by these two kernels:`)
for (const row of [0, 3, 6]) {
  const line = Array.from(params[0].weight, (each) => each.toFixed(1).padStart(5))
  console.log(`${line.slice(row, row + 3).join('')}       ${line.slice(9 + row, 12 + row).join('')}`)
}
