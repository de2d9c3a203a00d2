/** Layers against the same written out on plain numbers. */
import { describe, expect, it } from 'vitest'
import { known, at } from '../../src/Bug.ts'
import type { TypedArray } from '../../src/DType.ts'
import {
  attention,
  constant,
  dim,
  f32,
  i32,
  nn,
  optim,
  pipe,
  program,
  random,
  relu,
  square,
  sum,
  tanh,
  training,
  u32,
} from '../../src/index.ts'
import type { Program } from '../../src/index.ts'
import { isTensor } from '../../src/Tensor.ts'
import * as tree from '../../src/Tree.ts'
import { drawn, expectNear, interpreted, product, run, sentences } from './run.ts'

describe('layers made of layers', () => {
  const [first, second] = [nn.linear({ in: 3, out: 4 }), nn.linear({ in: 4, out: 2 })]
  const net = nn.sequential(first, relu, second)

  it('apply one after the other, with the parameters by number', () => {
    const p = program({ x: f32(5, 3), params: net.parameters }, ({ x, params }) => ({
      y: net.apply(params)(x),
      piped: pipe(x, first.apply(params['0']), relu, second.apply(params['2'])),
    }))
    expect(tree.entries(p.inputs.params, isTensor).map(([path]) => path)).toEqual([
      '0.weight',
      '0.bias',
      '2.weight',
      '2.bias',
    ])
    const found = run(p, drawn(p))
    expect(found.get('y')).toEqual(found.get('piped'))
  })

  it('have a way around them', () => {
    const block = nn.residual(nn.sequential(nn.linear({ in: 3, out: 3 }), tanh))
    const p = program({ x: f32(2, 3), params: block.parameters }, ({ x, params }) => ({
      y: block.apply(params)(x),
    }))
    const arrays = drawn(p)
    const x = Array.from(known(arrays.get('x'), 'x'))
    const [w, b] = [known(arrays.get('params.0.weight'), 'w'), known(arrays.get('params.0.bias'), 'b')]
    const wanted = [x.slice(0, 3), x.slice(3)].flatMap((row) =>
      product(w, b, row).map((value, k) => at(row, k) + Math.tanh(value)),
    )
    expectNear(known(run(p, arrays).get('y'), 'y'), wanted)
  })

  it('say where they do not fit', () => {
    const p = program({ x: f32(5, 4), params: net.parameters }, ({ x, params }) => ({
      y: net.apply(params)(x),
    }))
    expect(sentences(p)).toEqual(['linear: inner dimensions 4 and 3 differ (5×4 · 3×4)'])
    const wide = nn.residual(nn.linear({ in: 3, out: 4 }))
    const q = program({ x: f32(5, 3), params: wide.parameters }, ({ x, params }) => ({
      y: wide.apply(params)(x),
    }))
    expect(sentences(q)).toEqual(['residual: the layer gives 5×4 for 5×3'])
  })
})

describe('maxout', () => {
  it('is the largest of its pieces', () => {
    const { parameters, apply } = nn.maxout({ in: 3, out: 2, pieces: 4 })
    const p = program({ x: f32(5, 3), params: parameters }, ({ x, params }) => ({ y: apply(params)(x) }))
    const arrays = drawn(p)
    const of = (path: string): TypedArray => known(arrays.get(path), path)
    const rows = Array.from({ length: 5 }, (_, n) => Array.from(of('x').slice(3 * n, 3 * n + 3)))
    const wanted = rows.flatMap((row) => {
      const all = product(of('params.weight'), of('params.bias'), row)
      return [Math.max(...all.slice(0, 4)), Math.max(...all.slice(4))]
    })
    expectNear(known(run(p, arrays).get('y'), 'y'), wanted)
  })
})

describe('batchNorm', () => {
  const { parameters, running, train, apply } = nn.batchNorm({ channels: 2, momentum: 0.25 })
  const p = program({ x: f32(4, 2, 3), parameters, running }, (given) => ({
    ...train(given.parameters, given.running)(given.x),
    used: apply(given.parameters, given.running)(given.x),
  }))

  it('takes the batch out of itself, keeps running statistics, and uses them', () => {
    const arrays = new Map([...drawn(p), ['running.variance', Float32Array.of(0.5, 2)]] as const)
    const of = (path: string): TypedArray => known(arrays.get(path), path)
    const found = run(p, arrays)
    for (const c of [0, 1]) {
      const inChannel = (k: number): boolean => Math.floor(k / 3) % 2 === c
      const x = Array.from(of('x')).filter((_, k) => inChannel(k))
      const mean = x.reduce((a, b) => a + b) / 12
      const squares = x.reduce((total, each) => total + (each - mean) ** 2, 0)
      const [w, b] = [at(of('parameters.weight'), c), at(of('parameters.bias'), c)]
      const normal = (m: number, v: number): readonly number[] =>
        x.map((each) => (w * (each - m)) / Math.sqrt(v + 1e-5) + b)
      const channel = (path: string): readonly number[] =>
        (found.get(path) ?? []).filter((_, k) => inChannel(k))
      expectNear(channel('y'), normal(mean, squares / 12))
      expectNear(channel('used'), normal(at(of('running.mean'), c), at(of('running.variance'), c)))
      expectNear([at(found.get('running.mean') ?? [], c)], [0.75 * at(of('running.mean'), c) + 0.25 * mean])
      expectNear(
        [at(found.get('running.variance') ?? [], c)],
        [0.75 * at(of('running.variance'), c) + (0.25 * squares) / 11],
      )
    }
  })

  it('carries its statistics along with training', () => {
    const loss = program({ x: f32(4, 2), params: parameters, running }, (given) => {
      const trained = train(given.params, given.running)(given.x)
      return { loss: sum(square(trained.y)), running: trained.running }
    })
    const { step } = training({ loss, wrt: 'params', optimiser: optim.sgd({ rate: 0.1 }) })
    const names = (tensors: Program['inputs']): readonly string[] =>
      tree.entries(tensors, isTensor).map(([path]) => path)
    expect(names(step.inputs)).toContain('running.mean')
    expect(names(step.outputs)).toContain('running.mean')
    expect(sentences(step)).toEqual([])
  })
})

describe('selfAttention', () => {
  it('attends head by head', () => {
    const { parameters, apply } = nn.selfAttention({ features: 4, heads: 2, causal: true })
    const one = nn.linear({ in: 4, out: 4 })
    const p = program({ x: f32(3, 4), params: parameters }, ({ x, params }) => ({
      y: apply(params)(x),
      q: one.apply(params.query)(x),
      k: one.apply(params.key)(x),
      v: one.apply(params.value)(x),
    }))
    const arrays = drawn(p)
    const found = run(p, arrays)
    const heads = [0, 1].map((head) => {
      const columns = (path: string): Float32Array =>
        Float32Array.from((found.get(path) ?? []).filter((_, k) => Math.floor((k % 4) / 2) === head))
      const [q, k, v] = ['q', 'k', 'v'].map((path) => constant(columns(path), [3, 2]))
      const alone = program({}, () => ({
        y: attention({ causal: true })(known(q, 'q'), known(k, 'k'), known(v, 'v')),
      }))
      return known(interpreted(alone, new Map()).get('y'), 'y')
    })
    const rows = [0, 1, 2].map((t) => heads.flatMap((head) => head.slice(2 * t, 2 * t + 2)))
    const [w, b] = ['weight', 'bias'].map((name) => known(arrays.get(`params.out.${name}`), name))
    expectNear(
      known(found.get('y'), 'y'),
      rows.flatMap((row) => product(known(w, 'w'), known(b, 'b'), row)),
    )
  })

  it('refuses heads that do not divide', () => {
    const { parameters, apply } = nn.selfAttention({ features: 4, heads: 3 })
    const p = program({ x: f32(3, 4), params: parameters }, ({ x, params }) => ({ y: apply(params)(x) }))
    expect(sentences(p)).toEqual(['selfAttention: 4 features do not fall into 3 heads'])
  })
})

describe('a layer', () => {
  it('of each other kind is the operation with its parameters', () => {
    const [conv, flat, words, slopes, norm] = [
      nn.conv2d({ in: 4, out: 6, size: [3, 2], groups: 2, stride: 2, padding: 1 }),
      nn.conv1d({ in: 2, out: 3, size: [3] }),
      nn.embedding({ count: 7, out: 3 }),
      nn.prelu({ channels: 4 }),
      nn.layerNorm({ shape: [5, 5] }),
    ]
    const n = dim('n')
    const specs = {
      x: f32(n, 4, 5, 5),
      signal: f32(n, 2, 8),
      ids: i32(n),
      conv: conv.parameters,
      flat: flat.parameters,
      words: words.parameters,
      slopes: slopes.parameters,
      norm: norm.parameters,
    }
    const p = program(specs, (given) => ({
      conv: conv.apply(given.conv)(given.x),
      flat: flat.apply(given.flat)(given.signal),
      words: words.apply(given.words)(given.ids),
      slopes: slopes.apply(given.slopes)(given.x),
      norm: norm.apply(given.norm)(given.x),
    }))
    expect(sentences(p)).toEqual([])
    expect(tree.entries(p.outputs, isTensor).map(([path, { shape }]) => [path, ...shape.slice(1)])).toEqual([
      ['conv', 6, 3, 3],
      ['flat', 3, 6],
      ['words', 3],
      ['slopes', 4, 5, 5],
      ['norm', 4, 5, 5],
    ])
    expect(conv.parameters.weight.shape).toEqual([6, 2, 3, 2])
  })
})

describe('dropout and noise', () => {
  const n = 4000
  const key = Uint32Array.from(random.key(3))
  const dropped = (rate: number): readonly number[] => {
    const p = program({ key: u32(2), x: f32(n) }, (given) => ({
      y: nn.dropout({ rate })(given.key)(given.x),
    }))
    return known(
      run(
        p,
        new Map<string, TypedArray>([
          ['key', key],
          ['x', new Float32Array(n).fill(1)],
        ]),
      ).get('y'),
      'y',
    )
  }

  it('keep the mean: what is kept is divided by its share', () => {
    const y = dropped(0.25)
    expect(new Set(y.map(Math.fround))).toEqual(new Set([0, Math.fround(1 / 0.75)]))
    const kept = y.filter((value) => value > 0).length
    expect(Math.abs(kept - 0.75 * n)).toBeLessThan(3 * Math.sqrt(0.1875 * n))
  })

  it('drop nothing at 0 and everything at 1', () => {
    expect(dropped(0).every((value) => value === 1)).toBe(true)
    expect(dropped(1).every((value) => value === 0)).toBe(true)
  })

  it('add what random.normal draws', () => {
    const p = program({ key: u32(2), x: f32(5) }, (given) => ({
      y: nn.noise({ deviation: 0.5 })(given.key)(given.x),
    }))
    const y = known(
      run(
        p,
        new Map<string, TypedArray>([
          ['key', key],
          ['x', new Float32Array(5)],
        ]),
      ).get('y'),
      'y',
    )
    expectNear(
      y,
      Array.from(random.normal(random.key(3), 5), (value) => 0.5 * value),
    )
  })

  it('refuse what is no key', () => {
    const p: Program = program({ key: f32(3), x: f32(5) }, ({ key: wrong, x }) => ({
      y: nn.dropout({ rate: 0.5 })(wrong as never)(x),
    }))
    expect(sentences(p)).toEqual(['dropout: a key is u32 2, not f32 3'])
  })
})
