/**
 * How formulas are written on the board, and how they stand among words.
 * Before it: `src/notation/Style.ts`. After it: `derivation.ts`, `reasons.ts`, every format.
 * Invariant: in both hands numbers and sizes that two terms share stand before both, as people write them.
 */
import { latexStyle } from '../../src/notation/latex.ts'
import type { Style } from '../../src/notation/Style.ts'
import { textStyle } from '../../src/notation/text.ts'
import * as shapes from '../../src/Shape.ts'
import type { AnyTensor } from '../../src/Tensor.ts'

export interface Hand {
  readonly style: Style
  /** A formula inside a sentence. */
  readonly quoted: (formula: string) => string
  /** Words in the place of a formula. */
  readonly words: (text: string) => string
  /** How one thing changes with another: ∂y/∂x. */
  readonly partial: (of: string, by: string) => string
  /** The extents, and the dtype where it is not f32; nothing for a scalar. */
  readonly shape: (tensor: Pick<AnyTensor, 'shape' | 'dtype'>) => string
}

const shapeIn =
  (style: Style, space: string, word: (text: string) => string): Hand['shape'] =>
  ({ shape, dtype }) =>
    [
      ...(shape.length === 0 ? [] : [style.extent(shapes.show(shape))]),
      ...(dtype === 'f32' ? [] : [word(dtype)]),
    ].join(space)

/** A style for the board: numbers have the digits of a float32. */
const forPeople = (style: Style): Style => ({
  ...style,
  factored: true,
  reciprocals: true,
  magnitude: (value) => style.magnitude(Number(value.toPrecision(7))),
})

/** In parentheses, where it is more than a name. */
const enclosed = (formula: string): string =>
  /^[\p{L}\p{M}\d._′]+$/u.test(formula) ? formula : `(${formula})`

/** Plain text. */
export const written: Hand = {
  style: forPeople(textStyle),
  quoted: (formula) => formula,
  words: (text) => text,
  partial: (of, by) => `∂${enclosed(of)}/∂${enclosed(by)}`,
  shape: shapeIn(textStyle, ' ', (text) => text),
}

/** LaTeX; between dollars where it stands in a sentence. */
export const typeset: Hand = {
  style: forPeople(latexStyle),
  quoted: (formula) => `$${formula}$`,
  words: (text) => `\\text{${text}}`,
  partial: (of, by) => `\\frac{\\partial ${of}}{\\partial ${by}}`,
  shape: shapeIn(latexStyle, '\\;', (text) => `\\mathrm{${text}}`),
}
