/** Recurrent layers against loops over plain numbers. */
import { describe, expect, it } from 'vitest'
import { at, known } from '../../src/Bug.ts'
import type { TypedArray } from '../../src/DType.ts'
import { f32, nn, optim, program, square, sum, training } from '../../src/index.ts'
import type { Arrays } from './run.ts'
import { drawn, expectNear, product, run, sigma } from './run.ts'

const [T, N, I, H] = [4, 2, 3, 5]

type Turn = (
  data: readonly number[],
  state: readonly number[],
  cell: readonly number[],
) => readonly [number[], number[]]

const part = (values: readonly number[], gate: number): readonly number[] =>
  values.slice(gate * H, (gate + 1) * H)

const turns = {
  rnn: (data, state) => [data.map((d, k) => Math.tanh(d + at(state, k))), []],
  gru: (data, state, before) => {
    const [r, z] = [0, 1].map((gate) => part(data, gate).map((d, k) => sigma(d + at(part(state, gate), k))))
    const n = part(data, 2).map((d, k) => Math.tanh(d + at(known(r, 'r'), k) * at(part(state, 2), k)))
    return [n.map((x, k) => (1 - at(known(z, 'z'), k)) * x + at(known(z, 'z'), k) * at(before, k)), []]
  },
  lstm: (data, state, before) => {
    const [i, f, g, o] = [0, 1, 2, 3].map((gate) =>
      part(data, gate).map((d, k) => (gate === 2 ? Math.tanh : sigma)(d + at(part(state, gate), k))),
    )
    const cell = before.map((c, k) => at(known(f, 'f'), k) * c + at(known(i, 'i'), k) * at(known(g, 'g'), k))
    return [cell.map((c, k) => at(known(o, 'o'), k) * Math.tanh(c)), cell]
  },
} satisfies Record<string, Turn>

/** Every state of a recurrent layer, by loops. */
const walked = (kind: keyof typeof turns, arrays: Arrays): readonly number[] => {
  const of = (path: string): TypedArray => known(arrays.get(path), path)
  const out = Array.from({ length: T * N * H }, () => 0)
  for (let n = 0; n < N; n++) {
    let h: number[] = Array.from({ length: H }, () => 0)
    let c: number[] = Array.from({ length: H }, () => 0)
    for (let t = 0; t < T; t++) {
      const x = Array.from(of('x').slice((t * N + n) * I, (t * N + n + 1) * I))
      const data = product(of('params.input.weight'), of('params.input.bias'), x)
      const state = product(of('params.hidden.weight'), of('params.hidden.bias'), h)
      const [next, cell] = turns[kind](data, state, kind === 'gru' ? h : c)
      ;[h, c] = [next, cell]
      h.forEach((value, k) => (out[(t * N + n) * H + k] = value))
    }
  }
  return out
}

describe('a recurrent layer', () => {
  const options = { in: 3, out: 5 } as const
  const x = f32(4, 2, 3)
  const [elman, gated, long] = [nn.rnn(options), nn.gru(options), nn.lstm(options)]
  const programs = {
    rnn: program({ x, params: elman.parameters }, (given) => elman.apply(given.params)(given.x)),
    gru: program({ x, params: gated.parameters }, (given) => gated.apply(given.params)(given.x)),
    lstm: program({ x, params: long.parameters }, (given) => {
      const { out, carry } = long.apply(given.params)(given.x)
      return { out, carry: carry.hidden }
    }),
  }

  it.each(['rnn', 'gru', 'lstm'] as const)('%s is what its formula says, turn by turn', (kind) => {
    const p = programs[kind]
    const arrays = drawn(p)
    const found = run(p, arrays)
    const wanted = walked(kind, arrays)
    expectNear(known(found.get('out'), 'out'), wanted)
    expectNear(known(found.get('carry'), 'carry'), wanted.slice(-N * H))
  })

  it('goes on from a state where it stopped', () => {
    const halves = program({ x, params: long.parameters }, (given) => {
      const apply = long.apply(given.params)
      const whole = apply(given.x)
      return { whole: whole.out, again: apply(given.x, whole.carry).carry.cell, once: whole.carry.cell }
    })
    const twice = program({ x: f32(8, 2, 3), params: long.parameters }, (given) => ({
      last: long.apply(given.params)(given.x).carry.cell,
    }))
    const arrays = drawn(halves)
    const doubled = Float32Array.from([...known(arrays.get('x'), 'x'), ...known(arrays.get('x'), 'x')])
    const found = run(halves, arrays)
    expectNear(
      known(run(twice, new Map([...arrays, ['x', doubled]])).get('last'), 'last'),
      known(found.get('again'), 'again'),
    )
  })

  it('trains', () => {
    const loss = program({ x, params: gated.parameters }, (given) => ({
      loss: sum(square(gated.apply(given.params)(given.x).carry)),
    }))
    const { step } = training({ loss, wrt: 'params', optimiser: optim.sgd({ rate: 0.05 }) })
    const arrays = drawn(loss)
    const after = run(step, arrays)
    const moved = new Map([
      ...arrays,
      ...[...after]
        .filter(([path]) => path !== 'loss')
        .map(([path, values]) => [path, Float32Array.from(values)] as const),
    ])
    expect(at(known(run(loss, moved).get('loss'), 'loss'), 0)).toBeLessThan(
      at(known(after.get('loss'), 'loss'), 0),
    )
  })
})
