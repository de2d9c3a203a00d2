/**
 * How a command ends when it does not end well.
 * Before it: `CompileError.ts`. After it: every command; `main.ts` turns it into text and an exit code.
 * Invariant: exit codes are stable: 0 done, 1 kept for checks that fail, 2 the command line or an unusable output path, 3 a named
 * input missing, unreadable or wrong inside, 4 a limit, 70 our bug.
 */
import type { NonEmpty } from '../../src/NonEmpty.ts'
import { compileError, showError } from '../CompileError.ts'
import type { CompileError } from '../CompileError.ts'

export type Failure =
  /** What was typed makes no sense. */
  | { readonly tag: 'usage'; readonly sentence: string }
  | { readonly tag: 'errors'; readonly errors: NonEmpty<CompileError> }
  /** What nothing that a user does may lead to. */
  | { readonly tag: 'bug'; readonly cause: unknown }

export const usage = (sentence: string): Failure => ({ tag: 'usage', sentence })

export const errors = (found: NonEmpty<CompileError>): Failure => ({ tag: 'errors', errors: found })

export const error = (...given: Parameters<typeof compileError>): Failure => errors([compileError(...given)])

export const bug = (cause: unknown): Failure => ({ tag: 'bug', cause })

/** The page of the exit codes in `--help`. */
export const exits = [
  { code: 0, meaning: 'done' },
  { code: 2, meaning: 'the command line, or an output path that cannot be used' },
  { code: 3, meaning: 'a named input is missing, unreadable or wrong inside (a model with mistakes too)' },
  { code: 4, meaning: 'a limit was reached' },
  { code: 70, meaning: 'a bug of leibniz' },
] as const

export type Exit = (typeof exits)[number]['code']

const exitOf = ({ code }: CompileError): Exit =>
  code === 'LBZ4001' ? 70 : code === 'LBZ3005' ? 2 : code.startsWith('LBZ5') ? 4 : 3

/** The exit code; where errors ask for several, the gravest. */
export const exitCode = (failure: Failure): Exit => {
  switch (failure.tag) {
    case 'usage':
      return 2
    case 'errors':
      return failure.errors.map(exitOf).reduce((gravest, exit) => (exit > gravest ? exit : gravest))
    case 'bug':
      return 70
  }
}

/** What went wrong, as a person reads it. */
export const show = (failure: Failure): string => {
  switch (failure.tag) {
    case 'usage':
      return `leibniz: ${failure.sentence}`
    case 'errors':
      return failure.errors.map(showError).join('\n\n')
    case 'bug':
      return `this is a bug of leibniz, please report it:\n${showCause(failure.cause)}`
  }
}

const showCause = (cause: unknown): string =>
  cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)

/** The same for `--json`. */
export const toJSON = (failure: Failure): unknown => ({
  exit: exitCode(failure),
  errors: failure.tag === 'errors' ? failure.errors : [{ sentence: show(failure) }],
})
