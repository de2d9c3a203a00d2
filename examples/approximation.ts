/**
 * How many units does one hidden layer need to draw a curve?
 *
 * As many as the error asks for. Units that are indicators of an interval make stairs of the curve's own heights; of
 * sigmoids each is one step of the stairs, worn smooth. Twice the units, half the error or less: there is no continuous
 * curve that enough of them do not draw.
 */
import { add, cast, eq, f32, floor, linspace, matmul, mul, program, sigmoid, sin, sub } from 'leibniz'
import type { Shape, Tensor } from 'leibniz'
import { compile, orThrow } from 'leibniz/compiler'

/** What is to be drawn; it starts at 0. */
const curve = <S extends Shape>(x: Tensor<S>) => add(sin(mul(6, x)), mul(0.3, sin(mul(17, x))))

/** Σₖ curve(middle of interval k)·[x lies in interval k]. */
const bumps = (units: number, x: Tensor<readonly [1000, 1]>) => {
  const number = linspace({ start: 0, stop: units - 1, count: units })
  const inside = eq(floor(mul(units, x)), number)
  return matmul(cast('f32')(inside), curve(mul(1 / units, add(number, 0.5))))
}

/** Σₖ (curve(end of interval k) − curve(its start))·σ(4·units·(x − its middle)). */
const sigmoids = (units: number, x: Tensor<readonly [1000, 1]>) => {
  const number = linspace({ start: 0, stop: units - 1, count: units })
  const rise = sub(curve(mul(1 / units, add(number, 1))), curve(mul(1 / units, number)))
  return matmul(sigmoid(mul(4, sub(mul(units, x), add(number, 0.5)))), rise)
}

console.log('the curve: sin 6x + 0.3·sin 17x for x from 0 to 1')
console.log('the largest error of')
console.log('  units    bumps   sigmoids')
const x = Float32Array.from({ length: 1000 }, (_, i) => i / 1000)
for (const units of [4, 8, 16, 32, 64, 128]) {
  const networks = program({ x: f32(1000, 1) }, ({ x }) => ({
    truth: curve(x),
    bumps: bumps(units, x),
    sigmoids: sigmoids(units, x),
  }))
  const drawn = orThrow(compile(networks))({ x })
  const [first, second] = [drawn.bumps, drawn.sigmoids].map((y) =>
    Math.max(...y.map((each, i) => Math.abs(each - (drawn.truth[i] ?? NaN)))).toFixed(4),
  )
  console.log(`  ${String(units).padStart(5)}   ${first}     ${second}`)
}
