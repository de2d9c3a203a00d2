/** What is stated of tensors: derivatives of their own, what is computed again, what is required. */
import { compile, orThrow } from 'leibniz/compiler'
import { describe, expect, it } from 'vitest'
import { input as declared } from '../src/construct.ts'
import { required } from '../src/custom.ts'
import { derivative, pullback } from '../src/differentiate.ts'
import type { TypedArray } from '../src/DType.ts'
import { evaluate } from '../src/evaluate.ts'
import type { Tensor } from '../src/index.ts'
import {
  checkpoint,
  constant,
  crossEntropy,
  customDerivative,
  f32,
  floor,
  gather,
  i32,
  input,
  matmul,
  mse,
  mul,
  program,
  sin,
  square,
  sum,
  tanh,
} from '../src/index.ts'
import { mistakesOf } from '../src/mistakes.ts'
import { closed } from '../src/Program.ts'
import { pushforward } from '../src/pushforward.ts'
import type { AnyTensor } from '../src/Tensor.ts'
import { typed } from '../src/Tensor.ts'
import { vectorised } from '../src/vectorise.ts'
import { run } from './run.ts'

const W = input('W', f32(3, 3))
const x = input('x', f32(3))
const arrays = {
  W: Float32Array.of(1, 2, -1, 0.5, 0.25, 3, -2, 1, 0.125),
  x: Float32Array.of(0.5, -1, 2),
  t: Float32Array.of(1, -2, 0.5),
}
const t = declared('t', [3], 'f32')

const layer = (v: Tensor<[3]>): Tensor<[3]> => typed(tanh(matmul(W, sin(v))))
const plain = sum(square(layer(typed(x))))
const kept = sum(square(checkpoint(layer)(typed(x))))

describe('checkpoint', () => {
  it('changes no value and no derivative, of operands and of what the function captures', () => {
    expect(run(kept, arrays)).toEqual(run(plain, arrays))
    for (const wrt of [x, W] as const) {
      const [a, b] = [plain, kept].map(
        (y) => pullback([{ of: y, cotangent: constant(1) }], [wrt]).cotangents[0],
      )
      expect(b && run(b, arrays)).toEqual(a && run(a, arrays))
    }
  })

  it('has second derivatives, forward derivatives and batches', () => {
    const hvp = (y: AnyTensor): unknown => {
      const [g] = pullback([{ of: y, cotangent: constant(1) }], [x]).cotangents
      const [h] = pushforward(g === undefined ? [] : [g], [{ of: x, tangent: t }])
      return h && run(h, arrays)
    }
    expect(hvp(kept)).toEqual(hvp(plain))
    const batch = declared('batch', [2, 3], 'f32')
    const given = { ...arrays, batch: Float32Array.of(0.5, -1, 2, 1, 2, 3) }
    const [a, b] = [plain, kept].map((y) => vectorised([derivative(y, x)], new Map([[x, batch]]), 2)[0])
    expect(b && run(b, given)).toEqual(a && run(a, given))
  })
})

describe('a chain of checkpoints', () => {
  const turns = (value: AnyTensor, count: number): AnyTensor => {
    let so = value
    for (let k = 0; k < count; k++) so = tanh(matmul(W, typed<readonly [3, 400], 'f32'>(so)))
    return so
  }

  it('holds the ends of its links, and what is in one of them at a time', () => {
    const data = input('x', f32(3, 400))
    const segment = checkpoint((value: AnyTensor) => turns(value, 8))
    const memory = (link: (value: AnyTensor) => AnyTensor): number => {
      let value: AnyTensor = data
      for (let k = 0; k < 4; k++) value = link(value)
      const grad = derivative(typed<readonly [], 'f32'>(sum(square(typed<[3, 400], 'f32'>(value)))), data)
      const { module } = orThrow(compile(closed({ x: data, W }, { grad }, [])))
      return module.slots.reduce((total, { size }) => total + Number(size), 0)
    }
    expect(memory(segment)).toBeLessThan(0.6 * memory((value) => turns(value, 8)))
  })
})

describe('customDerivative', () => {
  const straight = customDerivative(
    (v: Tensor<[3]>) => floor(v),
    (g) => [g],
  )

  it('is the function, with the derivative that is stated', () => {
    const y = straight(typed(x))
    expect(run(y, arrays)).toEqual([0, -1, 2])
    expect(run(derivative(mul(3, y), x), arrays)).toEqual([3, 3, 3])
    const [forward] = pushforward([y], [{ of: x, tangent: t }])
    expect(forward && run(forward, arrays)).toEqual([1, -2, 0.5])
  })

  it('refuses a function that depends on more, and a cotangent of another shape', () => {
    const depends = customDerivative(
      (v: Tensor<[3]>) => typed<[3], 'f32'>(matmul(W, v)),
      (g) => [g],
    )
    expect(mistakesOf([depends(typed(x))]).map(({ mistake }) => mistake.sentence)).toEqual([
      'customDerivative: the function depends on W, which is none of its operands',
    ])
    const scalar = customDerivative(
      (v: Tensor<[3]>) => floor(v),
      (g) => [typed(sum(g))],
    )
    expect(mistakesOf([derivative(scalar(typed(x)), x)]).map(({ mistake }) => mistake.sentence)).toEqual([
      'customDerivative: operand 0 is 3, its cotangent is scalar',
    ])
  })
})

describe('a derivative of one’s own in a batch', () => {
  it('passes to what all examples share the sum of what each passes to it', () => {
    const own = customDerivative(
      (u: AnyTensor, v: AnyTensor) => mul(typed<readonly [3], 'f32'>(u), typed<readonly [3], 'f32'>(v)),
      (g, [u, v]) => [g, mul(typed<readonly [3], 'f32'>(u), typed<readonly [3], 'f32'>(v))],
    )
    const rows = [Float32Array.of(0.5, -1, 2), Float32Array.of(1, 2, -3)]
    const batch = declared('batch', [2, 3], 'f32')
    const [together] = vectorised([own(x, t)], new Map([[x, batch]]), 2)
    const all = { ...arrays, batch: Float32Array.from(rows.flatMap((row) => [...row])) }
    const shares = rows.map((row) => row.map((value, k) => value * (arrays.t[k] ?? 0)))
    const [cotangent] =
      together === undefined
        ? []
        : pullback(
            [
              {
                of: together,
                cotangent: constant([
                  [1, 1, 1],
                  [1, 1, 1],
                ]),
              },
            ],
            [t],
          ).cotangents
    expect(cotangent && run(cotangent, all)).toEqual(
      shares[0] && [...shares[0]].map((value, k) => value + (shares[1]?.[k] ?? 0)),
    )
  })
})

describe('a requirement', () => {
  const subject = { operation: 'pick', subject: 'index' }
  const sentences = (tensor: AnyTensor, value: Float32Array): readonly string[] => {
    const result = evaluate([square(typed(tensor))], new Map([['x', value]]))
    return result._tag === 'Left' ? result.left.map(({ sentence }) => sentence) : []
  }

  it('names the first element that is not as it must be', () => {
    const matrix = declared('x', [2, 2], 'f32')
    const within = required(matrix, { ...subject, range: { from: 0, below: 3 } })
    expect(sentences(within, Float32Array.of(0, 1, 2, 2))).toEqual([])
    expect(sentences(within, Float32Array.of(0, 1, 7, -1))).toEqual([
      'pick: index[1, 0] is 7, not within 0 … 2',
    ])
    expect(sentences(required(matrix, subject), Float32Array.of(0, NaN, 7, -1))).toEqual([
      'pick: index[0, 1] is NaN',
    ])
  })

  it('passes derivatives on', () => {
    expect(run(derivative(square(typed(required(x, subject))), x), arrays)).toEqual([1, -2, 4])
  })
})

describe('compiled code', () => {
  const pick = program({ x: f32(3), k: i32(2) }, ({ x, k }) => ({ y: gather({ axis: 0 })(x, k) }))
  const judge = program({ z: f32(2, 3), y: i32(2) }, ({ z, y }) => ({ loss: crossEntropy(z, y) }))
  const z = Float32Array.of(1, 2, 3, 4, 5, 6)

  it('takes the nearest index and the nearest class, where the interpreter names the one that is none', () => {
    const picked = orThrow(compile(pick))
    const far = { x: Float32Array.of(10, 20, 30), k: Int32Array.of(7, -9) }
    expect([...picked(far).y]).toEqual([30, 10])
    const judged = orThrow(compile(judge))
    const near = judged({ z, y: Int32Array.of(2, 0) }).loss
    expect(judged({ z, y: Int32Array.of(9, -4) }).loss).toEqual(near)
    const refused = evaluate(
      [judge.outputs.loss],
      new Map<string, TypedArray>([
        ['z', z],
        ['y', Int32Array.of(1, 3)],
      ]),
    )
    expect(refused._tag === 'Left' && refused.left.map(({ sentence }) => sentence)).toEqual([
      'crossEntropy: label[1] is 3, not within 0 … 2',
    ])
  })

  it('lets a NaN target through, where the interpreter names it', () => {
    const error = program({ x: f32(2), t: f32(2) }, ({ x, t }) => ({ loss: mse(x, t) }))
    const inputs = { x: Float32Array.of(1, 2), t: Float32Array.of(1, NaN) }
    expect(orThrow(compile(error))(inputs).loss[0]).toBeNaN()
    const refused = evaluate([error.outputs.loss], new Map(Object.entries(inputs)))
    expect(refused._tag === 'Left' && refused.left.map(({ sentence }) => sentence)).toEqual([
      'mse: target[1] is NaN',
    ])
  })
})
