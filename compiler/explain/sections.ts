/**
 * An explanation in sections, as every written format has them.
 * Before it: `Explanation.ts`, `derivation.ts`. After it: `text.ts`, `markdown.ts`, `latex.ts`.
 * Invariant: a section without items is left out; repeated structure stands once; formats add layout and no words but
 * their titles.
 */
import { at } from '../../src/Bug.ts'
import { boardOf } from './derivation.ts'
import type { Line, StepView } from './derivation.ts'
import type { Explanation, Numbers } from './Explanation.ts'
import { figures, listed } from './figures.ts'
import type { Hand } from './Hand.ts'
import type { Formula } from './redex.ts'
import { costText, lawText } from './rewritingText.ts'
import { folded, ranges } from './repeats.ts'
import type { Omitted, Run } from './repeats.ts'

/** `name = formula`, or what is given under a name. */
export interface Item {
  readonly name: string
  readonly formula: string
  readonly shape: string
  /** The place of a step in the chain rule. */
  readonly number?: number
  /** Whether the formula is the path of an input. */
  readonly isGiven?: true
  readonly figures: readonly string[]
  readonly reasons: readonly string[]
  /** What the formula uses and nothing before it defined. */
  readonly where: readonly Item[]
}

/** Blocks of items that are like the one before. */
export interface Gap {
  readonly count: number
  readonly ranges: readonly (readonly [from: string, to: string])[]
}

export interface Section {
  readonly title: string
  readonly items: readonly (Item | Gap)[]
  readonly notes: readonly string[]
}

/** A step's cotangent by differences, where these were taken. */
const checkText = (numbers: Numbers, step: number): readonly string[] => {
  const check = numbers.checks[step]
  if (check === undefined) return []
  const { along, exact, differences } = check
  return along === 'elements'
    ? [`by differences ${listed(differences)}`]
    : [`along one direction ${listed(exact)}, by differences ${listed(differences)}`]
}

/** What the rules did that people see, each step with its law; then what that costs. */
export const rewritingSections = ({ rewriting }: Explanation, written: keyof Formula): readonly Section[] =>
  shown(
    rewriting.map(({ of, steps, cost }): Section => ({
      title: of === 'loop' ? 'rewritten, in the body of a loop' : 'rewritten',
      items: steps
        .filter(({ minor }) => !minor)
        .map((step) => ({
          name: step.before[written],
          formula: step.after[written],
          shape: '',
          figures: [],
          reasons: [lawText(step)],
          where: [],
        })),
      notes: costText(cost),
    })),
  )

const shown = (sections: readonly Section[]): readonly Section[] =>
  sections.filter(({ items, notes }) => items.length + notes.length > 0)

/** The sections of an explanation, in a hand. */
export const sectionsOf = (one: Explanation, hand: Hand): readonly Section[] => {
  const { subject, repeats, numbers } = one
  const { inputs, definitions, steps, consequences, results, notes } = boardOf(subject, hand).view
  const item = (line: Line): Item => ({
    name: line.name,
    formula: line.formula,
    shape: line.shape,
    figures: numbers === undefined ? [] : [figures(at(numbers.of, line.node))],
    reasons: [],
    where: [],
  })
  const given = (line: Line): Item => ({ ...item(line), isGiven: true })
  const result = (line: Line): Item => ({ ...item(line), figures: [] })
  const step = (line: StepView): Item => {
    const plain = item(line)
    const check = numbers === undefined ? [] : checkText(numbers, line.step)
    return {
      ...plain,
      number: line.number,
      figures: [...plain.figures, ...check],
      reasons: line.reasons,
      where: line.where.map(item),
    }
  }
  const items = <L extends Line>(
    lines: readonly L[],
    runs: readonly Run[],
    itemOf: (line: L) => Item,
  ): Section['items'] =>
    folded<L>(lines, runs).map((part): Item | Gap => {
      if (!('count' in part)) return itemOf(part)
      const omitted: Omitted<L> = part
      return { count: omitted.count, ranges: ranges(omitted) }
    })
  const all: readonly Section[] = [
    { title: 'given', items: items(inputs, repeats.inputs, given), notes: [] },
    { title: 'the formula', items: items(definitions, repeats.definitions, item), notes: [] },
    {
      title: 'the chain rule, from the result back to what it depends on',
      items: items(steps, repeats.steps, step),
      notes: [],
    },
    { title: 'what is made of it', items: items(consequences, repeats.consequences, item), notes: [] },
    { title: 'so', items: items(results, repeats.results, result), notes: [] },
    { title: 'worth a second look', items: [], notes },
  ]
  return shown(all)
}
