import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { at } from '../../src/Bug.ts'
import { evaluate } from '../../src/evaluate.ts'
import {
  arange,
  bool,
  concat,
  constant,
  diag,
  dim,
  eye,
  f32,
  flatten,
  flip,
  i32,
  input,
  linspace,
  pad,
  reshape,
  roll,
  slice,
  split,
  stack,
  tile,
  trace,
  tril,
  triu,
} from '../../src/index.ts'
import type { Shape, Slicing } from '../../src/index.ts'
import type { AnyTensor } from '../../src/Tensor.ts'
import { run } from '../run.ts'

const seed = { seed: 20, numRuns: 300 }

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, k) => k + 1)

const vector = (count: number) => constant(Float32Array.from(numbers(count)))

const sentences = (tensor: AnyTensor): readonly string[] => {
  const result = evaluate([tensor])
  return result._tag === 'Left' ? result.left.map(({ sentence }) => sentence) : []
}

/** What Python's slice takes, by its definition: CPython's adjustment of the bounds, then one step after the other. */
const pythonSlice = (items: readonly number[], { start, stop, step = 1 }: Omit<Slicing, 'axis'>) => {
  const length = items.length
  const [low, high] = step > 0 ? [0, length] : [-1, length - 1]
  const adjusted = (bound: number | null | undefined, open: number): number => {
    if (bound === null || bound === undefined) return open
    return Math.max(low, Math.min(high, bound < 0 ? bound + length : bound))
  }
  const from = adjusted(start, step > 0 ? low : high)
  const to = adjusted(stop, step > 0 ? high : low)
  const taken: number[] = []
  for (let k = from; step > 0 ? k < to : k > to; k += step) taken.push(at(items, k))
  return taken
}

const bound = fc.option(fc.integer({ min: -9, max: 9 }))

describe('slice', () => {
  it('takes what Python takes', () => {
    fc.assert(
      fc.property(
        fc.nat(7),
        bound,
        bound,
        fc.integer({ min: -4, max: 4 }).filter((step) => step !== 0),
        (count, start, stop, step) => {
          const found = run(slice({ axis: 0, start, stop, step })(vector(count)))
          expect(found).toEqual(pythonSlice(numbers(count), { start, stop, step }))
        },
      ),
      seed,
    )
  })

  it('takes the same of a symbolic axis within which its bounds lie', () => {
    const x = input('x', f32(dim('n')))
    for (const options of [{ start: 2 }, { stop: -2 }, { start: -3 }, { start: 1, stop: 4 }, { step: -1 }]) {
      const cut = slice({ axis: 0, ...options })(x)
      for (const count of [4, 5, 9])
        expect(run(cut, { x: Float32Array.from(numbers(count)) })).toEqual(
          pythonSlice(numbers(count), options),
        )
    }
  })
})

describe('flip and roll', () => {
  it('undo themselves', () => {
    const x = reshape([2, 3])(vector(6))
    expect(run(flip(flip(x)))).toEqual(run(x))
    expect(run(flip(x))).toEqual([
      [6, 5, 4],
      [3, 2, 1],
    ])
    for (const shift of [-7, -1, 0, 2, 3, 100])
      expect(run(roll({ axis: 1, shift: -shift })(roll({ axis: 1, shift })(x)))).toEqual(run(x))
  })

  it('bring in at one end what falls off the other', () => {
    const items = numbers(5)
    for (let shift = -12; shift <= 12; shift++) {
      const expected = items.map((_, k) => at(items, (((k - shift) % 5) + 5) % 5))
      expect(run(roll({ axis: 0, shift })(vector(5)))).toEqual(expected)
      const integers = constant(Int32Array.from(items))
      expect(run(roll({ axis: 0, shift })(integers))).toEqual(expected)
    }
    expect(run(roll({ axis: 0, shift: 3 })(vector(0)))).toEqual([])
    expect(
      run(roll({ axis: 0, shift: 2 })(input('x', f32(dim('n')))), { x: Float32Array.of(1, 2, 3) }),
    ).toEqual([2, 3, 1])
  })

  it('go around as often as it takes where the size is a symbol', () => {
    const x = input('x', f32(dim('n'), 2))
    for (const size of [0, 1, 2, 5])
      for (let shift = -12; shift <= 12; shift++) {
        const rows = Array.from({ length: size }, (_, k) => [2 * k, 2 * k + 1])
        const expected = rows.map((_, k) => at(rows, (((k - shift) % size) + size) % size))
        expect(run(roll({ axis: 0, shift })(x), { x: Float32Array.from(rows.flat()) })).toEqual(expected)
      }
  })
})

describe('joining and parting', () => {
  it('put together again what was taken apart', () => {
    const x = reshape([2, 6])(vector(12))
    const [a, b, c] = split({ axis: 1, parts: 3 })(x)
    expect(run(concat({ axis: -1 })([a, b, c]))).toEqual(run(x))
    const [p, q] = split({ axis: 1, sizes: [5, 1] })(x)
    expect(run(concat({ axis: 1 })([p, q]))).toEqual(run(x))
  })

  it('join along symbolic axes, and whatever the dtype is', () => {
    const x = input('x', i32(dim('n')))
    const twice = concat({ axis: 0 })([x, x, constant(Int32Array.of(7))])
    expect(run(twice, { x: Int32Array.of(1, 2) })).toEqual([1, 2, 1, 2, 7])
    const truth = input('x', bool(dim('n')))
    expect(run(stack({ axis: 1 })([truth, truth]), { x: Uint8Array.of(1, 0) })).toEqual([
      [1, 1],
      [0, 0],
    ])
    const y = input('x', f32(dim('n'), 2))
    expect(run(concat({ axis: 0 })([y, y]), { x: Float32Array.of(1, 2) })).toEqual([
      [1, 2],
      [1, 2],
    ])
  })

  it('keep NaN and infinities where they are', () => {
    const x = constant([Infinity, -Infinity])
    expect(run(concat({ axis: 0 })([x, vector(1), x]))).toEqual([Infinity, -Infinity, 1, Infinity, -Infinity])
  })

  it('say what types cannot', () => {
    expect(sentences(concat({ axis: 0 })([]))).toEqual(['concat: there is nothing to join'])
    expect(sentences(stack({ axis: 0 })([]))).toEqual(['stack: there is nothing to join'])
    expect(sentences(pad({ pads: [[1, 1]], value: 0.5 })(constant(Int32Array.of(1))))).toEqual([
      'pad: 0.5 is no element of i32',
    ])
    expect(sentences(pad({ pads: [[1, 1]], value: NaN })(vector(1)))).toEqual(['pad: NaN is not a number'])
    expect(sentences(roll({ axis: 0, shift: 0.5 })(vector(1)))).toEqual([
      'roll: 0.5 is not a number of elements',
    ])
    expect(sentences(arange({ start: 0.5, stop: 3, dtype: 'i32' }))).toEqual([
      'arange: 0.5:3:1 is not in i32',
    ])
    expect(sentences(arange({ stop: 3, step: 0 }))).toEqual(['arange: 0:3:0 has no extent'])
    expect(sentences(tril({ diagonal: 0.5 })(eye(2)))).toEqual(['tril: 0.5 is not a number of diagonals'])
    const open: Shape = [-1, -1]
    expect(sentences(reshape(open)(vector(4)))).toEqual([
      'reshape: 4 and -1×-1 differ in their number of elements',
    ])
  })

  it('repeat the whole, as often as is said', () => {
    expect(run(tile({ repeats: [2, 2] })(constant([[1], [2]])))).toEqual([
      [1, 1],
      [2, 2],
      [1, 1],
      [2, 2],
    ])
    expect(run(tile({ repeats: [0] })(vector(2)))).toEqual([])
  })
})

describe('reshaping', () => {
  it('finds the one extent that is open, symbolic ones too', () => {
    const x = input('x', f32(dim('n'), 2, 3))
    expect(reshape([-1, 6])(x).shape).toEqual([dim('n'), 6])
    expect(run(reshape([3, -1])(x), { x: Float32Array.from(numbers(6)) })).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ])
    expect(run(flatten({ from: -2 })(x), { x: Float32Array.from(numbers(6)) })).toEqual([numbers(6)])
  })
})

describe('matrices', () => {
  const shapes = [
    [3, 3],
    [2, 4],
    [4, 2],
    [1, 1],
    [0, 3],
  ] as const

  it('have triangles bounded by any diagonal, and NaN outside of them is 0', () => {
    for (const [rows, columns] of shapes)
      for (let diagonal = -5; diagonal <= 5; diagonal++) {
        const values = numbers(rows * columns)
        const x = constant(Float32Array.from(values), [rows, columns])
        const expected = (inside: (offset: number) => boolean) =>
          Array.from({ length: rows }, (_, i) =>
            Array.from({ length: columns }, (_, j) => (inside(j - i) ? at(values, i * columns + j) : 0)),
          )
        expect(run(tril({ diagonal })(x))).toEqual(expected((offset) => offset <= diagonal))
        expect(run(triu({ diagonal })(x))).toEqual(expected((offset) => offset >= diagonal))
      }
    expect(
      run(
        tril(
          constant([
            [1, Infinity],
            [2, 3],
          ]),
        ),
      ),
    ).toEqual([
      [1, 0],
      [2, 3],
    ])
  })

  it('have diagonals, whose sum is the trace', () => {
    for (const [rows, columns] of shapes) {
      const values = numbers(rows * columns)
      const x = constant(Float32Array.from(values), [rows, columns])
      const expected = numbers(Math.min(rows, columns)).map((k) => at(values, (k - 1) * columns + k - 1))
      expect(run(diag(x))).toEqual(expected)
      expect(run(trace(x))).toBe(expected.reduce((a, b) => a + b, 0))
      expect(run(diag(diag(diag(x))))).toEqual(expected)
      expect(run(diag(eye(rows, columns)))).toEqual(expected.map(() => 1))
    }
  })
})

describe('numbers in order', () => {
  it('are as many as a loop would count', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -9, max: 9 }),
        fc.integer({ min: -9, max: 9 }),
        fc.integer({ min: -4, max: 4 }).filter((step) => step !== 0),
        (start, stop, step) => {
          const expected: number[] = []
          for (let k = start; step > 0 ? k < stop : k > stop; k += step) expected.push(k)
          expect(run(arange({ start, stop, step }))).toEqual(expected)
          expect(run(arange({ start: start / 4, stop: stop / 4, step: step / 4 }))).toEqual(
            expected.map((k) => k / 4),
          )
        },
      ),
      seed,
    )
  })

  it('end where they are told to', () => {
    for (const count of [0, 1, 2, 3, 7]) {
      const expected = Array.from({ length: count }, (_, k) => 3 - (count === 1 ? 0 : (4 * k) / (count - 1)))
      const found = run(linspace({ start: 3, stop: -1, count }))
      expect(found).toEqual(expected.map(Math.fround).map((value) => expect.closeTo(value, 6) as number))
    }
  })
})
