/**
 * The statements of a formula in the order in which they need each other, each with its tensor.
 * Before it: `elaborate.ts`. After it: `parse.ts`, `formula.ts`.
 * Invariant: a name stands for one thing; on the right it is an input wherever there is one of that name.
 */
import { input } from '../construct.ts'
import * as extent from '../Extent.ts'
import * as shapes from '../Shape.ts'
import type { AnyTensor } from '../Tensor.ts'
import { reading } from './elaborate.ts'
import type { Scope } from './resolve.ts'
import { unreadable } from './FormulaError.ts'
import type { Refusal } from './FormulaError.ts'
import { Readings } from './Reading.ts'
import type { Names } from './Reader.ts'
import type { Statement, Syntax } from './Syntax.ts'
import { raised } from './tokens.ts'
import { isFold } from './vocabulary.ts'

/** What a formula is read with. */
export interface Given {
  readonly tensors: ReadonlyMap<string, AnyTensor>
  readonly sizes: ReadonlySet<string>
  /** Whether any other name is a number, as where nothing is declared. */
  readonly isOpen: boolean
}

/** The names of the sizes of tensors. */
export const sizesOf = (tensors: Iterable<AnyTensor>): ReadonlySet<string> =>
  new Set([...tensors].flatMap(({ shape }) => shape.flatMap(extent.names)))

/** What the grammar asks of names. */
export const namesWith = ({ tensors }: Given, isFunction: (name: string) => boolean): Names => ({
  isTensor: (name) => tensors.has(name),
  isFold,
  isFunction,
})

export interface Meaning {
  readonly outputs: readonly { readonly name: string | undefined; readonly tensor: AnyTensor }[]
  readonly refusals: readonly Refusal[]
  /** What every name on the left stands for. */
  readonly defined: ReadonlyMap<string, AnyTensor>
}

/** Whether an output may be called as an input is: where a signature tells them apart. */
export interface MeaningOptions {
  readonly renews?: boolean
}

export const meaningOf = (syntax: Syntax, given: Given, { renews = false }: MeaningOptions = {}): Meaning => {
  const { parts, outputs, definitions } = syntax
  const readings = new Readings(parts)
  const statements = [...outputs, ...definitions]
  const named = new Map<string, Statement>()
  for (const statement of statements)
    if (statement.name !== undefined) name(readings, named, statement.name, statement, given, renews)
  const defined = new Map<string, AnyTensor>()
  const open = new Map<string, AnyTensor>()
  const scope: Scope = {
    tensor: (word) =>
      given.tensors.get(word) ?? defined.get(word) ?? (given.isOpen ? opened(open, named, word) : undefined),
    isSize: (word) => given.sizes.has(word),
    names: () => [...given.tensors.keys(), ...named.keys()],
  }
  const tensors = new Map<Statement, AnyTensor>()
  const order = inOrder(readings, statements, named, given)
  for (const statement of readings.refusals.length > 0 ? [] : order) {
    for (let place = statement.from; place < statement.to; place++)
      readings.set(place, reading(readings, scope, place))
    const tensor = readings.tensor(statement.value)
    if (tensor === undefined) continue
    tensors.set(statement, tensor)
    if (statement.name !== undefined && !given.tensors.has(statement.name.text))
      defined.set(statement.name.text, tensor)
    if (statement.shape !== undefined) compare(readings, statement.shape, tensor)
  }
  return {
    outputs: outputs.flatMap((statement) => {
      const tensor = tensors.get(statement)
      return tensor === undefined ? [] : [{ name: statement.name?.text, tensor }]
    }),
    refusals: readings.refusals,
    defined,
  }
}

/** A name that is a number because nothing is declared. */
const opened = (
  open: Map<string, AnyTensor>,
  named: ReadonlyMap<string, Statement>,
  word: string,
): AnyTensor | undefined => {
  if (named.has(word) || undeclared.test(word)) return undefined
  const found = open.get(word) ?? input(word, [], 'f32')
  open.set(word, found)
  return found
}

/** What is no number, whatever is declared: constants, positions, transposes, W₁ for W1. */
const undeclared = /^(?:pi|π|inf|new|true|false|i[₀-₉]+|i_\d+)$|\.T$|[₀-₉]/u

const name = (
  readings: Readings,
  named: Map<string, Statement>,
  { text, at }: NonNullable<Statement['name']>,
  statement: Statement,
  { tensors }: Given,
  renews: boolean,
): void => {
  if (named.has(text))
    readings.refuse(
      unreadable(at, `${text} is defined twice`, 'A name stands for one thing: take another one.'),
    )
  else if (tensors.has(text) && !renews)
    readings.refuse(
      unreadable(
        at,
        `${text} is an input`,
        `Give the result a name of its own; whether two tensors are equal is ${text} == …, or in parentheses.`,
      ),
    )
  named.set(text, statement)
}

/** The statements, each after those whose names it has; what is defined by itself is refused. */
const inOrder = (
  readings: Readings,
  statements: readonly Statement[],
  named: ReadonlyMap<string, Statement>,
  { tensors }: Given,
): readonly Statement[] => {
  const needed = (statement: Statement): readonly Statement[] => {
    const found = new Set<Statement>()
    for (let place = statement.from; place < statement.to; place++) {
      const { form } = readings.part(place)
      if (form.tag !== 'name' || tensors.has(form.name)) continue
      const words = [form.name, raised(form.name), form.name.replace(/\.T$/, '')]
      const other = words.map((word) => named.get(word)).find((one) => one !== undefined)
      if (other !== undefined) found.add(other)
    }
    return [...found]
  }
  const order: Statement[] = []
  const state = new Map<Statement, 'entered' | 'done'>()
  for (const start of statements) {
    const stack = [{ statement: start, rest: [...needed(start)].reverse() }]
    if (state.has(start)) continue
    state.set(start, 'entered')
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const next = top.rest.pop()
      if (next === undefined) {
        order.push(top.statement)
        state.set(top.statement, 'done')
        stack.pop()
      } else if (state.get(next) === undefined) {
        state.set(next, 'entered')
        stack.push({ statement: next, rest: [...needed(next)].reverse() })
      } else if (state.get(next) === 'entered')
        readings.refuse(
          unreadable(
            next.name?.at ?? next.at,
            `${next.name?.text ?? 'this'} is defined by itself`,
            'A definition uses names that are known without it.',
          ),
        )
    }
  }
  return order
}

/** Whether a tensor has the shape that is said behind its formula. */
const compare = (readings: Readings, place: number, { shape }: AnyTensor): void => {
  const said = readings.shape(place)
  if (said !== undefined && !shapes.same(said, shape))
    readings.refuse(
      unreadable(
        readings.part(place).at,
        `the formula is ${shapes.show(shape)}, and ${shapes.show(said)} is said of it`,
      ),
    )
}
