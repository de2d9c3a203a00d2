/**
 * Associativity: A·(B·x) is (A·B)·x, so that layers without anything between them are one matrix.
 * Before it: `Rule.ts`, `src/construct.ts`. After it: `rules.ts`.
 * Invariant: fires only where it leaves fewer multiplications for large sizes, so that it comes to an end: the factors
 * of a product have finitely many groupings, and the cost of each firing's is below the last one's.
 */
import { at, known } from '../../src/Bug.ts'
import { renamed } from '../../src/construct.ts'
import * as extent from '../../src/Extent.ts'
import type { Extent } from '../../src/Extent.ts'
import type { Letters } from '../../src/Tensor.ts'
import type { NodeId } from '../ir/Graph.ts'
import { decision, isTag } from './Rule.ts'
import type { DraftNode, NodeOf, Rule, Site } from './Rule.ts'

interface Factor {
  readonly operand: NodeId
  readonly letters: string
}

/** Three factors: `first` and `second` are multiplied, and then `third`, which is the result. */
interface Grouping {
  readonly first: Factor
  readonly second: Factor
  readonly third: Factor
}

/** The factors of the product that is one side of another, their letters those of the whole. */
const threeOf = (
  { form }: NodeOf<'contract'>,
  side: 'left' | 'right',
  { nodes, usedOnce }: Site,
): readonly [outside: Factor, Factor, Factor] | undefined => {
  const inner = at(nodes, form[side])
  if (!isTag('contract', inner) || !usedOnce(form[side])) return undefined
  const { letters } = inner.form
  const other = side === 'left' ? 'right' : 'left'
  const summed = [...letters.left].filter((letter) => !letters.out.includes(letter))
  const whole = (text: string): string =>
    [...text]
      .map((letter) =>
        letters.out.includes(letter)
          ? form.letters[side].charAt(letters.out.indexOf(letter))
          : 'ABCDEFGHIJKLMNOP'.charAt(summed.indexOf(letter)),
      )
      .join('')
  return [
    { operand: form[other], letters: form.letters[other] },
    { operand: inner.form.left, letters: whole(letters.left) },
    { operand: inner.form.right, letters: whole(letters.right) },
  ]
}

const distinct = (...texts: readonly string[]): readonly string[] => [...new Set(texts.join(''))]

/** The letters of the first product: those that are needed later, in the order in which they come. */
const kept = ({ first, second, third }: Grouping, out: string): string =>
  distinct(first.letters, second.letters)
    .filter((letter) => third.letters.includes(letter) || out.includes(letter))
    .join('')

/** Whether each letter stands in two of the three. */
const isPaired = ({ left, right, out }: Letters): boolean =>
  distinct(left, right, out).every(
    (letter) => [left, right, out].filter((text) => text.includes(letter)).length > 1,
  )

/** So many multiplications by the number of symbolic sizes in them, all of which count as one that is large. */
const leading = (cost: Extent): ReadonlyMap<number, number> => {
  const found = new Map<number, number>()
  const terms = typeof cost === 'number' ? [{ coefficient: cost, factors: [] }] : cost.terms
  for (const { coefficient, factors } of terms)
    found.set(factors.length, (found.get(factors.length) ?? 0) + coefficient)
  return found
}

/** Whether the one is less than the other as sizes grow. */
export const isCheaper = (one: Extent, other: Extent): boolean => {
  const [mine, theirs] = [leading(one), leading(other)]
  const degrees = [...new Set([...mine.keys(), ...theirs.keys()])].sort((p, q) => q - p)
  for (const degree of degrees) {
    const difference = (mine.get(degree) ?? 0) - (theirs.get(degree) ?? 0)
    if (difference !== 0) return difference < 0
  }
  return false
}

const regrouped = (root: NodeOf<'contract'>, side: 'left' | 'right', site: Site): DraftNode | undefined => {
  const three = threeOf(root, side, site)
  if (three === undefined) return undefined
  const sizes = new Map<string, Extent>()
  for (const { operand, letters } of three)
    at(site.nodes, operand).shape.forEach((size, axis) => sizes.set(letters.charAt(axis), size))
  const size = (letter: string): Extent => known(sizes.get(letter), 'size of a letter')
  const products = (...texts: readonly string[]): Extent => extent.product(distinct(...texts).map(size))
  const { out } = root.form.letters
  const [outside, left, right] = three
  const before = extent.add(
    products(left.letters, right.letters),
    products(root.form.letters.left, root.form.letters.right),
  )
  const groupings: readonly Grouping[] = [
    { first: outside, second: left, third: right },
    { first: outside, second: right, third: left },
  ]
  for (const grouping of groupings) {
    const { first, second, third } = grouping
    const between = kept(grouping, out)
    const pair = { left: first.letters, right: second.letters, out: between }
    const whole = { left: between, right: third.letters, out }
    const after = extent.add(products(pair.left, pair.right), products(whole.left, whole.right))
    if (isPaired(pair) && isPaired(whole) && isCheaper(after, before))
      return {
        ...root,
        form: {
          tag: 'contract',
          left: {
            form: { tag: 'contract', left: first.operand, right: second.operand, letters: renamed(pair) },
            shape: [...between].map(size),
            dtype: root.dtype,
          },
          right: third.operand,
          letters: renamed(whole),
        },
      }
  }
  return undefined
}

export const regroup: Rule = decision(
  'A·(B·x) = (A·B)·x',
  'real',
  'contract',
  (root, site) => regrouped(root, 'right', site) ?? regrouped(root, 'left', site),
)
