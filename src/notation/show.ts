/**
 * What a tensor or a declaration looks like in one line.
 * Before it: `text.ts`. After it: the public API.
 * Invariant: it gives a text, whatever it is given.
 */
import { notTensor } from '../construct.ts'
import * as shapes from '../Shape.ts'
import { isSpec } from '../Spec.ts'
import type { Spec } from '../Spec.ts'
import { isTensor } from '../Tensor.ts'
import type { AnyTensor } from '../Tensor.ts'
import { showTensor } from './text.ts'

/**
 * The formula of a tensor in one line, of at most so many characters, or the shape of a declaration. `parse` reads it
 * back.
 *
 * @example
 * show(f32(3, 4)) // 3×4
 */
export const show = (value: AnyTensor | Spec, most?: number): string => {
  if (isTensor(value)) return showTensor(value, most)
  return isSpec(value) ? shapes.show(value.shape) : showTensor(notTensor('show'), most)
}
