/**
 * Why a contribution to a cotangent looks as it does, in a sentence.
 * Before it: `src/Derivation.ts`, the records of `src/ops`. After it: `derivation.ts`.
 * Invariant: the rule of an operation is read from its record: u and v stand for its operands, y for its value.
 */
import { at } from '../../src/Bug.ts'
import { broadcastTo, input, scalarValue } from '../../src/construct.ts'
import type { Contribution } from '../../src/Derivation.ts'
import * as extent from '../../src/Extent.ts'
import * as contraction from '../../src/notation/contraction.ts'
import * as movement from '../../src/notation/movement.ts'
import { textStyle } from '../../src/notation/text.ts'
import { write } from '../../src/notation/write.ts'
import { node, typed } from '../../src/Tensor.ts'
import type { AnyTensor, Term } from '../../src/Tensor.ts'
import type { Shape } from '../../src/Shape.ts'
import { barred } from './names.ts'

/** What is said, and of what: `y = u − v` gives `ū = ȳ`; what stands alone gives nothing. */
export interface Reasoning {
  readonly about: string
  readonly gives?: string
}

type TextOf = (tensor: AnyTensor) => string

const formula = (tensor: AnyTensor): string =>
  at(write([tensor], { style: textStyle, breadth: Infinity }).roots, 0)

const term = (tensor: AnyTensor): Term => typed<Shape, never>(tensor)

/** c for a condition; u, v, w for the others. */
const placeholders = (operands: readonly AnyTensor[]): readonly string[] => {
  const letters = ['u', 'v', 'w'].values()
  return operands.map((operand) =>
    scalarValue(operand) !== undefined ? '' : operand.dtype === 'bool' ? 'c' : (letters.next().value ?? 'x'),
  )
}

/** y = max(0, u) gives ū = ȳ·[0 < u] */
const elementwise = (user: AnyTensor, operand: number): Reasoning | undefined => {
  const { form } = user
  if (form.tag !== 'elementwise') return undefined
  const tangent = at(form.op.tangents, operand)
  const names = placeholders(form.operands)
  const operands = form.operands.map((tensor, k) => {
    const value = scalarValue(tensor)
    return value === undefined
      ? input(at(names, k), [], tensor.dtype)
      : node({ tag: 'constant', value }, [], tensor.dtype)
  })
  const [first, ...rest] = operands
  if (tangent === null || first === undefined || names[operand] === '') return undefined
  const value = node({ tag: 'elementwise', op: form.op, operands }, [], user.dtype)
  const cotangent = tangent(
    term(input(barred('y'), [], 'f32')),
    term(first),
    ...rest.map(term),
    term(input('y', [], 'f32')),
  )
  return { about: `y = ${formula(value)}`, gives: `${barred(at(names, operand))} = ${formula(cotangent)}` }
}

/** y = logΣexp u gives ū = ȳ·exp(u − y) */
const reduce = (user: AnyTensor): Reasoning | undefined => {
  const { form } = user
  if (form.tag !== 'reduce' || form.monoid.tangent === null) return undefined
  const u = input('u', [2], 'f32')
  const everywhere = (name: string): Term => term(broadcastTo(input(name, [], 'f32'), [2]))
  const value = node({ ...form, operand: u, axes: [0] }, [], 'f32')
  const cotangent = form.monoid.tangent(everywhere(barred('y')), term(u), everywhere('y'), [0])
  return { about: `y = ${formula(value)}`, gives: `${barred('u')} = ${formula(cotangent)}` }
}

const transposed = (text: string): string => (text.includes(' ') ? `(${text})ᵀ` : `${text}ᵀ`)

const axesText = (extents: Shape): string =>
  extents.length === 1
    ? `an axis of ${extents.map(extent.show).join('')}`
    : `axes of ${extents.map(extent.show).join(' and ')}`

/** s is linear in h; s̄ and W2 share an axis of 10 that h lacks: sum over it, hence W2ᵀ */
const contract = (
  { user, operand, value, reason }: Contribution,
  cotangent: AnyTensor | undefined,
  textOf: TextOf,
): string | undefined => {
  if (reason.rule !== 'contract' || user.form.tag !== 'contract' || value.form.tag !== 'contract')
    return undefined
  const { left, right } = value.form
  const [own, other] = operand === 0 ? [user.form.left, user.form.right] : [user.form.right, user.form.left]
  const reading = contraction.read(value.form.letters)
  const sides = reading.as === 'matrices' ? [reading.first, reading.second] : []
  const operandOf = (side: contraction.Side): AnyTensor => (side.operand === 'left' ? left : right)
  const turned = sides
    .filter(({ transposed }) => transposed)
    .map((side) => transposed(textOf(operandOf(side))))
  const hence = turned.length === 0 ? '' : `, hence ${turned.join(' and ')}`
  const partner = `${cotangent === undefined ? barred('y') : textOf(cotangent)} and ${textOf(other)}`
  const shared =
    reason.summed.length === 0
      ? `${partner} share no axis that is summed: every product of the two`
      : `${partner} share ${axesText(reason.summed)} that ${textOf(own)} lacks: sum over ${reason.summed.length === 1 ? 'it' : 'them'}`
  return `${textOf(user)} is linear in ${textOf(own)}; ${shared}${hence}`
}

/** b was repeated along axis 0: its cotangent is the sum over it */
const move = ({ user, reason }: Contribution, textOf: TextOf): string | undefined => {
  if (reason.rule !== 'move' || user.form.tag !== 'move') return undefined
  const moved = { shape: user.shape, form: user.form }
  const name = textOf(user.form.operand)
  const axes = movement.repeatedAxes(moved)
  switch (movement.read(moved).as) {
    case 'broadcast':
      return axes.length === 0
        ? undefined
        : `${name} was repeated along ${axes.length === 1 ? 'axis' : 'axes'} ${axes.join(' and ')}: its cotangent is the sum over ${axes.length === 1 ? 'it' : 'them'}`
    case 'transpose':
      return `${name} was transposed: its cotangent is transposed back`
    case 'slice':
      return `of ${name} a part was read: the rest gets 0`
    case 'map':
      return `what was read from ${name} goes back where it came from${reason.summed.length === 0 ? '' : ', added where it was read several times'}`
  }
}

/** What is said of one contribution; nothing where there is nothing to say. */
export const reasoning = (
  contribution: Contribution,
  cotangent: AnyTensor | undefined,
  textOf: TextOf,
): Reasoning | undefined => {
  const { user, operand, reason } = contribution
  switch (reason.rule) {
    case 'elementwise':
      return elementwise(user, operand)
    case 'reduce':
      return reduce(user)
    case 'contract':
      return statement(contract(contribution, cotangent, textOf))
    case 'move':
      return statement(move(contribution, textOf))
    case 'reshape':
      return statement('a reshape is undone by a reshape')
    case 'gather':
      return statement(
        'what was picked goes back to where it was picked, added where it was picked several times',
      )
    case 'scatter':
      return statement('what was added somewhere is picked from there')
    case 'scan':
      return statement('the chain rule runs through the turns of the loop, from the last to the first')
    case 'custom':
      return statement(`how ${textOf(user)} differentiates was said with it`)
  }
}

const statement = (about: string | undefined): Reasoning | undefined =>
  about === undefined ? undefined : { about }

/** Sentences, those about the same as one. */
export const sentences = (reasons: readonly Reasoning[]): readonly string[] => {
  const found = new Map<string, string[]>()
  for (const { about, gives } of reasons) {
    const consequences = found.get(about) ?? []
    if (gives !== undefined) consequences.push(gives)
    found.set(about, consequences)
  }
  return [...found].map(([about, gives]) =>
    gives.length === 0 ? about : `${about} gives ${gives.join(' and ')}`,
  )
}
