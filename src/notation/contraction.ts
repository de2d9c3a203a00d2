/**
 * Reads the letters of a contraction as the products that people write.
 * Before it: `Tensor.ts` (the `contract` form). After it: `forms.ts`.
 * Invariant: each reading means what the letters mean; what fits none stays an einsum.
 */
import type { Letters } from '../Tensor.ts'

/** A factor as it stands in the product: which operand, and whether it is transposed. */
export interface Side {
  readonly operand: 'left' | 'right'
  readonly transposed: boolean
}

export type Reading =
  | { readonly as: 'matrices'; readonly first: Side; readonly second: Side }
  /** An elementwise product, summed over the axes of the product. */
  | { readonly as: 'summed'; readonly axes: readonly number[]; readonly rank: number }
  | { readonly as: 'einsum'; readonly equation: string }

/** The product of two operands of rank 1 or 2 with at most one letter in common, which is summed over; a vector is a column. */
const matrices = ({ left, right, out }: Letters): Reading | undefined => {
  const common = [...left].filter((letter) => right.includes(letter)).join('')
  const rest = (letters: string): string => [...letters].filter((letter) => letter !== common).join('')
  const free = { left: rest(left), right: rest(right) }
  const ranks = left.length > 0 && right.length > 0 && left.length <= 2 && right.length <= 2
  if (!ranks || common.length > 1 || free.left.length > 1 || free.right.length > 1) return undefined
  if (common !== '' && out.includes(common)) return undefined
  const swapped =
    free.left === ''
      ? left.length < right.length && right === free.right + common
      : out !== free.left + free.right
  const side = (operand: 'left' | 'right', asMatrix: string, asVector: string): Side => {
    const letters = operand === 'left' ? left : right
    return { operand, transposed: letters !== (letters.length === 1 ? asVector : asMatrix) }
  }
  const [first, second] = swapped ? (['right', 'left'] as const) : (['left', 'right'] as const)
  return {
    as: 'matrices',
    first: side(first, free[first] + common, free[first]),
    second: side(second, common + free[second], common),
  }
}

const isSubsequence = (part: string, whole: string): boolean => {
  let found = 0
  for (const letter of whole) if (letter === part[found]) found += 1
  return found === part.length
}

export const read = (letters: Letters): Reading => {
  const { left, right, out } = letters
  const product = matrices(letters)
  if (product !== undefined) return product
  const whole = left.length >= right.length ? left : right
  if ((left === right || left === '' || right === '') && isSubsequence(out, whole)) {
    const axes = [...whole].flatMap((letter, k) => (out.includes(letter) ? [] : [k]))
    return { as: 'summed', axes, rank: whole.length }
  }
  return { as: 'einsum', equation: `${left},${right}->${out}` }
}
