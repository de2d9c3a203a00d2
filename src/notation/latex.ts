/**
 * Formulas as LaTeX, by the same walk as text.
 * Before it: `write.ts`. After it: pages and papers.
 * Invariant: what it gives is the inside of a formula, without the dollars; it compiles under amsmath and amssymb.
 */
import { notTensor } from '../construct.ts'
import { isTensor } from '../Tensor.ts'
import type { AnyTensor } from '../Tensor.ts'
import { latexName, textWords, word } from './latexName.ts'
import { precedence, quotient } from './Notation.ts'
import type { Style } from './Style.ts'
import { write } from './write.ts'

const magnitude = (value: number): string => {
  if (value === Infinity) return '\\infty'
  const [mantissa = '', exponent] = String(value).split('e')
  return exponent === undefined ? mantissa : `${mantissa} \\cdot 10^{${Number(exponent)}}`
}

/** A remark in words; between extents stands a sign. */
const remark = (text: string): string =>
  text
    .split('×')
    .map((part) => `\\text{${textWords(part)}}`)
    .join(' \\times ')

/** The name of a function. */
const operator = (name: string): string => word(name).replace(/^\\mathrm/, '\\operatorname')

export const latexStyle: Style = {
  apply: (notation, operands) => notation.latex(...operands),
  monoid: (monoid) => monoid.notation.latex,
  name: latexName,
  magnitude,
  scientific: precedence.product,
  extent: (text) =>
    text
      .split(/\b/)
      .map((part) =>
        /^[A-Za-z_$]/.test(part)
          ? latexName(part)
          : part.replaceAll('·', ' \\cdot ').replaceAll('×', ' \\times '),
      )
      .join(''),
  minus: '-',
  not: '\\lnot ',
  atMost: ' \\le ',
  word: (text) => `\\text{${text} }`,
  sum: '\\sum',
  dot: ' \\, ',
  circle: ' \\circ ',
  quotient: {
    precedence: precedence.power,
    operands: [precedence.choice, precedence.choice],
    write: quotient.latex,
  },
  factored: false,
  reciprocals: false,
  exact: false,
  parentheses: (inner) => `\\left(${inner}\\right)`,
  transposed: (base) => `${base}^{\\top}`,
  mask: (condition) => `\\left[${condition}\\right]`,
  subscript: (base, axes) => `${base}_{${axes.join(',')}}`,
  call: (name, operands) => `${name === '' ? '' : operator(name)}\\left(${operands.join(', ')}\\right)`,
  element: (base, positions) => `${base}\\left[${positions.join(', ')}\\right]`,
  data: (items) => `\\left[${items.join(', ')}\\right]`,
  remark: (text) => `\\langle${remark(text)}\\rangle`,
}

/**
 * The formula of a tensor in LaTeX; what is shared stands behind `where`.
 *
 * @example
 * latex(div(input('x', f32()), 2)) // \frac{x}{2}
 */
export const latex = (tensor: AnyTensor): string => {
  const { roots, definitions } = write([isTensor(tensor) ? tensor : notTensor('latex')], {
    style: latexStyle,
  })
  const where = definitions.map((definition) => `${latexName(definition.name)} = ${definition.formula}`)
  return roots.join('') + (where.length === 0 ? '' : ` \\quad\\text{where}\\quad ${where.join(',\\; ')}`)
}
