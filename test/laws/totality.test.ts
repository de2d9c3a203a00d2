/**
 * Every record of the dictionary has derivatives of both orders in both modes: on its own domain they agree with finite
 * differences in double, and with each other.
 */
import { describe, expect, it } from 'vitest'
import { at } from '../../src/Bug.ts'
import { elementwise, input } from '../../src/construct.ts'
import { signatureOf } from '../../src/evaluate/partials.ts'
import { operations } from '../../src/ops/index.ts'
import { pushforward } from '../../src/pushforward.ts'
import type { Judged } from './judge.ts'
import { expectFirst, expectSecond } from './judge.ts'
import { pointsOf, valueOf } from './slopes.ts'

const count = 32

const everything = [...operations.values()]

describe.each(everything.filter((op) => op.tangents.some((tangent) => tangent !== null)))('$name', (op) => {
  const operands = signatureOf(op).map((dtype, k) => input(`x${k}`, [count], dtype))
  const points = pointsOf(op, count)
  const judged: Judged = {
    y: elementwise(op, ...operands),
    wrt: operands.filter((_, k) => at(op.tangents, k) !== null),
    inputs: new Map(points.map((array, k) => [`x${k}`, array])),
  }

  it('has first derivatives in both modes', () => {
    expectFirst(judged)
  })

  it('has second derivatives in all four ways', () => {
    expectSecond(judged)
  })
})

describe.each(everything.filter((op) => op.tangents.every((tangent) => tangent === null)))('$name', (op) => {
  it('carries no tangent', () => {
    const operands = signatureOf(op).map((dtype, k) => input(`x${k}`, [count], dtype))
    const y = elementwise(op, ...operands)
    const motions = operands.filter(({ dtype }) => dtype === 'f32').map((of) => ({ of, tangent: of }))
    const tangent = at(pushforward([y], motions), 0)
    if (y.dtype === 'f32') expect([...valueOf(tangent)].every((value) => value === 0)).toBe(true)
    else expect(tangent.form).toMatchObject({ tag: 'invalid', mistake: { code: 'LBZ2003' } })
  })
})
