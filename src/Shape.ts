/**
 * Shapes: their text, their sizes, and what a rule says of them.
 * Before it: `Extent.ts`. After it: the rules in `shape/`, `Tensor.ts` and every operation.
 * Invariant: a type's text is the text of the value that it is the type of; an extent that is unknown prints as `?`.
 */
import { either as E } from 'fp-ts'
import { at } from './Bug.ts'
import type { Either } from './Either.ts'
import * as extent from './Extent.ts'
import type { Dim, Extent } from './Extent.ts'
import type { MistakeCode } from './Mistake.ts'

export type Shape = readonly Extent[]

/** What a shape rule says: a shape, or the code and the sentence of a mistake. */
export type Ruled<A = Shape> = Either<{ readonly code: MistakeCode; readonly sentence: string }, A>

export const refuse = (code: MistakeCode, sentence: string): Ruled<never> => E.left({ code, sentence })

/** The text of an extent. */
export type ShowExtent<E> = E extends number
  ? number extends E
    ? '?'
    : `${E}`
  : E extends Dim<infer N>
    ? string extends N
      ? '?'
      : N
    : '?'

/** The text of a shape; `…` stands for axes that are not known. */
export type Show<S extends Shape> = S extends readonly []
  ? 'scalar'
  : S extends readonly [infer E]
    ? ShowExtent<E>
    : S extends readonly [infer E, ...infer Rest extends Shape]
      ? `${ShowExtent<E>}×${Show<Rest>}`
      : '…'

/** `10×100`; a scalar is `scalar`. */
export const show = (shape: Shape): string =>
  shape.length === 0 ? 'scalar' : shape.map(extent.show).join('×')

export const same = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((e, k) => extent.same(e, at(b, k)))

export const sizeOf = (shape: Shape): Extent => extent.product(shape)

/** Row-major strides, in elements. */
export const strides = (shape: Shape): readonly Extent[] => {
  const steps: Extent[] = []
  let step: Extent = 1
  for (let k = shape.length - 1; k >= 0; k--) {
    steps.unshift(step)
    step = extent.mul(step, at(shape, k))
  }
  return steps
}
