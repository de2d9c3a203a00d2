/**
 * What can be wrong with an expression: a code, the operation, a sentence, a hint.
 * Before it: nothing. After it: `Tensor.ts` (a mistake becomes part of the expression), the borders that report all
 * of them at once, `leibniz explain LBZ1003`.
 * Invariant: codes are stable; the sentence is the one that the type checker shows.
 */

/** The mistakes of shapes and dtypes; the command line prints these as each code's page. */
export const mistakeCodes = {
  LBZ1001: {
    title: 'extents do not broadcast',
    hint: 'Axes are aligned from the right; two extents fit where they are equal or one of them is 1.',
  },
  LBZ1002: {
    title: 'inner dimensions differ',
    hint: 'The axis summed over must have the same extent in both operands; perhaps one of them wants a transpose.',
  },
  LBZ1003: {
    title: 'an axis is out of range',
    hint: 'Axes count from 0, or from the end with −1; a tensor of rank r has axes −r to r − 1.',
  },
  LBZ1004: { title: 'an axis is named twice', hint: 'Name each axis once.' },
  LBZ1005: {
    title: 'a reshape changes the number of elements',
    hint: 'The product of the extents must stay the same; symbolic sizes must appear on both sides.',
  },
  LBZ1006: { title: 'not a permutation of the axes', hint: 'A transpose names every axis exactly once.' },
  LBZ1007: {
    title: 'an einsum equation does not fit its operands',
    hint: 'One letter an axis, operands split by commas, the result after ->; a letter has one extent everywhere.',
  },
  LBZ1008: {
    title: 'a dtype does not fit',
    hint: 'Nothing converts silently: arithmetic takes f32, where takes a bool and two operands of one dtype.',
  },
  LBZ1009: { title: 'a rank does not fit', hint: 'Look at the number of axes that the operation asks for.' },
  LBZ1010: {
    title: 'not an extent',
    hint: 'An extent is an integer from 0 to 2³¹ − 1 or a size named by dim; a tensor has at most 16 axes.',
  },
  LBZ1011: {
    title: 'a constant is not a number',
    hint: 'NaN in a constant hides where it came from; compute it in the program if it is meant.',
  },
  LBZ1012: {
    title: 'data do not fill the shape',
    hint: 'The number of elements is the product of the extents.',
  },
  LBZ1013: {
    title: 'a name that cannot be used',
    hint: 'Names of tensors are not empty and hold no dot; sizes are plain identifiers.',
  },
  LBZ1014: { title: 'not a tensor', hint: 'Outputs and operands are tensors, or records of them.' },
  LBZ1015: {
    title: 'a tensor from outside the program',
    hint: 'A program is closed: take the tensor as an input, or bind its values.',
  },
  LBZ1016: {
    title: 'not the shape and dtype of the input',
    hint: 'What stands for an input has its shape and its dtype.',
  },
  LBZ2001: { title: 'what is differentiated is not a scalar', hint: 'Reduce it first (sum or mean).' },
  LBZ2002: {
    title: 'no such input or output',
    hint: 'Paths are names joined by dots, as in params.fc1.weight.',
  },
  LBZ2003: { title: 'not differentiable', hint: 'Integers and booleans carry no derivative.' },
} as const satisfies Record<string, { title: string; hint: string }>

export type MistakeCode = keyof typeof mistakeCodes

export interface Mistake {
  readonly code: MistakeCode
  readonly operation: string
  readonly sentence: string
  readonly hint: string
}

export const mistake = (code: MistakeCode, operation: string, sentence: string): Mistake => ({
  code,
  operation,
  sentence,
  hint: mistakeCodes[code].hint,
})
