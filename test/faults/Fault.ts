/**
 * A planted fault: one small change of the sources, and the laws that must find it.
 * Before it: nothing. After it: `faults.ts` (the faults themselves), `plugin.ts` (which plants them), `main.ts`.
 * Invariant: a fault changes one place. What it looks for is compared without regard to spaces and line ends.
 */
export interface Fault {
  /** What is wrong, as a sentence; a part of it is enough to ask for the fault by name. */
  readonly name: string
  /** The file it is planted in, from the root of the repository. */
  readonly file: string
  readonly find: string
  readonly replace: string
  /** What must fail, each of it: test files, or some of their tests. */
  readonly laws: readonly string[]
}

const between = ' # '

/** A test file below `test`, or those of its tests whose names hold a part. */
export const law = (file: string, part?: string): string =>
  `test/${file}.test.ts${part === undefined ? '' : `${between}${part}`}`

/** The file of a law, and what the names of its tests hold. */
export const placeOf = (of: string): { readonly file: string; readonly part: string | undefined } => {
  const [file = of, part] = of.split(between)
  return { file, part }
}

/** A regular expression for a text as it stands. */
export const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** The variable of the environment that names the fault to plant. */
export const variable = 'PLANTED_FAULT'

const pattern = (find: string): RegExp => new RegExp(find.split(/\s+/).map(literally).join('\\s+'), 'g')

/** How often a text holds what the fault looks for. */
export const occurrences = ({ find }: Fault, text: string): number => [...text.matchAll(pattern(find))].length

/** The text with the fault in it. */
export const planted = (fault: Fault, text: string): string => {
  const count = occurrences(fault, text)
  if (count !== 1) throw new Error(`${fault.file} holds what “${fault.name}” looks for ${count} times`)
  return text.replace(pattern(fault.find), () => fault.replace)
}
