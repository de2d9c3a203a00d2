/**
 * What brings a dead unit back to life?
 *
 * Below 0 ReLU is flat: a unit whose sums are all negative has no gradient and never learns again. Leaky ReLU keeps a
 * small slope there; PReLU learns the slope. All three start below 0 here, and are to learn x above 0, 0.3·x below.
 */
import { add, dim, f32, leakyRelu, mse, mul, optim, prelu, program, random, relu, training } from 'leibniz'
import { compile, orThrow } from 'leibniz/compiler'

const n = dim('n')
const inputs = { x: f32(n), y: f32(n), params: { w: f32(), b: f32(), slope: f32(1) } }

const units = {
  ReLU: program(inputs, ({ x, y, params: { w, b } }) => ({
    loss: mse(relu(add(mul(w, x), b)), y),
  })),
  'leaky ReLU': program(inputs, ({ x, y, params: { w, b } }) => ({
    loss: mse(leakyRelu({ slope: 0.1 })(add(mul(w, x), b)), y),
  })),
  PReLU: program(inputs, ({ x, y, params: { w, b, slope } }) => ({
    loss: mse(prelu(slope)(add(mul(w, x), b)), y),
  })),
}

const x = random.uniform(random.key(1), 100, { low: -2, high: 2 })
const y = x.map((each) => (each > 0 ? each : 0.3 * each))

console.log('loss of      at first   step 100   step 1000  slope learnt')
for (const [name, loss] of Object.entries(units)) {
  const { init, step } = training({
    loss,
    wrt: 'params',
    optimiser: optim.momentum({ rate: 0.02, momentum: 0.9 }),
  })
  const descend = orThrow(compile(step))
  let params: Readonly<Record<'w' | 'b' | 'slope', Float32Array>> = {
    w: Float32Array.of(1),
    b: Float32Array.of(-2.5),
    slope: Float32Array.of(0.1),
  }
  let { state } = orThrow(compile(init))({ params })
  const losses: number[] = []
  for (let k = 0; k <= 1000; k++) {
    const stepped = descend({ x, y, params, state })
    ;({ params, state } = stepped)
    losses.push(stepped.loss[0] ?? 0)
  }
  const told = [0, 100, 1000].map((k) => (losses[k] ?? 0).toFixed(4)).join('     ')
  const learnt = name === 'PReLU' ? params.slope[0]?.toFixed(2) : 'none'
  console.log(`${name.padEnd(13)}${told}     ${learnt}`)
}
