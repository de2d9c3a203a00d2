/**
 * What does noise on its inputs do to a linear model?
 *
 * With noise ε of deviation d on x, the score w·(x + ε) is off by w·ε, whose square is d²·|w|² in the mean. To learn
 * from noisy inputs is to learn from clean ones with an L2 penalty: large weights would make much of the noise.
 */
import { add, apply, dot, f32, mean, mul, nn, program, random, square, sub, sum, u32, vmap } from 'leibniz'
import { compile, orThrow } from 'leibniz/compiler'

const deviation = 0.5
const model = { x: f32(4), y: f32(), w: f32(4) }

const clean = program(model, ({ x, y, w }) => ({ loss: square(sub(dot(w, x), y)) }))
const noisy = program({ key: u32(2), ...model }, ({ key, x, ...rest }) =>
  apply(clean)({ x: nn.noise({ deviation })(key)(x), ...rest }),
)

// The mean loss over 20000 draws of the noise, beside what the clean loss and the penalty say.
const draws = vmap({ in: 'key', size: 20_000 })(noisy)
const comparison = program({ key: u32(20_000, 2), ...model }, ({ key, ...inputs }) => {
  const { loss } = apply(clean)(inputs)
  const penalty = mul(deviation ** 2, sum(square(inputs.w)))
  return { loss, penalty, expected: add(loss, penalty), drawn: mean(apply(draws)({ key, ...inputs }).loss) }
})
console.log(clean)

const compare = orThrow(compile(comparison))
const key = Uint32Array.from(random.split(random.key(0), 20_000).flat())
const x = Float32Array.of(1, -1, 2, 0.5)
const y = Float32Array.of(1)
console.log('|w|²     clean  + d²·|w|²  = expected   drawn')
for (const scale of [0.5, 1, 2]) {
  const w = Float32Array.of(scale, 0, scale, -scale)
  const { loss, penalty, expected, drawn } = compare({ key, x, y, w })
  const [a, b, c, d] = [loss, penalty, expected, drawn].map((each) => each[0]?.toFixed(2).padStart(6))
  console.log(`${(3 * scale ** 2).toFixed(2).padStart(5)}   ${a}     ${b}      ${c}  ${d}`)
}
