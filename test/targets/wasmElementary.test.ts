/**
 * The elementary functions as WebAssembly computes them, over every exponent: the bits that their definitions have in
 * single precision, for which `elementary.test.ts` judges the error.
 */
import { describe, expect, it } from 'vitest'
import { compile, orThrow } from '../../compiler/compile.ts'
import { single } from '../../src/basis.ts'
import { at } from '../../src/Bug.ts'
import { elementwise } from '../../src/construct.ts'
import { dim } from '../../src/Extent.ts'
import type { Op } from '../../src/Op.ts'
import { input } from '../../src/ops/constants.ts'
import { operations } from '../../src/ops/index.ts'
import { closed } from '../../src/Program.ts'
import { f32 } from '../../src/Spec.ts'
import { edges, patterns } from '../floats.ts'

/** Whatever is no machine operation. */
const functions: readonly Op[] = [...operations.values()].filter(
  ({ arity, ieee, result }) => !ieee && result(Array.from({ length: arity }, () => 'f32')) === 'f32',
)

/** Operands for a function of one, and each with each for one of two. */
const operandsFor = ({ arity }: Op): readonly Float32Array[] => {
  if (arity === 1) return [Float32Array.from([...patterns(64), ...edges])]
  const some = [...patterns(2), ...edges].filter((_, k) => k % 4 === 0)
  return [
    Float32Array.from(some.flatMap((x) => some.map(() => x))),
    Float32Array.from(some.flatMap(() => some)),
  ]
}

it('are many', () => {
  expect(functions.length).toBeGreaterThan(20)
})

describe.each(functions)('$name', (op) => {
  it('has the bits of single precision', () => {
    const given = operandsFor(op)
    const inputs = given.map((_, k) => input(`x${k}`, f32(dim('n'))))
    const named = Object.fromEntries(inputs.map((one, k) => [`x${k}`, one]))
    const run = orThrow(compile(closed(named, { y: elementwise(op, ...inputs) }, []), { target: 'wasm' }))
    const found: Readonly<Record<string, unknown>> = Reflect.apply(run, undefined, [
      Object.fromEntries(given.map((x, k) => [`x${k}`, x])),
    ])
    const { y } = found
    if (!(y instanceof Float32Array)) throw new Error('no numbers')
    const wrong: string[] = []
    y.forEach((value, k) => {
      const operands = given.map((x) => at(x, k))
      const expected = op.definition(single, ...operands)
      if (!Object.is(value, expected))
        wrong.push(`${op.name}(${operands.join(', ')}) is ${value}, not ${expected}`)
    })
    expect(wrong.slice(0, 5)).toEqual([])
  })
})
