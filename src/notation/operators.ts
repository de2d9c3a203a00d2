/**
 * The signs between two operands, read off the records of the operations that they stand for.
 * Before it: `Notation.ts`, `ops/index.ts`. After it: `grammar.ts`, `elaborate.ts`.
 * Invariant: a sign is read at the precedence at which it is printed.
 */
import { operations } from '../ops/index.ts'
import { precedence } from './Notation.ts'
import type { Precedence } from './Notation.ts'

export interface Infix {
  readonly level: Precedence
  /** The operation, or the family of operations, that prints it. */
  readonly operation: string
}

const first = '⁂'
const second = '※'

/** What a record of two operands prints between them. */
const signOf = (text: string): string | undefined =>
  text.startsWith(first) && text.endsWith(second) ? text.slice(1, -1).trim() : undefined

const printed: readonly (readonly [sign: string, infix: Infix])[] = [...operations.values()].flatMap(
  ({ name, family, arity, notation }): readonly (readonly [string, Infix])[] => {
    const sign = arity === 2 ? signOf(notation.text(first, second)) : undefined
    return sign === undefined ? [] : [[sign, { level: notation.precedence, operation: family ?? name }]]
  },
)

/** Every sign that stands between operands. */
export const infixes: ReadonlyMap<string, Infix> = new Map([
  ...printed,
  ['∘', { level: precedence.product, operation: 'mul' }],
  ['@', { level: precedence.product, operation: 'matmul' }],
  ['==', { level: precedence.comparison, operation: 'eq' }],
])
