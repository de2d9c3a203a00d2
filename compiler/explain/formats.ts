/**
 * The formats that an explanation is written in.
 * Before it: `text.ts`, `markdown.ts`, `latex.ts`, `dot.ts`, `mermaid.ts`, `data.ts`. After it: `explain.ts`, the command
 * line.
 * Invariant: every format takes several explanations with their titles; a title of one alone may be left out.
 */
import { toJson } from '../formats/Json.ts'
import type { Json } from '../formats/Json.ts'
import { dataOf } from './data.ts'
import { showDot } from './dot.ts'
import type { Explanation } from './Explanation.ts'
import { showLatex } from './latex.ts'
import { showMarkdown } from './markdown.ts'
import { showMermaid } from './mermaid.ts'
import { showText } from './text.ts'

/** An explanation under a title; empty for a formula that has none. */
export type Part = readonly [title: string, one: Explanation]

const each =
  (heading: (title: string) => string, show: (one: Explanation) => string) =>
  (parts: readonly Part[]): string =>
    parts.map(([title, one]) => (title === '' ? '' : heading(title)) + show(one)).join('\n')

const underlined = (title: string): string => `${title}\n${'─'.repeat(title.length)}\n`

/** Explanations as data, by their titles; one without a title alone. */
export const jsonOf = (parts: readonly Part[]): Json => {
  const [first] = parts
  return first?.[0] === '' && parts.length === 1
    ? toJson(dataOf(first[1]))
    : Object.fromEntries(parts.map(([title, one]) => [title, toJson(dataOf(one))]))
}

/** By name: how explanations are written. */
export const formats = {
  text: each(underlined, showText),
  markdown: each((title) => `# ${title}\n\n`, showMarkdown),
  latex: showLatex,
  dot: showDot,
  mermaid: each((title) => `%% ${title}\n`, showMermaid),
  json: (parts: readonly Part[]) => `${JSON.stringify(jsonOf(parts), null, 2)}\n`,
} as const satisfies Record<string, (parts: readonly Part[]) => string>

export type Format = keyof typeof formats

export const formatNames = Object.keys(formats)

export const isFormat = (name: string): name is Format => Object.hasOwn(formats, name)
