/**
 * What can go wrong at the border: a mistake in the expression, a pass, a file, a target, a limit.
 * Before it: `src/Mistake.ts`, `src/RunError.ts`. After it: passes, `compile`, the command line.
 * Invariant: every error has a stable code and says what to do.
 */
import type { MistakeCode } from '../src/Mistake.ts'
import { runCodes } from '../src/RunError.ts'

/** The codes beyond those of expressions. */
export const errorCodes = {
  LBZ3001: { title: 'a file cannot be read', hint: 'Check the path and its permissions.' },
  LBZ3002: {
    title: 'a model exports no program',
    hint: 'Export what program(…) returns: export const classify = program(…).',
  },
  LBZ3003: { title: 'a model throws while it loads', hint: 'Run it alone to see where.' },
  LBZ3004: {
    title: 'a graph in JSON is not one',
    hint: 'Write it with toJSON; operands come before their users.',
  },
  LBZ3005: {
    title: 'an output path cannot be used',
    hint: 'Name a folder; a file that leibniz did not write is not overwritten without --force.',
  },
  LBZ3006: {
    title: 'an export cannot be the name of a file',
    hint: 'Export the program under a plain identifier.',
  },
  LBZ4001: { title: 'the generated code holds something it must not', hint: 'This is a bug of leibniz.' },
  LBZ4002: {
    title: 'code cannot be generated here',
    hint: 'The page forbids eval: build a standalone module with leibniz build.',
  },
  LBZ5001: {
    title: 'a tensor is too large',
    hint: 'At most 2²⁸ elements a tensor and 1 GiB in all, unless the options say more.',
  },
  LBZ5002: { title: 'a program is too large', hint: 'Raise the node budget in the options if it is meant.' },
  ...runCodes,
} as const satisfies Record<string, { title: string; hint: string }>

export type ErrorCode = MistakeCode | keyof typeof errorCodes

export interface CompileError {
  readonly code: ErrorCode
  readonly sentence: string
  readonly hint: string
  /** The operation and its operands, where the error is a mistake in an expression. */
  readonly place?: {
    readonly operation: string
    readonly operands: readonly { readonly formula: string; readonly shape: string }[]
  }
}

export const compileError = (code: keyof typeof errorCodes, sentence: string): CompileError => ({
  code,
  sentence,
  hint: errorCodes[code].hint,
})

/** The error as a person reads it: code, sentence, operands, hint. */
export const showError = ({ code, sentence, place, hint }: CompileError): string =>
  [
    `${code}  ${sentence}`,
    ...(place?.operands ?? []).map(({ formula, shape }) => `    ${formula}   ${shape}`),
    `  ${hint}`,
  ].join('\n')
