/**
 * An explanation as data: everything that any format shows, for programs to read.
 * Before it: `Explanation.ts`, `chain.ts`. After it: JSON.
 * Invariant: plain records and lists; nodes are numbers, those of the linearised graph.
 */
import { at } from '../../src/Bug.ts'
import * as shapes from '../../src/Shape.ts'
import { chainOf } from './chain.ts'
import type { ChainStep } from './chain.ts'
import { boardOf } from './derivation.ts'
import type { DerivationView } from './derivation.ts'
import type { Check } from './differences.ts'
import type { Explanation } from './Explanation.ts'
import { written } from './Hand.ts'

export interface NodeData {
  readonly formula: string
  readonly shape: string
  readonly dtype: string
  /** Row-major elements, where there are data. */
  readonly value?: readonly number[]
}

export interface StepData extends ChainStep {
  readonly differences?: Check
}

export interface ExplanationData extends DerivationView {
  readonly nodes: readonly NodeData[]
  /** Every step of the chain rule, those that the board leaves out too. */
  readonly chain: readonly StepData[]
  readonly sizes?: Readonly<Record<string, number>>
}

export const dataOf = ({ subject, numbers }: Explanation): ExplanationData => {
  const board = boardOf(subject, written)
  return {
    ...board.view,
    nodes: subject.graph.nodes.map(({ shape, dtype }, id): NodeData => {
      const plain = { formula: board.formulaOf(id), shape: shapes.show(shape), dtype }
      return numbers === undefined ? plain : { ...plain, value: [...at(numbers.of, id).data] }
    }),
    chain: chainOf(subject, board).map((step, k): StepData => {
      const check = numbers?.checks[k]
      return check === undefined ? step : { ...step, differences: check }
    }),
    ...(numbers === undefined ? {} : { sizes: Object.fromEntries(numbers.sizes) }),
  }
}
