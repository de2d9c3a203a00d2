/**
 * Whether a table of nodes is a graph: every complaint, in a sentence.
 * Before it: `Graph.ts`. After it: the tests of every pass, and the reader of graph JSON, which trusts nothing.
 * Invariant: each form's shape and dtype are computed again from those of its operands.
 */
import { at } from '../../src/Bug.ts'
import { checkShape } from '../../src/construct.ts'
import type { DType } from '../../src/DType.ts'
import { dtypeOfArray } from '../../src/DType.ts'
import * as extent from '../../src/Extent.ts'
import type { Extent } from '../../src/Extent.ts'
import { parametersOf } from '../../src/loops.ts'
import * as shapes from '../../src/Shape.ts'
import type { Shape } from '../../src/Shape.ts'
import type { Form, Letters, Loop, Row } from '../../src/Tensor.ts'
import { operandsOf } from '../../src/operands.ts'
import { bodyOf, loopsAmong } from './body.ts'
import type { Graph, GraphNode, NodeId, Port } from './Graph.ts'
import { graphBuilder } from './GraphBuilder.ts'

/** Everything that is wrong with a graph; nothing where it is one. */
export const validate = (graph: Graph): readonly string[] => [
  ...graph.assumed.filter((size) => !isWhole(size)).map(() => 'assumes an extent that is none'),
  ...loopsAmong(graph.nodes).flatMap((loop, k) =>
    [...wrongLoop(loop), ...wrongTable(bodyOf(loop))].map((complaint) => `loop ${k}: ${complaint}`),
  ),
  ...wrongTable(graph),
]

/** What is wrong with the nodes and the ports of a graph, whatever is wrong in the loops that it runs. */
const wrongTable = (graph: Graph): readonly string[] => {
  const complaints: string[] = []
  const { add } = graphBuilder()
  const first: NodeId[] = []
  graph.nodes.forEach((node, id) => {
    const stranger = operandsOf(node.form).find(
      (operand) => !Number.isInteger(operand) || operand < 0 || operand >= id,
    )
    const wrong =
      stranger === undefined
        ? wrongWith(node, graph.nodes)
        : `reads %${stranger}, which does not come before it`
    if (wrong !== undefined) complaints.push(`%${id} ${wrong}`)
    const known = add(node)
    if (known < first.length) complaints.push(`%${id} equals %${at(first, known)}`)
    else first.push(id)
  })
  return [...complaints, ...wrongInputs(graph), ...wrongPorts(graph, graph.outputs), ...wrongSteps(graph)]
}

const wrongPorts = ({ nodes }: Graph, ports: readonly Port[]): readonly string[] => {
  const paths = new Set<string>()
  return ports.flatMap(({ path, node }) => {
    const complaints = [
      ...(nodes[node] === undefined ? [`${path} is %${node}, which is no node`] : []),
      ...(paths.has(path) ? [`${path} is named twice`] : []),
    ]
    paths.add(path)
    return complaints
  })
}

/** Every input node has its port, and every port its input node. */
const wrongInputs = (graph: Graph): readonly string[] => {
  const { nodes, inputs } = graph
  const ported = new Set(inputs.map(({ node }) => node))
  return [
    ...wrongPorts(graph, inputs),
    ...inputs.flatMap(({ path, node }) => {
      const form = nodes[node]?.form
      return form === undefined || (form.tag === 'input' && form.name === path)
        ? []
        : [`input ${path} is %${node}, which is not it`]
    }),
    ...nodes.flatMap(({ form }, id) =>
      form.tag === 'input' && !ported.has(id) ? [`%${id} is an input without a name`] : [],
    ),
  ]
}

const wrongSteps = ({ nodes, derivation }: Graph): readonly string[] =>
  derivation.flatMap(({ of, cotangent, contributions }, k) =>
    [of, cotangent, ...contributions.flatMap(({ user, value }) => [user, value])]
      .filter((id) => nodes[id] === undefined)
      .map((id) => `step ${k} names %${id}, which is no node`),
  )

/** What a body gives back must be what it is given; that it is closed, its inputs say. */
const wrongLoop = ({ carries, next }: Loop): readonly string[] => {
  if (carries.length === 0) return ['carries nothing']
  if (carries.length !== next.length) return [`has ${next.length} next values for ${carries.length} carries`]
  return carries.flatMap((carry, k) => {
    const wrong = wrongKind(at(next, k), carry)
    return wrong === undefined ? [] : [`carry ${k} ${wrong} after a turn`]
  })
}

type Kind = Pick<GraphNode, 'shape' | 'dtype'>

const wrongKind = (is: Kind, should: Kind): string | undefined =>
  differs(is.shape, should.shape) ?? (is.dtype === should.dtype ? undefined : `is not ${should.dtype}`)

/** What is wrong with a node whose operands come before it. */
const wrongWith = (node: GraphNode, nodes: readonly GraphNode[]): string | undefined => {
  const checked = checkShape('', node.shape)
  const extra = unknownIn(node.form)
  if (extra !== undefined) return `has ${extra}, which no ${node.form.tag} has`
  if (!node.shape.every(isWhole)) return 'has an extent that is none'
  return checked._tag === 'Left'
    ? `has a shape that is none:${checked.left.sentence.slice(1)}`
    : wrongForm(node, (id) => at(nodes, id))
}

/** The properties of each form, beside its tag. */
const properties = {
  constant: ['value'],
  input: ['name'],
  index: ['coefficients', 'offset'],
  elementwise: ['op', 'operands'],
  reduce: ['monoid', 'operand', 'axes'],
  contract: ['left', 'right', 'letters'],
  move: ['operand', 'rows', 'guards', 'fill'],
  reshape: ['operand'],
  gather: ['operand', 'index', 'batch'],
  scatter: ['operand', 'index', 'batch'],
  scan: ['loop', 'steps', 'operands', 'result'],
} as const satisfies Record<Form<NodeId>['tag'], readonly string[]>

const rowProperties = ['coefficients', 'offset', 'divisor', 'extent']

/** A property that does not belong: what reads a form by its properties would keep it. */
const unknownKey = (value: object, known: readonly string[]): string | undefined =>
  Object.keys(value).find((key) => !known.includes(key))

const unknownIn = (form: Form<NodeId>): string | undefined => {
  const rows = form.tag === 'move' ? [...form.rows, ...form.guards] : []
  return [
    unknownKey(form, ['tag', ...properties[form.tag]]),
    ...rows.map((row) => unknownKey(row, rowProperties)),
  ].find((key) => key !== undefined)
}

const wrongForm = ({ form, shape, dtype }: GraphNode, of: (id: NodeId) => GraphNode): string | undefined => {
  switch (form.tag) {
    case 'constant':
      return typeof form.value === 'number'
        ? wrongNumber(form.value, shape, dtype)
        : wrongData(form.value, shape, dtype)
    case 'input':
      return undefined
    case 'index':
      if (form.coefficients.length !== shape.length) return 'has not one coefficient an axis'
      return dtype === 'bool' || ![...form.coefficients, form.offset].every(isWhole)
        ? 'is no index'
        : undefined
    case 'elementwise': {
      const operands = form.operands.map(of)
      if (operands.length !== form.op.arity) return `gives ${form.op.name} ${operands.length} operands`
      const other = operands.find((operand) => !shapes.same(operand.shape, shape))
      if (other !== undefined) return differs(shape, other.shape)
      return form.op.result(operands.map((operand) => operand.dtype)) === dtype
        ? undefined
        : `is not ${dtype}`
    }
    case 'reduce': {
      const operand = of(form.operand)
      const ascending = form.axes.every(
        (axis, k) => operand.shape[axis] !== undefined && (k === 0 || axis > at(form.axes, k - 1)),
      )
      if (!ascending) return 'folds axes that are not there, or not in order'
      const kept = operand.shape.filter((_, axis) => !form.axes.includes(axis))
      return (
        differs(shape, kept) ?? (form.monoid.result(operand.dtype) === dtype ? undefined : `is not ${dtype}`)
      )
    }
    case 'contract':
      return wrongContract(form.letters, of(form.left), of(form.right), shape, dtype)
    case 'move':
      return wrongMove(form, of(form.operand), shape, dtype)
    case 'reshape': {
      const operand = of(form.operand)
      if (operand.dtype !== dtype) return `is not ${dtype}`
      return extent.same(shapes.sizeOf(operand.shape), shapes.sizeOf(shape))
        ? undefined
        : differs(shape, operand.shape)
    }
    case 'gather': {
      const [operand, index] = [of(form.operand), of(form.index)]
      const expected = [...index.shape, ...operand.shape.slice(form.batch + 1)]
      return (
        wrongIndex(form.batch, index, operand.shape) ??
        wrongKind({ shape, dtype }, { shape: expected, dtype: operand.dtype })
      )
    }
    case 'scatter': {
      const [operand, index] = [of(form.operand), of(form.index)]
      const expected = [...index.shape, ...shape.slice(form.batch + 1)]
      if (operand.dtype !== 'f32') return 'adds what is not f32'
      return wrongIndex(form.batch, index, shape) ?? wrongKind(operand, { shape: expected, dtype })
    }
    case 'scan':
      return wrongScan(form, { shape, dtype }, form.operands.map(of))
  }
}

/** What is wrong with an index of elements along the axis after `batch`. */
const wrongIndex = (batch: number, index: GraphNode, into: Shape): string | undefined => {
  if (index.dtype !== 'i32') return 'has an index that is not i32'
  if (!Number.isInteger(batch) || batch < 0 || batch >= into.length || batch > index.shape.length)
    return `has ${batch} batch axes in ${shapes.show(into)}`
  return differs(index.shape.slice(0, batch), into.slice(0, batch))
}

const wrongScan = (
  form: Extract<Form<NodeId>, { tag: 'scan' }>,
  result: Kind,
  operands: readonly GraphNode[],
): string | undefined => {
  const { loop, steps } = form
  const parameters = parametersOf(loop)
  const carry = loop.carries[form.result]
  if (!isWhole(steps) || checkShape('', [steps])._tag === 'Left') return 'runs a number of times that is none'
  if (carry === undefined) return `is result ${form.result} of ${loop.carries.length}`
  if (operands.length !== parameters.length)
    return `gives ${parameters.length} parameters ${operands.length} operands`
  const isElement = (k: number): boolean =>
    k >= loop.carries.length && k < loop.carries.length + loop.elements.length
  const wrong = operands.map((operand, k) => {
    const { shape, dtype } = at(parameters, k)
    return wrongKind(operand, { shape: isElement(k) ? [steps, ...shape] : shape, dtype })
  })
  const first = wrong.findIndex((one) => one !== undefined)
  return first >= 0
    ? `has an operand ${first} that ${at(wrong, first)}`
    : wrongKind(result, { shape: [extent.add(steps, 1), ...carry.shape], dtype: carry.dtype })
}

const differs = (is: Shape, should: Shape): string | undefined =>
  shapes.same(is, should) ? undefined : `is ${shapes.show(is)}, not ${shapes.show(should)}`

const isWhole = (value: Extent): boolean =>
  typeof value === 'number'
    ? Number.isSafeInteger(value)
    : value.terms.every((term) => Number.isSafeInteger(term.coefficient)) &&
      checkShape('', [value])._tag === 'Right'

const whole = { i32: [-(2 ** 31), 2 ** 31 - 1], u32: [0, 2 ** 32 - 1], bool: [0, 1] } as const

const wrongNumber = (value: number, shape: Shape, dtype: DType): string | undefined => {
  if (shape.length > 0) return 'is one number with axes'
  if (Number.isNaN(value)) return 'is NaN'
  if (dtype === 'f32') return undefined
  const [least, most] = whole[dtype]
  return Number.isInteger(value) && value >= least && value <= most ? undefined : `is no ${dtype}`
}

const wrongData = (
  data: Exclude<Extract<Form<NodeId>, { tag: 'constant' }>['value'], number>,
  shape: Shape,
  dtype: DType,
): string | undefined => {
  if (dtypeOfArray(data) !== dtype) return `is not ${dtype}`
  if (shapes.sizeOf(shape) !== data.length)
    return `has ${data.length} elements, which do not fill ${shapes.show(shape)}`
  return data.some((value) => Number.isNaN(value)) ? 'holds NaN' : undefined
}

const wrongContract = (
  letters: Letters,
  left: GraphNode,
  right: GraphNode,
  shape: Shape,
  dtype: DType,
): string | undefined => {
  const sizes = new Map<string, Extent>()
  const parts = [
    [letters.left, left.shape],
    [letters.right, right.shape],
    [letters.out, shape],
  ] as const
  for (const [text, axes] of parts) {
    if (!/^[A-Za-z]*$/.test(text) || text.length !== axes.length || new Set(text).size !== text.length)
      return `has letters ${text} for ${shapes.show(axes)}`
    for (const [axis, letter] of [...text].entries()) {
      const size = sizes.get(letter) ?? at(axes, axis)
      if (!extent.same(size, at(axes, axis)))
        return `has ${letter} for ${extent.show(size)} and ${extent.show(at(axes, axis))}`
      sizes.set(letter, size)
    }
  }
  const lone = [...sizes.keys()].find((letter) => parts.filter(([text]) => text.includes(letter)).length < 2)
  if (lone !== undefined) return `has ${lone} in one place only`
  return [left.dtype, right.dtype, dtype].every((one) => one === 'f32') ? undefined : 'is not f32'
}

const wrongMove = (
  form: Extract<Form<NodeId>, { tag: 'move' }>,
  operand: GraphNode,
  shape: Shape,
  dtype: DType,
): string | undefined => {
  const wrongRow = (row: Row): boolean =>
    row.coefficients.length !== shape.length ||
    ![...row.coefficients, row.offset, row.extent].every(isWhole) ||
    !Number.isSafeInteger(row.divisor) ||
    row.divisor < 1
  if (operand.dtype !== dtype) return `is not ${dtype}`
  if (form.rows.length !== operand.shape.length)
    return `has ${form.rows.length} rows for ${shapes.show(operand.shape)}`
  if ([...form.rows, ...form.guards].some(wrongRow)) return 'has a row that is none'
  if (!form.rows.every((row, axis) => extent.same(row.extent, at(operand.shape, axis))))
    return `does not read ${shapes.show(operand.shape)}`
  return wrongNumber(form.fill, [], dtype)
}
