/**
 * Why an element is NaN or infinite, in words: read off the record of the operation and the numbers that went in.
 * Before it: `blame.ts`, the records of `src/ops`. After it: `trace.ts`.
 * Invariant: no operation is known by name; domains, ranges and notations say everything.
 */
import { at } from '../../src/Bug.ts'
import { contractFolds, folded, folds, indexedPlaces, sources } from '../../src/evaluate/meaning.ts'
import { precedence } from '../../src/notation/Notation.ts'
import type { Interval, Op } from '../../src/Op.ts'
import type { GraphNode, NodeId } from '../ir/Graph.ts'
import { shown } from './columns.ts'
import { shapeIn } from './single.ts'
import type { Run } from './single.ts'

/** An element of a node. */
export interface Place {
  readonly node: NodeId
  readonly element: number
}

export interface Why {
  readonly why: string
  readonly hint: string
  /** The elements that went in and matter. */
  readonly operands: readonly Place[]
}

export const hints = {
  given:
    'Look at where the data come from; a division or a logarithm before the program may have written it.',
  constant: 'If it is meant as a mask, an element beside it must be finite: not all can be masked.',
  outside: 'Keep the operand away from there: clip it, or add a small number.',
  chance:
    'A share reaches 0 where scores lie far apart. Work on the scores instead: crossEntropy, bceWithLogits and logSoftmax take them as they are.',
  slope:
    'The slope is infinite there: keep the operand away from it, as by adding a small number before the function.',
  grown: 'Subtract the largest operand first, as softmax and logSumExp do, or keep the operand small.',
  large: 'Scale down what goes in: smaller initial weights, a smaller rate, a normalisation.',
  born: 'The infinity came first: mend that.',
  fill: 'Nothing is read there but what stands for what is missing.',
}

/** An operation on numbers, as it is written. */
const onNumbers = ({ notation }: Op, values: readonly number[]): string =>
  notation.text(
    ...values.map((x, k) => {
      const wanted = notation.operands[Math.min(k, notation.operands.length - 1)] ?? precedence.choice
      return (x < 0 || Object.is(x, -0)) && wanted > precedence.sum ? `(${shown(x)})` : shown(x)
    }),
  )

const isOutside = ({ from, to, except = [] }: Interval, x: number): boolean =>
  x < from || x > to || except.includes(x)

/** (0, ∞) */
const intervalText = ({ from, to, except = [] }: Interval): string =>
  `${from === -Infinity || except.includes(from) ? '(' : '['}${shown(from)}, ${shown(to)}${to === Infinity || except.includes(to) ? ')' : ']'}`

/** What is asked of an operand that does not fulfil it. */
const askedOf = ({ arity, domain }: Op, k: number, x: number): string => {
  const own = at(domain, k)
  const what = arity === 1 ? 'its operand' : k === 0 ? 'its first operand' : 'its second operand'
  const isInner = own.except?.includes(x) === true && x !== own.from && x !== own.to
  return isInner ? `${what} must not be ${shown(Math.abs(x))}` : `${what} must lie in ${intervalText(own)}`
}

/** A probability: what lies between 0 and 1 by its own record, or is a share of a whole. */
const isShare = ({ graph }: Run, id: NodeId): boolean => {
  const { form } = at(graph.nodes, id)
  return form.tag === 'elementwise' && (form.op.range?.from === 0 || form.op.notation.algebra === 'quotient')
}

const largest = 'float32 ends at 3.403e38'

const ofElementwise = (run: Run, op: Op, operands: readonly NodeId[], element: number): Why => {
  const values = operands.map((operand) => at(run.valueOf(operand).data, element))
  const places = operands.map((node) => ({ node, element }))
  const written = onNumbers(op, values)
  const exact = op.meaning(...values)
  if (values.some((x) => !Number.isFinite(x)))
    return { why: `${written} has no value`, hint: hints.born, operands: places }
  if (Number.isFinite(exact))
    return {
      why: `${written} is ${shown(exact)}, and ${largest}`,
      hint: op.arity === 1 ? hints.grown : hints.large,
      operands: places,
    }
  const wrong = values.findIndex((x, k) => isOutside(at(op.domain, k), x))
  const wrongValue = values[wrong]
  if (wrongValue === undefined)
    return { why: `${written} is larger than any number`, hint: hints.grown, operands: places }
  return {
    why: `${written} is ${shown(exact)}: ${askedOf(op, wrong, wrongValue)}`,
    hint: isShare(run, at(operands, wrong)) ? hints.chance : hints.outside,
    operands: places,
  }
}

/** The places of the largest of some sizes, the largest first, and of those that are not small beside it. */
const largestOf = (sizes: readonly number[], count: number): readonly number[] => {
  const top = [...sizes.keys()].toSorted((a, b) => at(sizes, b) - at(sizes, a)).slice(0, count)
  return top.filter((k) => at(sizes, k) >= at(sizes, at(top, 0)) / 100)
}

/** NaN and infinities before numbers, large before small. */
const weight = (x: number): number => (Number.isNaN(x) ? Infinity : Math.abs(x))

const sumOf = (what: string, count: number, total: number, isBorn: boolean): Pick<Why, 'why' | 'hint'> =>
  isBorn
    ? { why: `among ${count} ${what} infinities cancel: ∞ − ∞ and 0·∞ have no value`, hint: hints.born }
    : { why: `${count} ${what} come to ${shown(total)}, and ${largest}`, hint: hints.large }

type Form = GraphNode['form']
type FormOf<Tag extends Form['tag']> = Extract<Form, { readonly tag: Tag }>

const isBad = (x: number): boolean => !Number.isFinite(x)

const ofReduce = (run: Run, { operand, axes, monoid }: FormOf<'reduce'>, element: number): Why => {
  const { data, shape } = run.valueOf(operand)
  const { start, stride } = folds(shape, axes)
  const places = [...stride].map((step) => at(start, element) + step)
  const terms = Float64Array.from(places, (place) => at(data, place))
  if (terms.length === 0) return { why: 'it is taken of no elements', hint: hints.fill, operands: [] }
  const top = largestOf([...terms].map(weight), 3).map((j) => ({ node: operand, element: at(places, j) }))
  return { ...sumOf('terms', terms.length, folded(monoid, terms), terms.some(isBad)), operands: top }
}

const ofContract = (run: Run, form: FormOf<'contract'>, element: number): Why => {
  const [left, right] = [run.valueOf(form.left), run.valueOf(form.right)]
  const over = contractFolds(left.shape, right.shape, form.letters)
  const pairs = [...over.left.stride].map((step, j) => {
    const a = at(over.left.start, element) + step
    const b = at(over.right.start, element) + at(over.right.stride, j)
    return { a, b, x: at(left.data, a), y: at(right.data, b) }
  })
  const operands = largestOf(
    pairs.map(({ x, y }) => weight(x * y)),
    2,
  ).flatMap((j): readonly Place[] => [
    { node: form.left, element: at(pairs, j).a },
    { node: form.right, element: at(pairs, j).b },
  ])
  const total = pairs.reduce((sum, { x, y }) => sum + x * y, 0)
  const isBorn = pairs.some(({ x, y }) => isBad(x) || isBad(y))
  return { ...sumOf('products', pairs.length, total, isBorn), operands }
}

const ofScatter = (run: Run, id: NodeId, form: FormOf<'scatter'>, element: number): Why => {
  const { shape } = run.valueOf(id)
  const { data } = run.valueOf(form.operand)
  const rest = shape.slice(form.batch + 1)
  const places = indexedPlaces(run.valueOf(form.index), form.batch, at(shape, form.batch), rest)
  const own = [...places.keys()].filter((i) => places[i] === element)
  const terms = own.map((i) => at(data, i))
  const operands = largestOf(terms.map(weight), 3).map((j) => ({ node: form.operand, element: at(own, j) }))
  const total = terms.reduce((sum, x) => sum + x, 0)
  return { ...sumOf('terms', own.length, total, terms.some(isBad)), operands }
}

/** Why an element is not finite. */
export const whyOf = (run: Run, id: NodeId, element: number): Why => {
  const { form } = at(run.graph.nodes, id)
  const value = shown(at(run.valueOf(id).data, element))
  switch (form.tag) {
    case 'input':
      return { why: 'it came with the data', hint: hints.given, operands: [] }
    case 'elementwise':
      return ofElementwise(run, form.op, form.operands, element)
    case 'reduce':
      return ofReduce(run, form, element)
    case 'contract':
      return ofContract(run, form, element)
    case 'scatter':
      return ofScatter(run, id, form, element)
    case 'move':
      return { why: `nothing is there to read, and ${value} stands for it`, hint: hints.fill, operands: [] }
    default:
      return { why: `the number ${value} stands in the formula`, hint: hints.constant, operands: [] }
  }
}

/** The element that a place reads, through moves and reshapes. */
export const readBy = (run: Run, place: Place): Place => {
  let { node, element } = place
  for (;;) {
    const { form } = at(run.graph.nodes, node)
    if (form.tag === 'move') {
      const from = sources(form.rows, form.guards, shapeIn(run, node), shapeIn(run, form.operand), run.sizes)
      if (at(from, element) < 0) return { node, element }
      element = at(from, element)
    } else if (form.tag !== 'reshape') return { node, element }
    node = form.operand
  }
}
