/**
 * (stand-in until the board of derivation.ts arrives)
 * Invariant: none.
 */
import { at } from '../../../src/Bug.ts'
import { input, scalarValue } from '../../../src/construct.ts'
import { textStyle } from '../../../src/notation/text.ts'
import { repeatedAxes, read } from '../../../src/notation/movement.ts'
import { write } from '../../../src/notation/write.ts'
import { withChildren, children } from '../../../src/operands.ts'
import * as shapes from '../../../src/Shape.ts'
import type { AnyTensor } from '../../../src/Tensor.ts'
import type { NodeId } from '../../ir/Graph.ts'
import { barred, inputNames } from '../names.ts'
import type { Subject } from './subject.ts'

export interface Board {
  readonly nameOf: (node: NodeId) => string
  readonly formulaOf: (node: NodeId) => string
}

export const boardOf = ({ graph, tensors, nodeOf }: Subject): Board => {
  const names: string[] = tensors.map((_, id) => `t${id}`)
  const given = inputNames(
    graph.inputs.map(({ path }) => path),
    new Set(),
  )
  graph.outputs.forEach(({ path, node }) => (names[node] = path))
  graph.inputs.forEach(({ node }, k) => (names[node] = at(given, k)))
  for (const { of, cotangent } of graph.derivation)
    if (scalarValue(at(tensors, cotangent)) === undefined && at(names, cotangent).startsWith('t'))
      names[cotangent] = barred(at(names, of))
  const nameOf = (id: NodeId): string => at(names, id)
  const stand = (tensor: AnyTensor): AnyTensor => {
    const value = scalarValue(tensor)
    return value !== undefined ? tensor : input(nameOf(nodeOf(tensor)), tensor.shape, tensor.dtype)
  }
  return {
    nameOf,
    formulaOf: (id) => {
      const tensor = at(tensors, id)
      if (tensor.form.tag === 'input') return nameOf(id)
      const own = withChildren(tensor, children(tensor).map(stand))
      const text = at(write([own], { style: textStyle, breadth: Infinity }).roots, 0)
      if (
        tensor.form.tag === 'move' &&
        read({ shape: tensor.shape, form: tensor.form }).as === 'broadcast' &&
        repeatedAxes({ shape: tensor.shape, form: tensor.form }).length > 0
      )
        return `${text} repeated to ${shapes.show(tensor.shape)}`
      return text
    },
  }
}
