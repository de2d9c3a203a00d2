/**
 * Names as LaTeX has them: a letter with an index, a word upright, bars and primes over and behind the whole.
 * Before it: nothing. After it: `latex.ts`, and `latexSymbols.ts`, which reads them.
 * Invariant: what it writes compiles under amsmath and amssymb; a letter that the fonts lack is its code point, U+0416.
 */

const commands = (
  letters: string,
  names: string,
): readonly (readonly [letter: string, command: string])[] => {
  const all = names.split(' ')
  return Array.from(letters, (letter, k) => [letter, `\\${all[k] ?? ''}`])
}

/** The letters that have a command. */
export const letterCommands: ReadonlyMap<string, string> = new Map([
  ...commands('αβγδεζηθικλμν', 'alpha beta gamma delta varepsilon zeta eta theta iota kappa lambda mu nu'),
  ...commands('ξπρςστυφχψω', 'xi pi rho varsigma sigma tau upsilon varphi chi psi omega'),
  ...commands('ΓΔΘΛΞΠΣΥΦΨΩ', 'Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega'),
  ...commands('ϵϑϕϖϱℓℏ', 'epsilon vartheta phi varpi varrho ell hbar'),
])

/** The marks over a letter that have a command. */
export const markCommands: ReadonlyMap<string, string> = new Map([
  ['\u0304', '\\bar'],
  ['\u0302', '\\hat'],
  ['\u0303', '\\tilde'],
  ['\u0307', '\\dot'],
  ['\u0308', '\\ddot'],
  ['\u0301', '\\acute'],
  ['\u0300', '\\grave'],
  ['\u0306', '\\breve'],
  ['\u030c', '\\check'],
  ['\u20d7', '\\vec'],
])

const signs: ReadonlyMap<string, string> = new Map([
  ...Array.from('{}$&#_%', (sign): [string, string] => [sign, `\\${sign}`]),
  ['\\', '\\textbackslash{}'],
  ['^', '\\textasciicircum{}'],
  ['~', '\\textasciitilde{}'],
  ['<', '\\textless{}'],
  ['>', '\\textgreater{}'],
  ['|', '\\textbar{}'],
])

const codePoint = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`

/** Whether the fonts have a letter: one of ASCII with a common mark, or one of a few. */
const isInFonts = (letter: string): boolean =>
  /^(?:[A-Za-z][\u0300-\u0304\u0306-\u0308\u030a-\u030c\u0327]|[ßæœøÆŒØ])$/.test(letter.normalize('NFD'))

/** Words as they stand in text. */
export const textWords = (text: string): string =>
  Array.from(text, (character) => {
    if (/^[ -~]$/.test(character)) return signs.get(character) ?? character
    return isInFonts(character) ? character : codePoint(character)
  })
    .join('')
    .replaceAll(/(U\+[0-9A-F]{4,6})(?=[0-9A-F])/g, '$1{}')

/** A sign of ASCII in an upright word, where blanks are nothing and − would be a difference. */
const inWord = (sign: string): string => {
  if (/^[A-Za-z0-9.,:;?!()[\]/@]$/.test(sign)) return sign
  if ('{}$&#_%'.includes(sign)) return `\\${sign}`
  if (sign === ' ') return '\\ '
  return `\\text{${textWords(sign)}}`
}

/** A word of a formula: upright. */
export const word = (text: string): string =>
  /^[ -~]*$/.test(text) ? `\\mathrm{${Array.from(text, inWord).join('')}}` : `\\text{${textWords(text)}}`

const lowered = '₀₁₂₃₄₅₆₇₈₉'

/** A letter with digits is a letter with an index; longer names stand upright. */
const plain = (text: string): string => {
  const [, letter, digits = ''] = /^(\p{L}\p{M}*)([0-9]*|[₀-₉]*)$/u.exec(text) ?? []
  const [base = '', ...marks] = Array.from(letter?.normalize('NFD') ?? '')
  const symbol = /^[A-Za-z]$/.test(base) ? base : letterCommands.get(base)
  const over = marks.map((mark) => markCommands.get(mark))
  if (symbol === undefined || !over.every((command) => command !== undefined)) return word(text)
  const marked = over.reduce((inner, command) => `${command}{${inner}}`, symbol)
  const index = digits.replaceAll(/[₀-₉]/g, (sign) => String(lowered.indexOf(sign)))
  return index === '' ? marked : `${marked}_{${index}}`
}

const primes: ReadonlyMap<string, string> = new Map([
  ['′', "'"],
  ['″', "''"],
  ['‴', "'''"],
])

/** A name: the bars over it and the primes behind it, from the outermost in. */
export const latexName = (text: string): string => {
  let inner = text.normalize('NFC')
  let [before, behind] = ['', '']
  for (let last = inner.at(-1) ?? ''; last === '\u0304' || primes.has(last); last = inner.at(-1) ?? '') {
    const prime = primes.get(last)
    before += prime === undefined ? '\\overline{' : '{'
    behind = `}${prime ?? ''}${behind}`
    inner = inner.slice(0, -1)
  }
  return `${before}${plain(inner)}${behind}`
}
