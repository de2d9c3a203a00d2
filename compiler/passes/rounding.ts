/**
 * What an addition loses, as statements: two numbers are their sum and its rounding error, exactly.
 * Before it: `ir/Kernel.ts`. After it: `subtotal.ts`, `schedule/stream.ts`.
 * Invariant: where the sum is not finite nothing is lost, so that infinities and NaN stay what they are.
 */
import type { BasisName } from '../../src/basis.ts'
import type { Atom, Stmt } from '../ir/Kernel.ts'
import type { Provenance } from '../ir/Provenance.ts'

/** Statements that bind the sum of two locals, and what it loses. */
export const addition = (
  a: string,
  b: string,
  of: Provenance,
): { readonly body: readonly Stmt[]; readonly sum: string; readonly lost: string } => {
  const body: Stmt[] = []
  const local = (name: string): Atom => ({ tag: 'local', name })
  const bind = (operation: BasisName, ...operands: readonly Atom[]): string => {
    const name = `${a} plus ${b} ${body.length}`
    body.push({ tag: 'let', name, value: { tag: 'basis', name: operation, operands }, of })
    return name
  }
  const apply = (operation: BasisName, ...names: readonly string[]): string =>
    bind(operation, ...names.map(local))
  const sum = apply('add', a, b)
  const second = apply('sub', sum, a)
  const first = apply('sub', sum, second)
  const error = apply('add', apply('sub', a, first), apply('sub', b, second))
  const isFinite = apply('eq', error, error)
  return { body, sum, lost: bind('select', local(isFinite), local(error), { tag: 'number', value: 0 }) }
}
