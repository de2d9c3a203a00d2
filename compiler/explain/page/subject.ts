/**
 * (stand-in until Subject.ts arrives)
 * Invariant: none.
 */
import { either as E } from 'fp-ts'
import { at, known } from '../../../src/Bug.ts'
import type { Either } from '../../../src/Either.ts'
import type { NonEmpty } from '../../../src/NonEmpty.ts'
import type { Program } from '../../../src/Program.ts'
import { closed } from '../../../src/Program.ts'
import type { AnyTensor } from '../../../src/Tensor.ts'
import * as tree from '../../../src/Tree.ts'
import type { CompileError } from '../../CompileError.ts'
import { tensorsOf } from '../../ir/Graph.ts'
import type { Graph, NodeId, Port } from '../../ir/Graph.ts'
import { linearise } from '../../passes/linearise.ts'

export interface Subject {
  readonly graph: Graph
  readonly tensors: readonly AnyTensor[]
  readonly nodeOf: (tensor: AnyTensor) => NodeId
  readonly program: Program
}

export const subjectOf = (graph: Graph): Subject => {
  const tensors = tensorsOf(graph)
  const tensor = (node: NodeId): AnyTensor => at(tensors, node)
  const nodes = new Map(tensors.map((one, node) => [one, node]))
  const record = (ports: readonly Port[]): Program['inputs'] =>
    tree.fromEntries(ports.map(({ path, node }) => [path, tensor(node)] as const))
  const derivation = graph.derivation.map(({ of, cotangent, contributions }) => ({
    of: tensor(of),
    cotangent: tensor(cotangent),
    contributions: contributions.map((one) => ({
      ...one,
      user: tensor(one.user),
      value: tensor(one.value),
    })),
  }))
  return {
    graph,
    tensors,
    nodeOf: (one) => known(nodes.get(one), 'node of a tensor'),
    program: closed(record(graph.inputs), record(graph.outputs), derivation),
  }
}

export const subject = (program: Program): Either<NonEmpty<CompileError>, Subject> =>
  E.map(({ value }: { readonly value: Graph }) => subjectOf(value))(linearise.run(program))
