/**
 * Which tensors deserve a name on the board, and which letter.
 * Before it: `src/Derivation.ts`, `src/notation/write.ts`. After it: `derivation.ts`.
 * Invariant: inputs and outputs keep their paths; a cotangent is its tensor's name with a bar; no name stands twice.
 */
import type { Derivation } from '../../src/Derivation.ts'
import { repeatedAxes } from '../../src/notation/movement.ts'
import { children } from '../../src/operands.ts'
import type { AnyTensor } from '../../src/Tensor.ts'
import { countUses } from '../../src/traverse.ts'

/** z for what is linear in a weight, h for what an activation makes of it, ℓ for log Σ exp, p for softmax, else t. */
export const letterOf = (tensor: AnyTensor): string => {
  const { form } = tensor
  switch (form.tag) {
    case 'contract':
      return 'z'
    case 'reduce':
      return form.monoid.keeps === 'logarithm' ? 'ℓ' : 't'
    case 'elementwise': {
      const algebra = form.op.notation.algebra
      if (algebra === 'sum' && form.operands.some(({ form }) => form.tag === 'contract')) return 'z'
      if (isSoftmax(tensor)) return 'p'
      return algebra === undefined ? 'h' : 't'
    }
    default:
      return 't'
  }
}

/** The tensor of which this one is a repetition, or itself. */
const repeated = (tensor: AnyTensor): AnyTensor =>
  tensor.form.tag === 'move' && repeatedAxes({ shape: tensor.shape, form: tensor.form }).length > 0
    ? tensor.form.operand
    : tensor

/** exp(c − log Σ exp c). */
export const isSoftmax = ({ form }: AnyTensor): boolean => {
  if (form.tag !== 'elementwise' || form.op.name !== 'exp') return false
  const [exponent] = form.operands
  if (exponent?.form.tag !== 'elementwise' || exponent.form.op.notation.algebra !== 'difference') return false
  const [, subtrahend] = exponent.form.operands
  const inner = subtrahend && repeated(subtrahend).form
  return inner?.tag === 'reduce' && inner.monoid.keeps === 'logarithm'
}

/**
 * The tensors whose cotangents are worth a line: what was differentiated, inputs, outputs, sums of several
 * contributions, and both ends of a contraction; with a bias added, the sum is the end.
 */
export const landmarks = (
  derivation: Derivation,
  order: readonly AnyTensor[],
  outputs: readonly AnyTensor[],
): ReadonlySet<AnyTensor> => {
  const uses = countUses(outputs, order, children)
  const found = new Set<AnyTensor>(outputs)
  const withBias = new Set<AnyTensor>()
  for (const { form } of order) {
    if (form.tag === 'contract') for (const operand of [form.left, form.right]) found.add(operand)
    if (form.tag === 'elementwise' && form.op.notation.algebra === 'sum')
      for (const operand of form.operands)
        if (operand.form.tag === 'contract' && uses.get(operand) === 1) withBias.add(operand)
  }
  for (const tensor of order) {
    const { form } = tensor
    const linear =
      form.tag === 'contract' || (form.tag === 'elementwise' && form.operands.some((x) => withBias.has(x)))
    if (form.tag === 'input' || (linear && !withBias.has(tensor))) found.add(tensor)
  }
  for (const { of, contributions } of derivation) if (contributions.length !== 1) found.add(of)
  return new Set(derivation.map(({ of }) => of).filter((of) => found.has(of)))
}

/** x̄ */
export const barred = (name: string): string => `${name}\u0304`

/** The first of the name, name′, name″ … that is not taken; it is taken from then on. */
export const claim = (taken: Set<string>, name: string): string => {
  let free = name
  while (taken.has(free)) free += '′'
  taken.add(free)
  return free
}

const boardLetters: ReadonlyMap<string, string> = new Map([
  ['weight', 'W'],
  ['bias', 'b'],
])

/** W for weight and b for bias; what a number would be added to stands without its own. */
const lettered = (path: string, repeats: boolean): string => {
  const last = path.slice(path.lastIndexOf('.') + 1)
  return boardLetters.get(last) ?? (repeats ? last.replace(/(?<=.)\d+$/, '') : last)
}

/**
 * How inputs are called on the board: by their names, and where a name is a path by its last part, W for a weight and
 * b for a bias; with a number where that part serves several.
 */
export const inputNames = (paths: readonly string[], taken: Set<string>): readonly string[] => {
  const nested = paths.filter((path) => path.includes('.'))
  for (const path of paths) if (!path.includes('.')) taken.add(path)
  const parts = new Map<string, number>()
  for (const path of nested) {
    const part = lettered(path, false)
    parts.set(part, (parts.get(part) ?? 0) + 1)
  }
  const letters = nested.map((path) => lettered(path, (parts.get(lettered(path, false)) ?? 0) > 1))
  const totals = new Map<string, number>()
  for (const letter of letters) totals.set(letter, (totals.get(letter) ?? 0) + 1)
  const places = new Map<string, number>()
  const names = new Map(
    nested.map((path, k) => {
      const letter = letters[k] ?? path
      const place = (places.get(letter) ?? 0) + 1
      places.set(letter, place)
      return [path, claim(taken, totals.get(letter) === 1 ? letter : `${letter}${place}`)] as const
    }),
  )
  return paths.map((path) => names.get(path) ?? path)
}
