/**
 * Each rewrite rule alone, on random instances made to match it.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rules } from '../../compiler/passes/rules.ts'
import type { Rule } from '../../compiler/passes/Rule.ts'
import { simplifyWith } from '../../compiler/passes/simplify.ts'
import { filled } from '../../src/construct.ts'
import type { Shape } from '../../src/Shape.ts'
import { node } from '../../src/Tensor.ts'
import type { AnyTensor } from '../../src/Tensor.ts'
import { arraysFor, disagreements, graphOf, passed } from '../graphs.ts'
import { identityInstances } from './identityInstances.ts'
import { shape, x } from './ruleGenerators.ts'
import type { Gen } from './ruleGenerators.ts'
import { ruleInstances } from './ruleInstances.ts'

const instances = { ...ruleInstances, ...identityInstances }

/** The pattern of an equation, its holes inputs of one random shape. */
const instanceOf = (pattern: AnyTensor, axes: Shape): AnyTensor => {
  const { form, dtype } = pattern
  if (form.tag === 'input') return x(axes, form.name, dtype)
  if (form.tag === 'constant' && typeof form.value === 'number') return filled(form.value, axes)
  if (form.tag !== 'elementwise') throw new Error(form.tag)
  return node({ ...form, operands: form.operands.map((operand) => instanceOf(operand, axes)) }, axes, dtype)
}

const instance = (rule: Rule, g: Gen): AnyTensor => {
  const make = instances[rule.name]
  if (rule.equation !== undefined) return instanceOf(rule.equation.pattern, shape(g))
  if (make === undefined) throw new Error(`${rule.name} has no instances`)
  return make(g)
}

const runs = 100
const sizes = new Map([['n', 2]])
/** Of so many instances a rule must rewrite this many: the others do not meet its conditions. */
const leastFirings = 25

describe('rewrite rules', () => {
  it('have names of their own', () => {
    expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length)
    expect(Object.keys(instances).filter((name) => !rules.some((rule) => rule.name === name))).toEqual([])
  })

  it.each(rules)('$name ($truth)', (rule) => {
    let fired = 0
    fc.assert(
      fc.property(fc.gen(), fc.integer({ min: 0, max: 2 ** 30 }), (g, seed) => {
        const before = graphOf(instance(rule, g))
        const { value: after, firings = [] } = passed(simplifyWith([rule]), before)
        fired += firings.length
        const arrays = arraysFor(before, sizes, seed, rule.truth === 'exact')
        expect(disagreements(before, after, arrays, { exact: rule.truth === 'exact', sizes })).toEqual([])
      }),
      { seed: 20, numRuns: runs },
    )
    expect(fired).toBeGreaterThan(leastFirings)
  })
})
