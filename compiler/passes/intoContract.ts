/**
 * Sums of moved contractions as contractions of moved factors: how the gradient of a convolution becomes one.
 * Before it: `Rule.ts`, `drafts.ts`. After it: `rules.ts`.
 * Invariant: each row of the move goes to the factors that have its axis, each guard to one: where one factor is 0, so is
 * the product, unless the other is infinite.
 */
import { at } from '../../src/Bug.ts'
import { renamed } from '../../src/construct.ts'
import * as extent from '../../src/Extent.ts'
import type { Extent } from '../../src/Extent.ts'
import * as move from '../../src/Move.ts'
import type { Move } from '../../src/Move.ts'
import { totalMonoid } from '../../src/ops/monoids.ts'
import * as shapes from '../../src/Shape.ts'
import type { Shape } from '../../src/Shape.ts'
import type { Row } from '../../src/Tensor.ts'
import type { GraphNode, NodeId } from '../ir/Graph.ts'
import { lettersOf, movement } from './drafts.ts'
import { decision, isTag } from './Rule.ts'
import type { Draft, DraftNode, NodeOf, Rule } from './Rule.ts'

const axesOf = ({ coefficients }: Row): readonly number[] =>
  coefficients.flatMap((coefficient, axis) => (coefficient === 0 ? [] : [axis]))

interface Factor {
  readonly operand: NodeId
  readonly shape: Shape
  readonly letters: string
  /** The axes of the result that it depends on. */
  readonly axes: readonly number[]
}

/** The factor read through its rows, over its axes of the result and then those that are summed. */
const movedFactor = (
  { operand, shape, letters, axes }: Factor,
  { map, out, guards }: { readonly map: Move; readonly out: string; readonly guards: readonly Row[] },
): Draft => {
  const summed = [...letters].flatMap((letter, axis) => (out.includes(letter) ? [] : [axis]))
  const rank = axes.length + summed.length
  const narrowed = (row: Row): Row => ({
    ...row,
    coefficients: [...axes.map((axis) => at(row.coefficients, axis)), ...summed.map(() => 0)],
  })
  const rows = [...letters].map((letter, axis) =>
    out.includes(letter)
      ? narrowed(at(map.rows, out.indexOf(letter)))
      : move.unit(rank, axes.length + summed.indexOf(axis), at(shape, axis)),
  )
  const to = [...axes.map((axis) => at(map.shape, axis)), ...summed.map((axis) => at(shape, axis))]
  return movement(operand, { shape: to, rows, guards: guards.map(narrowed) }, 0, 'f32')
}

/** Symbolic sizes count as so many. */
const usual = 32

const sizeOf = (size: Extent): number => {
  const names = extent.names(size)
  return extent.resolve(size, new Map(names.map((name) => [name, usual]))) ?? Infinity
}

/** So many times the products of the contraction may there be: what is padded or dilated counts. */
const mostGrowth = 8

/** The contraction of moved factors that a move of a contraction is, if each guard has a factor that knows its axes. */
const insideOut = (
  map: Move,
  { form }: NodeOf<'contract'>,
  nodes: readonly GraphNode[],
): DraftNode | undefined => {
  const { left, right, letters } = form
  const factor = (operand: NodeId, own: string): Factor => {
    const axes = new Set(
      [...own].flatMap((letter) => {
        const row = map.rows[letters.out.indexOf(letter)]
        return row === undefined ? [] : axesOf(row)
      }),
    )
    return {
      operand,
      shape: at(nodes, operand).shape,
      letters: own,
      axes: [...axes].sort((a, b) => a - b),
    }
  }
  const second = factor(right, letters.right)
  const some = factor(left, letters.left)
  const idle = [...map.shape.keys()].filter(
    (axis) => !some.axes.includes(axis) && !second.axes.includes(axis),
  )
  if (idle.some((axis) => map.shape[axis] !== 1)) return undefined
  const first = { ...some, axes: [...some.axes, ...idle].sort((a, b) => a - b) }
  const knows = (one: Factor, guard: Row): boolean => axesOf(guard).every((axis) => one.axes.includes(axis))
  const [own, others] = [
    map.guards.filter((guard) => knows(first, guard)),
    map.guards.filter((guard) => !knows(first, guard)),
  ]
  if (others.some((guard) => !knows(second, guard))) return undefined
  const names = lettersOf(map.shape.length)
  const summed = [...letters.left].filter((letter) => !letters.out.includes(letter))
  const nameOf = (letter: string): string => 'ABCDEFGHIJKLMNOP'.charAt(summed.indexOf(letter))
  const lettersIn = ({ axes, letters: all }: Factor): string =>
    [
      ...axes.map((axis) => names.charAt(axis)),
      ...[...all].filter((letter) => !letters.out.includes(letter)).map(nameOf),
    ].join('')
  const { out } = letters
  return {
    form: {
      tag: 'contract',
      left: movedFactor(first, { map, out, guards: own }),
      right: movedFactor(second, { map, out, guards: others }),
      letters: renamed({ left: lettersIn(first), right: lettersIn(second), out: names }),
    },
    shape: map.shape,
    dtype: 'f32',
  }
}

export const intoContract: Rule = decision(
  'Σ of a moved contraction',
  'finite',
  'reduce',
  (root, { nodes, usedOnce }) => {
    const through = at(nodes, root.form.operand)
    if (root.form.monoid.name !== totalMonoid.name || !isTag('move', through)) return undefined
    const inner = at(nodes, through.form.operand)
    if (!isTag('contract', inner) || !Object.is(through.form.fill, 0)) return undefined
    if (!usedOnce(root.form.operand) || !usedOnce(through.form.operand)) return undefined
    const growth = sizeOf(shapes.sizeOf(through.shape)) / sizeOf(shapes.sizeOf(inner.shape))
    if (!(growth <= mostGrowth)) return undefined
    const operand = insideOut({ ...through.form, shape: through.shape }, inner, nodes)
    return operand === undefined ? undefined : { ...root, form: { ...root.form, operand } }
  },
)
