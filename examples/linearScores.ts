/**
 * How does one matrix score an image for ten classes?
 *
 * A picture of 32×32 pixels in three colours is a column of 3072 numbers. Each row of W is a template of the same size,
 * and a score says how well the picture matches it. Here the templates are made of chance, and the picture is one of
 * them under noise: its own class must win.
 */
import { add, argmax, concat, constant, expandDims, f32, matmul, program, random } from 'leibniz'
import { compile, orThrow } from 'leibniz/compiler'

const inputs = { x: f32(3072), W: f32(10, 3072), b: f32(10) }

const scores = program(inputs, ({ x, W, b }) => {
  const s = add(matmul(W, x), b)
  return { s, best: argmax(s) }
})

// The bias trick: b is one more column of W, and x ends with a 1.
const trick = program(inputs, ({ x, W, b }) => ({
  s: matmul(concat({ axis: 1 })([W, expandDims({ axis: 1 })(b)]), concat({ axis: 0 })([x, constant([1])])),
}))

const [forTemplates, forNoise] = random.split(random.key(1))
const signs = Float32Array.from(random.bernoulli(forTemplates, 10 * 3072, 0.5), (bit) => 2 * bit - 1)
const W = signs.map((sign) => sign / 1024)
const b = Float32Array.from({ length: 10 }, (_, label) => label)

// A pixel is a whole number from 0 to 255: noise, darker or lighter as the template of class 7 says.
const x = random.uniform(forNoise, 3072, { low: 0, high: 200 }).map((noise, pixel) => {
  const sign = signs[7 * 3072 + pixel] ?? 0
  return Math.floor(noise + 25 + 25 * sign)
})

const { s, best } = orThrow(compile(scores))({ x, W, b })
const { s: again } = orThrow(compile(trick))({ x, W, b })
const difference = Math.max(...s.map((score, label) => Math.abs(score - (again[label] ?? NaN))))

console.log(scores)
console.log(`${W.length + b.length} parameters`)
s.forEach((score, label) => console.log(`  class ${label}: ${score.toFixed(1).padStart(6)}`))
console.log(`the picture shows class ${best[0]}`)
console.log(`with b as one more column of W, the largest difference is ${difference}`)
