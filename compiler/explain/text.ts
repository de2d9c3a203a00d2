/**
 * The derivation as text of at most 100 columns.
 * Before it: `derivation.ts`. After it: the command line.
 * Invariant: what is printed is the view's data; nothing is computed here but columns.
 */
import type { Program } from '../../src/Program.ts'
import { derivationView } from './derivation.ts'
import type { DerivationView, Line } from './derivation.ts'

const columns = 100

/** The columns that a text takes: a bar above a letter takes none. */
const widthOf = (text: string): number => [...text.normalize('NFD').replaceAll(/\p{Mn}/gu, '')].length

const padded = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)))

/** The words in lines, those after the first indented. */
const wrapped = (text: string, first: string, rest: string): readonly string[] => {
  const lines: string[] = []
  let current = first
  let isEmpty = true
  for (const word of text.split(' ')) {
    if (!isEmpty && widthOf(current) + 1 + widthOf(word) > columns) {
      lines.push(current)
      current = rest
      isEmpty = true
    }
    current += isEmpty ? word : ` ${word}`
    isEmpty = false
  }
  return [...lines, current]
}

/** `name = formula   shape`, with the names in a column. */
const lineText = ({ name, formula, shape }: Line, width: number, before: string): readonly string[] => {
  const start = `${before}${padded(name, width)} = `
  const text = shape === 'scalar' ? formula : `${formula}   ${shape}`
  return wrapped(text, start, ' '.repeat(widthOf(start)))
}

/** The letter, its path where that is another, and the shape. */
const inputText = ({ name, formula, shape }: Line, width: number): readonly string[] =>
  wrapped(name === formula ? shape : `${shape}   ${formula}`, `  ${padded(name, width)}   `, '    ')

const widest = (lines: readonly Line[]): number =>
  Math.min(
    24,
    lines.reduce((width, { name }) => Math.max(width, widthOf(name)), 0),
  )

const indented = (line: Line, width: number): readonly string[] => lineText(line, width, '  ')

/** The lines of a section, with the names in a column of at most 24. */
const aligned = (
  lines: readonly Line[],
  text: (line: Line, width: number) => readonly string[],
): readonly string[] => {
  const width = widest(lines)
  return lines.flatMap((part) => text(part, width))
}

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', title, ...lines]

/** A view as text. */
export const showDerivation = ({ inputs, definitions, steps, results, notes }: DerivationView): string => {
  const digits = String(steps.length).length
  const width = widest(steps)
  const indent = ' '.repeat(digits + 6)
  const stepLines = steps.flatMap((step) => [
    ...step.where.flatMap((part) => lineText(part, width, ' '.repeat(digits + 4))),
    ...lineText(step, width, `  ${String(step.number).padStart(digits)}. `),
    ...step.reasons.flatMap((reason) => wrapped(reason, indent, `${indent}  `)),
  ])
  const all = [
    ...section('given', aligned(inputs, inputText)),
    ...section('the formula', aligned(definitions, indented)),
    ...section('the chain rule, from the result back to what it depends on', stepLines),
    ...section('so', aligned(results, indented)),
    ...section(
      'worth a second look',
      notes.flatMap((note) => wrapped(note, '  ', '    ')),
    ),
  ]
  return `${all.slice(1).join('\n')}\n`
}

/**
 * How a program's gradients follow from its formula: the definitions, then each step of the chain rule with its
 * reasons.
 */
export const explainProgram = (program: Program): string => showDerivation(derivationView(program))
