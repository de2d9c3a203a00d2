/**
 * What the examples in the documentation call: `run`, a tensor's value as a person would write it, and `show`, its
 * formula.
 */
export { show } from '../src/notation/show.ts'
import type { TypedArray } from '../src/DType.ts'
import { evaluate } from '../src/evaluate.ts'
import type { Nested } from '../src/ops/constants.ts'
import type { AnyTensor } from '../src/Tensor.ts'

/** The shortest decimal that reads back to the same float32. */
const shortest = (value: number): number => {
  const single = Math.fround(value)
  for (let digits = 1; digits < 9; digits++) {
    const candidate = Number(single.toPrecision(digits))
    if (Math.fround(candidate) === single) return candidate
  }
  return single
}

/** The elements in rows, rows in matrices, and so on; a scalar is a number. Throws where the tensor has a mistake. */
export const run = (tensor: AnyTensor, inputs: Readonly<Record<string, TypedArray>> = {}): Nested => {
  const result = evaluate([tensor], new Map(Object.entries(inputs)))
  if (result._tag === 'Left') throw new Error(result.left.map(({ sentence }) => sentence).join('\n'))
  const [value] = result.right
  if (value === undefined) throw new Error('no value')
  let level: readonly Nested[] = Array.from(value.data, tensor.dtype === 'f32' ? shortest : (x) => x)
  for (const size of [...value.shape].reverse()) {
    const items = level
    const rows = size === 0 ? 0 : items.length / size
    level = Array.from({ length: rows }, (_, row) => items.slice(row * size, (row + 1) * size))
  }
  return level[0] ?? []
}
