/**
 * What can go wrong when arrays meet a program: a code, a sentence, a hint.
 * Before it: nothing. After it: `sizes.ts`, `evaluate.ts`, the compiler's executables.
 * Invariant: codes are stable; the sentence names the input and the lengths.
 */

/** The codes of run time; the command line prints these as each code's page. */
export const runCodes = {
  LBZ6001: { title: 'an input is missing', hint: 'Give every input of the program.' },
  LBZ6002: { title: 'an input has an unknown name', hint: 'Names are those of the program.' },
  LBZ6003: {
    title: 'an input is not the right array',
    hint: 'f32 takes a Float32Array, i32 an Int32Array, bool a Uint8Array, u32 a Uint32Array.',
  },
  LBZ6004: {
    title: 'an array has a length that fits nothing',
    hint: 'The length is the product of the extents.',
  },
  LBZ6005: { title: 'a size is not known', hint: 'Give it in the options: { sizes: { n: 32 } }.' },
  LBZ6006: { title: 'an output array is shared', hint: 'Give every output an array of its own.' },
  LBZ6007: { title: 'a size is not an extent', hint: 'A size is an integer from 0 to 2³¹ − 1.' },
  LBZ6008: {
    title: 'a value is out of range',
    hint: 'The interpreter refuses it; compiled code takes the nearest index, and the first or last class for a label.',
  },
  LBZ6009: { title: 'a value is NaN', hint: 'Look where it comes from: no loss can judge it.' },
  LBZ6010: {
    title: 'a thread has ended in the middle of a call',
    hint: 'Call again: from now on everything runs on one thread.',
  },
} as const satisfies Record<string, { title: string; hint: string }>

export type RunCode = keyof typeof runCodes

export interface RunError {
  readonly code: RunCode
  readonly sentence: string
  readonly hint: string
}

export const runError = (code: RunCode, sentence: string): RunError => ({
  code,
  sentence,
  hint: runCodes[code].hint,
})
