/**
 * Which axes of data came in together, and where they were mixed.
 * Before it: `laidOut.ts`. After it: `exampleAxes.ts`.
 * Invariant: an axis keeps its label while each of its elements stays by itself; axes that meet in one operation get one.
 */
import { at } from '../../../src/Bug.ts'
import * as extent from '../../../src/Extent.ts'
import type { Shape } from '../../../src/Shape.ts'
import type { LaidForm, LaidId, LaidNode, LaidOut } from './laidOut.ts'

/** Axes that came in together have one label; an axis that is a node's own has none. */
export type Label = number
export const unlabelled: Label = -1
type Labels = readonly Label[]

export interface Labelling {
  readonly labels: readonly Labels[]
  /** Where an axis was mixed. */
  readonly mixed: readonly { readonly at: LaidId; readonly label: Label }[]
  /** What joined labels have in common. */
  readonly classOf: (label: Label) => Label
}

/** Labels that are made, and joined. */
const classes = () => {
  const parents: Label[] = []
  const fresh = (): Label => parents.push(parents.length) - 1
  const classOf = (label: Label): Label => {
    let root = label
    while (at(parents, root) !== root) {
      parents[root] = at(parents, at(parents, root))
      root = at(parents, root)
    }
    return root
  }
  const joined = (a: Label, b: Label): Label => {
    if (a === unlabelled || b === unlabelled) return Math.max(a, b)
    parents[classOf(b)] = classOf(a)
    return a
  }
  return { fresh, classOf, joined }
}

/** What the labels of a node are made with. */
interface Making {
  readonly nodes: readonly LaidNode[]
  readonly of: (id: LaidId) => Labels
  readonly joined: (a: Label, b: Label) => Label
  readonly mix: (label: Label | undefined) => void
}

type FormOf<Tag extends LaidForm['tag']> = Extract<LaidForm, { readonly tag: Tag }>

/** The labels of operands of one shape. */
const alike = ({ joined }: Making, rank: number, all: readonly Labels[]): Labels => {
  const [first, ...others] = all.filter((one) => one.some((label) => label !== unlabelled))
  if (first === undefined) return Array.from({ length: rank }, () => unlabelled)
  return others.length === 0
    ? first
    : first.map((label, axis) => others.reduce((so, one) => joined(so, one[axis] ?? unlabelled), label))
}

const ofContract = ({ of, joined, mix }: Making, { left, right, letters }: FormOf<'contract'>): Labels => {
  const labelIn = (operand: LaidId, own: string, letter: string): Label =>
    own.includes(letter) ? (of(operand)[own.indexOf(letter)] ?? unlabelled) : unlabelled
  const both = (letter: string): readonly [Label, Label] => [
    labelIn(left, letters.left, letter),
    labelIn(right, letters.right, letter),
  ]
  for (const letter of new Set(letters.left + letters.right))
    if (!letters.out.includes(letter)) both(letter).forEach(mix)
  return [...letters.out].map((letter) => joined(...both(letter)))
}

/** An axis that is read as it is, or repeated, stays; one that is read otherwise, or under a guard, is mixed. */
const ofMove = ({ of, mix }: Making, { operand, rows, guards }: FormOf<'move'>, shape: Shape): Labels => {
  const own = of(operand)
  const found: Label[] = shape.map(() => unlabelled)
  rows.forEach((row, k) => {
    const axes = [...row.coefficients.keys()].filter((axis) => row.coefficients[axis] !== 0)
    const [axis] = axes
    const label = own[k] ?? unlabelled
    const isWhole =
      axis !== undefined &&
      axes.length === 1 &&
      row.coefficients[axis] === row.divisor &&
      extent.same(row.offset, 0) &&
      extent.same(row.extent, at(shape, axis))
    if (!isWhole) {
      if (row.extent !== 1) mix(label)
    } else if (found[axis] === unlabelled) found[axis] = label
    else [label, found[axis]].forEach(mix)
  })
  for (const { coefficients } of guards)
    coefficients.forEach((coefficient, axis) => {
      if (coefficient !== 0) mix(found[axis])
    })
  return found
}

/** The axes of a reshaped node that stay whole: where as many elements stand before them, and they are as long. */
const wholeAxes = (from: Shape, to: Shape): readonly (number | undefined)[] => {
  const before = (shape: Shape, axis: number): string => extent.show(extent.product(shape.slice(0, axis)))
  const own = from.map((_, axis) => before(from, axis))
  return to.map((size, axis) => {
    const wanted = before(to, axis)
    const found = own.findIndex((text, k) => text === wanted && extent.same(at(from, k), size))
    return found < 0 ? undefined : found
  })
}

const ofReshape = ({ nodes, of, mix }: Making, { operand }: FormOf<'reshape'>, shape: Shape): Labels => {
  const own = of(operand)
  const from = at(nodes, operand).shape
  const kept = wholeAxes(from, shape)
  own.forEach((label, axis) => {
    if (!kept.includes(axis) && from[axis] !== 1) mix(label)
  })
  return kept.map((axis) => (axis === undefined ? unlabelled : (own[axis] ?? unlabelled)))
}

const ofGather = (
  { nodes, of, joined, mix }: Making,
  { operand, index, batch }: FormOf<'gather'>,
  shape: Shape,
): Labels => {
  const [own, picks] = [of(operand), of(index)]
  const { length } = at(nodes, index).shape
  mix(own[batch])
  return shape.map((_, axis) => {
    if (axis >= length) return own[axis - length + batch + 1] ?? unlabelled
    const label = picks[axis] ?? unlabelled
    return axis < batch ? joined(label, own[axis] ?? unlabelled) : label
  })
}

const ofScatter = (
  { nodes, of, joined, mix }: Making,
  { operand, index, batch }: FormOf<'scatter'>,
  shape: Shape,
): Labels => {
  const [own, places] = [of(operand), of(index)]
  const { length } = at(nodes, index).shape
  for (let axis = batch; axis < length; axis++) [own[axis], places[axis]].forEach(mix)
  return shape.map((_, axis) => {
    if (axis === batch) return unlabelled
    return axis < batch
      ? joined(own[axis] ?? unlabelled, places[axis] ?? unlabelled)
      : (own[axis - batch - 1 + length] ?? unlabelled)
  })
}

const labelsOf = (making: Making, { form, shape }: LaidNode, fresh: () => Label): Labels => {
  const { of, joined, mix } = making
  switch (form.tag) {
    case 'input':
      return shape.map(fresh)
    case 'constant':
    case 'index':
      return shape.map(() => unlabelled)
    case 'elementwise':
      return alike(making, shape.length, form.operands.map(of))
    case 'reduce':
      return of(form.operand).filter((_, axis) => !form.axes.includes(axis))
    case 'contract':
      return ofContract(making, form)
    case 'move':
      return ofMove(making, form, shape)
    case 'reshape':
      return ofReshape(making, form, shape)
    case 'gather':
      return ofGather(making, form, shape)
    case 'scatter':
      return ofScatter(making, form, shape)
    case 'given':
      return of(form.operand)
    case 'element':
      mix(of(form.operand)[0])
      return of(form.operand).slice(1)
    case 'carry':
      return shape.map((_, axis) => joined(of(form.operand)[axis] ?? unlabelled, fresh()))
    case 'history': {
      const turns = form.sequences.map((sequence) => of(sequence)[0] ?? unlabelled)
      const rows = alike(making, shape.length - 1, [of(form.operand), of(form.start)])
      return [turns.reduce(joined, unlabelled), ...rows]
    }
  }
}

/** The labels of the axes of data; other nodes have none. */
export const labelling = ({ nodes, returns }: LaidOut, isData: Uint8Array): Labelling => {
  const { fresh, classOf, joined } = classes()
  const labels: Labels[] = []
  const mixed: { readonly at: LaidId; readonly label: Label }[] = []
  const of = (id: LaidId): Labels => (isData[id] === 1 ? at(labels, id) : [])
  nodes.forEach((node, id) => {
    const mix = (label: Label | undefined): void => {
      if (label !== undefined && label !== unlabelled) mixed.push({ at: id, label })
    }
    labels.push(isData[id] === 1 ? labelsOf({ nodes, of, joined, mix }, node, fresh) : [])
  })
  for (const { carry, next } of returns)
    of(carry).forEach((label, axis) => joined(label, of(next)[axis] ?? unlabelled))
  return { labels, mixed, classOf }
}
