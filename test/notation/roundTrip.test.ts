/**
 * What `show` prints, `parse` reads: the same shape, dtype and values, and the same text again.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { f32, input, lt, mul, parse, parseProgram, where } from 'leibniz'
import { at } from '../../src/Bug.ts'
import type { TypedArray } from '../../src/DType.ts'
import type { Sizes } from '../../src/Extent.ts'
import { evaluate } from '../../src/evaluate.ts'
import { mostData } from '../../src/notation/exact.ts'
import { show } from '../../src/notation/show.ts'
import { children } from '../../src/operands.ts'
import * as shapes from '../../src/Shape.ts'
import { isTensor } from '../../src/Tensor.ts'
import type { AnyTensor } from '../../src/Tensor.ts'
import { postorder } from '../../src/traverse.ts'
import * as tree from '../../src/Tree.ts'
import type { Program } from '../../src/Program.ts'
import { corpus } from '../corpus.ts'
import { orFail } from '../graphs.ts'
import { titled } from '../laws/entries.ts'
import { drawing, drawn } from '../laws/programs/draw.ts'
import { built, inputsOf, nameAt, pointOf } from '../laws/sample.ts'

/**
 * What no text holds: the bodies of loops, data that are too many to be written out, mistakes, and the bounds of what
 * is its first operand in every right program.
 */
const isUnspoken = ({ form }: AnyTensor): boolean =>
  form.tag === 'scan' ||
  form.tag === 'invalid' ||
  (form.tag === 'elementwise' && form.op.notation.algebra === 'itself') ||
  (form.tag === 'constant' && typeof form.value !== 'number' && form.value.length > mostData)

const isSpoken = (roots: readonly AnyTensor[]): boolean => !postorder(roots, children).some(isUnspoken)

const valuesOf = (
  tensors: readonly AnyTensor[],
  inputs: ReadonlyMap<string, TypedArray>,
  sizes: Sizes = new Map(),
): readonly Float64Array[] => orFail(evaluate(tensors, inputs, { sizes })).map(({ data }) => data)

const expectSame = (found: ArrayLike<number>, wanted: ArrayLike<number>): void => {
  expect(found.length).toBe(wanted.length)
  for (let i = 0; i < wanted.length; i++) {
    const [a, b] = [at(found, i), at(wanted, i)]
    if (!Object.is(a, b))
      expect(Math.abs(a - b), `${a} for ${b}`).toBeLessThanOrEqual(1e-9 * (1 + Math.abs(b)))
  }
}

describe('the table', () => {
  const spoken = titled.filter(({ entry }) => isSpoken([built(entry, inputsOf(entry))]))

  it('is spoken but for loops', () => {
    expect(spoken.length).toBeGreaterThan(0.9 * titled.length)
  })

  it.each(spoken)('$title is read back', ({ entry, seed }) => {
    const inputs = inputsOf(entry)
    const tensor = built(entry, inputs)
    const text = show(tensor, Infinity)
    const read = orFail(parse(text, Object.fromEntries(inputs.map((x, k) => [nameAt(k), x]))))
    expect(show(read, Infinity)).toBe(text)
    expect(`${read.dtype} ${shapes.show(read.shape)}`).toBe(`${tensor.dtype} ${shapes.show(tensor.shape)}`)
    const point = pointOf(entry, seed)
    expectSame(at(valuesOf([read], point), 0), at(valuesOf([tensor], point), 0))
  })
})

const outputsOf = ({ outputs }: Program): readonly (readonly [string, AnyTensor])[] =>
  tree.entries<AnyTensor>(outputs, isTensor)

const tensorsOf = (program: Program): readonly AnyTensor[] => outputsOf(program).map(([, tensor]) => tensor)

/** The program that is read has the outputs of the one that was shown, and their values. */
const expectSameOutputs = (
  read: Program,
  program: Program,
  arrays: ReadonlyMap<string, TypedArray>,
  sizes: Sizes,
): void => {
  const [found, wanted] = [read, program].map((one) =>
    outputsOf(one).map(([path, { shape, dtype }]) => `${path} ${dtype} ${shapes.show(shape)}`),
  )
  expect(found).toEqual(wanted)
  const [values, expected = []] = [read, program].map((one) => valuesOf(tensorsOf(one), arrays, sizes))
  expected.forEach((one, k) => expectSame(at(values ?? [], k), one))
}

describe('the corpus', () => {
  const spoken = corpus.filter(({ program }) => isSpoken(tensorsOf(program)))

  it('is spoken but for loops', () => {
    expect(spoken.length).toBeGreaterThan(0.7 * corpus.length)
  })

  it.each(spoken)('$name is read back', ({ program, inputs, sizes }) => {
    const text = String(program)
    const read = orFail(parseProgram(text))
    expect(String(read)).toBe(text)
    expectSameOutputs(read, program, inputs(), sizes)
  })
})

describe('a product with a choice', () => {
  const specs = { u: f32(2), v: f32(2) }
  const [u, v] = [input('u', specs.u), input('v', specs.v)]
  const point = new Map([
    ['u', Float32Array.of(Infinity, 2)],
    ['v', Float32Array.of(-1, 3)],
  ])

  it.each([
    ['u ∘ [0 < v]', where(lt(0, v), u, 0), [0, 2]],
    ['u ∘ ([0 < v])', mul(u, where(lt(0, v), 1, 0)), [NaN, 2]],
    ['u ∘ (v ∘ [0 < v])', mul(u, where(lt(0, v), v, 0)), [NaN, 6]],
    ['u ∘ v ∘ [0 < v]', where(lt(0, v), mul(u, v), 0), [0, 6]],
    ['2·(u ∘ [0 < v])', mul(2, where(lt(0, v), u, 0)), [0, 4]],
  ] as const)('%s keeps what is infinite apart', (text, tensor, values) => {
    expect(show(tensor)).toBe(text)
    expect([...at(valuesOf([orFail(parse(text, specs))], point), 0)]).toEqual(values)
    expect([...at(valuesOf([tensor], point), 0)]).toEqual(values)
  })
})

describe('random programs', () => {
  it('are read back; what was not folded when it was made is folded then, and stays as it is', () => {
    const count = { read: 0, alike: 0 }
    fc.assert(
      fc.property(drawing, (each) => {
        const { program, arrays, sizes } = drawn(each)
        if (!isSpoken(tensorsOf(program))) return
        const text = String(program)
        const read = orFail(parseProgram(text))
        expectSameOutputs(read, program, arrays, sizes)
        const again = String(read)
        expect(String(orFail(parseProgram(again)))).toBe(again)
        count.read += 1
        if (again === text) count.alike += 1
      }),
      { seed: 21, numRuns: 250 },
    )
    expect(count.read).toBeGreaterThan(150)
    expect(count.alike).toBeGreaterThan(0.9 * count.read)
  })
})
