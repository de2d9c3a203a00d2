/**
 * A graph as text, one node a line: `%3 = contract ij,jk->ik %0 %1   10×batch f32`.
 * Before it: `Graph.ts`. After it: `--stop-after`, messages of failing laws, `compiler/explain`.
 * Invariant: a line per node and per output, the bodies of loops before the graph that runs them; names that are no plain words stand in quotes.
 */
import * as extent from '../../src/Extent.ts'
import * as move from '../../src/Move.ts'
import * as shapes from '../../src/Shape.ts'
import type { Loop, Row } from '../../src/Tensor.ts'
import { operandsOf } from '../../src/operands.ts'
import { bodyOf, loopsAmong } from './body.ts'
import type { Graph, GraphNode } from './Graph.ts'

/** The whole graph, as text. */
export const show = (graph: Graph): string => {
  const loops = loopsAmong(graph.nodes)
  return [
    ...loops.flatMap((loop, k) => [`loop ${k}:`, ...lines(bodyOf(loop), loops).map((line) => `  ${line}`)]),
    ...lines(graph, loops),
  ].join('\n')
}

const lines = ({ nodes, outputs }: Graph, loops: readonly Loop[]): readonly string[] => [
  ...nodes.map((node, id) => `%${id} = ${showNode(node, loops)}`),
  ...outputs.map(({ path, node }) => `output ${name(path)} %${node}`),
]

/** What a node does, to what, and what comes out. */
const showNode = (node: GraphNode, loops: readonly Loop[]): string =>
  [...verb(node, loops), ...operandsOf(node.form).map((operand) => `%${operand}`)].join(' ') +
  `   ${shapes.show(node.shape)} ${node.dtype}`

const name = (text: string): string => (/^[\w$.]+$/.test(text) ? text : JSON.stringify(text))

const number = (value: number): string => (Object.is(value, -0) ? '-0' : String(value))

/** How many elements of a constant are shown. */
const glimpse = 4

const verb = ({ form, shape }: GraphNode, loops: readonly Loop[]): readonly string[] => {
  switch (form.tag) {
    case 'constant': {
      if (typeof form.value === 'number') return ['constant', number(form.value)]
      const first = Array.from(form.value.subarray(0, glimpse), number)
      return ['constant', `[${[...first, ...(form.value.length > glimpse ? ['…'] : [])].join(', ')}]`]
    }
    case 'input':
      return ['input', name(form.name)]
    case 'index':
      return ['index', affine(form.coefficients, form.offset)]
    case 'elementwise':
      return [form.op.name]
    case 'reduce':
      return ['reduce', form.monoid.name, `[${form.axes.join(', ')}]`]
    case 'contract':
      return ['contract', `${form.letters.left},${form.letters.right}->${form.letters.out}`]
    case 'move':
      return [
        'move',
        `[${form.rows.map(showRow).join(', ')}]`,
        ...form.guards.map((guard) => `if 0 ≤ ${showRow(guard)} < ${extent.show(guard.extent)}`),
        ...(move.isTotal({ ...form, shape }) ? [] : [`else ${number(form.fill)}`]),
      ]
    case 'reshape':
      return ['reshape']
    case 'gather':
    case 'scatter':
      return [form.tag, ...(form.batch === 0 ? [] : [`batch ${form.batch}`])]
    case 'scan':
      return [
        'scan',
        `loop ${loops.indexOf(form.loop)}`,
        `c${form.result}`,
        `${extent.show(form.steps)} times`,
      ]
  }
}

const showRow = ({ coefficients, offset, divisor }: Row): string =>
  divisor === 1 ? affine(coefficients, offset) : `(${affine(coefficients, offset)})/${divisor}`

/** `2·o0 + o1 - 1`, in the positions of the result. */
const affine = (coefficients: readonly extent.Extent[], offset: extent.Extent): string => {
  const terms = coefficients.flatMap((coefficient, k) => {
    if (coefficient === 0) return []
    if (coefficient === 1) return [`o${k}`]
    return [coefficient === -1 ? `-o${k}` : `${factor(coefficient)}·o${k}`]
  })
  const all = extent.same(offset, 0) && terms.length > 0 ? terms : [...terms, extent.show(offset)]
  return all.join(' + ').replaceAll('+ -', '- ')
}

const factor = (coefficient: extent.Extent): string =>
  typeof coefficient !== 'number' && coefficient.terms.length > 1
    ? `(${coefficient.name})`
    : extent.show(coefficient)
