/**
 * The rewriting of a program step by step, as data: a page of algebra from the formulas as they were to those that are left.
 * Before it: `redex.ts`, `pages.ts`, `Cost.ts`, `passes/simplify.ts`. After it: `rewritingText.ts`, other views.
 * Invariant: the steps are the firings of the pass, in its order; each says both sides, and on a page that is short
 * enough which lines it changes. All is linear in the number of nodes where the page is not.
 */
import { either as E } from 'fp-ts'
import { at } from '../../src/Bug.ts'
import type { Either } from '../../src/Either.ts'
import type { NonEmpty } from '../../src/NonEmpty.ts'
import type { Program } from '../../src/Program.ts'
import type { CompileError } from '../CompileError.ts'
import type { Graph, NodeId } from '../ir/Graph.ts'
import { inBodies } from '../passes/inBodies.ts'
import { linearise } from '../passes/linearise.ts'
import type { Rule, Truth } from '../passes/Rule.ts'
import { defaultRules, simplifyWith } from '../passes/simplify.ts'
import type { Rewriting } from '../passes/simplify.ts'
import { pageOf, changes, stateAfter } from './pages.ts'
import type { ChangedLine, FormulaLine } from './pages.ts'
import { costOf } from './Cost.ts'
import type { Cost } from './Cost.ts'
import { namesIn } from './graphNames.ts'
import { formulas, redexOf } from './redex.ts'
import type { Formula } from './redex.ts'

export interface RewritingStep {
  /** By its name, which is the equation where the rule is one. */
  readonly rule: string
  readonly truth: Truth
  readonly before: Formula
  readonly after: Formula
  /** How often it fired so. */
  readonly times: number
  /** The nodes of the linearised graph at which it did; none in the body of a loop. */
  readonly nodes: readonly NodeId[]
  /** Whether people write both sides alike: it only tidies. */
  readonly minor: boolean
  /** The lines of the page that it changes, where the page is short enough to be followed. */
  readonly lines?: readonly ChangedLine[]
}

/** The rewriting of a program, or of the body of a loop in it. */
export interface RewritingView {
  readonly of: 'program' | 'loop'
  readonly start: readonly FormulaLine[]
  readonly goal: readonly FormulaLine[]
  readonly steps: readonly RewritingStep[]
  readonly cost: { readonly before: Cost; readonly after: Cost }
}

export interface RewritingOptions {
  /** Those of a default compilation where nothing is said. */
  readonly rules?: readonly Rule[]
}

/** What was seen of the rewriting of one graph. */
interface Seen {
  readonly graph: Graph
  readonly rewritings: Rewriting[]
}

/** A page is followed line by line while steps times nodes is at most this. */
const mostFollowed = 200_000

/**
 * How a program is simplified: the formulas before and after, every rule that fired with what stood there and what
 * stands there now, and the cost of both; then the same of each loop's body, inner before outer.
 *
 * @example
 * const net = program({ x: f32() }, ({ x }) => ({ y: sub(mul(2, sigmoid(mul(2, x))), 1) }))
 * orThrow(rewritingOf(net, { rules }))[0].goal[0].formula.text // tanh(x)
 */
export const rewritingOf = (
  program: Program,
  { rules = defaultRules }: RewritingOptions = {},
): Either<NonEmpty<CompileError>, NonEmpty<RewritingView>> => {
  const linear = linearise.run(program)
  return E.isLeft(linear) ? linear : rewritingOfGraph(linear.right.value, rules)
}

const rewritingOfGraph = (
  graph: Graph,
  rules: readonly Rule[],
): Either<NonEmpty<CompileError>, NonEmpty<RewritingView>> => {
  const seen: Seen[] = []
  const pass = simplifyWith(rules, (given) => {
    const rewritings: Rewriting[] = []
    seen.push({ graph: given, rewritings })
    return (rewriting) => void rewritings.push(rewriting)
  })
  return E.map(({ firings = [] }: { readonly firings?: readonly { readonly from: NodeId }[] }) => {
    const outer = at(seen, seen.length - 1)
    const own = firings.slice(firings.length - outer.rewritings.length)
    const places = own.map(({ from }) => from)
    const views: NonEmpty<RewritingView> = [
      viewOf('program', outer, rules, places),
      ...seen.slice(0, -1).map((body) => viewOf('loop', body, rules, [])),
    ]
    return views
  })(inBodies(pass).run(graph))
}

const viewOf = (
  of: RewritingView['of'],
  { graph, rewritings }: Seen,
  rules: readonly Rule[],
  places: readonly NodeId[],
): RewritingView => {
  const { nodes: names, outputs } = namesIn(graph)
  const followed = graph.nodes.length * rewritings.length <= mostFollowed
  const given = new Set(graph.inputs.map(({ node }) => node))
  const nameOf = (id: NodeId): string | undefined => (followed || given.has(id) ? names.get(id) : undefined)
  const written = formulas()
  const start = pageOf({ graph, names, gone: [] }, outputs)
  const goal = stateAfter(graph, names, rules, Infinity)
  let lines = start
  const steps = rewritings.map((rewriting, k): RewritingStep => {
    const next = followed ? pageOf(stateAfter(graph, names, rules, k + 1), outputs) : lines
    const changed = changes(lines, next)
    lines = next
    const { before, after } = redexOf(rewriting, nameOf)
    const [was, is] = [written(before), written(after)]
    const place = places[k]
    return {
      rule: rewriting.rule.name,
      truth: rewriting.rule.truth,
      before: was,
      after: is,
      times: 1,
      nodes: place === undefined ? [] : [place],
      minor: followed ? changed.length === 0 : was.text === is.text,
      ...(followed ? { lines: changed } : {}),
    }
  })
  return {
    of,
    start,
    goal: pageOf(goal, outputs),
    steps: together(steps),
    cost: { before: costOf(graph), after: costOf(goal.graph) },
  }
}

/** What fires in the same way at several places is one step. */
const together = (steps: readonly RewritingStep[]): readonly RewritingStep[] => {
  const found = new Map<string, { readonly step: RewritingStep; readonly places: NodeId[]; times: number }>()
  for (const step of steps) {
    const own = (step.lines ?? []).length > 0 ? JSON.stringify(step.lines) : ''
    const key = [step.rule, step.before.text, step.after.text, own].join('\n')
    const met = found.get(key) ?? { step, places: [], times: 0 }
    met.times += 1
    met.places.push(...step.nodes)
    found.set(key, met)
  }
  return [...found.values()].map(({ step, places, times }) => ({ ...step, nodes: places, times }))
}
