/**
 * Each cotangent held against differences of what was differentiated.
 * Before it: `Values.ts`. After it: the formats, the page.
 * Invariant: a difference moves one node, in double precision, and computes only what depends on it; the direction
 * depends on nothing but the node, so that the same numbers come out everywhere.
 */
import { either as E } from 'fp-ts'
import { at } from '../../src/Bug.ts'
import { evaluateFrom } from '../../src/evaluate.ts'
import type { Value } from '../../src/evaluate/meaning.ts'
import { operandsOf } from '../../src/operands.ts'
import { foldIn, key, uniform } from '../../src/random/index.ts'
import type { AnyTensor } from '../../src/Tensor.ts'
import type { Graph, GraphStep, NodeId } from '../ir/Graph.ts'
import type { Subject } from './Subject.ts'
import type { Values } from './Values.ts'

/** A cotangent and the same by differences: element by element where there are few, else along one direction. */
export interface Check {
  readonly along: 'elements' | 'direction'
  readonly exact: readonly number[]
  /** (f(x + h) − f(x − h)) / 2h. */
  readonly differences: readonly number[]
}

/** Up to so many elements are moved one by one. */
const fewElements = 8

/** How far a node is moved: far above rounding in double, far below what bends. */
const reach = 1e-5

/** What is differentiated, and the cotangent that it starts with. */
interface Seed {
  readonly of: NodeId
  readonly cotangent: NodeId
}

/** For each step the seeds that it follows from: those of its contributions' users. */
const seedsOf = (derivation: readonly GraphStep[]): readonly (readonly Seed[])[] => {
  const latest = new Map<NodeId, readonly Seed[]>()
  return derivation.map(({ of, cotangent, contributions }) => {
    const before = new Set(contributions.map(({ user }) => latest.get(user) ?? []))
    const [first, ...others] = before
    const seeds =
      contributions.length === 0
        ? [{ of, cotangent }]
        : others.length === 0
          ? (first ?? [])
          : [...new Set([...before].flat())]
    latest.set(of, seeds)
    return seeds
  })
}

/** The nodes that change with one. */
const dependentsOf = ({ nodes }: Graph, moved: NodeId): Uint8Array => {
  const found = new Uint8Array(nodes.length)
  found[moved] = 1
  for (let id = moved + 1; id < nodes.length; id++)
    if (operandsOf(at(nodes, id).form).some((operand) => found[operand] === 1)) found[id] = 1
  return found
}

/** What is computed anew for each move of a node. */
class Mover {
  readonly subject: Subject
  readonly values: Values
  readonly moved: NodeId
  readonly seeds: readonly Seed[]
  readonly given = new Map<AnyTensor, Value>()

  constructor(subject: Subject, values: Values, moved: NodeId, seeds: readonly Seed[]) {
    this.subject = subject
    this.values = values
    this.moved = moved
    this.seeds = seeds
    const { graph, tensors } = subject
    const changes = dependentsOf(graph, moved)
    const keep = (id: NodeId): void => void this.given.set(at(tensors, id), at(values.of, id))
    for (const { of } of seeds) if (changes[of] !== 1) keep(of)
    graph.nodes.forEach(({ form }, id) => {
      if (changes[id] === 1) for (const operand of operandsOf(form)) if (changes[operand] !== 1) keep(operand)
    })
  }

  /** Σ seed·value of what is differentiated, with the node moved. */
  objective(by: (place: number) => number): number {
    const { tensors } = this.subject
    const here = at(this.values.of, this.moved)
    const data = here.data.map((value, place) => value + by(place))
    this.given.set(at(tensors, this.moved), { shape: here.shape, data })
    const roots = this.seeds.map(({ of }) => at(tensors, of))
    const found = evaluateFrom(roots, this.given, this.values.sizes)
    if (E.isLeft(found)) return Number.NaN
    return this.seeds.reduce((sum, { cotangent }, k) => {
      const weights = at(this.values.of, cotangent).data
      return at(found.right, k).data.reduce((total, value, place) => total + value * at(weights, place), sum)
    }, 0)
  }

  slope(direction: (place: number) => number): number {
    const to = (sign: number): number => this.objective((place) => sign * reach * direction(place))
    return (to(1) - to(-1)) / (2 * reach)
  }
}

/** A step of the chain rule by differences. */
const checked = (mover: Mover, cotangent: Value): Check => {
  const { data } = cotangent
  if (data.length <= fewElements) {
    const slopes = Array.from(data, (_, moved) => mover.slope((place) => (place === moved ? 1 : 0)))
    return { along: 'elements', exact: [...data], differences: slopes }
  }
  const direction = uniform(foldIn(key(1), mover.moved), data.length, { low: -1, high: 1 })
  const exact = data.reduce((sum, value, place) => sum + value * at(direction, place), 0)
  return { along: 'direction', exact: [exact], differences: [mover.slope((place) => at(direction, place))] }
}

/** For each step that is asked for, its cotangent held against differences. */
export const differencesOf = (
  subject: Subject,
  values: Values,
  isAsked: (step: number) => boolean = () => true,
): readonly (Check | undefined)[] => {
  const { derivation } = subject.graph
  const seeds = seedsOf(derivation)
  return derivation.map(({ of, cotangent }, k) =>
    isAsked(k) ? checked(new Mover(subject, values, of, at(seeds, k)), at(values.of, cotangent)) : undefined,
  )
}
