/**
 * Arithmetic on operands of which no type is known: what is composed inside of checked constructions.
 * Before it: `arithmetic.ts`. After it: `src/nn`, `src/random`.
 * Invariant: the records are those of the public functions; only the claims of types are left out.
 */
import { elementwise } from '../construct.ts'
import type { Operand } from '../construct.ts'
import type { AnyTensor } from '../Tensor.ts'
import * as arithmetic from './arithmetic.ts'

export const add = (a: Operand, b: Operand): AnyTensor => elementwise(arithmetic.add.op, a, b)
export const sub = (a: Operand, b: Operand): AnyTensor => elementwise(arithmetic.sub.op, a, b)
export const mul = (a: Operand, b: Operand): AnyTensor => elementwise(arithmetic.mul.op, a, b)
export const div = (a: Operand, b: Operand): AnyTensor => elementwise(arithmetic.div.op, a, b)
