/**
 * What does a network of layers compute, for one column and for a batch of columns?
 *
 * Each layer is a matrix and a bias, with a function f between it and the next, here f = σ. Inputs are columns, as on
 * the board: W·x multiplies one of them, and as many as stand side by side.
 */
import { add, dim, f32, matmul, nn, program, random, sigmoid } from 'leibniz'
import type { Extent } from 'leibniz'
import { compile, orThrow } from 'leibniz/compiler'

// Two layers, 3-4-2: four hidden neurons, two scores; 4·3 + 4 + 2·4 + 2 = 26 parameters.
const two = { W1: f32(4, 3), b1: f32(4, 1), W2: f32(2, 4), b2: f32(2, 1) }
const shallow = program({ x: f32(3, 1), ...two }, ({ x, W1, b1, W2, b2 }) => ({
  s: add(matmul(W2, sigmoid(add(matmul(W1, x), b1))), b2),
}))

// Three layers, 3-4-4-1, for as many columns as there are; 41 parameters.
const three = { W1: f32(4, 3), b1: f32(4, 1), W2: f32(4, 4), b2: f32(4, 1), W3: f32(1, 4), b3: f32(1, 1) }
const deep = <N extends Extent>(columns: N) =>
  program({ x: f32(3, columns), ...three }, ({ x, W1, b1, W2, b2, W3, b3 }) => {
    const h1 = sigmoid(add(matmul(W1, x), b1))
    const h2 = sigmoid(add(matmul(W2, h1), b2))
    return { s: add(matmul(W3, h2), b3) }
  })
const column = deep(1)
const batch = deep(dim('n'))

console.log('two layers', shallow)
console.log('three layers', column)
console.log('three layers, for a batch', batch)

// Five columns side by side, and each of them alone.
const x = random.normal(random.key(1), 3 * 5)
const weights = nn.initialise(random.key(2), three, nn.normal({ deviation: 1.5 }))
const { s } = orThrow(compile(batch))({ x, ...weights })
const score = orThrow(compile(column))
const alone = [0, 1, 2, 3, 4].map((j) => {
  const single = x.filter((_, i) => i % 5 === j)
  return score({ x: single, ...weights }).s[0] ?? NaN
})
const shown = (scores: Iterable<number>): string => Array.from(scores, (each) => each.toFixed(3)).join('  ')
console.log(`five columns together:  ${shown(s)}`)
console.log(`each of them alone:     ${shown(alone)}`)
const difference = Math.max(...alone.map((each, j) => Math.abs(each - (s[j] ?? NaN))))
console.log(`the largest difference is ${difference}`)
