/**
 * Which inputs of a program are its parameters, and which are data.
 * Before it: `contractions.ts`. After it: `layers.ts`.
 * Invariant: who is asked first: the user; then what was differentiated by; then records, which hold parameters where
 * data stand outside; then sizes that vary, which mark data; and at last the products themselves.
 */
import { at } from '../../../src/Bug.ts'
import type { TypedArray } from '../../../src/DType.ts'
import * as extent from '../../../src/Extent.ts'
import type { Graph, Port } from '../../ir/Graph.ts'
import { guessedData } from './guess.ts'
import type { LaidId, LaidOut } from './laidOut.ts'

export type Role =
  | 'data'
  /** A parameter. */
  | 'learnt'
  /** A parameter where it is a weight or a bias: what was bound, or is not differentiated by. */
  | 'fixed'

/** Whose word the roles are. */
export type Authority = 'said' | 'gradients' | 'sizes' | 'records' | 'products'

export interface Roles {
  readonly of: ReadonlyMap<LaidId, Role>
  readonly authority: Authority
  /** Whether the parameters are known to be some, rather than taken for some. */
  readonly isSure: boolean
}

export interface Said {
  /** Paths of inputs, or of records of them, that are data. */
  readonly data?: readonly string[]
  /** Paths of inputs, or of records of them, that are parameters. */
  readonly parameters?: readonly string[]
}

/** An input that is forward. */
interface Given {
  readonly path: string
  readonly id: LaidId
  readonly varies: boolean
  readonly isFloat: boolean
  readonly isScalar: boolean
  readonly isDifferentiated: boolean
}

const isBelow = (path: string, paths: readonly string[]): boolean =>
  paths.some((other) => path === other || path.startsWith(`${other}.`))

const bySaying = ({ data, parameters }: Said): ((given: Given) => Role) | undefined => {
  if (data === undefined && parameters === undefined) return undefined
  return ({ path, isFloat }) => {
    if (data !== undefined && isBelow(path, data)) return 'data'
    if (parameters !== undefined)
      return isBelow(path, parameters) ? 'learnt' : data === undefined ? 'data' : 'fixed'
    return isFloat ? 'learnt' : 'data'
  }
}

/** Not where data alone were differentiated by: their sizes vary, and those of the rest do not. */
const byGradients = (all: readonly Given[]): ((given: Given) => Role) | undefined => {
  const wrt = all.filter(({ isDifferentiated }) => isDifferentiated)
  const others = all.filter(({ isDifferentiated }) => !isDifferentiated)
  const areData =
    wrt.every(({ varies }) => varies) && others.some(({ varies, isFloat }) => isFloat && !varies)
  if (wrt.length === 0 || areData) return undefined
  const someVary = others.some(({ varies }) => varies)
  return ({ isDifferentiated, isFloat, varies }) =>
    isDifferentiated ? 'learnt' : someVary && isFloat && !varies ? 'fixed' : 'data'
}

const bySizes = (all: readonly Given[]): ((given: Given) => Role) | undefined =>
  all.some(({ varies }) => varies) && all.some(({ varies, isFloat }) => isFloat && !varies)
    ? ({ isFloat, varies }) => (isFloat && !varies ? 'learnt' : 'data')
    : undefined

/** Where no input is left that could be a parameter. */
const byLack = (all: readonly Given[]): ((given: Given) => Role) | undefined =>
  all.every(({ varies, isFloat }) => varies || !isFloat) ? () => 'data' : undefined

/** Where no size varies, or those of all that stands outside do. */
const byRecords = (all: readonly Given[]): ((given: Given) => Role) | undefined => {
  const isInside = ({ path }: Given): boolean => path.includes('.')
  const outside = all.filter((given) => !isInside(given))
  const isApart =
    all.every(({ varies }) => !varies) ||
    outside.every(({ varies, isFloat, isScalar }) => varies || !isFloat || isScalar)
  return isApart && outside.length > 0 && all.some((given) => isInside(given) && given.isFloat)
    ? (given) => (isInside(given) && given.isFloat ? 'learnt' : 'data')
    : undefined
}

/** Called x, as data are: x, X, xs, x1, inputs.x. */
const isCalledX = ({ path }: Given): boolean => /(?:^|\.)x[^.]{0,2}$/i.test(path)

const byProducts = (all: readonly Given[], laid: LaidOut): ((given: Given) => Role) => {
  const named = new Set(all.filter(isCalledX).map(({ id }) => id))
  const floats = all.filter(({ isFloat }) => isFloat).map(({ id }) => id)
  const data = guessedData(laid, floats, (id) => named.has(id))
  return ({ id, isFloat }) => (isFloat && !data.has(id) ? 'learnt' : 'data')
}

/** Zeros and ones alone select what they are multiplied with: nobody learnt them. */
const isSelection = (values: TypedArray): boolean => values.every((value) => value === 0 || value === 1)

/** The roles of the inputs, and of the arrays that a program holds. */
export const rolesOf = (graph: Graph, laid: LaidOut, said: Said): Roles => {
  const differentiated = new Set(graph.derivation.map(({ of }) => of))
  const given = ({ path, node }: Port): readonly Given[] => {
    const id = laid.inputs.get(node)
    if (id === undefined) return []
    const { shape, dtype } = at(laid.nodes, id)
    const varies = shape.some((size) => extent.names(size).length > 0)
    const isDifferentiated = differentiated.has(node)
    return [{ path, id, varies, isFloat: dtype === 'f32', isScalar: shape.length === 0, isDifferentiated }]
  }
  const all = graph.inputs.flatMap(given)
  const candidates: readonly (readonly [Authority, ((given: Given) => Role) | undefined])[] = [
    ['said', bySaying(said)],
    ['gradients', byGradients(all)],
    ['records', byRecords(all)],
    ['sizes', bySizes(all)],
    ['sizes', byLack(all)],
  ]
  const [authority, role] = candidates.find(([, found]) => found !== undefined) ?? ['products', undefined]
  const roleOf = role ?? byProducts(all, laid)
  const constants = laid.nodes.flatMap(({ form, dtype }, id) =>
    dtype === 'f32' && form.tag === 'constant' && typeof form.value !== 'number' && !isSelection(form.value)
      ? [[id, 'fixed'] as const]
      : [],
  )
  return {
    of: new Map([...constants, ...all.map((one) => [one.id, roleOf(one)] as const)]),
    authority,
    isSure: authority === 'gradients' || said.parameters !== undefined,
  }
}
