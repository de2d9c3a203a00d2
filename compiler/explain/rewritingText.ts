/**
 * The rewriting as text of at most 100 columns: a page of algebra.
 * Before it: `rewriting.ts`. After it: users, the command line.
 * Invariant: what is printed is the view's data; nothing is computed here but columns and sums of counts.
 */
import { at } from '../../src/Bug.ts'
import * as extent from '../../src/Extent.ts'
import type { Extent } from '../../src/Extent.ts'
import { columns, widthOf, wrapped } from './columns.ts'
import type { Cost } from './Cost.ts'
import type { RewritingStep, RewritingView } from './rewriting.ts'

/** The page stands two columns in. */
const pageWidth = columns - 2

/** Laws stand from this column on at the latest, or below what they explain. */
const lawColumn = 56

const padded = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)))

/** In lines of at most 100 columns; those after the first are indented. */
const inLines = (text: string, before: string, indent: number): readonly string[] =>
  wrapped(text, before, ' '.repeat(indent))

export const lawText = ({ rule, truth, times }: RewritingStep): string =>
  [`by ${rule}`, truth === 'real' ? 'for real numbers' : '', times === 1 ? '' : `${String(times)} times`]
    .filter((part) => part !== '')
    .join(', ')

const most = (numbers: readonly number[]): number => numbers.reduce((a, b) => Math.max(a, b), 0)

/** A formula as it reads from a step on, and why. */
interface Link {
  readonly formula: string
  readonly law: string
}

/** What stands for a formula that no other needs. */
const unneeded = '(needed no more)'

/** What becomes of each name, in the order of the page. */
const chainsOf = ({ start, goal, steps }: RewritingView): ReadonlyMap<string, readonly Link[]> => {
  const chains = new Map<string, Link[]>()
  const link = (name: string, formula: string, law: string): void => {
    const chain = chains.get(name) ?? []
    chains.set(name, chain)
    chain.push({ formula, law })
  }
  for (const { name, formula } of start) link(name, formula.text, '')
  const left = new Set(goal.map(({ name }) => name))
  for (const step of steps)
    for (const { name, formula } of step.lines ?? []) {
      const now = chains.get(name)?.at(-1)?.formula
      if (formula !== undefined && formula.text !== now) link(name, formula.text, lawText(step))
      if (formula === undefined && !left.has(name)) link(name, unneeded, lawText(step))
    }
  return new Map(
    orderOf(start, steps).flatMap((name) => (chains.has(name) ? [[name, chains.get(name) ?? []]] : [])),
  )
}

/** The names in an order in which each is defined before it is used. */
const orderOf = (start: RewritingView['start'], steps: readonly RewritingStep[]): readonly string[] => {
  const order = start.map(({ name }) => name)
  for (const { lines = [] } of steps)
    lines.toReversed().forEach(({ name }, k, later) => {
      const user = later[k - 1]?.name
      if (!order.includes(name))
        order.splice(user === undefined ? order.length : order.indexOf(user), 0, name)
    })
  return order
}

/** `name = formula`, `     = formula     law`, the laws in a column. */
const chainText = (name: string, chain: readonly Link[], width: number, column: number): readonly string[] =>
  chain.flatMap(({ formula, law }, k) => {
    const head = `${padded(k === 0 ? name : '', width)} = `
    const lines = inLines(formula, head, widthOf(head) + 2)
    if (law === '') return lines
    const last = at(lines, lines.length - 1)
    const fits = widthOf(last) + 3 <= column && column + widthOf(law) <= pageWidth
    return fits
      ? [...lines.slice(0, -1), padded(last, column) + law]
      : [
          ...lines,
          ...inLines(law, ' '.repeat(Math.max(0, Math.min(column, pageWidth - widthOf(law)))), column),
        ]
  })

const grouped = (value: number): string => String(value).replaceAll(/\B(?=(\d{3})+$)/g, ',')

/** 3,072,000 once + 30,720·n: what no size multiplies is done once for all examples. */
const countText = (count: Extent): string => {
  if (typeof count === 'number') return grouped(count)
  const terms = count.terms.map(({ coefficient, factors }) => {
    const size = factors.join('·')
    const number = grouped(Math.abs(coefficient))
    const text = size === '' ? number : number === '1' ? size : `${number}·${size}`
    return { text: size === '' && coefficient > 0 ? `${text} once` : text, isOnce: size === '', coefficient }
  })
  const [once, others] = [terms.filter(({ isOnce }) => isOnce), terms.filter(({ isOnce }) => !isOnce)]
  const ordered = once.some(({ coefficient }) => coefficient > 0)
    ? [...once, ...others]
    : [...others, ...once]
  return ordered
    .map(({ text, coefficient }, k) => (k === 0 ? '' : coefficient < 0 ? ' − ' : ' + ') + text)
    .join('')
}

export const costText = ({ before, after }: RewritingView['cost']): readonly string[] => {
  const kinds: readonly (readonly [title: string, count: (cost: Cost) => Extent])[] = [
    ['multiplications', (cost) => cost.multiplications],
    ['additions', (cost) => cost.additions],
    ['calls of exp and its kin', (cost) => cost.calls],
  ]
  return kinds.flatMap(([title, count]) => {
    const [was, is] = [count(before), count(after)]
    if (extent.same(was, is)) return was === 0 ? [] : [`${title}: ${countText(was)}, before and after`]
    return [`${title}: ${countText(was)} before, ${countText(is)} after`]
  })
}

/** The steps where the page is too long to be followed: each with both sides. */
const stepTexts = (steps: readonly RewritingStep[]): readonly string[] =>
  steps
    .filter(({ minor }) => !minor)
    .flatMap((step) => {
      const both = `${step.before.text} = ${step.after.text}`
      return [...inLines(both, '  ', 6), ...inLines(lawText(step), ' '.repeat(6), 8)]
    })

const viewText = (view: RewritingView): string => {
  const { of, start, goal, steps, cost } = view
  const isFollowed = steps.every(({ lines }) => lines !== undefined)
  const chains = chainsOf(view)
  const width = most([...chains.keys()].map(widthOf))
  const linked = [...chains.values()].flat().filter(({ law }) => law !== '')
  const column = Math.min(most(linked.map(({ formula }) => widthOf(formula) + width + 6)), lawColumn)
  const plain = (lines: typeof start): readonly string[] =>
    lines.flatMap(({ name, formula }) => chainText(name, [{ formula: formula.text, law: '' }], width, column))
  const page = isFollowed
    ? [...chains].flatMap(([name, chain]) => chainText(name, chain, width, column))
    : ['before', ...plain(start), '', 'rewriting', ...stepTexts(steps), '', 'after', ...plain(goal)]
  const tidied = steps.filter(({ minor }) => minor)
  return [
    ...(of === 'loop' ? ['in the body of a loop'] : []),
    ...page,
    '',
    ...costText(cost),
    ...(steps.length === 0 ? ['no rule applies'] : tidyText(tidied)),
  ].join('\n')
}

/** The rules that only tidied, with how often. */
const tidyText = (steps: readonly RewritingStep[]): readonly string[] => {
  const counts = new Map<string, number>()
  for (const { rule, times } of steps) counts.set(rule, (counts.get(rule) ?? 0) + times)
  const rules = [...counts].map(([rule, times]) => (times === 1 ? rule : `${rule} (${grouped(times)} times)`))
  const list = rules.map((rule) => rule.replaceAll(' ', '\u00a0')).join('; ')
  return rules.length === 0
    ? []
    : inLines(`tidied without a change on paper: ${list}`, '', 2).map((line) =>
        line.replaceAll('\u00a0', ' '),
      )
}

/**
 * The rewriting of a program as text: what becomes of each formula, by which rules, and what that costs.
 *
 * @example
 * const net = program({ x: f32() }, ({ x }) => ({ y: sub(mul(2, sigmoid(mul(2, x))), 1) }))
 * showRewriting(orThrow(rewritingOf(net, { rules })))
 * // y = 2·σ(2·x) − 1
 * //   = tanh(x)   by 2·σ(2·a) − 1 = tanh(a), for real numbers
 * //
 * // multiplications: 2 before, 0 after
 * // additions: 1 before, 0 after
 * // calls of exp and its kin: 1, before and after
 * // tidied without a change on paper: number last (2 times)
 */
export const showRewriting = (views: readonly RewritingView[]): string => views.map(viewText).join('\n\n')
