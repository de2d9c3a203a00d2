/**
 * Repeated structure among the lines of a board: layers of one kind are shown once, with their count.
 * Before it: `derivation.ts`. After it: the formats, `outline.ts`.
 * Invariant: lines are alike where they differ in nothing but the numbers of names, and these go on as in the block before;
 * what is found covers no line twice; all is linear in the number of lines.
 */
import { at } from '../../src/Bug.ts'
import type { DerivationView, Line, StepView } from './derivation.ts'

/** `count` blocks of `period` lines, one after the other. */
export interface Run {
  readonly start: number
  readonly period: number
  readonly count: number
}

export interface Repeats {
  readonly inputs: readonly Run[]
  readonly definitions: readonly Run[]
  readonly steps: readonly Run[]
  readonly consequences: readonly Run[]
  readonly results: readonly Run[]
}

/** Blocks are looked for up to so many lines. */
const longestPeriod = 48

/** Fewer blocks than this are written out. */
const leastCount = 4

/** For each place, how many items from there on equal those `period` further on. */
const matchesAt = (keys: Int32Array, period: number): Int32Array => {
  const found = new Int32Array(keys.length + 1)
  for (let k = keys.length - period - 1; k >= 0; k--)
    found[k] = keys[k] === keys[k + period] ? at(found, k + 1) + 1 : 0
  return found
}

/** The runs of equal blocks, the one that covers most first at each place. */
export const runsOf = (texts: readonly string[]): readonly Run[] => {
  const numbers = new Map<string, number>()
  const keys = Int32Array.from(texts, (text) => {
    const number = numbers.get(text) ?? numbers.size
    numbers.set(text, number)
    return number
  })
  const longest = Math.min(longestPeriod, Math.floor(keys.length / leastCount))
  const matches = Array.from({ length: longest }, (_, k) => matchesAt(keys, k + 1))
  const runs: Run[] = []
  for (let start = 0; start < keys.length;) {
    let best: Run = { start, period: 1, count: 1 }
    for (let period = 1; period <= longest; period++) {
      const count = 1 + Math.floor(at(at(matches, period - 1), start) / period)
      if (count >= leastCount && count * period > best.count * best.period) best = { start, period, count }
    }
    if (best.count > 1) runs.push(best)
    start += best.period * best.count
  }
  return runs
}

const words = /[\p{L}][\p{L}\p{M}\d._′]*/gu

/** Where a name was given: the how-manieth of its kind. */
interface Place {
  readonly kind: string
  readonly number: number
}

/** Further off than this a name is no neighbour: it is the same one for every block. */
const neighbourhood = longestPeriod

/**
 * Texts in which each name says how far it is from the last one of its kind: W17 after W16 reads like W3 after W2.
 */
const relative = (places: ReadonlyMap<string, Place>): ((text: string) => string) => {
  const last = new Map<string, number>()
  const placeOf = (word: string): Place | undefined => {
    const digits = /\d+/.exec(word)?.[0]
    return (
      places.get(word) ??
      (digits === undefined ? undefined : { kind: word.replace(digits, '#'), number: Number(digits) })
    )
  }
  return (text) =>
    text.replace(words, (word) => {
      const place = placeOf(word)
      if (place === undefined) return word
      const { kind, number } = place
      const apart = number - (last.get(kind) ?? number)
      if (Math.abs(apart) > neighbourhood) return word
      last.set(kind, number)
      return `${kind}${apart}`
    })
}

type AnyLine = Line & Partial<StepView>

/** The words of a line that may name something. */
const textsOf = (line: AnyLine): readonly string[] => [
  ...(line.where ?? []).flatMap(({ name, formula }) => [name, formula]),
  line.name,
  line.formula,
  line.shape,
  ...(line.reasons ?? []),
]

/** Where each name on a board was given. */
const placesOf = ({
  inputs,
  definitions,
  steps,
  consequences,
}: DerivationView): ReadonlyMap<string, Place> => {
  const places = new Map<string, Place>()
  const put = (kind: string, lines: readonly Line[]): void =>
    lines.forEach(({ name }, number) => places.set(name, { kind, number }))
  put('consequence', consequences)
  put(
    'step',
    steps.flatMap((step) => [...step.where, step]),
  )
  put('definition', definitions)
  const counts = new Map<string, number>()
  for (const { name } of inputs) {
    const kind = name.replaceAll(/\d+/g, '')
    const number = counts.get(kind) ?? 0
    counts.set(kind, number + 1)
    places.set(name, { kind: `input ${kind}`, number })
  }
  return places
}

/** The repeated blocks of a view in plain text; every other hand has the same lines. */
export const repeatsOf = (view: DerivationView): Repeats => {
  const places = placesOf(view)
  const runs = (lines: readonly AnyLine[]): readonly Run[] => {
    const key = relative(places)
    return runsOf(lines.map((line) => key(textsOf(line).join('\n'))))
  }
  return {
    inputs: runs(view.inputs),
    definitions: runs(view.definitions),
    steps: runs(view.steps),
    consequences: runs(view.consequences),
    results: runs(view.results),
  }
}

/** Lines left out because they are like those before them. */
export interface Omitted<L> {
  /** How many blocks. */
  readonly count: number
  /** The lines of the first one and of the last. */
  readonly first: readonly L[]
  readonly last: readonly L[]
}

/** The lines with each repeated block once, and what was left out behind it. */
export const folded = <L>(lines: readonly L[], runs: readonly Run[]): readonly (L | Omitted<L>)[] => {
  const found: (L | Omitted<L>)[] = []
  let next = 0
  for (const { start, period, count } of runs) {
    const end = start + period * count
    found.push(...lines.slice(next, start + period), {
      count: count - 1,
      first: lines.slice(start + period, start + 2 * period),
      last: lines.slice(end - period, end),
    })
    next = end
  }
  return [...found, ...lines.slice(next)]
}

/** The names of the left-out lines, from the first to the last of each: `z3 … z99`. */
export const ranges = ({ first, last }: Omitted<Line>): readonly (readonly [from: string, to: string])[] =>
  first.map(({ name }, k) => [name, at(last, k).name])
