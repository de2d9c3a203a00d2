/**
 * A program as text.
 * Before it: `write.ts`, `text.ts`. After it: `Program.ts`, which prints itself.
 * Invariant: every name stands once on the left, and before its use; what is shared is named.
 */
import type { Program } from '../Program.ts'
import { isTensor } from '../Tensor.ts'
import type { AnyTensor } from '../Tensor.ts'
import { entries } from '../Tree.ts'
import { shapeText } from './exact.ts'
import { nameInFormula } from './names.ts'
import { exactStyle } from './text.ts'
import { write } from './write.ts'

type Ports = readonly (readonly [path: string, tensor: AnyTensor])[]

const typeOf = ({ shape, dtype, form }: AnyTensor): string =>
  form.tag === 'invalid' ? '?' : `${dtype === 'f32' ? '' : `${dtype} `}${shapeText(exactStyle, shape)}`

const signature = (ports: Ports): string =>
  `(${ports.map(([path, tensor]) => `${nameInFormula(path)}: ${typeOf(tensor)}`).join(', ')})`

/**
 * The signature of a program, and its names with their formulas; those that are no outputs with their shapes.
 *
 * @example
 * showProgram(program({ x: f32(3) }, ({ x }) => ({ y: square(x) })))
 * // (x: 3) → (y: 3)
 * // y = x²
 */
export const showProgram = ({ inputs, outputs }: Pick<Program, 'inputs' | 'outputs'>): string => {
  const given = entries<AnyTensor>(inputs, isTensor)
  const results = entries<AnyTensor>(outputs, isTensor)
  const isInput = new Set(given.map(([path]) => path))
  // An output that is called as an input is has no name on the right, where the name is the input's.
  const own = results.filter(([path]) => !isInput.has(path))
  const names = new Map([...own].reverse().map(([path, tensor]) => [tensor, path]))
  for (const [path, tensor] of given) names.set(tensor, path)
  const { definitions, roots, until } = write(
    results.map(([, tensor]) => tensor),
    { style: exactStyle, names },
  )
  const lines = definitions.map(
    ({ name, formula, tensor, reads }) =>
      `${name} = ${formula}${names.has(tensor) ? '' : `   ${shapeText(exactStyle, reads)}`}`,
  )
  const defined = new Set(definitions.map(({ tensor }) => tensor))
  const inOrder = results.flatMap(([path, tensor], k) => [
    ...lines.slice(until[k - 1] ?? 0, until[k]),
    ...(defined.has(tensor) && names.get(tensor) === path
      ? []
      : [`${nameInFormula(path)} = ${roots[k] ?? ''}`]),
  ])
  return [`${signature(given)} → ${signature(results)}`, ...inOrder].join('\n')
}
