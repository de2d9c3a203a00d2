/**
 * Why a contribution to a cotangent looks as it does, in sentences.
 * Before it: `src/Derivation.ts`, `local.ts`. After it: `derivation.ts`, `chain.ts`.
 * Invariant: the rule of an operation is read from its record; every transpose, every sum and every repetition has its
 * reason.
 */
import type { Contribution } from '../../src/Derivation.ts'
import * as extent from '../../src/Extent.ts'
import * as contraction from '../../src/notation/contraction.ts'
import * as movement from '../../src/notation/movement.ts'
import type { Shape } from '../../src/Shape.ts'
import type { AnyTensor } from '../../src/Tensor.ts'
import type { Hand } from './Hand.ts'
import { local } from './local.ts'
import { barred } from './names.ts'

/** What is said, and of what: `y = u − v` gives `ū = ȳ`; what stands alone gives nothing. */
export interface Reasoning {
  readonly about: string
  readonly gives?: string
}

/** What a sentence explains. */
export type Explained = 'sum' | 'transpose' | 'broadcast' | 'place'

export interface Because {
  readonly explains: Explained
  readonly sentence: string
}

type TextOf = (tensor: AnyTensor) => string

const axesOf = (extents: Shape, { style, quoted }: Hand): string => {
  const sizes = extents.map((size) => quoted(style.extent(extent.show(size))))
  return sizes.length === 1 ? `an axis of ${sizes.join('')}` : `axes of ${sizes.join(' and ')}`
}

const numbered = (axes: readonly number[]): string =>
  `${axes.length === 1 ? 'axis' : 'axes'} ${axes.join(' and ')}`

const them = (some: readonly unknown[]): string => (some.length === 1 ? 'it' : 'them')

/** The factors that stand transposed in the product of a contribution. */
const turnedIn = ({ value }: Contribution, textOf: TextOf, { style, quoted }: Hand): readonly string[] => {
  if (value.form.tag !== 'contract') return []
  const { left, right, letters } = value.form
  const reading = contraction.read(letters)
  const sides = reading.as === 'matrices' ? [reading.first, reading.second] : []
  return sides
    .filter(({ transposed }) => transposed)
    .map(({ operand }) => textOf(operand === 'left' ? left : right))
    .map((text) => quoted(style.transposed(text.includes(' ') ? style.parentheses(text) : text)))
}

/** s̄ and W2 share an axis of 10 that h lacks: sum over it; hence W2ᵀ */
const contract = (
  contribution: Contribution,
  cotangent: AnyTensor | undefined,
  textOf: TextOf,
  hand: Hand,
): readonly Because[] => {
  const { user, operand, reason } = contribution
  if (reason.rule !== 'contract' || user.form.tag !== 'contract') return []
  const say = (tensor: AnyTensor): string => hand.quoted(textOf(tensor))
  const { left, right } = user.form
  const [own, other] = operand === 0 ? [left, right] : [right, left]
  const incoming = cotangent === undefined ? hand.quoted(hand.style.name(barred('y'))) : say(cotangent)
  const partners = `${incoming} and ${say(other)}`
  const { summed } = reason
  const turned = turnedIn(contribution, textOf, hand)
  return [
    {
      explains: 'sum',
      sentence:
        summed.length === 0
          ? `${partners} share no axis that is summed: every product of the two`
          : `${partners} share ${axesOf(summed, hand)} that ${say(own)} lacks: sum over ${them(summed)}`,
    },
    ...(turned.length === 0
      ? []
      : [{ explains: 'transpose', sentence: `hence ${turned.join(' and ')}` } as const]),
  ]
}

/** b was repeated along axis 0: its cotangent is the sum over it */
const move = ({ user, reason }: Contribution, textOf: TextOf, hand: Hand): readonly Because[] => {
  if (reason.rule !== 'move' || user.form.tag !== 'move') return []
  const moved = { shape: user.shape, form: user.form }
  const name = hand.quoted(textOf(user.form.operand))
  const axes = movement.repeatedAxes(moved)
  switch (movement.read(moved).as) {
    case 'broadcast':
      return axes.length === 0
        ? []
        : [
            {
              explains: 'sum',
              sentence: `${name} was repeated along ${numbered(axes)}: its cotangent is the sum over ${them(axes)}`,
            },
          ]
    case 'transpose':
      return [{ explains: 'transpose', sentence: `${name} was transposed: its cotangent is transposed back` }]
    case 'slice':
      return [{ explains: 'place', sentence: `of ${name} a part was read: the rest gets 0` }]
    case 'map': {
      const added = reason.summed.length === 0 ? '' : ', added where it was read several times'
      const sentence = `what was read from ${name} goes back where it came from${added}`
      return [{ explains: reason.summed.length === 0 ? 'place' : 'sum', sentence }]
    }
  }
}

/** Why a contribution has its transposes, sums, repetitions and places. */
export const because = (
  contribution: Contribution,
  cotangent: AnyTensor | undefined,
  textOf: TextOf,
  hand: Hand,
): readonly Because[] => {
  const { user, reason } = contribution
  const place = (sentence: string): readonly Because[] => [{ explains: 'place', sentence }]
  switch (reason.rule) {
    case 'elementwise':
      return []
    case 'reduce': {
      const name = cotangent === undefined ? hand.style.name(barred('y')) : textOf(cotangent)
      const every = `every element along ${numbered(reason.axes)} had its part in ${hand.quoted(textOf(user))}`
      return [
        {
          explains: 'broadcast',
          sentence: `${every}: ${hand.quoted(name)} is repeated along ${them(reason.axes)}`,
        },
      ]
    }
    case 'contract':
      return contract(contribution, cotangent, textOf, hand)
    case 'move':
      return move(contribution, textOf, hand)
    case 'reshape':
      return place('a reshape is undone by a reshape')
    case 'gather':
      return place(
        'what was picked goes back to where it was picked, added where it was picked several times',
      )
    case 'scatter':
      return place('what was added somewhere is picked from there')
    case 'scan':
      return place('the chain rule runs through the turns of the loop, from the last to the first')
    case 'custom':
      return place(`how ${hand.quoted(textOf(user))} differentiates was said with it`)
  }
}

/** What is said of one contribution on the board; nothing where there is nothing to say. */
export const reasoning = (
  contribution: Contribution,
  cotangent: AnyTensor | undefined,
  textOf: TextOf,
  hand: Hand,
): Reasoning | undefined => {
  const { user, operand, reason } = contribution
  if (reason.rule === 'elementwise' || reason.rule === 'reduce') {
    const rule = local(user, operand, hand)
    return (
      rule && {
        about: `y = ${rule.value}`,
        gives: `${hand.style.name(barred(rule.operand))} = ${rule.cotangent}`,
      }
    )
  }
  const said = because(contribution, cotangent, textOf, hand).map(({ sentence }) => sentence)
  if (said.length === 0) return undefined
  if (reason.rule !== 'contract' || user.form.tag !== 'contract') return { about: said.join('; ') }
  const own = operand === 0 ? user.form.left : user.form.right
  const linear = `${hand.quoted(textOf(user))} is linear in ${hand.quoted(textOf(own))}`
  return { about: `${linear}; ${said.join(', ')}` }
}

/** Sentences, those about the same as one. */
export const sentences = (reasons: readonly Reasoning[], { quoted }: Hand): readonly string[] => {
  const found = new Map<string, string[]>()
  for (const { about, gives } of reasons) {
    const consequences = found.get(about) ?? []
    if (gives !== undefined) consequences.push(gives)
    found.set(about, consequences)
  }
  return [...found].map(([about, gives]) =>
    gives.length === 0 ? about : `${quoted(about)} gives ${gives.map(quoted).join(' and ')}`,
  )
}
