/**
 * How does a softmax classifier tell three classes apart, and what does an L2 penalty change?
 *
 * Scores become probabilities, p = softmax(W·x + b), and the loss is −log p of what was true. It can always fall a
 * little by making the scores larger. A penalty ½·λ·|W|² says that large weights must be worth it: the classifier is
 * less sure of itself then, and no less right.
 */
import { add, crossEntropy, dim, f32, grad, i32, linear, nn, optim, program, random, training } from 'leibniz'
import { compile, explain, orThrow } from 'leibniz/compiler'

const n = dim('n')
const inputs = { x: f32(n, 2), y: i32(n), params: { W: f32(3, 2), b: f32(3) } }

const penalised = (lambda: number) =>
  program(inputs, ({ x, y, params: { W, b } }) => ({
    loss: add(crossEntropy(linear(W, b)(x), y), nn.l2(lambda)(W)),
  }))

const report = program(inputs, ({ x, y, params: { W, b } }) => {
  const z = linear(W, b)(x)
  return { loss: crossEntropy(z, y), right: nn.accuracy(z, y), size: nn.l2(2)(W) }
})

// Three clouds of 50 points: around (0, 2), (−2, −1) and (2, −1).
const centres = [0, 2, -2, -1, 2, -1]
const y = Int32Array.from({ length: 150 }, (_, i) => i % 3)
const x = random.normal(random.key(5), 300).map((noise, i) => noise + (centres[i % 6] ?? 0))

// The gradient for λ = 0.1: its derivation, without the lines of reasons. There t is z less its largest, which leaves
// the probabilities as they are and cannot overflow.
const derivation = orThrow(explain(grad({ of: 'loss', wrt: 'params' })(penalised(0.1))))
console.log(derivation.replaceAll(/^ {7}.*\n/gm, ''))

console.log('after 500 steps:')
console.log('λ        |W|²    loss without penalty   right')
const measure = orThrow(compile(report))
for (const lambda of [0, 0.01, 0.1, 1]) {
  const optimiser = optim.momentum({ rate: 0.1, momentum: 0.9 })
  const { init, step } = training({ loss: penalised(lambda), wrt: 'params', optimiser })
  const descend = orThrow(compile(step))
  let params = nn.initialise(random.key(0), inputs.params, nn.zeros)
  let { state } = orThrow(compile(init))({ params })
  for (let k = 0; k < 500; k++) ({ params, state } = descend({ x, y, params, state }))
  const found = measure({ x, y, params })
  const [size, loss, right] = [found.size, found.loss, found.right].map((each) => each[0]?.toFixed(3))
  console.log(`${String(lambda).padEnd(7)}${size?.padStart(7)}   ${loss}                  ${right}`)
}
