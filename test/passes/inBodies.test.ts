import { describe, expect, it } from 'vitest'
import { bodyOf, loopsAmong } from '../../compiler/ir/body.ts'
import { expandReductions } from '../../compiler/passes/expandReductions.ts'
import { inBodies } from '../../compiler/passes/inBodies.ts'
import { prune } from '../../compiler/passes/prune.ts'
import { simplify } from '../../compiler/passes/simplify.ts'
import { at } from '../../src/Bug.ts'
import { add, mul, neg, sub } from '../../src/ops/arithmetic.ts'
import { constant } from '../../src/ops/constants.ts'
import { logSumExp } from '../../src/ops/reduction.ts'
import { program } from '../../src/Program.ts'
import { scan } from '../../src/scan.ts'
import { f32 } from '../../src/Spec.ts'
import { recurrent } from '../recurrent.ts'
import { corpus } from '../corpus.ts'
import { disagreements, linearised, passed } from '../graphs.ts'

const names = new Set(recurrent.map(([name]) => name))
const loops = corpus.filter(({ name }) => names.has(name))

const signs = program({ x: f32(3), y: f32() }, ({ x, y }) => {
  const { carry } = scan({ carry: constant(1), xs: x }, (now, e) => ({ carry: add(now, neg(mul(e, y))) }))
  const other = scan({ carry: constant(1), xs: x }, (now, e) => ({ carry: sub(now, mul(e, y)) }))
  return { y: carry, z: other.carry, w: neg(neg(carry)) }
})

describe.each([simplify, prune, expandReductions].map((pass) => ({ name: pass.name, pass })))(
  '$name in bodies',
  ({ pass }) => {
    it.each(loops)('keeps values: $name', ({ program, inputs, sizes }) => {
      const before = linearised(program)
      const { value: after, renaming = [] } = passed(inBodies(pass), before)
      const exact = pass !== simplify
      expect(disagreements(before, after, inputs(), { exact, sizes })).toEqual([])
      expect(before.outputs.map(({ node }) => renaming[node])).toEqual(after.outputs.map(({ node }) => node))
    })
  },
)

describe('inBodies', () => {
  it('rewrites bodies, so that loops that become equal are one', () => {
    const before = linearised(signs)
    expect(loopsAmong(before.nodes)).toHaveLength(2)
    const { value, firings = [] } = passed(inBodies(simplify), before)
    const rewritten = loopsAmong(value.nodes)
    expect(rewritten).toHaveLength(1)
    const inside = bodyOf(at(rewritten, 0)).nodes.map(
      ({ form }) => form.tag === 'elementwise' && form.op.name,
    )
    expect(inside.filter((name) => name !== false)).toEqual(['mul', 'sub'])
    const where = firings.map(({ rule, from, to }) => [
      rule,
      at(before.nodes, from).form.tag,
      to !== undefined && value.nodes[to]?.form.tag,
    ])
    expect(where).toContainEqual(['a + −b = a − b', 'scan', 'scan'])
    expect(where).toContainEqual(['−−a = a', 'elementwise', 'move'])
  })

  it('reaches loops in loops', () => {
    const deep = program({ x: f32(2, 3) }, ({ x }) => {
      const { carry } = scan({ carry: constant([1, 2]), steps: 2 }, (outer) => {
        const inner = scan({ carry: outer, xs: x }, (now) => ({ carry: mul(now, logSumExp(now)) }))
        return { carry: inner.carry }
      })
      return { y: carry }
    })
    const monoids = (graph: ReturnType<typeof linearised>): readonly string[] =>
      loopsAmong(graph.nodes).flatMap((loop) =>
        bodyOf(loop).nodes.flatMap(({ form }) => (form.tag === 'reduce' ? [form.monoid.keeps] : [])),
      )
    const before = linearised(deep)
    expect(monoids(before)).toContain('logarithm')
    expect(monoids(passed(inBodies(expandReductions), before).value)).not.toContain('logarithm')
  })
})
