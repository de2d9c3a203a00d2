/**
 * What makes no sense is part of the expression: no operation throws, whatever stands in the place of an operand.
 */
import { bool, dim, f32, i32, input, u32 } from 'leibniz'
import type { AnyTensor } from 'leibniz'
import { describe, expect, it } from 'vitest'
import { children } from '../../src/operands.ts'
import { isTensor } from '../../src/Tensor.ts'
import { postorder } from '../../src/traverse.ts'
import { titled } from './entries.ts'
import { inputsOf } from './sample.ts'
import type { Entry } from './table/Entry.ts'

/** What is no tensor; what is not there at all is left to the entries, some of which have operands to spare. */
const strangers: readonly unknown[] = [
  null,
  'x',
  true,
  [1, 2],
  new Map(),
  Float32Array.of(1),
  Symbol('x'),
  (x: unknown) => x,
]

/** Numbers, and tensors of every dtype and of many ranks, of sizes that are symbols, none at all, or mistakes. */
const operands: readonly (AnyTensor | number)[] = [
  7,
  Number.NaN,
  input('scalar', f32()),
  input('vector', f32(3)),
  input('none', f32(0, 2)),
  input('matrix', f32(7, 5)),
  input('batch', f32(dim('n'), 5)),
  input('deep', f32(1, 2, 3, 2, 1)),
  input('truth', bool(2, 3)),
  input('places', i32(3)),
  input('key', u32(2)),
  input('wrong', f32(-1)),
]

/** Types are erased: a stranger is what a caller without types passes. */
const built = ({ build }: Entry, given: readonly unknown[]): unknown =>
  (build as (...given: readonly unknown[]) => unknown)(...given)

const isInvalid = (value: unknown): boolean => isTensor(value) && value.form.tag === 'invalid'

/** An input is its own, and keys may be numbers. */
const judged = titled.filter(({ entry }) => entry.name !== 'input' && !entry.name.startsWith('random.'))

describe.each(judged)('$title', ({ entry }) => {
  const inputs = inputsOf(entry)
  const fitting: readonly unknown[] = inputs
  const read = new Set(postorder([built(entry, fitting)].filter(isTensor), children))

  it('refuses what is no tensor', () => {
    for (const [place, operand] of inputs.entries())
      for (const stranger of read.has(operand) ? strangers : [])
        expect(built(entry, fitting.with(place, stranger)), String(stranger)).toSatisfy(isInvalid)
  })

  it('gives a tensor for every other', () => {
    for (const operand of operands) {
      for (const [place] of fitting.entries())
        expect(built(entry, fitting.with(place, operand)), String(operand)).toSatisfy(isTensor)
      expect(
        built(
          entry,
          fitting.map(() => operand),
        ),
        String(operand),
      ).toSatisfy(isTensor)
    }
  })
})
