/**
 * What a part of a formula can be taken for: a tensor, a size, a shape, a text; its place in the formula decides.
 * Before it: `Affine.ts`, `FormulaError.ts`. After it: `elaborate.ts` and the files that it asks.
 * Invariant: a part that makes no sense is refused once; what it is part of is silent about it.
 */
import { constant } from '../ops/constants.ts'
import type { Nested } from '../ops/constants.ts'
import type { Operand } from '../construct.ts'
import type { Extent } from '../Extent.ts'
import { mistakesOf } from '../mistakes.ts'
import type { Shape } from '../Shape.ts'
import { stated } from '../ops/operation.ts'
import { isTensor } from '../Tensor.ts'
import type { AnyTensor } from '../Tensor.ts'
import { sizeOf } from './Affine.ts'
import type { Affine } from './Affine.ts'
import { refusal, unreadable } from './FormulaError.ts'
import type { Refusal } from './FormulaError.ts'
import type { Part, Place } from './Syntax.ts'

export interface Reading {
  readonly operand?: Operand
  readonly affine?: Affine
  readonly shape?: Shape
  /** Numbers in brackets. */
  readonly nested?: Nested
  /** What an option may be given. */
  readonly option?: unknown
  /** [c]: 1 where the condition holds, else 0. */
  readonly condition?: AnyTensor | undefined
  /** Whether the operand is vᵀ of a vector v, or a product that begins with one: a row in a product. */
  readonly row?: 'vector' | 'product'
  /** Why it is no operand, where it is none. */
  readonly lacking?: () => Refusal
}

/** A number for a tensor that is one, so that its neighbours decide on its dtype. */
export const literalOf = (operand: Operand): Operand => {
  if (typeof operand === 'number' || operand.dtype !== 'f32') return operand
  const { form } = operand
  return form.tag === 'constant' && typeof form.value === 'number' ? form.value : operand
}

/** Numbers as a tensor. */
export const constantOf: (value: Nested) => AnyTensor = stated(constant)

/** What was refused already. */
export const wrong: Reading = {}

/** As many mistakes as are reported of one formula. */
const most = 20

/** The readings of the parts so far, and what was refused. */
export class Readings {
  readonly refusals: Refusal[] = []
  private readonly parts: readonly Part[]
  private readonly readings: Reading[] = []

  constructor(parts: readonly Part[]) {
    this.parts = parts
  }

  set(place: Place, reading: Reading): void {
    this.readings[place] = reading
  }

  part(place: Place): Part {
    return this.parts[place] ?? { form: { tag: 'number', value: 0 }, at: 0 }
  }

  of(place: Place): Reading {
    return this.readings[place] ?? wrong
  }

  refuse(refused: Refusal): Reading {
    if (this.refusals.length < most) this.refusals.push(refused)
    return wrong
  }

  /** The part as an operand, or undefined after saying why it is none. */
  operand(place: Place): Operand | undefined {
    const reading = this.of(place)
    if (reading.row === 'vector') {
      this.refuse(
        unreadable(
          this.part(place).at,
          'a transposed vector stands in a product',
          'uᵀ·v is a number, u·vᵀ a matrix; a vector as a row is v[new, :].',
        ),
      )
      return undefined
    }
    return this.rowOrOperand(place)
  }

  rowOrOperand(place: Place): Operand | undefined {
    const { operand, nested, lacking } = this.of(place)
    if (operand !== undefined) return operand
    if (nested !== undefined) return this.made(place, constantOf(nested)).operand
    if (lacking !== undefined && this.refusals.length < most) this.refuse(lacking())
    return undefined
  }

  /** The part as a tensor; a number is one of rank 0. */
  tensor(place: Place): AnyTensor | undefined {
    const operand = this.operand(place)
    return typeof operand === 'number' ? constantOf(operand) : operand
  }

  size(place: Place): Extent | undefined {
    const { affine } = this.of(place)
    return affine === undefined ? undefined : sizeOf(affine)
  }

  /** The part as a shape: 3×4, [3, 4], or one size. */
  shape(place: Place): Shape | undefined {
    const { shape } = this.of(place)
    const size = this.size(place)
    if (shape !== undefined) return shape
    if (size !== undefined) return [size]
    this.refuse(
      unreadable(
        this.part(place).at,
        'a shape is missing',
        'A shape is 3×4, 3x4, [3, 4], a size, or scalar.',
      ),
    )
    return undefined
  }

  /** A tensor that was made of others at a part, or what is wrong with it. */
  made(place: Place, made: unknown): Reading {
    if (isTensor(made) && made.form.tag !== 'invalid') return { operand: made }
    if (this.refusals.length >= most) return wrong
    const { at } = this.part(place)
    const [first] = isTensor(made) ? mistakesOf([made]) : []
    return this.refuse(
      first === undefined
        ? unreadable(at, 'this gives no single tensor')
        : refusal(first.mistake.code, at, first.mistake.sentence, first.mistake.hint),
    )
  }
}
