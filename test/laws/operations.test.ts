/**
 * The laws of every elementwise operation, by iteration over the dictionary.
 */
import { describe, expect, it } from 'vitest'
import { double, single } from '../../src/basis.ts'
import { at } from '../../src/Bug.ts'
import { elementwise, filled, input as declared, number } from '../../src/construct.ts'
import { pullback } from '../../src/differentiate.ts'
import { dtypes } from '../../src/DType.ts'
import type { DType, TypedArray } from '../../src/DType.ts'
import { partialsOf, signatureOf } from '../../src/evaluate/partials.ts'
import { show } from '../../src/notation/show.ts'
import type { Op } from '../../src/Op.ts'
import { operations } from '../../src/ops/index.ts'
import { precedence } from '../../src/notation/Notation.ts'
import type { Shape } from '../../src/Shape.ts'
import type { AnyTensor, Term } from '../../src/Tensor.ts'
import { typed } from '../../src/Tensor.ts'
import type { Inputs } from './slopes.ts'
import { arrayOf, expectClose, pointsOf, slope, valueOf } from './slopes.ts'

const count = 64
const special = [0, -0, 1, -1, 2, 0.1, -2.5, 1e30, -1e-30, Infinity, -Infinity, NaN]

/** What each dtype has at its ends, and where something changes. */
const edges: Readonly<Record<DType, readonly number[]>> = {
  f32: special,
  bool: [0, 1],
  i32: [0, 1, -1, 2, -2, 3, -7, 31, 32, 33, 2 ** 24 + 1, 2 ** 31 - 1, -(2 ** 31)],
  u32: [0, 1, 2, 3, 7, 31, 32, 33, 2 ** 24 + 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1],
}

const name = (k: number): string => `x${k}`

const operandsOf = (op: Op): readonly AnyTensor[] =>
  signatureOf(op).map((dtype, k) => declared(name(k), [count], dtype))

const inputsOf = (points: readonly TypedArray[]): Inputs =>
  new Map(points.map((array, k) => [name(k), array]))

/** A direction that moves one operand alone, everywhere. */
const along = (k: number): ReadonlyMap<string, Float32Array> =>
  new Map([[name(k), new Float32Array(count).fill(1)]])

const term = (tensor: AnyTensor): Term => typed<Shape, never>(tensor)

/** The places of the operands through which a derivative passes. */
const smooth = (op: Op): readonly number[] =>
  op.tangents.flatMap((tangent, k) => (tangent === null ? [] : [k]))

/** The tangents at the operands for a seed of ones, as their records state them. */
const tangentsOf = (op: Op, operands: readonly AnyTensor[]): ReadonlyMap<number, AnyTensor> => {
  const value = elementwise(op, ...operands)
  const [first, ...rest] = [...operands, value].map(term)
  return new Map(
    smooth(op).flatMap((k) => {
      const tangent = op.tangents[k]
      return tangent && first ? [[k, tangent(term(filled(1, [count])), first, ...rest)] as const] : []
    }),
  )
}

/** Every combination of edges, one an operand. */
const combinations = (op: Op): readonly (readonly number[])[] =>
  signatureOf(op).reduce<readonly (readonly number[])[]>(
    (found, dtype) => found.flatMap((row) => edges[dtype].map((value) => [...row, value])),
    [[]],
  )

const rowsOf = (op: Op): readonly (readonly number[])[] => {
  const points = pointsOf(op, count)
  return Array.from({ length: count }, (_, i) => points.map((array) => at(array, i)))
}

const same = (a: number, b: number): boolean => a === b || (Number.isNaN(a) && Number.isNaN(b))

describe.each([...operations.values()])('$name', (op) => {
  const operands = operandsOf(op)
  const points = pointsOf(op, count)
  const inputs = inputsOf(points)
  const value = elementwise(op, ...operands)

  it('says as much of each operand', () => {
    expect(op.domain).toHaveLength(op.arity)
    expect(op.tangents).toHaveLength(op.arity)
    expect(operations.get(op.name)).toBe(op)
  })

  it('takes some dtypes and refuses the others', () => {
    expect(value.dtype).toBe(op.result(signatureOf(op)))
    const refused = dtypes.filter((dtype) => op.result(signatureOf(op).with(0, dtype)) === undefined)
    expect(refused.length).toBeGreaterThan(0)
    for (const dtype of refused) {
      const wrong = elementwise(op, ...operands.with(0, declared('wrong', [count], dtype)))
      expect(wrong.form).toMatchObject({
        tag: 'invalid',
        mistake: { code: 'LBZ1008', operation: op.family ?? op.name },
      })
    }
  })

  it('means what the interpreter computes', () => {
    expect([...valueOf(value, inputs)]).toEqual(rowsOf(op).map((row) => op.meaning(...row)))
  })

  it('stays in its range', () => {
    const { from, to } = op.range ?? { from: -Infinity, to: Infinity }
    for (const row of [...rowsOf(op), ...combinations(op)]) {
      const result = op.meaning(...row)
      expect(Number.isNaN(result) || (result >= from && result <= to), `${op.name}(${row.join(', ')})`).toBe(
        true,
      )
    }
  })

  it('has derivatives that finite differences confirm', () => {
    for (const [k, tangent] of tangentsOf(op, operands))
      expectClose(valueOf(tangent, inputs), slope(value, inputs, along(k)))
  })

  it('has derivatives of derivatives that finite differences confirm', () => {
    for (const tangent of tangentsOf(op, operands).values()) {
      const { cotangents } = pullback([{ of: tangent, cotangent: filled(1, [count]) }], operands)
      for (const j of smooth(op))
        expectClose(valueOf(at(cotangents, j), inputs), slope(tangent, inputs, along(j)))
    }
  })

  it('is differentiated as its record states, and so in straight lines of numbers', () => {
    const tangents = tangentsOf(op, operands)
    const places = [...tangents.keys()]
    if (places.length === 0) return
    const { cotangents } = pullback(
      [{ of: value, cotangent: filled(1, [count]) }],
      places.map((k) => at(operands, k)),
    )
    places.forEach((k, p) => {
      const stated = valueOf(tangents.get(k) ?? value, inputs)
      expectClose(valueOf(at(cotangents, p), inputs), stated, 0)
      const line = partialsOf(op)[k]
      expect(rowsOf(op).map((row) => line?.(row, op.meaning(...row)))).toEqual([...stated])
    })
  })

  it('carries no derivative only where there is none, or where that is its purpose', () => {
    op.tangents.forEach((tangent, k) => {
      if (tangent !== null || at(signatureOf(op), k) !== 'f32') return
      const flat = slope(value, inputs, along(k)).every((x) => x === 0)
      const identity = rowsOf(op).every((row) => op.meaning(...row) === at(row, k))
      expect(flat || identity).toBe(true)
    })
  })

  it('folds at construction without changing a value', () => {
    const places = (dtype: DType, k: number): readonly AnyTensor[] => [
      declared(name(k), [], dtype),
      ...(dtype === 'f32' ? [declared('shared', [], 'f32')] : []),
      ...edges[dtype].filter((x) => !Number.isNaN(x)).map((x) => number(x, dtype)),
    ]
    const choices = signatureOf(op).reduce<readonly (readonly AnyTensor[])[]>(
      (found, dtype, k) => found.flatMap((row) => places(dtype, k).map((place) => [...row, place])),
      [[]],
    )
    for (const choice of choices)
      for (const x of [3.25, -0.5, 0, Infinity]) {
        const given = new Map<string, TypedArray>([['shared', Float32Array.of(x)]])
        signatureOf(op).forEach((dtype, k) =>
          given.set(name(k), dtype === 'f32' ? Float32Array.of(x) : arrayOf(dtype, [1])),
        )
        const numbers = choice.map((tensor) => at(valueOf(tensor, given), 0))
        const [found, plain] = [at(valueOf(elementwise(op, ...choice), given), 0), op.meaning(...numbers)]
        const near = !op.ieee && Math.abs(found - plain) <= 4 * Number.EPSILON * Math.abs(plain)
        expect(
          same(found, plain) || near,
          `${op.name}(${numbers.join(', ')}) is ${plain}, folded ${found}`,
        ).toBe(true)
      }
  })

  it('is defined within its ulp, in double and in single precision', () => {
    const ulp = Math.max(op.ulp, op.ieee ? 0.5 : 0)
    for (const row of rowsOf(op)) {
      const meant = op.meaning(...row)
      const unit = 2 ** (Math.max(Math.floor(Math.log2(Math.abs(meant))), -126) - 23)
      for (const basis of [double, single]) {
        const error = Math.abs(Math.fround(op.definition(basis, ...row)) - meant)
        expect(error, `${op.name}(${row.join(', ')})`).toBeLessThanOrEqual(ulp * unit)
      }
    }
  })

  it('is written with its operands, in parentheses where they bind less', () => {
    const shown = op.notation.algebra === 'itself' ? 1 : op.arity
    const letters = ['p', 'q', 'r'].slice(0, shown)
    for (const text of [op.notation.text(...letters), op.notation.latex(...letters)])
      for (const letter of letters) expect(text.replace(/\\[a-z]+/g, '')).toContain(letter)
    letters.forEach((_, k) => {
      const asked = op.notation.operands[k] ?? op.notation.operands.at(-1) ?? precedence.choice
      if (
        asked <= precedence.sum ||
        op.notation.algebra === 'sum' ||
        op.result(signatureOf(op).with(k, 'f32')) === undefined
      )
        return
      const loose = elementwise(
        known('sub'),
        declared('left', [count], 'f32'),
        declared('right', [count], 'f32'),
      )
      expect(show(elementwise(op, ...operands.with(k, loose)))).toContain('(left − right)')
    })
  })
})

describe.each([...operations.values()].filter(({ ieee }) => ieee))('$name', (op) => {
  it('is defined exactly, at special values too', () => {
    for (const row of [...rowsOf(op), ...combinations(op)])
      expect(op.definition(double, ...row), `${op.name}(${row.join(', ')})`).toBe(op.meaning(...row))
  })
})

const known = (wanted: string): Op => {
  const op = operations.get(wanted)
  if (op === undefined) throw new Error(`no operation ${wanted}`)
  return op
}

describe('the conventions at kinks', () => {
  it.each([
    ['relu', [0], [0]],
    ['abs', [0], [0]],
    ['hypot', [0, 0], [0, 0]],
    ['maximum', [1, 1], [1, 0]],
    ['minimum', [1, 1], [1, 0]],
    ['pow', [0, 0], [0, -Infinity]],
    ['pow', [0, 2], [0, 0]],
  ] as const)('%s at %j has the partials %j', (operation, operands, expected) => {
    const op = known(operation)
    const partials = partialsOf(op).map((partial) => partial?.(operands, op.meaning(...operands)))
    expect(partials).toEqual(expected)
  })

  it('propagate NaN through maximum and minimum, from either side', () => {
    for (const operation of ['maximum', 'minimum'])
      for (const row of [
        [NaN, 1],
        [1, NaN],
      ])
        expect(known(operation).meaning(...row)).toBeNaN()
  })
})
