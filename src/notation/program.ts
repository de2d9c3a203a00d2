/**
 * A program as text.
 * Before it: `write.ts`, `text.ts`. After it: `Program.ts`, which prints itself.
 * Invariant: every name stands once on the left, and before its use; what is shared is named.
 */
import type { Program } from '../Program.ts'
import * as shapes from '../Shape.ts'
import { isTensor } from '../Tensor.ts'
import type { AnyTensor } from '../Tensor.ts'
import { entries } from '../Tree.ts'
import { textStyle } from './text.ts'
import { write } from './write.ts'

type Ports = readonly (readonly [path: string, tensor: AnyTensor])[]

const typeOf = ({ shape, dtype, form }: AnyTensor): string =>
  form.tag === 'invalid' ? '?' : `${dtype === 'f32' ? '' : `${dtype} `}${shapes.show(shape)}`

const signature = (ports: Ports): string =>
  `(${ports.map(([path, tensor]) => `${path}: ${typeOf(tensor)}`).join(', ')})`

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
  const names = new Map([...results].reverse().map(([path, tensor]) => [tensor, path]))
  for (const [path, tensor] of given) names.set(tensor, path)
  const { definitions, textOf } = write(
    results.map(([, tensor]) => tensor),
    { style: textStyle, names },
  )
  const isOutput = new Set(results.map(([, tensor]) => tensor))
  const inner = definitions.map(
    ({ name, formula, tensor }) =>
      `${name} = ${formula}${isOutput.has(tensor) ? '' : `   ${shapes.show(tensor.shape)}`}`,
  )
  const repeated = results.flatMap(([path, tensor]) =>
    names.get(tensor) === path ? [] : [`${path} = ${textOf(tensor)}`],
  )
  return [`${signature(given)} → ${signature(results)}`, ...inner, ...repeated].join('\n')
}
