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
  LBZ3010: { title: 'a safetensors file is too short', hint: 'It was cut off; fetch or write it again.' },
  LBZ3011: { title: 'the header of a safetensors file is too long', hint: 'At most 16 MB are read.' },
  LBZ3012: { title: 'the header of a safetensors file is not UTF-8', hint: 'Write the file again.' },
  LBZ3013: {
    title: 'the header of a safetensors file is not JSON',
    hint: 'Only safetensors files are read; a file of another format has to be converted to it first.',
  },
  LBZ3014: {
    title: 'a name stands twice in a safetensors file',
    hint: 'Give each tensor a name of its own.',
  },
  LBZ3015: {
    title: 'a tensor of a safetensors file is not described',
    hint: 'Each has dtype, shape and data_offsets; __metadata__ holds texts.',
  },
  LBZ3016: {
    title: 'a dtype of a safetensors file is not read',
    hint: 'Convert the tensor to float32, int32, uint32 or bool before it is saved.',
  },
  LBZ3017: {
    title: 'a tensor of a safetensors file is too large',
    hint: 'At most 16 axes, extents to 2³¹ − 1 and 2²⁸ elements.',
  },
  LBZ3018: {
    title: 'a shape of a safetensors file does not fit its bytes',
    hint: 'The offsets enclose the elements times the bytes of one.',
  },
  LBZ3019: {
    title: 'a tensor ends after its safetensors file',
    hint: 'It was cut off; fetch or write it again.',
  },
  LBZ3020: {
    title: 'tensors of a safetensors file overlap or leave a gap',
    hint: 'Each begins where the one before it ends.',
  },
  LBZ3021: { title: 'bytes follow the last tensor of a safetensors file', hint: 'Write the file again.' },
  LBZ3022: { title: 'a safetensors file has too many tensors', hint: 'At most 100,000 are read.' },
  LBZ3023: {
    title: 'a name of a safetensors file is no path',
    hint: 'Names are joined by dots, none is empty, and a tensor is not a record too.',
  },
  LBZ3024: { title: 'a truth value of a safetensors file is not one', hint: 'A BOOL is one byte, 0 or 1.' },
  LBZ3025: {
    title: 'arrays are not those of the tensors',
    hint: 'Each tensor has its array at its path, with its dtype and its number of elements.',
  },
  LBZ3030: {
    title: 'a data file is not a record of inputs in JSON',
    hint: 'Name the inputs: { "x": [[1, 2], [3, 4]], "params": { "fc1": { "bias": [0, 0] } } }.',
  },
  LBZ3031: {
    title: 'an input stands twice in a data file',
    hint: 'Give each input once, nested or by its path.',
  },
  LBZ3032: {
    title: 'a data file does not follow the records of the inputs',
    hint: 'A record of inputs takes a record, an input takes numbers.',
  },
  LBZ3033: {
    title: 'lists of a data file are ragged',
    hint: 'Lists beside each other have one length, and hold lists or numbers, not both.',
  },
  LBZ3034: {
    title: 'data do not have the shape of their input',
    hint: 'Nest one list an axis, or give all elements in one flat list, row after row.',
  },
  LBZ3035: {
    title: 'an element of a data file is none of its dtype',
    hint: 'f32 takes numbers to 3.4e38, i32 and u32 whole numbers of 32 bits, bool true and false.',
  },
  LBZ3036: {
    title: 'a number of a data file is not finite',
    hint: 'Find where it comes from; to see what becomes of it, trace it.',
  },
  LBZ4001: { title: 'the generated code holds something it must not', hint: 'This is a bug of leibniz.' },
  LBZ4002: {
    title: 'code cannot be generated here',
    hint: 'The page forbids eval: build a standalone module with leibniz build.',
  },
  LBZ4003: {
    title: 'threads cannot be had like this',
    hint: 'Ask for 1 to 32, and for more than one with the target wasm.',
  },
  LBZ4004: {
    title: 'this host runs no WebAssembly, by which times are judged',
    hint: 'Use a host that does: Node without --jitless, a page whose policy allows it.',
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
