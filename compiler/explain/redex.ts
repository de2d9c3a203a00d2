/**
 * One firing of a rule as two formulas: what stood there and what stands there now, as deep as the rule looks.
 * Before it: `passes/simplify.ts` (which shows each firing), `graphNames.ts`. After it: `rewriting.ts`.
 * Invariant: both formulas have the same holes; each is short, however large the graph is: what the rule leaves alone
 * is written by its name, or in full where that is as short as a name, or else as a letter of its own.
 */
import { at } from '../../src/Bug.ts'
import type { Style } from '../../src/notation/Style.ts'
import { write } from '../../src/notation/write.ts'
import { children, operandsOf, withOperands } from '../../src/operands.ts'
import { node as tensor } from '../../src/Tensor.ts'
import type { AnyTensor } from '../../src/Tensor.ts'
import type { GraphNode, NodeId } from '../ir/Graph.ts'
import type { Draft } from '../passes/Rule.ts'
import type { Rewriting } from '../passes/simplify.ts'
import { typeset, written } from './Hand.ts'

/** A formula in both ways of writing. */
export interface Formula {
  readonly text: string
  readonly latex: string
}

/** The ways of writing of a page: as on the board, but that only a rule takes a factor out. */
export const styles: Readonly<Record<keyof Formula, Style>> = {
  text: { ...written.style, factored: false },
  latex: { ...typeset.style, factored: false },
}

/** What a rule looks through is at most so deep. */
const mostLevels = 5

/** What is left alone is written in full where it has at most so many nodes. */
const mostNodes = 4

/** The names in the formulas of a firing. */
export type NameOf = (given: NodeId) => string | undefined

/** Writes the parts of a firing that the rule leaves alone, each one always alike. */
const leavesOf = ({ nodes, stands }: Rewriting, nameOf: NameOf): ((id: NodeId) => AnyTensor) => {
  const letters = new Map<NodeId, string>()
  const named = (id: NodeId): string | undefined => {
    const given = stands(id)
    return given === undefined ? undefined : nameOf(given)
  }
  /** In full, or undefined where that takes too many nodes. */
  const short = (id: NodeId, budget: { left: number }): AnyTensor | undefined => {
    const { form, shape, dtype } = at(nodes, id)
    const name = named(id) ?? (form.tag === 'input' ? form.name : undefined)
    if (name !== undefined) return tensor({ tag: 'input', name }, shape, dtype)
    if (form.tag !== 'move' && form.tag !== 'constant') budget.left -= 1
    const operands = operandsOf(form)
    if (budget.left < 0 || form.tag === 'scan') return undefined
    const parts = operands.map((operand) => short(operand, budget))
    return parts.every((part) => part !== undefined)
      ? tensor(withOperands<NodeId, AnyTensor>(form, parts), shape, dtype)
      : undefined
  }
  return (id) => {
    const full = letters.has(id) ? undefined : short(id, { left: mostNodes })
    if (full !== undefined) return full
    const { shape, dtype } = at(nodes, id)
    const name = letters.get(id) ?? 'abcdefghijk'.charAt(letters.size)
    letters.set(id, name)
    return tensor({ tag: 'input', name }, shape, dtype)
  }
}

/** The nodes over which a draft stands; recurses over a draft, which is a line of text. */
const leavesUnder = (draft: Draft): readonly NodeId[] =>
  typeof draft === 'number' ? [draft] : operandsOf(draft.form).flatMap(leavesUnder)

/** Both sides of a firing. */
export const redexOf = (
  rewriting: Rewriting,
  nameOf: NameOf,
): { readonly before: AnyTensor; readonly after: AnyTensor } => {
  const { before, after, nodes } = rewriting
  const leaf = leavesOf(rewriting, nameOf)
  const stops = new Set(leavesUnder(after))
  /** What the rule looked through: down to what it kept. */
  const opened = (id: NodeId, level: number): AnyTensor | undefined => {
    if (stops.has(id)) return leaf(id)
    const node = at(nodes, id)
    return level === 0 || node.form.tag === 'scan' ? undefined : application(node, level - 1)
  }
  const application = ({ form, shape, dtype }: GraphNode, level: number): AnyTensor | undefined => {
    const operands = operandsOf(form)
    const parts = operands.map((operand) => opened(operand, level))
    if (level < mostLevels && parts.every((part) => part === undefined)) return undefined
    return tensor(
      withOperands(
        form,
        parts.map((part, k) => part ?? leaf(at(operands, k))),
      ),
      shape,
      dtype,
    )
  }
  const drafted = (draft: Draft): AnyTensor =>
    typeof draft === 'number'
      ? leaf(draft)
      : tensor(withOperands(draft.form, operandsOf(draft.form).map(drafted)), draft.shape, draft.dtype)
  return {
    before: application(before, mostLevels) ?? leaf(at(operandsOf(before.form), 0)),
    after: drafted(after),
  }
}

/** What tells a form from others over the same operands, as far as it is written. */
const details = ({ form }: AnyTensor): unknown => {
  switch (form.tag) {
    case 'constant':
      return typeof form.value === 'number' ? String(form.value) : 'data'
    case 'input':
      return form.name
    case 'index':
      return [form.coefficients, form.offset]
    case 'elementwise':
      return form.op.name
    case 'reduce':
      return [form.monoid.name, form.axes]
    case 'contract':
      return form.letters
    case 'move':
      return [form.rows, form.guards, form.fill]
    case 'gather':
    case 'scatter':
      return form.batch
    default:
      return ''
  }
}

/** A text that is the same for expressions that are written alike; recurses over what a rule looks at. */
const sketch = (expression: AnyTensor): string =>
  `${expression.form.tag} ${JSON.stringify([details(expression), expression.shape])}(${children(expression).map(sketch).join()})`

/** A short expression in both ways, without names of its own. */
export const formulaOf = (expression: AnyTensor): Formula => {
  const inStyle = (style: Style): string => at(write([expression], { style, breadth: Infinity }).roots, 0)
  return { text: inStyle(styles.text), latex: inStyle(styles.latex) }
}

/** `formulaOf`, which writes what it has met before but once. */
export const formulas = (): ((expression: AnyTensor) => Formula) => {
  const met = new Map<string, Formula>()
  return (expression) => {
    const key = sketch(expression)
    const formula = met.get(key) ?? formulaOf(expression)
    met.set(key, formula)
    return formula
  }
}
