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
  LBZ1017: {
    title: 'a slice has no extent',
    hint: 'Bounds and steps are whole numbers, a step is not 0; of a symbolic axis a polynomial must be left.',
  },
  LBZ1018: {
    title: 'tensors that are joined differ',
    hint: 'Operands of a concat agree in every axis but one, those of a stack in all, and in their dtype.',
  },
  LBZ1019: {
    title: 'a split does not fit its axis',
    hint: 'The sizes add up to the extent of the axis; a number of parts divides it.',
  },
  LBZ1020: {
    title: 'an index does not fit its tensor',
    hint: 'Where elements are picked one by one, the index has the rank of the tensor and is no larger beside the axis.',
  },
  LBZ1021: {
    title: 'an axis that is dropped has more than one element',
    hint: 'Only an axis of extent 1 can be squeezed; pick an element with slice, or sum over the axis.',
  },
  LBZ1022: {
    title: 'more elements are asked for than there are',
    hint: 'A top k takes a whole number from 0 to the extent of its axis.',
  },
  LBZ1035: {
    title: 'a loop does not fit',
    hint: 'A step gives the carry with the shapes and dtypes that it was given; xs or steps say how often it runs.',
  },
  LBZ1026: {
    title: 'groups do not divide the channels',
    hint: 'Both numbers of channels are multiples of the groups.',
  },
  LBZ1027: {
    title: 'channels differ',
    hint: 'A kernel is [out, in / groups, …], that of a transposed convolution [in, out / groups, …]; data are [batch, channels, …].',
  },
  LBZ1028: {
    title: 'a window is larger than its padded input',
    hint: 'Pad more, or take a smaller window or dilation.',
  },
  LBZ1029: {
    title: 'a bias does not fit a kernel',
    hint: 'A bias has one number for each channel that comes out.',
  },
  LBZ1030: {
    title: 'windows cannot go like that',
    hint: 'Sizes, strides and dilations are whole numbers from 1, paddings from 0; one for all axes or one for each.',
  },
  LBZ1031: {
    title: 'a symbolic size would be rounded down',
    hint: 'How many windows fit must be a polynomial in the sizes: take a stride of 1, or a number for that extent.',
  },
  LBZ1032: {
    title: 'parameters do not fit what is normalised',
    hint: 'A scale and a shift have the extent of the channels, or the last extents of the data.',
  },
  LBZ1033: {
    title: 'queries, keys and values do not fit',
    hint: 'Queries and keys share their last extent, keys and values the one before it.',
  },
  LBZ1034: {
    title: 'a target does not fit a prediction',
    hint: 'A loss of each element takes two tensors of one shape: nothing is broadcast silently.',
  },
  LBZ1036: {
    title: 'options that are not what they should be',
    hint: 'Options are a record; look up which of them an operation wants, and of what kind each is.',
  },
  LBZ1040: {
    title: 'a formula that cannot be read',
    hint: 'Products are a·b or a @ b, element by element a ∘ b or a * b; functions are called: exp(x).',
  },
  LBZ1041: {
    title: 'a name that means nothing here',
    hint: 'A name is that of an input, of a function, or of a definition behind `where`.',
  },
  LBZ2001: { title: 'what is differentiated is not a scalar', hint: 'Reduce it first (sum or mean).' },
  LBZ2002: {
    title: 'no such input or output',
    hint: 'Paths are names joined by dots, as in params.fc1.weight.',
  },
  LBZ2003: { title: 'not differentiable', hint: 'Integers and booleans carry no derivative.' },
  LBZ2004: {
    title: 'a name is taken',
    hint: 'Apply the program inside another one, in which the input has a name of its own.',
  },
  LBZ2005: { title: 'not one tensor', hint: 'Name the path of a tensor, not that of a record.' },
  LBZ2013: {
    title: 'a derivative of its own for less than everything',
    hint: 'Give every tensor that the function depends on as an operand; the derivative speaks of operands.',
  },
  LBZ2014: {
    title: 'a cotangent does not fit its operand',
    hint: 'The pullback gives one cotangent an operand, each of the shape of its operand.',
  },
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
