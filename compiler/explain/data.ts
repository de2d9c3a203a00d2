/**
 * An explanation as data: everything that any format shows, for programs to read.
 * Before it: `Explanation.ts`, `chain.ts`. After it: JSON.
 * Invariant: plain records and lists; nodes are numbers, those of the linearised graph.
 */
import { at } from '../../src/Bug.ts'
import * as shapes from '../../src/Shape.ts'
import { chainOf } from './chain.ts'
import type { ChainStep } from './chain.ts'
import type { NodeId } from '../ir/Graph.ts'
import { pipeline } from '../pipeline.ts'
import type { TraceEntry } from '../pipeline.ts'
import { boardOf } from './derivation.ts'
import type { Board, DerivationView } from './derivation.ts'
import type { Check } from './differences.ts'
import type { Explanation } from './Explanation.ts'
import { written } from './Hand.ts'
import { placesOf } from './places.ts'
import type { Place } from './places.ts'
import type { RewritingView } from './rewriting.ts'
import type { Subject } from './Subject.ts'

export interface NodeData {
  readonly formula: string
  readonly shape: string
  readonly dtype: string
  /** Row-major elements, where there are data. */
  readonly value?: readonly number[]
}

export interface StepData extends ChainStep {
  readonly differences?: Check
  /** What the cotangent is before and after simplification, and the rules that fired on it. */
  readonly place?: Place
}

export interface ExplanationData extends DerivationView {
  readonly nodes: readonly NodeData[]
  /** Every step of the chain rule, those that the board leaves out too. */
  readonly chain: readonly StepData[]
  readonly sizes?: Readonly<Record<string, number>>
  readonly rewriting: readonly RewritingView[]
}

/** Where each node of the linearised graph is after simplification. */
const placesIn = ({ graph, program }: Subject, board: Board): ReadonlyMap<NodeId, Place> => {
  const trace: TraceEntry[] = []
  pipeline({}).run(program, trace)
  const names = new Map(
    graph.nodes.flatMap((_, id) => {
      const name = board.nameOf(id)
      return name === undefined ? [] : [[id, name] as const]
    }),
  )
  return new Map(placesOf(trace, names).map((place) => [place.node, place]))
}

export const dataOf = ({ subject, numbers, rewriting }: Explanation): ExplanationData => {
  const board = boardOf(subject, written)
  const places = placesIn(subject, board)
  return {
    ...board.view,
    nodes: subject.graph.nodes.map(({ shape, dtype }, id): NodeData => {
      const plain = { formula: board.formulaOf(id), shape: shapes.show(shape), dtype }
      return numbers === undefined ? plain : { ...plain, value: [...at(numbers.of, id).data] }
    }),
    chain: chainOf(subject, board).map((step, k): StepData => {
      const check = numbers?.checks[k]
      const place = places.get(step.cotangent.node)
      return {
        ...step,
        ...(check === undefined ? {} : { differences: check }),
        ...(place === undefined ? {} : { place }),
      }
    }),
    rewriting,
    ...(numbers === undefined ? {} : { sizes: Object.fromEntries(numbers.sizes) }),
  }
}
