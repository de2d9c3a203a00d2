/**
 * The bound beside each value: random programs run in single precision, every operation rounded and every sum taken
 * from the other end, stay within it.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { single } from '../../src/basis.ts'
import { at, known } from '../../src/Bug.ts'
import {
  contracted,
  elementwise,
  input as declared,
  number,
  reduced,
  repeatedAlong,
} from '../../src/construct.ts'
import { dtypes } from '../../src/DType.ts'
import type { DType, TypedArray } from '../../src/DType.ts'
import { evaluateWithBounds } from '../../src/evaluate.ts'
import { contractFolds, folds, formValue } from '../../src/evaluate/meaning.ts'
import type { Value } from '../../src/evaluate/meaning.ts'
import { signatureOf } from '../../src/evaluate/partials.ts'
import { show } from '../../src/notation/show.ts'
import type { Op } from '../../src/Op.ts'
import { monoids, operations } from '../../src/ops/index.ts'
import type { AnyTensor } from '../../src/Tensor.ts'
import { children } from '../../src/operands.ts'
import { postorder } from '../../src/traverse.ts'
import type { Inputs } from './slopes.ts'

const extent = 5
const shape = [extent, extent]

/** A program as a list: what is applied, and which of the values so far it is applied to. */
type Program = readonly { readonly what: number; readonly operands: readonly number[] }[]

const operation: readonly Op[] = [...operations.values()]

const build = (program: Program): AnyTensor => {
  const floats: AnyTensor[] = [
    declared('x', shape, 'f32'),
    declared('y', shape, 'f32'),
    repeatedAlong(number(0.1), [0, 1], shape),
  ]
  const bools: AnyTensor[] = [declared('c', shape, 'bool')]
  const signed: AnyTensor[] = [declared('i', shape, 'i32')]
  const unsigned: AnyTensor[] = [declared('u', shape, 'u32')]
  const drawn: Readonly<Record<DType, AnyTensor[]>> = { f32: floats, bool: bools, i32: signed, u32: unsigned }
  const pick = (from: readonly AnyTensor[], place: number): AnyTensor => at(from, place % from.length)
  for (const { what, operands } of program) {
    const [p, q] = [pick(floats, at(operands, 0)), pick(floats, at(operands, 1))]
    const choice = what % (operation.length + monoids.length + 1)
    if (choice < operation.length) {
      const op = at(operation, choice)
      const made = elementwise(op, ...signatureOf(op).map((dtype, k) => pick(drawn[dtype], at(operands, k))))
      drawn[made.dtype].push(made)
    } else if (choice < operation.length + monoids.length) {
      const monoid = at(monoids, choice - operation.length)
      const taken = known(
        dtypes.find((dtype) => monoid.result(dtype) !== undefined),
        `a dtype for ${monoid.name}`,
      )
      const made = reduced(monoid, pick(drawn[taken], at(operands, 0)), [1])
      if (made.dtype === 'f32') floats.push(repeatedAlong(made, [1], shape))
    } else floats.push(contracted(p, q, { left: 'ij', right: 'kj', out: 'ik' }))
  }
  return at(floats, floats.length - 1)
}

/** A run as a target with nothing but float32 would do it. */
const inSingle = (root: AnyTensor, inputs: Inputs): Float64Array => {
  const values = new Map<AnyTensor, Value>()
  const operand = (tensor: AnyTensor): Value => known(values.get(tensor), 'operand')
  const compute = (tensor: AnyTensor, sizes: readonly number[]): Float64Array => {
    const { form } = tensor
    switch (form.tag) {
      case 'invalid':
      case 'custom':
      case 'scan':
        throw new Error(form.tag)
      case 'input':
        return Float64Array.from(known(inputs.get(form.name), 'input'))
      case 'elementwise': {
        const operands = form.operands.map((x) => operand(x).data)
        return at(operands, 0).map((_, i) => form.op.definition(single, ...operands.map((x) => at(x, i))))
      }
      case 'reduce': {
        if (form.monoid.keeps === 'position') return formValue(form, sizes, operand, new Map())
        const { start, stride } = folds(operand(form.operand).shape, form.axes)
        const { data } = operand(form.operand)
        const { exp, log } = {
          exp: known(operations.get('exp'), 'exp'),
          log: known(operations.get('log'), 'log'),
        }
        return start.map((first) => {
          const items = stride.map((step) => at(data, first + step)).reverse()
          const terms =
            form.monoid.keeps === 'logarithm' ? items.map((x) => exp.definition(single, x)) : items
          const total = terms.reduce(
            (so, next) => form.monoid.combine(single, so, next),
            form.monoid.identity,
          )
          return form.monoid.keeps === 'logarithm' ? log.definition(single, total) : total
        })
      }
      case 'contract': {
        const [a, b] = [operand(form.left), operand(form.right)]
        const { left, right } = contractFolds(a.shape, b.shape, form.letters)
        return left.start.map((start, i) => {
          let total = 0
          for (let j = left.stride.length - 1; j >= 0; j--)
            total = single.add(
              total,
              single.mul(
                at(a.data, start + at(left.stride, j)),
                at(b.data, at(right.start, i) + at(right.stride, j)),
              ),
            )
          return total
        })
      }
      default:
        return formValue(form, sizes, operand, new Map())
    }
  }
  for (const tensor of postorder([root], children)) {
    const sizes = tensor.shape.map(Number)
    values.set(tensor, {
      shape: sizes,
      data: compute(tensor, sizes).map(tensor.dtype === 'f32' ? Math.fround : Number),
    })
  }
  return operand(root).data
}

const seed = 1

const programs = fc.array(
  fc.record({
    what: fc.nat(10_000),
    operands: fc.tuple(fc.nat(100), fc.nat(100), fc.nat(100)).map((all) => [...all]),
  }),
  { minLength: 1, maxLength: 8 },
)

const floats = fc.array(fc.integer({ min: -4000, max: 4000 }), {
  minLength: extent ** 2,
  maxLength: extent ** 2,
})

describe('random programs in single precision', () => {
  it('stay within the bound, and are seldom undecided', () => {
    let decided = 0
    let undecided = 0
    fc.assert(
      fc.property(programs, floats, floats, (program, x, y) => {
        const root = build(program)
        const inputs: Inputs = new Map<string, TypedArray>([
          ['x', Float32Array.from(x, (k) => k / 1000)],
          ['y', Float32Array.from(y, (k) => k / 700)],
          ['c', Uint8Array.from(x, (k) => k & 1)],
          // Integers that wrap around, and such as count.
          ['i', Int32Array.from(x, (k) => (k % 2 === 0 ? k * 500_009 : k % 10))],
          ['u', Uint32Array.from(y, (k) => (k % 2 === 0 ? (k * 1_000_003) >>> 0 : k & 7))],
        ])
        const result = evaluateWithBounds([root], inputs)
        if (result._tag === 'Left') throw new Error(at(result.left, 0).sentence)
        const { data, bound } = at(result.right, 0)
        inSingle(root, inputs).forEach((got, i) => {
          const [value, most] = [at(data, i), at(bound, i)]
          if (most === Infinity) undecided += 1
          else {
            decided += 1
            const within = Object.is(got, value) || Math.abs(got - value) <= most
            expect(within, `${show(root)}: element ${i} is ${got}, for ${value} within ${most}`).toBe(true)
          }
        })
      }),
      { seed, numRuns: 1000 },
    )
    expect(decided).toBeGreaterThan(0)
    expect(undecided / (decided + undecided)).toBeLessThan(0.01)
  })
})
