/**
 * (stand-in until steps.ts of explain arrives) Why a cotangent is what it is.
 * Invariant: none.
 */
import { at } from '../../../src/Bug.ts'
import { filled, input, scalarValue } from '../../../src/construct.ts'
import { textStyle } from '../../../src/notation/text.ts'
import { write } from '../../../src/notation/write.ts'
import { children, withChildren } from '../../../src/operands.ts'
import { sharesOf } from '../../../src/shares.ts'
import type { AnyTensor } from '../../../src/Tensor.ts'
import type { NodeId } from '../../ir/Graph.ts'
import { reasoning, sentences } from '../reasons.ts'
import { barred } from '../names.ts'
import type { Board } from './board.ts'
import type { Subject } from './subject.ts'

export interface ContributionView {
  readonly user: NodeId
  readonly operand: number
  /** ∂user/∂node in symbols. */
  readonly partial: string
  /** What the user contributes, in symbols. */
  readonly product: string
  readonly value: NodeId
}

export interface StepView {
  readonly of: NodeId
  readonly cotangent: NodeId
  readonly sentences: readonly string[]
  readonly contributions: readonly ContributionView[]
}

const text = (tensor: AnyTensor): string =>
  at(write([tensor], { style: textStyle, breadth: Infinity }).roots, 0)

export const stepOf = (subject: Subject, board: Board, place: number): StepView => {
  const { graph, tensors, nodeOf } = subject
  const step = at(graph.derivation, place)
  const nameOf = (tensor: AnyTensor): string => {
    const value = scalarValue(tensor)
    if (value !== undefined) return text(tensor)
    try {
      return board.nameOf(nodeOf(tensor))
    } catch {
      return text(tensor)
    }
  }
  const stand = (tensor: AnyTensor): AnyTensor =>
    scalarValue(tensor) !== undefined ? tensor : input(nameOf(tensor), tensor.shape, tensor.dtype)
  const cotangentOf = (user: NodeId): NodeId | undefined =>
    graph.derivation.find(({ of }) => of === user)?.cotangent
  const reasons = step.contributions.flatMap(({ user, operand, reason, value }) => {
    const own = cotangentOf(user)
    const said = reasoning(
      { user: at(tensors, user), operand, reason, value: at(tensors, value) },
      own === undefined ? undefined : at(tensors, own),
      nameOf,
    )
    return said === undefined ? [] : [said]
  })
  const name = board.nameOf(step.of)
  const seed = step.contributions.length === 0 ? [`${name} is what is differentiated`] : []
  const fan =
    step.contributions.length > 1
      ? [`${name} has ${step.contributions.length} uses: what they contribute is added`]
      : []
  return {
    of: step.of,
    cotangent: step.cotangent,
    sentences: [...seed, ...sentences(reasons), ...fan],
    contributions: step.contributions.map(({ user, operand, value }) => {
      const tensor = at(tensors, user)
      const own = withChildren(tensor, children(tensor).map(stand))
      const target = at(children(own), operand)
      const share = (cotangent: AnyTensor): string => {
        const found = sharesOf(own, cotangent, new Set([target]))[operand]
        return found === undefined ? '' : text(found.value)
      }
      return {
        user,
        operand,
        partial: share(filled(1, tensor.shape)),
        product: share(input(barred(board.nameOf(user)), tensor.shape, 'f32')),
        value,
      }
    }),
  }
}
