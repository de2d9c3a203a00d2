import { describe, expect, it } from 'vitest'
import { at, known } from '../src/Bug.ts'
import { elementwise, gathered, input as declared, moved, scattered } from '../src/construct.ts'
import type { TypedArray } from '../src/DType.ts'
import { pullback } from '../src/differentiate.ts'
import {
  add,
  checkpoint,
  constant,
  customDerivative,
  exp,
  f32,
  i32,
  input,
  lt,
  matmul,
  mul,
  sin,
  sqrt,
  square,
  sum,
  tanh,
  transpose,
  where,
} from '../src/index.ts'
import type { Tensor } from '../src/index.ts'
import * as moves from '../src/moves.ts'
import { children } from '../src/operands.ts'
import { node, typed } from '../src/Tensor.ts'
import type { AnyTensor } from '../src/Tensor.ts'
import { postorder } from '../src/traverse.ts'
import { vectorisation, vectorised } from '../src/vectorise.ts'
import { drawn, valueOf } from './laws/slopes.ts'

const x = input('x', f32(2, 3))
const c = input('c', f32(3, 2))
const table = input('table', f32(2, 4, 2))
const flat = input('flat', f32(4, 2))
const rows = input('rows', f32(2, 3, 2))
const places = input('places', i32(2, 3))
const far = input('far', i32(3))

const arrays: ReadonlyMap<string, TypedArray> = new Map<string, TypedArray>([
  ['x', drawn(1, 6)],
  ['c', drawn(2, 6)],
  ['table', drawn(3, 16)],
  ['flat', drawn(5, 8)],
  ['rows', drawn(4, 12)],
  ['places', Int32Array.of(0, 3, 1, 2, 2, 0)],
  ['far', Int32Array.of(5, -1, 1)],
])

const own = customDerivative(
  (u: Tensor<readonly [2, 3]>, v: Tensor<readonly [3, 2]>) => matmul(u, v),
  (g, [u, v]) => [mul(2, matmul(g, transpose(v))), matmul(transpose(exp(u)), g)],
)

const kept = checkpoint((u: Tensor<readonly [2, 3]>) => sin(mul(u, square(u))))

/** The last axis from last to first. */
const turned = (tensor: Tensor<readonly [2, 3]>): Tensor<readonly [2, 3]> =>
  typed(moved(tensor, moves.flip(tensor.shape, 1)))

const size = ({ shape }: AnyTensor): number =>
  shape.reduce<number>((product, extent) => product * Number(extent), 1)

const expressions: readonly (readonly [string, AnyTensor])[] = [
  ['a gather in one table', gathered(flat, far, 0)],
  ['a gather in a table for each', gathered(table, places, 1)],
  ['a scatter', scattered(rows, places, 4, 1)],
  ['a derivative of one’s own', own(x, c)],
  ['a checkpoint', kept(x)],
  ['windows, slices, flips: whatever moves', matmul(x, transpose(turned(x)))],
]

const inputsOf = (tensor: AnyTensor): readonly AnyTensor[] =>
  postorder([tensor], children).filter(({ form }) => form.tag === 'input')

const nameOf = ({ form }: AnyTensor): string => (form.tag === 'input' ? form.name : '')

/** Every choice of some of the items. */
const choices = <A>(items: readonly A[]): readonly (readonly A[])[] =>
  items.reduce<readonly (readonly A[])[]>(
    (found, item) => found.flatMap((some) => [some, [...some, item]]),
    [[]],
  )

const joined = (first: TypedArray, second: TypedArray): TypedArray =>
  first instanceof Int32Array ? Int32Array.of(...first, ...second) : Float32Array.of(...first, ...second)

/** Another array like one. */
const other = (array: TypedArray): TypedArray =>
  array instanceof Int32Array ? array.map((k) => 3 - k) : Float32Array.from(array, (z) => 1 - z / 2)

describe.each(expressions)('%s', (_, y) => {
  const inputs = inputsOf(y)
  const wrt = inputs.filter(({ dtype }) => dtype === 'f32')
  const ones = constant(new Float32Array(size(y)).fill(1), y.shape)
  const gradients = pullback([{ of: y, cotangent: ones }], wrt).cotangents
  const second = pullback(
    gradients.map((of) => ({ of, cotangent: constant(new Float32Array(size(of)).fill(1), of.shape) })),
    wrt,
  ).cotangents
  const results = [y, ...gradients, ...second]

  it.each(choices(inputs.map(nameOf)).filter((some) => some.length > 0))(
    'is a loop where examples differ in %s %s',
    (...some) => {
      const differ = inputs.filter((one) => some.includes(nameOf(one)))
      const batch = new Map(differ.map((one) => [one, declared(nameOf(one), [2, ...one.shape], one.dtype)]))
      const points = [
        arrays,
        new Map([...arrays].map(([name, array]) => [name, some.includes(name) ? other(array) : array])),
      ]
      const [first, last] = [at(points, 0), at(points, 1)]
      const together = new Map(
        [...first].map(([name, array]) => [
          name,
          some.includes(name) ? joined(array, known(last.get(name), name)) : array,
        ]),
      )
      vectorised(results, batch, 2).forEach((result, k) => {
        const wanted = points.flatMap((point) => [...valueOf(at(results, k), point)])
        const found = [...valueOf(result, together)]
        expect(found.length).toBe(wanted.length)
        found.forEach((value, i) => expect(value).toBeCloseTo(at(wanted, i), 10))
      })
    },
  )
})

describe('a batch', () => {
  const one = input('one', f32(2, 3))
  const many = declared('one', [5, 2, 3], 'f32')

  it('leaves alone what is the same for every example', () => {
    const same = exp(c)
    const y = matmul(one, same)
    const now = vectorisation([y], new Map([[one, many]]), 5)
    expect(now(same)).toBe(same)
    expect(now(y).form).toMatchObject({ tag: 'contract', right: same })
  })

  it('knows a number for a number, and what is masked for masked', () => {
    const masked = where(lt(0, one), sqrt(one), 0)
    const { cotangents } = pullback(
      [{ of: masked, cotangent: constant(new Float32Array(6).fill(1), [2, 3]) }],
      [one],
    )
    const zeros = new Map([['one', new Float32Array(30)]])
    const [gradient] = vectorised(cotangents, new Map([[one, many]]), 5)
    expect([...valueOf(gradient ?? one, zeros)]).toEqual(Array.from({ length: 30 }, () => 0))
    const [value = one] = vectorised([masked], new Map([[one, many]]), 5)
    const seed = constant(new Float32Array(30).fill(1), [5, 2, 3])
    const [after = one] = pullback([{ of: value, cotangent: seed }], [many]).cotangents
    expect([...valueOf(after, zeros)]).toEqual(Array.from({ length: 30 }, () => 0))
    const [sum1 = one] = vectorised([add(mul(one, 1), 0)], new Map([[one, many]]), 5)
    expect(sum1).toBe(many)
  })

  it('has no more nodes than one example has', () => {
    const y = sum(square(tanh(matmul(one, c))))
    const [found] = vectorised([y], new Map([[one, many]]), 5)
    expect(postorder([found ?? y], children)).toHaveLength(postorder([y], children).length)
  })

  it('does not recurse', () => {
    let y: AnyTensor = one
    for (let k = 0; k < 20_000; k++) y = elementwise(tanh.op, y)
    const [found] = vectorised([y], new Map([[one, many]]), 5)
    expect(found?.shape).toEqual([5, 2, 3])
  })

  it('passes a mistake on', () => {
    const wrong = node({ tag: 'invalid', mistake: undefined, operands: [one] }, [], 'f32')
    const [found] = vectorised([wrong], new Map([[one, many]]), 5)
    expect(found?.form.tag).toBe('invalid')
  })
})
