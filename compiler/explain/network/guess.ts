/**
 * Data and weights told apart by their products alone, where nothing else does.
 * Before it: `contractions.ts`. After it: `roles.ts`.
 * Invariant: of two inputs that are multiplied one is the data. The other is the one along whose axes a bias varies; or
 * whose axes the next product sums; or that is not called x where the first is; or that has axes which are not summed,
 * where the first has none, or none longer than 1; or that comes later among the inputs.
 */
import { at } from '../../../src/Bug.ts'
import type { Letters } from '../../../src/Tensor.ts'
import { contractionAt, ownAxes } from './contractions.ts'
import type { Contraction } from './contractions.ts'
import { operandsIn } from './laidOut.ts'
import type { LaidId, LaidNode, LaidOut } from './laidOut.ts'

/** What several inputs lead to, and what none does. */
const [several, none] = [-2, -1]

/** For each node the one input that leads to it. */
const onlyInputs = (nodes: readonly LaidNode[], inputs: ReadonlySet<LaidId>): Int32Array => {
  const only = new Int32Array(nodes.length).fill(none)
  nodes.forEach(({ form }, id) => {
    if (inputs.has(id)) only[id] = id
    for (const operand of operandsIn(form)) {
      const other = at(only, operand)
      if (other !== none) only[id] = at(only, id) === none || only[id] === other ? other : several
    }
  })
  return only
}

type Side = 'left' | 'right'

const other = (side: Side): Side => (side === 'left' ? 'right' : 'left')

/** The axes of a result that one operand alone has. */
const freeAxes = ({ left, right, out }: Letters, side: Side): readonly number[] => {
  const [own, others] = side === 'left' ? [left, right] : [right, left]
  return [...out].flatMap((letter, axis) => (own.includes(letter) && !others.includes(letter) ? [axis] : []))
}

interface Votes {
  /** Sides whose axes a bias varies along, or lacks. */
  readonly biases: Map<LaidId, Side>
  /** Sides whose axes are summed next. */
  readonly nexts: Map<LaidId, Side>
}

/** What is added to a product, and what it is multiplied by next, for products of two inputs. */
const votesOn = (
  nodes: readonly LaidNode[],
  products: ReadonlyMap<LaidId, Contraction>,
  only: Int32Array,
): Votes => {
  const biases = new Map<LaidId, Side>()
  const nexts = new Map<LaidId, Side>()
  /** The product whose axes a node has. */
  const origin = new Int32Array(nodes.length).fill(none)
  const voteOnBias = (product: LaidId, { letters }: Contraction, bias: LaidId): void => {
    if (biases.has(product) || at(only, bias) < 0) return
    const isLong = (axis: number): boolean => at(nodes, product).shape[axis] !== 1
    const own = ownAxes(at(nodes, bias))
    const fits = (side: Side): boolean =>
      freeAxes(letters, side).every((axis) => !isLong(axis) || own.includes(axis)) &&
      freeAxes(letters, other(side)).every((axis) => !isLong(axis) || !own.includes(axis))
    if (fits('left') !== fits('right')) biases.set(product, fits('left') ? 'left' : 'right')
  }
  nodes.forEach(({ form }, id) => {
    if (products.has(id)) origin[id] = id
    if (form.tag === 'elementwise') {
      const from = form.operands.find((operand) => at(origin, operand) !== none)
      if (from !== undefined) origin[id] = at(origin, from)
      if (form.op.notation.algebra === 'sum')
        for (const operand of form.operands) {
          const product = products.get(operand)
          if (product !== undefined)
            for (const bias of form.operands) if (bias !== operand) voteOnBias(operand, product, bias)
        }
    }
    const next = contractionAt(nodes, id)
    if (next === undefined) return
    for (const side of ['left', 'right'] as const) {
      const product = at(origin, next[side])
      const letters = products.get(product)?.letters
      if (letters === undefined || nexts.has(product)) continue
      const summed = [...next.letters[side]].flatMap((letter, axis) =>
        next.letters.out.includes(letter) ? [] : [axis],
      )
      for (const free of ['left', 'right'] as const)
        if (summed.some((axis) => freeAxes(letters, free).includes(axis))) nexts.set(product, free)
    }
  })
  return { biases, nexts }
}

/** The inputs that their products tell to be data; where no two inputs are multiplied those called x, or all. */
export const guessedData = (
  { nodes }: LaidOut,
  inputs: readonly LaidId[],
  isCalledX: (id: LaidId) => boolean,
): ReadonlySet<LaidId> => {
  const only = onlyInputs(nodes, new Set(inputs))
  const products = new Map<LaidId, Contraction>()
  nodes.forEach((_, id) => {
    const found = contractionAt(nodes, id)
    if (found === undefined) return
    const [a, b] = [at(only, found.left), at(only, found.right)]
    if (a >= 0 && b >= 0 && a !== b) products.set(id, found)
  })
  const { biases, nexts } = votesOn(nodes, products, only)
  const data = new Set<LaidId>()
  const weights = new Set<LaidId>()
  for (const [id, product] of products) {
    const inputOf = (side: Side): LaidId => at(only, product[side])
    const long = (side: Side): number =>
      freeAxes(product.letters, side).filter((axis) => at(nodes, id).shape[axis] !== 1).length
    const byAxes = long('left') > 0 !== long('right') > 0 ? (long('left') > 0 ? 'left' : 'right') : undefined
    const byOrder = inputs.indexOf(inputOf('left')) < inputs.indexOf(inputOf('right')) ? 'right' : 'left'
    const known = (['left', 'right'] as const).find(
      (side) => weights.has(inputOf(side)) || data.has(inputOf(other(side))),
    )
    const byName = (['left', 'right'] as const).find(
      (side) => !isCalledX(inputOf(side)) && isCalledX(inputOf(other(side))),
    )
    const weight = biases.get(id) ?? nexts.get(id) ?? known ?? byName ?? byAxes ?? byOrder
    data.add(inputOf(other(weight)))
    weights.add(inputOf(weight))
  }
  const called = inputs.filter(isCalledX)
  if (products.size === 0) return new Set(called.length > 0 ? called : inputs)
  const combined = combinedIn(nodes)
  return new Set([...data, ...inputs.filter((id) => !weights.has(id) && !combined.has(id))])
}

/** What is more than an operand of a difference and its like: a target is no more than that. */
const combinedIn = (nodes: readonly LaidNode[]): ReadonlySet<LaidId> =>
  new Set(
    nodes.flatMap(({ form }) => {
      const algebra = form.tag === 'elementwise' ? form.op.notation.algebra : 'sum'
      return algebra === 'sum' || algebra === 'product' ? operandsIn(form) : []
    }),
  )
