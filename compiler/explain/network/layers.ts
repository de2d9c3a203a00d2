/**
 * Layers: the products with weights that are added up to one sum, with the biases added to it.
 * Before it: `products.ts`. After it: `counted.ts`.
 * Invariant: a product with a weight is in one layer; what is added to a sum that already depends on it is a residual,
 * and no part of its layer.
 */
import { at } from '../../../src/Bug.ts'
import { isTotal } from '../../../src/Move.ts'
import { movedApart } from './contractions.ts'
import { operandsIn } from './laidOut.ts'
import type { LaidId, LaidNode, LaidOut } from './laidOut.ts'
import type { Products, Weighing } from './products.ts'
import type { Role, Roles } from './roles.ts'

/** What a parameter is for; the first that is true of it. */
export const kinds = ['weight', 'bias', 'table', 'scale', 'shift', 'other'] as const
export type Kind = (typeof kinds)[number]

export interface Sum {
  readonly weighings: readonly Weighing[]
  /** Parameters that are added. */
  readonly biases: readonly LaidId[]
  /** Where the sum is complete. */
  readonly ends: readonly LaidId[]
}

export interface Sums {
  readonly sums: readonly Sum[]
  /** The sum that a node is, or is read from without a change; -1 for others. */
  readonly sumOf: (id: LaidId) => number
  readonly kindOf: ReadonlyMap<LaidId, Kind>
}

/** Whether a node depends on another, which comes before it. */
const dependsOn = (nodes: readonly LaidNode[], id: LaidId, on: LaidId): boolean => {
  const met = new Set<LaidId>([id])
  const open = [id]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === on) return true
    for (const operand of operandsIn(at(nodes, next).form))
      if (operand >= on && !met.has(operand)) {
        met.add(operand)
        open.push(operand)
      }
  }
  return false
}

/** Whether every element is read from the operand, or is it in another shape. */
const isRead = ({ form, shape }: LaidNode): boolean =>
  form.tag === 'reshape' ||
  form.tag === 'given' ||
  form.tag === 'element' ||
  (form.tag === 'move' && isTotal({ shape, rows: form.rows, guards: form.guards }))

/** For each node the place of a product whose sum it is, and how places were joined. */
const joinedSums = (nodes: readonly LaidNode[], { weighings }: Products, isSure: (id: LaidId) => boolean) => {
  const parents = weighings.map((_, k) => k)
  const rootOf = (place: number): number => {
    let root = place
    while (at(parents, root) !== root) root = at(parents, root)
    parents[place] = root
    return root
  }
  const places = new Map(weighings.map((weighing, k) => [weighing.at, k]))
  const sum = new Int32Array(nodes.length).fill(-1)
  const together = (a: LaidId, b: LaidId): number => {
    const [p, q] = [rootOf(at(sum, a)), rootOf(at(sum, b))]
    if (p === q) return p
    if (dependsOn(nodes, b, a)) return q
    if (dependsOn(nodes, a, b)) return p
    parents[q] = p
    return p
  }
  const isSum = (id: LaidId): boolean => at(sum, id) >= 0
  nodes.forEach((node, id) => {
    const { form } = node
    const own = places.get(id)
    const [first] = operandsIn(form)
    const apart = movedApart(nodes, id)
    if (own !== undefined) sum[id] = own
    else if (isRead(node) && first !== undefined) sum[id] = at(sum, first)
    else if (apart !== undefined && first !== undefined) {
      sum[first] = at(sum, apart.operand)
      sum[id] = at(sum, apart.operand)
    } else if (form.tag === 'elementwise') {
      const algebra = form.op.notation.algebra
      const [one, other] = form.operands.filter(isSum)
      if (one === undefined) return
      const isAdded =
        algebra === 'sum' || other !== undefined || form.operands.some((operand) => isSure(operand))
      if (algebra === 'sum' || (algebra === 'difference' && isAdded))
        sum[id] = other === undefined ? at(sum, one) : together(one, other)
    }
  })
  return { sumOf: (id: LaidId): number => (at(sum, id) < 0 ? -1 : rootOf(at(sum, id))) }
}

/** What each parameter that meets data is there for. */
const kindsOf = (
  { nodes }: LaidOut,
  { isData, weighings, parametersOf }: Products,
  roles: ReadonlyMap<LaidId, Role>,
  biasesAt: (id: LaidId) => readonly LaidId[],
): ReadonlyMap<LaidId, Kind> => {
  const found = new Map<LaidId, Kind>()
  const say = (kind: Kind, parameters: readonly LaidId[]): void => {
    for (const one of parameters) {
      const before = found.get(one)
      const mayBe = kind === 'weight' || kind === 'bias' || roles.get(one) === 'learnt'
      if (mayBe && (before === undefined || kinds.indexOf(kind) < kinds.indexOf(before))) found.set(one, kind)
    }
  }
  const weighed = new Set(weighings.map((weighing) => weighing.at))
  for (const { parameters } of weighings) say('weight', parameters)
  nodes.forEach(({ form }, id) => {
    if (isData[id] === 0 || weighed.has(id)) return
    say('bias', biasesAt(id))
    const others = operandsIn(form).filter((operand) => isData[operand] === 0)
    for (const operand of others) {
      const algebra = form.tag === 'elementwise' ? form.op.notation.algebra : undefined
      const isShift = algebra === 'sum' || algebra === 'difference'
      const isScale = algebra === 'product' || algebra === 'quotient'
      const kind = form.tag === 'gather' ? 'table' : isScale ? 'scale' : isShift ? 'shift' : 'other'
      say(kind, parametersOf(operand))
    }
  })
  return found
}

/** The layers of a network, and what its parameters are for. */
export const sumsOf = (laid: LaidOut, products: Products, { of: roles, isSure }: Roles): Sums => {
  const { nodes } = laid
  const { isData, weighings, parametersOf } = products
  /** What may be taken away from a sum as a bias: parameters that are known to be some. */
  const isLearnt = (id: LaidId): boolean =>
    isSure && isData[id] === 0 && parametersOf(id).some((one) => roles.get(one) === 'learnt')
  const { sumOf } = joinedSums(nodes, products, isLearnt)
  const biasesAt = (id: LaidId): readonly LaidId[] => {
    const { form } = at(nodes, id)
    if (form.tag !== 'elementwise' || sumOf(id) < 0) return []
    const { algebra } = form.op.notation
    if (algebra !== 'sum' && algebra !== 'difference') return []
    return form.operands.flatMap((operand) => (isData[operand] === 1 ? [] : parametersOf(operand)))
  }
  const numbers = new Map([...new Set(weighings.map((one) => sumOf(one.at)))].map((root, k) => [root, k]))
  const place = (id: LaidId): number => numbers.get(sumOf(id)) ?? -1
  const biases = [...numbers].map(() => new Set<LaidId>())
  const goesOn = new Uint8Array(nodes.length)
  const members = [...numbers].map((): LaidId[] => [])
  nodes.forEach(({ form }, id) => {
    const own = place(id)
    if (own < 0) return
    at(members, own).push(id)
    for (const one of biasesAt(id)) at(biases, own).add(one)
    for (const operand of operandsIn(form)) if (place(operand) === own) goesOn[operand] = 1
  })
  const weighed = [...numbers].map((): Weighing[] => [])
  for (const one of weighings) at(weighed, place(one.at)).push(one)
  const sums = weighed.map((own, k) => ({
    weighings: own,
    biases: [...at(biases, k)],
    ends: at(members, k).filter((id) => goesOn[id] === 0),
  }))
  return { sums, sumOf: place, kindOf: kindsOf(laid, products, roles, biasesAt) }
}

/** The layers that come right before each node, and the inputs; an input is ~ its node. */
export const sourcesOf = (laid: LaidOut, { isData }: Products, { sums, sumOf }: Sums) => {
  const { nodes, returns } = laid
  const places = new Map(
    sums.flatMap(({ weighings }) => weighings.map((one) => [one.at, sumOf(one.at)] as const)),
  )
  const nothing: readonly number[] = []
  const sources: (readonly number[])[] = nodes.map(() => nothing)
  const union = (a: readonly number[], b: readonly number[]): readonly number[] => {
    if (a === b || b.length === 0) return a
    if (a.length === 0) return b
    const own = new Set(a)
    const more = b.filter((one) => !own.has(one))
    return more.length === 0 ? a : [...a, ...more]
  }
  for (let grows = true; grows;) {
    nodes.forEach(({ form }, id) => {
      if (isData[id] === 0) return
      const layer = places.get(id)
      sources[id] =
        layer !== undefined
          ? [layer]
          : form.tag === 'input'
            ? [~id]
            : operandsIn(form).reduce(
                (all, operand) => union(all, at(sources, operand)),
                form.tag === 'carry' ? at(sources, id) : nothing,
              )
    })
    grows = false
    for (const { carry, next } of returns) {
      const more = union(at(sources, carry), at(sources, next))
      if (more.length > at(sources, carry).length) {
        sources[carry] = more
        grows = true
      }
    }
  }
  return (id: LaidId): readonly number[] => at(sources, id)
}

/** The longest chain of layers that leads to each node; a turn of a loop counts once. */
export const depthsOf = ({ nodes }: LaidOut, { isData, weighings }: Products): Int32Array => {
  const depths = new Int32Array(nodes.length)
  const isWeighing = new Set(weighings.map((one) => one.at))
  nodes.forEach(({ form }, id) => {
    if (isData[id] === 0) return
    const before = operandsIn(form).reduce((most, operand) => Math.max(most, at(depths, operand)), 0)
    depths[id] = before + (isWeighing.has(id) ? 1 : 0)
  })
  return depths
}
