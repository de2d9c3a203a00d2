/**
 * The pages of the error codes.
 * Before it: `Mistake.ts`, `CompileError.ts`. After it: `explain.ts`.
 * Invariant: every code that any error can carry has a page.
 */
import { mistakeCodes } from '../../src/Mistake.ts'
import { errorCodes } from '../CompileError.ts'

export interface Page {
  readonly code: string
  readonly chapter: string
  readonly title: string
  readonly hint: string
}

const chapters: Readonly<Record<string, string>> = {
  1: 'shapes and dtypes',
  2: 'differentiation',
  3: 'files',
  4: 'generated code',
  5: 'limits',
  6: 'run time',
}

/** Every page, in the order of the codes. */
export const pages: readonly Page[] = Object.entries({ ...mistakeCodes, ...errorCodes })
  .map(([code, { title, hint }]) => ({ code, chapter: chapters[code.charAt(3)] ?? '', title, hint }))
  .toSorted((a, b) => (a.code < b.code ? -1 : 1))

/** The page of a code, in any case of its letters. */
export const pageOf = (code: string): Page | undefined =>
  pages.find((page) => page.code === code.toUpperCase())

export const show = ({ code, chapter, title, hint }: Page): string =>
  `${code}  ${title}  (${chapter})\n\n  ${hint}\n`
