/**
 * Texts as they stand in boxes and sentences: bars over letters, and cut to a length.
 * Before it: nothing. After it: `model.ts`, `labels.ts`.
 * Invariant: what is cut ends in …, and a bar stays on its letter.
 */

const bar = '\u0304'

/** z̄1 for z1̄: the bar of a letter with a number stands over the letter. */
export const withBars = (text: string): string =>
  text.replaceAll(new RegExp(`(?<!\\p{L})(\\p{L})(\\d+′*)${bar}`, 'gu'), `$1${bar}$2`)

const marks = new Intl.Segmenter('en', { granularity: 'grapheme' })

export const shortened = (text: string, most: number): string => {
  // Every mark is one character at least: what has few characters has few marks.
  if (text.length <= most) return text
  const all = Array.from(marks.segment(text), ({ segment }) => segment)
  return all.length <= most ? text : `${all.slice(0, most - 1).join('')}…`
}
