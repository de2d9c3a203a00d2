/**
 * What every view is given: the program, its values, the reader's choices.
 * Before it: `State.ts`, `model.ts`, `evaluation.ts`. After it: every component.
 * Invariant: all views are given the same record, so that none shows another state than its neighbours.
 */
import type { Value } from '../../../src/evaluate/meaning.ts'
import type { NodeId } from '../../ir/Graph.ts'
import type { Values } from '../Values.ts'
import type { Given } from './content.ts'
import type { Model } from './model.ts'
import type { Action, Detail, State } from './State.ts'
import type { Outline, Scene } from './visible.ts'

export interface View {
  readonly model: Model
  readonly outline: Outline
  readonly scene: Scene
  readonly state: State
  readonly detail: Detail
  /** What the values were computed from. */
  readonly given: Given
  /** By node; none before the program was evaluated, and none where that was refused. */
  readonly values: readonly (Value | undefined)[]
  /** The same with the sizes of the run. */
  readonly numbers: Values | undefined
  readonly dispatch: (action: Action) => void
  /** Selects a node, shows it and its panel. */
  readonly select: (node: NodeId | undefined) => void
}
