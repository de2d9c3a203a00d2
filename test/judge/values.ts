/**
 * Judges a single operation, or a graph of them: its value, and the gradient of Σ upstream·value.
 * Before it: `programs.ts`, `compare.ts`. After it: `judge.ts`.
 * Invariant: a gradient that PyTorch chose among several is not judged; of extreme inputs only what is firm binds.
 */
import { at, known } from '../../src/Bug.ts'
import type { Program } from '../../src/Program.ts'
import { vjp } from '../../src/program/products.ts'
import { isTensor } from '../../src/Tensor.ts'
import * as tree from '../../src/Tree.ts'
import type { EdgeCase, Flat, Flats, GraphCase, Node, OpCase } from './Case.ts'
import { differences } from './compare.ts'
import type { Difference } from './compare.ts'
import { statistics } from './operations.ts'
import { arrayOf, arraysOf, dtypes, programOf } from './programs.ts'
import type { Source } from './programs.ts'
import type { Target } from './Target.ts'

/** What the three kinds have in common. */
interface Judged extends Pick<OpCase, 'inputs' | 'tol' | 'output' | 'upstream' | 'grads' | 'batchStats'> {
  readonly nodes: readonly Node[]
  /** The node that is the output. */
  readonly result: string
  readonly gradientConvention?: string | undefined
  readonly firm?: Flat
  readonly gradsFirm?: Flats | undefined
}

/** The name of the only node of an operation alone; no input has it. */
const alone = '='

const single = ({ op, attrs, inputs }: OpCase | EdgeCase): Pick<Judged, 'nodes' | 'result'> => ({
  nodes: [{ id: alone, op, attrs, inputs: inputs.map(({ name }) => name) }],
  result: alone,
})

export const judgeOp = (is: OpCase, target: Target): readonly Difference[] =>
  judged({ ...is, ...single(is) }, target)

export const judgeEdge = (is: EdgeCase, target: Target): readonly Difference[] =>
  judged({ ...is, ...single(is) }, target)

export const judgeGraph = (is: GraphCase, target: Target): readonly Difference[] =>
  judged({ ...is, nodes: is.graph.nodes, result: is.graph.output }, target)

const judged = (is: Judged, target: Target): readonly Difference[] => {
  const { inputs, nodes, result, upstream, tol, output, batchStats = {} } = is
  const grads = upstream === undefined || is.gradientConvention !== undefined ? {} : (is.grads ?? {})
  const source: Source = { inputs, params: new Set(Object.keys(grads)), nodes }
  const value = programOf(source, (named) => ({
    output: named(result),
    ...(is.batchStats === undefined ? {} : { batchStats: statistics(named(at(inputs, 0).name)) }),
  }))
  const otherwise = otherForm(value, output)
  if (otherwise !== undefined) return [otherwise]
  const judgesSlopes = upstream !== undefined && source.params.size > 0
  const found = judgesSlopes
    ? target.prepare(vjp({ of: 'output', wrt: 'params' })(value))(
        new Map([...arraysOf(source), ['cotangent', arrayOf(upstream)]]),
      )
    : target.prepare(value)(arraysOf(source))
  return [
    ...differences('output', found.get('output'), output, tol, is.firm),
    ...Object.entries(grads).flatMap(([name, want]) =>
      differences(`the gradient of ${name}`, found.get(`grad.${name}`), want, tol, is.gradsFirm?.[name]),
    ),
    ...Object.entries<Flat>(batchStats).flatMap(([name, want]) =>
      differences(`batchStats.${name}`, found.get(`batchStats.${name}`), want, tol),
    ),
  ]
}

/** What is wrong with the shape or the dtype of the output, where it has one. */
const otherForm = ({ outputs }: Program, want: Flat): Difference | undefined => {
  const output = known(
    tree.entries(outputs, isTensor).find(([path]) => path === 'output'),
    'output',
  )[1]
  if (output.form.tag === 'invalid') return undefined
  const form = (shape: readonly unknown[], dtype: string): string => `${dtype} [${shape.join(', ')}]`
  const [got, wanted] = [form(output.shape, output.dtype), form(want.shape, dtypes[want.dtype])]
  return got === wanted ? undefined : `the output is ${got}, not ${wanted}`
}
