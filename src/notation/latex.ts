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

/** Letters that LaTeX has commands for. */
const commands: ReadonlyMap<string, string> = new Map([
  ['ℓ', '\\ell'],
  ...[
    'αalpha βbeta γgamma δdelta εvarepsilon ζzeta ηeta θtheta ιiota κkappa λlambda μmu νnu ξxi πpi ρrho σsigma',
    'τtau υupsilon φvarphi χchi ψpsi ωomega ΓGamma ΔDelta ΘTheta ΛLambda ΞXi ΠPi ΣSigma ΦPhi ΨPsi ΩOmega',
  ]
    .join(' ')
    .split(' ')
    .map((entry): readonly [string, string] => [entry.charAt(0), `\\${entry.slice(1)}`]),
])

/** Words of a name: what the fonts of LaTeX lack stands as its code point. */
const upright = (text: string): string =>
  /^\p{ASCII}*$/u.test(text)
    ? `\\mathrm{${escaped(text)}}`
    : `\\text{${[...text].map((sign) => (sign < '\u0180' ? escaped(sign) : `U+${sign.codePointAt(0)?.toString(16).toUpperCase()}`)).join('')}}`

/** A letter with digits is a letter with an index; longer names stand upright. */
const plain = (text: string): string => {
  const [, letter, digits = ''] = /^(\p{L})(\d*)$/u.exec(text) ?? []
  const symbol = letter === undefined ? undefined : letter < '\u0080' ? letter : commands.get(letter)
  if (symbol === undefined) return upright(text)
  return digits === '' ? symbol : `${symbol}_{${digits}}`
}

/** The bars over a name and the primes behind it, from the outermost in. */
const name = (text: string): string => {
  let inner = text
  let [before, behind] = ['', '']
  for (; inner.endsWith('\u0304') || inner.endsWith('′'); inner = inner.slice(0, -1)) {
    const isBar = inner.endsWith('\u0304')
    before += isBar ? '\\overline{' : '{'
    behind = (isBar ? '}' : "}'") + behind
  }
  return `${before}${plain(inner)}${behind}`
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
  element: (base, positions) => {
    const places = positions.join(', ').replaceAll('≤', '\\le').replaceAll('else ', '\\text{else }')
    return `${base}\\left[${places}\\right]`
  },
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
