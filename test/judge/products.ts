/**
 * Judges directional derivatives of a network, and the second derivatives of a loss.
 * Before it: `programs.ts`, `compare.ts`. After it: `judge.ts`.
 * Invariant: a vector over all parameters is their elements, one parameter after the other in the order of the case.
 */
import { known } from '../../src/Bug.ts'
import { grad } from '../../src/program/gradient.ts'
import { hessian } from '../../src/program/jacobian.ts'
import { hvp, jvp } from '../../src/program/products.ts'
import type { Flat, Input, JvpCase, Node, SecondOrderCase } from './Case.ts'
import { differences, numberDifferences } from './compare.ts'
import type { Difference } from './compare.ts'
import { arraysOf, programOf, under } from './programs.ts'
import type { Source } from './programs.ts'
import type { Arrays, Target } from './Target.ts'

/** What the derivatives of a loss are asked with. */
const byParams = { of: 'loss', wrt: 'params' } as const

export const judgeJvp = (is: JvpCase, target: Target): readonly Difference[] => {
  const { inputs, graph, tol, tangents } = is
  const source: Source = { inputs, params: new Set(Object.keys(tangents)), nodes: graph.nodes }
  const network = programOf(source, (named) => ({ loss: named(graph.loss), scores: named('scores') }))
  const arrays = new Map([...arraysOf(source), ...under('tangent', tangents)])
  const first = target.prepare(jvp({ of: ['loss', 'scores'], wrt: 'params' })(network))(arrays)
  const second = target.prepare(hvp(byParams)(network))(arrays)
  return [
    ...numberDifferences('the loss', first.get('loss'), is.loss, tol),
    ...numberDifferences('the tangent of the loss', first.get('tangent.loss'), is.lossJvp, tol),
    ...differences('the scores', first.get('scores'), is.scores, tol),
    ...differences('the tangent of the scores', first.get('tangent.scores'), is.scoresJvp, tol),
    ...Object.entries(is.hvp).flatMap(([name, want]) =>
      differences(`the Hessian times the tangents, ${name}`, second.get(`hvp.${name}`), want, tol),
    ),
  ]
}

/** The logistic loss of scores x·w + b and targets t, as a graph. */
const logistic: readonly Node[] = [
  { id: 'product', op: 'matmul', inputs: ['x', 'w'], attrs: {} },
  { id: 'scores', op: 'add', inputs: ['product', 'b'], attrs: {} },
  { id: 'loss', op: 'bce_with_logits', inputs: ['scores', 't'], attrs: { reduction: 'mean' } },
]

export const judgeSecondOrder = (is: SecondOrderCase, target: Target): readonly Difference[] => {
  const { inputs, tol } = is
  const params = ['w', 'b'].map((name) =>
    known(
      inputs.find((input) => input.name === name),
      `input ${name}`,
    ),
  )
  const source: Source = { inputs, params: new Set(['w', 'b']), nodes: logistic }
  const loss = programOf(source, (named) => ({ loss: named('loss') }))
  const arrays = arraysOf(source)
  const matrix = target.prepare(hessian(byParams)(loss))(arrays)
  const slope = target.prepare(grad(byParams)(loss))(arrays)
  const curve = target.prepare(hvp(byParams)(loss))
  return [
    ...numberDifferences('the loss', matrix.get('loss'), is.loss, tol),
    ...differences('the gradient', joined(slope, 'grad', params), is.gradient, tol),
    ...differences('the Hessian', joinedBlocks(matrix, 'hessian', params), is.hessian, tol),
    ...is.hvp.flatMap(({ v, hv }, k) => {
      const along = curve(new Map([...arrays, ...under('tangent', parted(v, params))]))
      return differences(`the Hessian times vector ${k}`, joined(along, 'hvp', params), hv, tol)
    }),
  ]
}

/** A vector over all parameters from what stands at their names. */
const joined = (found: Arrays, prefix: string, params: readonly Input[]): readonly number[] =>
  params.flatMap(({ name }) => [...known(found.get(`${prefix}.${name}`), name)])

/** A matrix over all parameters from its blocks, one for each pair of them. */
const joinedBlocks = (found: Arrays, prefix: string, params: readonly Input[]): readonly number[] =>
  params.flatMap(({ name: first, data: rows }) => {
    const blocks = params.map(({ name: second, data }) => ({
      block: known(found.get(`${prefix}.${first}.${second}`), `${first}, ${second}`),
      width: data.length,
    }))
    return rows.flatMap((_, row) =>
      blocks.flatMap(({ block, width }) => [...block.subarray(row * width, (row + 1) * width)]),
    )
  })

/** The part of a vector over all parameters that belongs to each. */
const parted = ({ data, dtype }: Flat, params: readonly Input[]): Readonly<Record<string, Flat>> => {
  let from = 0
  return Object.fromEntries(
    params.map(({ name, shape, data: { length } }) => {
      from += length
      return [name, { dtype, shape, data: data.slice(from - length, from) }]
    }),
  )
}
