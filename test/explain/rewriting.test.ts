/**
 * The rewriting as people read it, and that its steps are true.
 */
import type { Program } from 'leibniz'
import { describe, expect, it } from 'vitest'
import { compile, orThrow } from '../../compiler/compile.ts'
import { placesOf } from '../../compiler/explain/places.ts'
import { redexOf } from '../../compiler/explain/redex.ts'
import { rewritingOf } from '../../compiler/explain/rewriting.ts'
import type { RewritingView } from '../../compiler/explain/rewriting.ts'
import { showRewriting } from '../../compiler/explain/rewritingText.ts'
import { needed, tensorsOf } from '../../compiler/ir/Graph.ts'
import type { Graph, GraphNode } from '../../compiler/ir/Graph.ts'
import { inBodies } from '../../compiler/passes/inBodies.ts'
import type { Draft, Rule } from '../../compiler/passes/Rule.ts'
import { rules } from '../../compiler/passes/rules.ts'
import { defaultRules, simplifyWith } from '../../compiler/passes/simplify.ts'
import type { Rewriting } from '../../compiler/passes/simplify.ts'
import { at, known } from '../../src/Bug.ts'
import { evaluateWithBounds } from '../../src/evaluate.ts'
import type { Sizes } from '../../src/Extent.ts'
import { children, operandsOf, withOperands } from '../../src/operands.ts'
import { node } from '../../src/Tensor.ts'
import type { AnyTensor } from '../../src/Tensor.ts'
import { postorder } from '../../src/traverse.ts'
import { corpus } from '../corpus.ts'
import type { Case } from '../corpus.ts'
import { chain } from '../deep.ts'
import { linearised, orFail, passed } from '../graphs.ts'
import { rewritten } from './rewritten.ts'

const viewsOf = (of: Program, by: readonly Rule[]): readonly RewritingView[] =>
  orThrow(rewritingOf(of, { rules: by }))

const columnsOf = (line: string): number => [...line.replaceAll(/\p{Mn}/gu, '')].length

const sets = [
  { name: 'default', by: defaultRules },
  { name: 'all', by: rules },
]

describe('the rewriting', () => {
  const cases = Object.entries(rewritten)

  it.each(cases)('of %s reads as a page of algebra', async (name, { of, by }) => {
    await expect(`${showRewriting(viewsOf(of, by))}\n`).toMatchFileSnapshot(`../golden/rewriting/${name}.txt`)
  })

  it('is data, with LaTeX beside the text', async () => {
    const { of, by } = known(rewritten['tanh-by-sigmoid'], 'program')
    await expect(`${JSON.stringify(viewsOf(of, by), null, 2)}\n`).toMatchFileSnapshot(
      '../golden/rewriting/tanh-by-sigmoid.json',
    )
  })

  it.each(['cross-entropy-of-rows', 'cross-entropy-of-columns', 'cross-entropy-by-hand'])(
    'of %s ends in p − y',
    (name) => {
      const { of, by } = known(rewritten[name], name)
      const { goal } = at(viewsOf(of, by), 0)
      expect(goal.find((line) => line.name === 'grad')?.formula.text).toMatch(/^\(p − \[y = i.\]\) \/ n$/)
    },
  )

  it('makes one matrix of two, but not through a relu', () => {
    const goals = ['two-layers', 'two-layers-of-rows', 'two-layers-with-relu'].map((name) => {
      const { of, by } = known(rewritten[name], name)
      return viewsOf(of, by)[0]?.goal.map(({ formula }) => formula.text)
    })
    expect(goals).toEqual([['W2·W1·x'], ['x·(W2·W1)ᵀ'], ['W2·relu(W1·x)']])
  })
})

describe.each(sets)('with the $name rules, the rewriting', ({ by }) => {
  it.each(corpus)('stays within 100 columns and is data: $name', ({ program: of }) => {
    const views = viewsOf(of, by)
    const wide = showRewriting(views)
      .split('\n')
      .filter((line) => columnsOf(line) > 100 && line.includes(' '))
    expect(wide).toEqual([])
    expect(JSON.parse(JSON.stringify(views))).toEqual(views)
  })

  it.each(corpus)('leads line by line from the start to the goal: $name', ({ program: of }) => {
    for (const { start, goal, steps } of viewsOf(of, by)) {
      const page = new Map(start.map(({ name, formula }) => [name, formula.text]))
      for (const { lines = [] } of steps)
        for (const { name, formula } of lines)
          if (formula === undefined) page.delete(name)
          else page.set(name, formula.text)
      expect(page).toEqual(new Map(goal.map(({ name, formula }) => [name, formula.text])))
    }
  })

  it.each(corpus)('counts what the pass fired: $name', ({ program: of }) => {
    const graph = linearised(of)
    const { firings = [] } = passed(inBodies(simplifyWith(by)), graph)
    const { steps } = at(viewsOf(of, by), 0)
    const places = steps.flatMap(({ rule, nodes }) => nodes.map((from) => `${rule} at ${String(from)}`))
    const fired = firings.map(({ rule, from }) => `${rule} at ${String(from)}`)
    expect(steps.map(({ times }) => times)).toEqual(steps.map(({ nodes }) => nodes.length))
    if (graph.nodes.some(({ form }) => form.tag === 'scan'))
      expect(places.filter((place) => !fired.includes(place))).toEqual([])
    else expect(places.sort()).toEqual(fired.sort())
  })
})

/** A rewriting with both of its sides as tensors over the table. */
interface Sides {
  readonly rewriting: Rewriting
  readonly before: AnyTensor
  readonly after: AnyTensor
}

/** Every firing of a pass on a graph. */
const watched = (graph: Graph, by: readonly Rule[]): readonly Rewriting[] => {
  const found: Rewriting[] = []
  passed(
    simplifyWith(by, () => (rewriting) => void found.push(rewriting)),
    graph,
  )
  return found
}

const sidesOf = (graph: Graph, by: readonly Rule[]): readonly Sides[] => {
  const tables = new Map<readonly GraphNode[], readonly AnyTensor[]>()
  return watched(graph, by).map((rewriting) => {
    const { nodes } = rewriting
    const tensors = tables.get(nodes) ?? tensorsOf({ ...graph, nodes })
    tables.set(nodes, tensors)
    const made = (draft: Draft): AnyTensor =>
      typeof draft === 'number'
        ? at(tensors, draft)
        : node(withOperands(draft.form, operandsOf(draft.form).map(made)), draft.shape, draft.dtype)
    return { rewriting, before: made(rewriting.before), after: made(rewriting.after) }
  })
}

/** The firings whose sides differ in value. */
const untrue = (
  graph: Graph,
  sizes: Sizes,
  by: readonly Rule[],
  inputs: ReturnType<Case['inputs']>,
): readonly string[] => {
  const sides = sidesOf(graph, by)
  const roots = [
    ...graph.inputs.map((port) => at(tensorsOf(graph), port.node)),
    ...sides.flatMap(({ before, after }) => [before, after]),
  ]
  const values = orFail(evaluateWithBounds(roots, inputs, { sizes })).slice(graph.inputs.length)
  return sides.flatMap(({ rewriting: { rule } }, k) => {
    const [p, q] = [at(values, 2 * k), at(values, 2 * k + 1)]
    const agrees = p.data.every((value, i) => {
      const other = at(q.data, i)
      if (Object.is(value, other)) return true
      return rule.truth !== 'exact' && Math.abs(value - other) <= 2 ** -29 * (at(p.bound, i) + at(q.bound, i))
    })
    return agrees && p.data.length === q.data.length ? [] : [rule.name]
  })
}

describe.each(sets)('each step of the $name rules', ({ by }) => {
  it.each(corpus)('keeps the value of what it rewrites: $name', ({ program: of, inputs, sizes }) => {
    expect(untrue(linearised(of), sizes, by, inputs())).toEqual([])
  })

  it.each(corpus)('is written from the same names on both sides: $name', ({ program: of }) => {
    for (const rewriting of watched(linearised(of), by)) {
      const { before, after } = redexOf(rewriting, () => undefined)
      const holes = (side: AnyTensor): ReadonlySet<string> =>
        new Set(postorder([side], children).flatMap(({ form }) => (form.tag === 'input' ? [form.name] : [])))
      expect([...holes(after)].filter((name) => !holes(before).has(name))).toEqual([])
      expect(after.shape).toEqual(before.shape)
    }
  })
})

describe('places', () => {
  it.each(corpus)('are those of the pass: $name', ({ program: of }) => {
    const { trace } = orThrow(compile(of))
    const places = placesOf(trace)
    const linear = linearised(of)
    const live = needed(linear)
    const { renaming = [], firings = [] } = passed(inBodies(simplifyWith(defaultRules)), linear)
    expect(places.map((place) => place.node)).toEqual([...live.keys()].filter((id) => live[id] === 1))
    for (const { node: from, simplified, rules: fired } of places) {
      expect(simplified?.node).toBe(renaming[from])
      expect(fired).toEqual([...new Set(firings.filter((f) => f.from === from).map((f) => f.rule))])
    }
    expect(JSON.parse(JSON.stringify(places))).toEqual(places)
  })
})

describe('a chain of 100,000 operations', () => {
  it('is rewritten, counted and written', { timeout: 240_000 }, () => {
    const views = viewsOf(chain(100_000), rules)
    const { steps, cost } = at(views, 0)
    expect(steps.length).toBeLessThan(10)
    expect(steps.reduce((sum, { times }) => sum + times, 0)).toBe(50_000)
    expect(cost.before).toEqual({ multiplications: 50_000, additions: 50_000, calls: 0 })
    expect(showRewriting(views).length).toBeLessThan(10_000_000)
  })
})
