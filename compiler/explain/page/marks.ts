/**
 * A formula in text, taken apart into what MathML shows: names with their bars, indices and powers, numbers, signs.
 * Before it: the board's text. After it: `Formula.tsx`.
 * Invariant: nothing of the text is lost; any text gives something to show.
 */

export type Token =
  | {
      readonly kind: 'name' | 'number' | 'sign' | 'quotation'
      readonly text: string
      readonly hasBar: boolean
      /** Below and above at the right. */
      readonly index: string
      readonly power: string
    }
  | { readonly kind: 'space' }

const bar = '\u0304'
const below = '₀₁₂₃₄₅₆₇₈₉'
const above = new Map(
  Array.from('⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ᵀⁿˣ', (sign, k): [string, string] => [sign, '0123456789−+⊤nx'.charAt(k)]),
)

/** Letters but those that stand above; a bar or a prime may follow any of them, and a dot another name. */
const letter = '(?:(?![ᵀⁿˣ])\\p{L})'
const name = new RegExp(
  `^${letter}(?:${letter}|[\\d_$\u0304′″‴])*(?:\\.(?:${letter}|_)(?:${letter}|[\\d_$\u0304′″‴])*)*`,
  'u',
)
const number = /^\d+(?:\.\d+)?(?:e[-−+]?\d+)?/
const space = /^\s+/
/** What stands in quotes is no formula: `"ij,jk->ik"`. */
const quotation = /^"[^"]*"/
/** A letter with a number: the number stands below. */
const numbered = new RegExp(`^(${letter})(\\d+)([′″‴]*)$`, 'u')

const indices = /^[₀-₉]+(?:,[₀-₉]+)*/u
const powers = /^[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ᵀⁿˣ]+/u

const plain = (raised: string): string => Array.from(raised, (sign) => above.get(sign) ?? sign).join('')

const lowered = (text: string): string =>
  Array.from(text, (sign) => (below.includes(sign) ? String(below.indexOf(sign)) : sign)).join('')

/** The parts of a formula. */
export const tokensOf = (formula: string): readonly Token[] => {
  const tokens: Token[] = []
  let rest = formula
  const take = (length: number): string => {
    const taken = rest.slice(0, length)
    rest = rest.slice(length)
    return taken
  }
  while (rest !== '') {
    const spaces = space.exec(rest)
    if (spaces !== null) {
      take(spaces[0].length)
      tokens.push({ kind: 'space' })
      continue
    }
    const called = name.exec(rest)?.[0]
    const counted = number.exec(rest)?.[0]
    const quoted = quotation.exec(rest)?.[0]
    const kind =
      called !== undefined
        ? 'name'
        : counted !== undefined
          ? 'number'
          : quoted !== undefined
            ? 'quotation'
            : 'sign'
    const sign = String.fromCodePoint(rest.codePointAt(0) ?? 0)
    const raw = take((called ?? counted ?? quoted ?? sign).length)
    const text = raw.replaceAll(bar, '')
    const [, base = text, digits = '', primes = ''] = (kind === 'name' ? numbered.exec(text) : null) ?? []
    const index = lowered(take(indices.exec(rest)?.[0].length ?? 0))
    const power = plain(take(powers.exec(rest)?.[0].length ?? 0))
    tokens.push({
      kind,
      text: base + primes,
      hasBar: text.length < raw.length,
      index: [digits, index].filter((part) => part !== '').join(','),
      power,
    })
  }
  return tokens
}
