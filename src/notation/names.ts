/**
 * The names that stand in a formula as they are, and the words that are none.
 * Before it: nothing. After it: `tokens.ts`, which reads them; `text.ts`, which writes them.
 * Invariant: a name that would be read as something else is written between backticks.
 */
/** The names that are signs where they stand between operands, or before one. */
export const words: ReadonlyMap<string, string> = new Map([
  ['and', '∧'],
  ['or', '∨'],
  ['xor', '⊻'],
  ['not', '¬'],
])

/** The words of the notation, which as names of tensors need backticks. */
export const reserved: ReadonlySet<string> = new Set([
  ...words.keys(),
  'where',
  'over',
  'else',
  'new',
  'pi',
  'π',
  'inf',
  'scalar',
  'true',
  'false',
])

const first = '(?![ΣΠᵀⁿ])[\\p{L}_$]'
const next = '(?![ᵀⁿ])[\\p{L}\\p{M}\\d_$′″‴₀-₉]'
export const nameText = `${first}(?:${next})*(?:\\.(?:${next})+)*`

/** Whether a text is a name that can stand in a formula as it is. */
export const isPlainName = (text: string): boolean =>
  plain.test(text) && !reserved.has(text) && !position.test(text)

const plain = new RegExp(`^${nameText}$`, 'u')
const position = /^i[₀-₉]+$/u

const ownUse = /[\u{E000}-\u{F8FF}\u{F0000}-\u{10FFFF}]/gu

/** The name as JSON has it, without what the writer of formulas uses for itself. */
const escaped = (name: string): string =>
  JSON.stringify(name)
    .slice(1, -1)
    .replaceAll('`', '\\u0060')
    .replaceAll('\\"', '\\u0022')
    .replaceAll(ownUse, (sign) =>
      [...Array(sign.length).keys()]
        .map((k) => `\\u${sign.charCodeAt(k).toString(16).padStart(4, '0')}`)
        .join(''),
    )

/** A name as it stands in a formula: between backticks where it is none otherwise. */
export const nameInFormula = (name: string): string => (isPlainName(name) ? name : `\`${escaped(name)}\``)
