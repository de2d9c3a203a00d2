import { describe, expect, it } from 'vitest'
import type { Graph } from '../../compiler/ir/Graph.ts'
import { expandReductions } from '../../compiler/passes/expandReductions.ts'
import { rules } from '../../compiler/passes/rules.ts'
import { defaultRules, exactRules, simplify, simplifyWith } from '../../compiler/passes/simplify.ts'
import { input } from '../../src/construct.ts'
import { add, mul, neg, square, sub } from '../../src/ops/arithmetic.ts'
import { crossEntropy } from '../../src/ops/classLoss.ts'
import { einsum, matmul } from '../../src/ops/contraction.ts'
import { transpose } from '../../src/ops/movement.ts'
import { grad, valueAndGrad } from '../../src/program/gradient.ts'
import { program } from '../../src/Program.ts'
import type { Program } from '../../src/Program.ts'
import { f32, i32 } from '../../src/Spec.ts'
import type { AnyTensor } from '../../src/Tensor.ts'
import { corpus } from '../corpus.ts'
import { disagreements, graphOf, linearised, passed } from '../graphs.ts'

const sets = [
  { name: 'exact', pass: simplifyWith(exactRules), exact: true },
  { name: 'default', pass: simplifyWith(defaultRules), exact: false },
  { name: 'all', pass: simplifyWith(rules), exact: false },
]

const tags = ({ nodes }: Graph): readonly string[] =>
  nodes.map(({ form }) => (form.tag === 'elementwise' ? form.op.name : form.tag))

/** How many nodes compute anything, rather than name, number or move it. */
const computed = (graph: Graph): number =>
  tags(graph).filter((tag) => !['input', 'constant', 'index', 'move', 'reshape'].includes(tag)).length

describe.each(sets)('simplify with the $name rules', ({ pass, exact }) => {
  it.each(corpus)('keeps what it must: $name', ({ program, inputs, sizes }) => {
    const before = linearised(program)
    const { value: after, renaming, firings = [] } = passed(pass, before)
    expect(disagreements(before, after, inputs(), { exact, sizes })).toEqual([])
    expect(computed(after)).toBeLessThanOrEqual(computed(before))
    expect(renaming).toHaveLength(before.nodes.length)
    expect(before.outputs.map(({ node }) => renaming?.[node])).toEqual(after.outputs.map(({ node }) => node))
    expect(
      [...(renaming ?? []), ...firings.map(({ to }) => to)].filter(
        (id) => id !== undefined && after.nodes[id] === undefined,
      ),
    ).toEqual([])
    expect(firings.filter(({ from }) => before.nodes[from] === undefined)).toEqual([])
  })

  it.each(corpus)('comes to rest: $name', ({ program }) => {
    const once = passed(pass, linearised(program)).value
    const again = passed(pass, once)
    expect(again.firings).toEqual([])
    expect(again.value).toEqual(once)
  })
})

describe('simplify', () => {
  it.each(corpus)('does the same when somebody looks on, who sees each firing: $name', ({ program }) => {
    const before = linearised(program)
    const seen: (readonly [string, number])[] = []
    const watched = simplifyWith(
      rules,
      () =>
        ({ rule, from }) =>
          void seen.push([rule.name, from]),
    )
    const { value, firings = [], renaming } = passed(watched, before)
    const alone = passed(simplifyWith(rules), before)
    expect(value).toEqual(alone.value)
    expect(renaming).toEqual(alone.renaming)
    expect(firings).toEqual(alone.firings)
    expect(seen).toEqual(firings.map(({ rule, from }) => [rule, from]))
  })

  it('turns sums of negatives into differences', () => {
    const graph = linearised(
      program({ a: f32(2), b: f32(2) }, ({ a, b }) => ({ y: add(a, neg(mul(b, neg(neg(b))))) })),
    )
    const { value, firings = [] } = passed(simplify, graph)
    expect(tags(value)).toEqual(['input', 'input', 'mul', 'sub'])
    expect(firings.map(({ rule }) => rule)).toEqual(['−−a = a', 'a + −b = a − b'])
  })

  it('gives transposes to the letters of a contraction', () => {
    const graph = linearised(
      program({ x: f32(3, 4), y: f32(5, 4) }, ({ x, y }) => ({ z: transpose(matmul(x, transpose(y))) })),
    )
    expect(tags(passed(simplify, graph).value)).toEqual(['input', 'input', 'contract'])
  })

  it('takes a contraction apart only where nobody else uses it', () => {
    const products = program({ x: f32(2, 3, 4), y: f32(2, 4, 3) }, ({ x, y }) => {
      const p = einsum('bij,bjk->bik', x, y)
      return {
        alone: einsum('bik->ik', einsum('bij,bjk->bik', square(x), y)),
        shared: einsum('bik->ik', p),
        p,
      }
    })
    expect(tags(passed(simplify, linearised(products)).value).filter((tag) => tag === 'reduce')).toHaveLength(
      1,
    )
  })

  it('factors out what two products share, but not where every bit is to be kept', () => {
    const graph = linearised(
      program({ a: f32(2), b: f32(2), g: f32(2) }, ({ a, b, g }) => ({ y: sub(mul(a, g), mul(b, g)) })),
    )
    expect(tags(passed(simplifyWith(exactRules), graph).value).filter((tag) => tag === 'mul')).toHaveLength(2)
    expect(tags(passed(simplify, graph).value).filter((tag) => tag === 'mul')).toHaveLength(1)
  })

  it('leaves the shift of scores whose logarithm of a sum somebody else needs', () => {
    const scores = program({ z: f32(5, 3), y: i32(5) }, ({ z, y }) => ({ L: crossEntropy(z, y) }))
    const fired = (of: Program): boolean =>
      (passed(simplifyWith(rules), linearised(of)).firings ?? []).some(({ rule }) =>
        rule.startsWith('softmax'),
      )
    expect(fired(grad({ of: 'L', wrt: 'z' })(scores))).toBe(true)
    expect(fired(valueAndGrad({ of: 'L', wrt: 'z' })(scores))).toBe(false)
  })

  it('rewrites a chain of a million nodes', () => {
    let y: AnyTensor = input('x', [2], 'f32')
    for (let k = 0; k < 500_000; k++) y = square(neg(y))
    const graph = graphOf(y)
    expect(passed(simplify, graph).value.nodes).toHaveLength(graph.nodes.length)
  }, 120_000)

  it('carries a minus sign through a hundred thousand products', () => {
    let y: AnyTensor = neg(input('x', [2], 'f32'))
    const w = input('w', [2], 'f32')
    for (let k = 0; k < 100_000; k++) y = mul(y, w)
    const { value, firings = [] } = passed(simplify, graphOf(y))
    expect(firings).toHaveLength(100_000)
    expect(tags(value).filter((tag) => tag === 'neg')).toHaveLength(1)
  })

  it('follows a rewriting as deep as it goes', () => {
    const g = input('g', [2], 'f32')
    let p: AnyTensor = input('a', [2], 'f32')
    let q: AnyTensor = input('b', [2], 'f32')
    for (let k = 0; k < 20_000; k++) {
      p = mul(p, g)
      q = mul(q, g)
    }
    expect(passed(simplifyWith(rules), graphOf(sub(p, q))).value.nodes).toHaveLength(20_000 + 4)
  })
})

describe('expandReductions', () => {
  it.each(corpus)('leaves no logarithm in a reduction: $name', ({ program, inputs, sizes }) => {
    const before = linearised(program)
    const after = passed(expandReductions, before).value
    expect(
      after.nodes.filter(({ form }) => form.tag === 'reduce' && form.monoid.keeps === 'logarithm'),
    ).toEqual([])
    expect(disagreements(before, after, inputs(), { exact: false, sizes })).toEqual([])
  })
})
