/**
 * A small network of convolutions over images of one channel.
 * Before it: `Workload.ts`, `loops.js`. After it: `index.ts`.
 * Invariant: [batch, channels, height, width], as leibniz has it and most of the peers.
 */
import { bind, conv2d, f32, flatten, linear, maxPool, pipe, program, relu } from 'leibniz'
import { drawing, fan } from './draw.ts'
import * as loops from './loops.js'
import type { Convolutions } from './Problem.ts'
import type { Workload } from './Workload.ts'

export interface Images {
  readonly batch: number
  /** Twice divisible by 2. */
  readonly side: number
}

const problemOf = ({ batch, side }: Images): Convolutions => {
  const maps = [8, 16] as const
  const classes = 10
  const flat = maps[1] * (side / 4) ** 2
  const draw = drawing(8)
  const x = draw(batch * side ** 2)
  const K1 = draw(maps[0] * 9, fan(9))
  const b1 = draw(maps[0], 0.1)
  const K2 = draw(maps[1] * maps[0] * 9, fan(maps[0] * 9))
  const b2 = draw(maps[1], 0.1)
  const W = draw(classes * flat, fan(flat))
  return {
    kind: 'convolutions',
    batch,
    side,
    maps,
    classes,
    inputs: { x, K1, b1, K2, b2, W, b: draw(classes, 0.1) },
  }
}

const byHandOf =
  ({ batch, side, maps: [few, many], classes, inputs }: Convolutions): Workload['byHand'] =>
  ({ zeros, copy }) => {
    const [x, K1, b1, K2, b2] = [
      copy(inputs.x),
      copy(inputs.K1),
      copy(inputs.b1),
      copy(inputs.K2),
      copy(inputs.b2),
    ]
    const [W, b] = [copy(inputs.W), copy(inputs.b)]
    const h1 = zeros(batch * few * side ** 2)
    const p1 = zeros(h1.length / 4)
    const h2 = zeros(batch * many * (side / 2) ** 2)
    const p2 = zeros(h2.length / 4)
    const scores = zeros(batch * classes)
    return () => {
      loops.convolve(x, K1, b1, h1, batch, 1, few, side)
      loops.relu(h1)
      loops.pool(h1, p1, batch * few, side)
      loops.convolve(p1, K2, b2, h2, batch, few, many, side / 2)
      loops.relu(h2)
      loops.pool(h2, p2, batch * many, side / 2)
      loops.dense(p2, W, b, scores, batch, p2.length / batch, classes)
      return { scores }
    }
  }

export const convolutions = (images: Images): Workload => {
  const problem = problemOf(images)
  const {
    batch,
    side,
    maps: [few, many],
    classes,
  } = problem
  const { x, ...weights } = problem.inputs
  const flat = many * (side / 4) ** 2
  const specs = {
    x: f32(batch, 1, side, side),
    K1: f32(few, 1, 3, 3),
    b1: f32(few),
    K2: f32(many, few, 3, 3),
    b2: f32(many),
    W: f32(classes, flat),
    b: f32(classes),
  }
  const network = program(specs, ({ x, K1, b1, K2, b2, W, b }) => {
    const first = pipe(x, conv2d({ padding: 1 }, K1, b1), relu, maxPool({ size: 2 }))
    const second = pipe(first, conv2d({ padding: 1 }, K2, b2), relu, maxPool({ size: 2 }))
    return { scores: pipe(second, flatten({ from: 1 }), linear(W, b)) }
  })
  const numbers = Object.values(weights).reduce((sum, { length }) => sum + length, 0)
  return {
    problem,
    program: bind(weights)(network),
    given: { x },
    donate: [],
    byHand: byHandOf(problem),
    flops: 2 * batch * (9 * few * side ** 2 + 9 * few * many * (side / 2) ** 2 + classes * flat),
    bytes: 4 * (x.length + numbers + batch * classes),
    terms: 9 + 9 * few + flat,
  }
}
