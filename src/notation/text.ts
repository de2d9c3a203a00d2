/**
 * Formulas as text: what `console.log` shows of a tensor or a program.
 * Before it: `write.ts`. After it: `Tensor.ts` (which prints itself), mistakes, `compiler/explain`.
 * Invariant: what is printed of one tensor stays within about 2,000 characters, however large its graph is.
 */
import * as shapes from '../Shape.ts'
import type { AnyTensor } from '../Tensor.ts'
import { precedence, quotient } from './Notation.ts'
import type { Style } from './Style.ts'
import { nameInFormula } from './names.ts'
import { write } from './write.ts'
import type { Definition } from './write.ts'

const digits = '₀₁₂₃₄₅₆₇₈₉'

const lowered = (axis: number): string => [...String(axis)].map((digit) => digits[Number(digit)]).join('')

/** The shortest decimal that reads back as the same number; 1e−7, ∞. */
const magnitude = (value: number): string => (value === Infinity ? '∞' : String(value).replace('-', '−'))

export const textStyle: Style = {
  apply: (notation, operands) => notation.text(...operands),
  monoid: (monoid) => monoid.notation.text,
  name: (name) => name,
  magnitude,
  scientific: precedence.atom,
  extent: (text) => text.replaceAll('-', '−'),
  minus: '−',
  not: '¬',
  atMost: ' ≤ ',
  word: (text) => `${text} `,
  sum: 'Σ',
  dot: '·',
  circle: ' ∘ ',
  quotient: {
    precedence: precedence.quotient,
    operands: [precedence.quotient, precedence.prefix],
    write: quotient.text,
  },
  factored: false,
  reciprocals: false,
  exact: false,
  parentheses: (inner) => `(${inner})`,
  transposed: (base) => `${base}ᵀ`,
  mask: (condition) => `[${condition}]`,
  subscript: (base, axes) => base + axes.map(lowered).join(axes.some((axis) => axis > 9) ? ',' : ''),
  call: (name, operands) => `${name}(${operands.join(', ')})`,
  element: (base, positions) => `${base}[${positions.join(', ')}]`,
  data: (items) => `[${items.join(', ')}]`,
  remark: (text) => `⟨${text}⟩`,
}

/** The same for a reader: `parse` gives the tensor that was written. */
export const exactStyle: Style = { ...textStyle, exact: true, name: nameInFormula }

const limit = 2000

/** The definitions of a formula, below it; the last ones where there are too many. */
const whereLines = (definitions: readonly Definition[]): readonly string[] => {
  const lines = definitions.map(({ name, formula }) => `${name} = ${formula}`)
  let from = lines.length
  for (let length = 0; from > 0 && length < limit; from -= 1) length += lines[from - 1]?.length ?? 0
  const left = from === 0 ? [] : [`… ${from} more`]
  return [...left, ...lines.slice(from)].map((line, k) => (k === 0 ? `  where ${line}` : `        ${line}`))
}

/** A formula and what is shared in it, in one line of at most `most` characters. */
export const showTensor = (tensor: AnyTensor, most: number = limit): string => {
  const { roots, definitions } = write([tensor], { style: exactStyle })
  const where = definitions.map(({ name, formula }) => `${name} = ${formula}`)
  const line = roots.join('') + (where.length === 0 ? '' : ` where ${where.join(', ')}`)
  return line.length <= most ? line : `${line.slice(0, most - 1)}…`
}

/** The formula and the shape, with shared parts named below. */
export const inspectTensor = (tensor: AnyTensor): string => {
  const { roots, definitions } = write([tensor], { style: exactStyle })
  const shape = tensor.shape.length === 0 ? '' : `   ${shapes.show(tensor.shape)}`
  return [roots.join('') + shape, ...whereLines(definitions)].join('\n')
}
