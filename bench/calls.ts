/**
 * What a call costs where there is next to nothing to compute, and how large a module is beside its weights.
 * Before it: `digits.ts`. After it: `main.ts`.
 * Invariant: the work by hand is the same work, without checks.
 */
import { add, bind, f32, mul, program } from 'leibniz'
import { compile, orThrow, standalone } from 'leibniz/compiler'
import { classify } from '../examples/digits/model.ts'
import { startingParams } from './digits.ts'
import type { Contender } from './measure.ts'
import type { Table } from './Row.ts'

const line = program({ x: f32(4), w: f32(4), b: f32(4) }, ({ x, w, b }) => ({ y: add(mul(w, x), b) }))

const arrays = () => ({
  x: Float32Array.of(1, 2, 3, 4),
  w: Float32Array.of(0.5, 0.25, 2, 1),
  b: Float32Array.of(1, 0, 1, 0),
})

type Line = (inputs: ReturnType<typeof arrays>, y: Float32Array) => Float32Array

const calling = (name: string, call: Line): Contender => {
  let inputs = arrays()
  let y = new Float32Array(4)
  const reset = (): void => {
    inputs = arrays()
    y = new Float32Array(4)
  }
  return {
    name,
    reset,
    run: () => call(inputs, y)[3] ?? Number.NaN,
    answers: () => [...call(arrays(), new Float32Array(4))],
  }
}

/** w·x + b on four numbers. */
export const callers = (): readonly Contender[] => {
  const compiled = orThrow(compile(line))
  const byHand: Line = ({ x, w, b }, y) => {
    for (let k = 0; k < 4; k++) y[k] = (w[k] ?? 0) * (x[k] ?? 0) + (b[k] ?? 0)
    return y
  }
  return [
    calling('by hand', byHand),
    calling('compiled, into an array', (inputs, y) => compiled(inputs, { into: { y } }).y),
    calling('compiled, a fresh array', (inputs) => compiled(inputs).y),
  ]
}

/** The standalone module of the digits network, its weights inside, beside the weights alone. */
export const moduleSize = (): Table => {
  const params = startingParams()
  const arrays = Object.values(params).flatMap(({ weight, bias }) => [weight, bias])
  const weights = arrays.reduce((sum, { byteLength }) => sum + byteLength, 0)
  const { js } = orThrow(standalone({ name: 'classify', program: bind({ params })(classify) }))
  return {
    title: 'A standalone module of the digits network',
    rows: [
      { name: 'its weights', value: weights, unit: 'bytes', ratio: 1 },
      { name: 'the module, weights inside', value: js.length, unit: 'bytes', ratio: js.length / weights },
      {
        name: 'of it code',
        value: js.length - arrays.reduce((sum, { byteLength }) => sum + 4 * Math.ceil(byteLength / 3), 0),
        unit: 'bytes',
      },
    ],
  }
}
