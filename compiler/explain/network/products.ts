/**
 * The products of a network: of weights with data, which layers are made of, and of data with data.
 * Before it: `roles.ts`, `contractions.ts`. After it: `layers.ts`.
 * Invariant: a weight is whatever depends on parameters alone; of a product with it the axes that are summed, at once or
 * after they were moved apart, are its inputs, and all others its neurons.
 */
import { at } from '../../../src/Bug.ts'
import * as extent from '../../../src/Extent.ts'
import type { Extent } from '../../../src/Extent.ts'
import type { Letters } from '../../../src/Tensor.ts'
import { contractionAt, movedApart } from './contractions.ts'
import { exampleAxes } from './exampleAxes.ts'
import { operandsIn } from './laidOut.ts'
import type { LaidId, LaidNode, LaidOut } from './laidOut.ts'
import type { Role } from './roles.ts'

export interface Weighing {
  readonly at: LaidId
  readonly weight: LaidId
  readonly data: LaidId
  /** The parameters that the weight depends on. */
  readonly parameters: readonly LaidId[]
  /** Axes of the weight. */
  readonly neurons: readonly number[]
  readonly inputs: readonly number[]
  /** How often each weight is used for one example. */
  readonly places: Extent
  /** Multiplications for one example. */
  readonly connections: Extent
}

export interface DataProduct {
  readonly at: LaidId
  readonly multiplications: Extent
}

export interface Products {
  readonly isData: Uint8Array
  /** What a node that is no data depends on: inputs that are parameters, and arrays. */
  readonly parametersOf: (id: LaidId) => readonly LaidId[]
  readonly weighings: readonly Weighing[]
  readonly dataProducts: readonly DataProduct[]
}

const nothing: readonly LaidId[] = []

/** For each node that is no data the parameters that it depends on; lists are shared where they are the same. */
const parameterLists = (
  { nodes }: LaidOut,
  roles: ReadonlyMap<LaidId, Role>,
  isData: Uint8Array,
): readonly (readonly LaidId[])[] => {
  const lists: (readonly LaidId[])[] = []
  nodes.forEach(({ form }, id) => {
    const role = roles.get(id)
    const own = role === 'learnt' || role === 'fixed' ? [id] : nothing
    lists.push(
      isData[id] === 1
        ? nothing
        : operandsIn(form).reduce((all, operand) => {
            const more = at(lists, operand).filter((one) => !all.includes(one))
            return more.length === 0 ? all : all.length === 0 ? at(lists, operand) : [...all, ...more]
          }, own),
    )
  })
  return lists
}

const sizeOfLetter =
  (nodes: readonly LaidNode[], left: LaidId, right: LaidId, { left: own, right: others }: Letters) =>
  (letter: string): Extent =>
    own.includes(letter)
      ? at(at(nodes, left).shape, own.indexOf(letter))
      : at(at(nodes, right).shape, others.indexOf(letter))

/** A product as it was found: its weight, if it has one, on which side. */
interface Found {
  readonly at: LaidId
  readonly left: LaidId
  readonly right: LaidId
  readonly letters: Letters
  readonly weight: 'left' | 'right' | undefined
}

const sidesOf = ({ left, right, letters, weight }: Found) =>
  weight === 'left'
    ? { weight: left, data: right, own: letters.left, others: letters.right }
    : { weight: right, data: left, own: letters.right, others: letters.left }

const axesOf = (letters: string, isWanted: (letter: string) => boolean): readonly number[] =>
  [...letters].flatMap((letter, axis) => (isWanted(letter) ? [axis] : []))

/** Every product that data have a part in. */
const found = (
  { nodes }: LaidOut,
  isData: Uint8Array,
  lists: readonly (readonly LaidId[])[],
): readonly Found[] =>
  nodes.flatMap((_, id) => {
    const contraction = isData[id] === 1 ? contractionAt(nodes, id) : undefined
    if (contraction === undefined) return []
    const { left, right, letters } = contraction
    const weight = isData[left] === 0 ? 'left' : isData[right] === 0 ? 'right' : undefined
    const isWeighed = weight !== undefined && at(lists, contraction[weight]).length > 0
    return weight === undefined || isWeighed ? [{ at: id, left, right, letters, weight }] : []
  })

export const productsOf = (laid: LaidOut, roles: ReadonlyMap<LaidId, Role>, isData: Uint8Array): Products => {
  const { nodes } = laid
  const lists = parameterLists(laid, roles, isData)
  const all = found(laid, isData, lists)
  const weighed = all.filter(({ weight }) => weight !== undefined)
  const apart = nodes.flatMap((_, id) => movedApart(nodes, id) ?? [])
  const later = new Map(apart.map(({ operand, gone }) => [operand, gone]))
  const isExample = exampleAxes(
    laid,
    isData,
    weighed.map((one) => {
      const { data, others } = sidesOf(one)
      const summed = axesOf(others, (letter) => !one.letters.out.includes(letter))
      return { at: one.at, data, summed, later: later.get(one.at) ?? new Set() }
    }),
  )
  /** The letters that do not tell examples apart, and the product of the extents of some of them. */
  const counted = ({ left, right, letters }: Found) => {
    const tells = (letter: string): boolean =>
      letters.out.includes(letter) &&
      (isExample(left, letters.left.indexOf(letter)) || isExample(right, letters.right.indexOf(letter)))
    const sizeOf = sizeOfLetter(nodes, left, right, letters)
    const own = [...new Set(letters.left + letters.right)].filter((letter) => !tells(letter))
    return (isWanted: (letter: string) => boolean): Extent => extent.product(own.filter(isWanted).map(sizeOf))
  }
  const weighings = weighed.map((one): Weighing => {
    const { weight, data, own } = sidesOf(one)
    const { turns } = at(nodes, one.at)
    const size = counted(one)
    const isSummed = (letter: string): boolean => {
      const axis = one.letters.out.indexOf(letter)
      return axis < 0 || later.get(one.at)?.has(axis) === true
    }
    return {
      at: one.at,
      weight,
      data,
      parameters: at(lists, weight),
      neurons: axesOf(own, (letter) => !isSummed(letter)),
      inputs: axesOf(own, isSummed),
      places: extent.mul(
        turns,
        size((letter) => !own.includes(letter)),
      ),
      connections: extent.mul(
        turns,
        size(() => true),
      ),
    }
  })
  const dataProducts = all
    .filter(({ weight }) => weight === undefined)
    .map((one) => ({
      at: one.at,
      multiplications: extent.mul(
        at(nodes, one.at).turns,
        counted(one)(() => true),
      ),
    }))
  return { isData, parametersOf: (id) => at(lists, id), weighings, dataProducts }
}
