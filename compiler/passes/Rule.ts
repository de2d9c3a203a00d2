/**
 * A rewrite rule, and what a pattern and a replacement are.
 * Before it: `ir/Graph.ts`. After it: `rules.ts` (the rules themselves), `simplify.ts` (which applies them).
 * Invariant: a rule looks at a node and at its operands, and knows nothing of who applies it or when.
 */
import { at, Bug, known } from '../../src/Bug.ts'
import { input, number } from '../../src/construct.ts'
import type { Operand } from '../../src/construct.ts'
import type { DType } from '../../src/DType.ts'
import type { Operation } from '../../src/ops/operation.ts'
import type { Shape } from '../../src/Shape.ts'
import type { AnyTensor, Form, Tensor } from '../../src/Tensor.ts'
import { node, typed } from '../../src/Tensor.ts'
import type { GraphNode, NodeId } from '../ir/Graph.ts'

/**
 * In which arithmetic both sides agree: bit for bit in IEEE arithmetic; up to the order of a sum and the sign of a
 * zero; up to roundings, of which the new side makes no more, where no infinity and no NaN arises; or for real
 * numbers only.
 */
export type Truth = 'exact' | 'order' | 'finite' | 'real'

/** A node that does not stand in a graph yet: its operands are names or drafts themselves. */
export type Draft = NodeId | DraftNode
export interface DraftNode {
  readonly form: Form<Draft>
  readonly shape: Shape
  readonly dtype: DType
}

/** What a rule sees beside the node: the graph that its operands stand in. */
export interface Site {
  readonly nodes: readonly GraphNode[]
  /** Whether nobody else uses the node, so that taking it apart repeats no work. */
  readonly usedOnce: (id: NodeId) => boolean
}

export interface Rule {
  readonly name: string
  readonly truth: Truth
  /** Where to try it: an operation by its name, or all forms of a tag. */
  readonly head: string
  /** The two sides, where they say all. */
  readonly equation?: { readonly pattern: AnyTensor; readonly replacement: AnyTensor }
  /** What the node becomes, or undefined where the rule does not apply. */
  readonly rewrite: (root: GraphNode, site: Site) => Draft | undefined
}

export type Tag = Form<unknown>['tag']
export type NodeOf<T extends Tag> = GraphNode & { readonly form: Extract<Form<NodeId>, { readonly tag: T }> }

export const isTag = <T extends Tag>(tag: T, candidate: GraphNode): candidate is NodeOf<T> =>
  candidate.form.tag === tag

/** A rule whose pattern and replacement are written with the operations of the language; holes stand for any operand. */
export const equation = (name: string, truth: Truth, pattern: AnyTensor, replacement: AnyTensor): Rule => ({
  name,
  truth,
  head: pattern.form.tag === 'elementwise' ? pattern.form.op.name : pattern.form.tag,
  equation: { pattern, replacement },
  rewrite: (root, { nodes }) => {
    const binding = new Map<string, NodeId>()
    return matchesOperands(pattern, root, nodes, binding)
      ? drafted(replacement, root.shape, binding)
      : undefined
  },
})

/** A rule of which the axes, the numbers or the uses decide: a pure function. */
export const decision = <T extends Tag>(
  name: string,
  truth: Truth,
  tag: T,
  decide: (root: NodeOf<T>, site: Site) => Draft | undefined,
  head: string = tag,
): Rule => ({
  name,
  truth,
  head,
  rewrite: (root, site) => (isTag(tag, root) ? decide(root, site) : undefined),
})

/** An operand of a pattern that anything matches; the same hole twice asks for the same node twice. */
export const hole = <D extends DType>(name: string, dtype: D): Tensor<readonly [], D> =>
  typed(input(name, [], dtype))

/** The operation as it stands, before construction folds it: `unfolded(mul, a, 1)` is a·1, where `mul(a, 1)` is a. */
export const unfolded = ({ op }: Operation, ...operands: readonly Operand[]): AnyTensor => {
  const tensors = operands.map((operand) => (typeof operand === 'number' ? number(operand) : operand))
  return node(
    { tag: 'elementwise', op, operands: tensors },
    [],
    known(op.result(tensors.map((x) => x.dtype)), 'dtype'),
  )
}

/** The number that every element of a node is, where that is known. */
export const numberAt = (id: NodeId, nodes: readonly GraphNode[]): number | undefined => {
  const { form } = at(nodes, id)
  const inner =
    form.tag === 'move' && form.rows.length === 0 && form.guards.length === 0
      ? at(nodes, form.operand).form
      : form
  return inner.tag === 'constant' && typeof inner.value === 'number' ? inner.value : undefined
}

/** Whether a node is what a pattern describes; recurses over the pattern, which is a line of text. */
const matches = (
  pattern: AnyTensor,
  id: NodeId,
  nodes: readonly GraphNode[],
  binding: Map<string, NodeId>,
): boolean => {
  const { form } = pattern
  if (form.tag === 'constant') return Object.is(numberAt(id, nodes), form.value)
  if (form.tag !== 'input') return matchesOperands(pattern, at(nodes, id), nodes, binding)
  const bound = binding.get(form.name)
  binding.set(form.name, bound ?? id)
  return bound === undefined || bound === id
}

const matchesOperands = (
  pattern: AnyTensor,
  root: GraphNode,
  nodes: readonly GraphNode[],
  binding: Map<string, NodeId>,
): boolean => {
  const { form } = pattern
  return (
    form.tag === 'elementwise' &&
    root.form.tag === 'elementwise' &&
    root.form.op.name === form.op.name &&
    root.form.operands.every((operand, k) => matches(at(form.operands, k), operand, nodes, binding))
  )
}

/** A side of an equation at a shape, its holes filled; recurses over the side, which is a line of text. */
const drafted = (side: AnyTensor, shape: Shape, binding: ReadonlyMap<string, NodeId>): Draft => {
  const { form, dtype } = side
  if (form.tag === 'input') return known(binding.get(form.name), `hole ${form.name}`)
  if (form.tag === 'constant' && typeof form.value === 'number') return numberDraft(form.value, shape, dtype)
  if (form.tag !== 'elementwise') throw new Bug(`an equation holds a ${form.tag}`)
  return {
    form: { ...form, operands: form.operands.map((operand) => drafted(operand, shape, binding)) },
    shape,
    dtype,
  }
}

/** A number at every position of a shape. */
export const numberDraft = (value: number, shape: Shape, dtype: DType): DraftNode => {
  const scalar: DraftNode = { form: { tag: 'constant', value }, shape: [], dtype }
  return shape.length === 0
    ? scalar
    : { form: { tag: 'move', operand: scalar, rows: [], guards: [], fill: 0 }, shape, dtype }
}
