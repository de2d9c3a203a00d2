/**
 * The function that follows a sum: its formula in z, and the name under which people know it.
 * Before it: `layers.ts`. After it: `counted.ts`.
 * Invariant: the function depends on the sum alone; a name is that of a function of the library with the same formula,
 * so that a new one needs no new line here.
 */
import { at, known } from '../../../src/Bug.ts'
import { broadcastTo, input, number, reduced } from '../../../src/construct.ts'
import { textStyle } from '../../../src/notation/text.ts'
import { write } from '../../../src/notation/write.ts'
import { operandsOf, withOperands } from '../../../src/operands.ts'
import { maxMonoid } from '../../../src/ops/monoids.ts'
import * as activations from '../../../src/ops/activation.ts'
import * as comparisons from '../../../src/ops/comparison.ts'
import * as exponentials from '../../../src/ops/exponential.ts'
import * as rectifiers from '../../../src/ops/rectifier.ts'
import * as shapes from '../../../src/Shape.ts'
import type { Shape } from '../../../src/Shape.ts'
import { isTensor, node } from '../../../src/Tensor.ts'
import type { AnyTensor } from '../../../src/Tensor.ts'
import { laid } from '../../ir/body.ts'
import { tensorsOf } from '../../ir/Graph.ts'
import { graphBuilder } from '../../ir/GraphBuilder.ts'
import { operandsIn } from './laidOut.ts'
import type { LaidForm, LaidId, LaidNode, LaidOut } from './laidOut.ts'

export interface Activation {
  /** `relu`, where the library has the function under a name. */
  readonly name: string | undefined
  /** `max(0, z)`. */
  readonly formula: string
  readonly at: LaidId
}

const formulaOf = (tensor: AnyTensor): string => {
  const { roots, definitions } = write([tensor], { style: textStyle, breadth: Infinity })
  return [...roots, ...definitions.map(({ name, formula }) => `${name} = ${formula}`)].join(' where ')
}

/** The tensor as a graph has it: without what only people write. */
const plain = (tensor: AnyTensor): AnyTensor => {
  const builder = graphBuilder()
  const node = known(laid([tensor], builder).get(tensor), 'node')
  const graph = { nodes: builder.nodes, inputs: [], outputs: [], derivation: [], assumed: [] }
  return at(tensorsOf(graph), node)
}

/** The name of each function of one operand, by its formula in z. */
const namesFor = (shape: Shape): ReadonlyMap<string, string> => {
  const z = input('z', shape, 'f32')
  const named = [activations, rectifiers, exponentials, comparisons]
    .flatMap((chapter) => Object.entries(chapter))
    .flatMap(([name, apply]: readonly [string, unknown]) => {
      const value: unknown = typeof apply === 'function' ? Reflect.apply(apply, undefined, [z]) : undefined
      const isOne = isTensor(value) && value.form.tag !== 'invalid' && shapes.same(value.shape, shape)
      return isOne ? [[formulaOf(plain(value)), name] as const] : []
    })
  return new Map(named)
}

const tables = new Map<number, ReadonlyMap<string, string>>()

/** The table for tensors of a rank: a formula does not depend on the extents. */
const nameOf = (formula: string, { length }: Shape): string | undefined => {
  const table = tables.get(length) ?? namesFor(Array.from({ length }, () => 7))
  tables.set(length, table)
  return table.get(formula)
}

/** More nodes than any known function has. */
const most = 40
const longest = 48

type Plain = Extract<LaidForm, { readonly tag: 'elementwise' | 'reduce' | 'move' }>

const isPlain = (form: LaidForm): form is Plain =>
  form.tag === 'elementwise' || form.tag === 'reduce' || form.tag === 'move'

const numberAt = (nodes: readonly LaidNode[], id: LaidId): number | undefined => {
  let { form } = at(nodes, id)
  while (form.tag === 'move') form = at(nodes, form.operand).form
  return form.tag === 'constant' && typeof form.value === 'number' ? form.value : undefined
}

/** The users of each node. */
export const usersOf = ({ nodes }: LaidOut): readonly (readonly LaidId[])[] => {
  const users: LaidId[][] = nodes.map(() => [])
  nodes.forEach(({ form }, id) => {
    for (const operand of new Set(operandsIn(form))) at(users, operand).push(id)
  })
  return users
}

/** What depends on a node and on numbers alone, as tensors over z, in order. */
const regionOf = (
  nodes: readonly LaidNode[],
  users: readonly (readonly LaidId[])[],
  from: LaidId,
  takes: (form: LaidForm) => boolean,
): ReadonlyMap<LaidId, AnyTensor> => {
  const { shape, dtype } = at(nodes, from)
  const region = new Map([[from, input('z', shape, dtype)]])
  const refused = new Set<LaidId>()
  for (;;) {
    const next = [...region.keys()]
      .flatMap((id) => at(users, id))
      .filter((id) => !region.has(id) && !refused.has(id))
      .reduce((least, id) => Math.min(least, id), Infinity)
    if (next === Infinity || region.size > most) return region
    const { form, shape: own, dtype: kind } = at(nodes, next)
    const tensorOf = (id: LaidId): AnyTensor | undefined => {
      const value = numberAt(nodes, id)
      return (
        region.get(id) ??
        (value === undefined
          ? undefined
          : broadcastTo(number(value, at(nodes, id).dtype), at(nodes, id).shape))
      )
    }
    const operands = operandsIn(form).flatMap((operand) => tensorOf(operand) ?? [])
    if (isPlain(form) && takes(form) && operands.length === operandsOf(form).length)
      region.set(next, node(withOperands(form, operands), own, kind))
    else refused.add(next)
  }
}

/** What of a region is used outside of it, or an output. */
const frontier = (
  region: ReadonlyMap<LaidId, AnyTensor>,
  users: readonly (readonly LaidId[])[],
  outputs: ReadonlySet<LaidId>,
): readonly LaidId[] =>
  [...region.keys()].filter((id) => outputs.has(id) || at(users, id).some((user) => !region.has(user)))

/** The largest of several neurons, where that is all that becomes of them. */
const largestOf = (
  nodes: readonly LaidNode[],
  users: readonly (readonly LaidId[])[],
  from: LaidId,
): Activation | undefined => {
  const [user, ...others] = at(users, from)
  const form = user === undefined ? undefined : at(nodes, user).form
  if (user === undefined || others.length > 0 || form?.tag !== 'reduce') return undefined
  if (form.monoid.name !== maxMonoid.name) return undefined
  const z = input('z', at(nodes, from).shape, 'f32')
  return { name: undefined, formula: formulaOf(reduced(form.monoid, z, form.axes)), at: user }
}

/** The function of a sum that everything after it sees; or else the one that is an output. */
export const activationAfter = (
  { nodes }: LaidOut,
  users: readonly (readonly LaidId[])[],
  outputs: ReadonlySet<LaidId>,
  from: LaidId,
): Activation | undefined => {
  const named = (takes: (form: LaidForm) => boolean): Activation | undefined => {
    const region = regionOf(nodes, users, from, takes)
    const ends = frontier(region, users, outputs)
    const shown = ends.filter((id) => id !== from && outputs.has(id))
    const [end, ...others] = ends.length === 1 ? ends : shown
    const tensor = end === undefined ? undefined : region.get(end)
    if (end === undefined || tensor === undefined || end === from || others.length > 0) return undefined
    if (!shapes.same(tensor.shape, at(nodes, from).shape)) return undefined
    const formula = formulaOf(tensor)
    const name = nameOf(formula, tensor.shape)
    return name === undefined && formula.length > longest ? undefined : { name, formula, at: end }
  }
  const whole = named(({ tag }) => tag === 'elementwise') ?? largestOf(nodes, users, from)
  if (whole !== undefined) return whole
  const alongAxes = named(isPlain)
  return alongAxes?.name === undefined ? undefined : alongAxes
}
