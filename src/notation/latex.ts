/**
 * Formulas as LaTeX, by the same walk as text.
 * Before it: `write.ts`. After it: pages and papers.
 * Invariant: what it gives is the inside of a formula, without the dollars; every name is escaped.
 */
import type { AnyTensor } from '../Tensor.ts'
import { precedence, quotient } from './Notation.ts'
import type { Style } from './Style.ts'
import { write } from './write.ts'

const escaped = (text: string): string =>
  text.replaceAll(/[\\{}$&#^_%~]/g, (sign) => escapes.get(sign) ?? `\\${sign}`)

const escapes = new Map([
  ['\\', '\\backslash '],
  ['^', '\\hat{ }'],
  ['~', '\\sim '],
])

/** A letter with digits is a letter with an index; longer names stand upright. */
const name = (text: string): string => {
  const [, letter, digits = ''] = /^(\p{L})(\d*)$/u.exec(text) ?? []
  if (letter === undefined) return `\\mathrm{${escaped(text)}}`
  return digits === '' ? letter : `${letter}_{${digits}}`
}

const magnitude = (value: number): string => {
  if (value === Infinity) return '\\infty'
  const [mantissa = '', exponent] = String(value).split('e')
  return exponent === undefined ? mantissa : `${mantissa} \\cdot 10^{${Number(exponent)}}`
}

export const latexStyle: Style = {
  apply: (notation, operands) => notation.latex(...operands),
  monoid: (monoid) => monoid.notation.latex,
  name,
  magnitude,
  extent: (text) =>
    text
      .split(/\b/)
      .map((part) =>
        /^[A-Za-z_$]/.test(part) ? name(part) : part.replaceAll('·', ' \\cdot ').replaceAll('×', ' \\times '),
      )
      .join(''),
  minus: '-',
  not: '\\lnot ',
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
  parentheses: (inner) => `\\left(${inner}\\right)`,
  transposed: (base) => `${base}^{\\top}`,
  mask: (condition) => `\\left[${condition}\\right]`,
  subscript: (base, axes) => `${base}_{${axes.join(',')}}`,
  call: (name, operands) =>
    `${name === '' ? '' : `\\operatorname{${escaped(name)}}`}\\left(${operands.join(', ')}\\right)`,
  element: (base, positions) => `${base}\\left[${positions.join(', ')}\\right]`,
  remark: (text) => `\\langle\\text{${escaped(text)}}\\rangle`,
}

/**
 * The formula of a tensor in LaTeX; what is shared stands behind `where`.
 *
 * @example
 * latex(div(input('x', f32()), 2)) // \frac{x}{2}
 */
export const latex = (tensor: AnyTensor): string => {
  const { roots, definitions } = write([tensor], { style: latexStyle })
  const where = definitions.map((definition) => `${name(definition.name)} = ${definition.formula}`)
  return roots.join('') + (where.length === 0 ? '' : ` \\quad\\text{where}\\quad ${where.join(',\\; ')}`)
}
