/**
 * What a name stands for: a tensor, a size, a position, a constant, or a word for an option.
 * Before it: `Affine.ts`, `Reading.ts`. After it: `elaborate.ts`.
 * Invariant: a name that means nothing is refused where it is used as an operand, with the nearest one that does.
 */
import { extentValue } from '../construct.ts'
import * as extent from '../Extent.ts'
import type { Extent } from '../Extent.ts'
import type { AnyTensor } from '../Tensor.ts'
import * as affine from './Affine.ts'
import { refusal, unreadable } from './FormulaError.ts'
import type { Refusal } from './FormulaError.ts'
import { nearest } from './nearest.ts'
import { brief } from './Reader.ts'
import type { Reading } from './Reading.ts'
import type { Form } from './Syntax.ts'
import { raised } from './tokens.ts'
import { tooMany, turned } from './transposes.ts'

/** What names stand for. */
export interface Scope {
  /** Inputs and definitions. */
  readonly tensor: (name: string) => AnyTensor | undefined
  /** Whether a size is called that. */
  readonly isSize: (name: string) => boolean
  /** The names of tensors, for suggestions. */
  readonly names: () => readonly string[]
}

export const sized = (value: Extent): Pick<Reading, 'affine'> => {
  const found = affine.ofExtent(value)
  return found === undefined ? {} : { affine: found }
}

const constants: ReadonlyMap<string, Reading> = new Map<string, Reading>([
  ['pi', { operand: Math.PI }],
  ['π', { operand: Math.PI }],
  ['inf', { operand: Infinity }],
])

const flags: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
])

/** The axis of i₀, i₁ …, or undefined. */
const letterOf = (name: string): number | undefined => {
  const [, digits, ascii] = /^i(?:([₀-₉]+)|_(\d+))$/u.exec(name) ?? []
  const text = ascii ?? (digits === undefined ? undefined : raised(digits))
  return text === undefined ? undefined : Number(text)
}

export const named = (
  scope: Scope,
  { name, quoted }: Extract<Form, { readonly tag: 'name' }>,
  at: number,
): Reading => {
  const option = quoted ? name : (flags.get(name) ?? name)
  const size = scope.isSize(name)
  const own = size ? sized({ name, terms: [{ coefficient: 1, factors: [name] }] }) : {}
  const letter = quoted ? undefined : letterOf(name)
  const isWord = !quoted && (name === 'scalar' || (letter !== undefined && !name.includes('_')))
  const tensor = isWord ? undefined : scope.tensor(name)
  if (tensor !== undefined) return { operand: tensor, option, ...own }
  if (size) return { operand: extentValue(extent.dim(name)), option, ...own }
  if (quoted) return { option, lacking: () => unknown(scope, name, at) }
  if (letter !== undefined)
    return {
      affine: affine.ofLetter(letter),
      lacking: () =>
        unreadable(
          at,
          `${name} is a position`,
          'Positions stand in x[i₀ + 1 over 3; else 0] and in index(i₀ over 3).',
        ),
    }
  const plain = raised(name)
  const indexed = plain === name ? undefined : scope.tensor(plain)
  if (indexed !== undefined) return { operand: indexed, option }
  if (name.endsWith('.T')) return transposedName(scope, name, at)
  const shape = name === 'scalar' ? { shape: [] } : {}
  return constants.get(name) ?? { option, ...shape, lacking: () => unknown(scope, name, at) }
}

const transposedName = (scope: Scope, name: string, at: number): Reading => {
  const tensor = scope.tensor(name.slice(0, -2))
  return tensor === undefined
    ? { lacking: () => unknown(scope, name.slice(0, -2), at) }
    : turned(tensor, () => tooMany(at))
}

const unknown = (scope: Scope, name: string, at: number): Refusal => {
  const names = scope.names()
  const suggestion = nearest(name, names)
  const own = name === 'e' ? 'eˣ is exp(x).' : undefined
  const listed = names.slice(0, 12).join(', ') + (names.length > 12 ? ' …' : '')
  return refusal(
    'LBZ1041',
    at,
    `no input is called ${brief(name)}${suggestion === undefined ? '' : `; the nearest is ${suggestion}`}`,
    own ?? (names.length === 0 ? 'There are no inputs.' : `Known names: ${listed}.`),
  )
}
