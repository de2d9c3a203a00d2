/**
 * What the values of a kernel are: its locals have no types.
 * Before it: `ir/Kernel.ts` after `expand`, `basis.ts`. After it: `kernel.ts`.
 * Invariant: an accumulator is what it accumulates; its first value does not say that.
 */
import type { Basis, BasisName } from '../../../src/basis.ts'
import { at, Bug, known } from '../../../src/Bug.ts'
import { statements } from '../../ir/Kernel.ts'
import type { Atom, Expr, Kernel } from '../../ir/Kernel.ts'
import type { Buffer } from '../../ir/Module.ts'
import { kindOf, wasmBasis } from './basis.ts'
import type { Kind, Value } from './basis.ts'

/** A machine operation on values. */
export const applied = (basis: Basis<Value>, name: BasisName, operands: readonly Value[]): Value => {
  const operation: (...operands: readonly Value[]) => Value = basis[name]
  return operation(...operands)
}

/** What the accumulators of a kernel are, which their first values do not say. */
export const accumulatorKinds = (kernel: Kernel, buffers: readonly Buffer[]): ReadonlyMap<string, Kind> => {
  const basis = wasmBasis(() => [])
  const values = new Map<string, Value>()
  const of = (atom: Atom): Value =>
    atom.tag === 'number' ? atom : known(values.get(atom.name), `local ${atom.name}`)
  const kind = (kind: Kind): Value => ({ tag: 'vector', kind, code: [] })
  const set = (name: string, value: Value): void =>
    void values.set(name, value.tag === 'number' ? value : kind(value.kind))
  const valueOf = (expr: Expr): Value => {
    switch (expr.tag) {
      case 'number':
      case 'local':
        return of(expr)
      case 'load':
        return kind(kindOf[at(buffers, expr.buffer).dtype])
      case 'position':
      case 'clamp':
        return kind('i32')
      case 'kept':
        return of(expr.value)
      case 'basis':
        return applied(basis, expr.name, expr.operands.map(of))
      case 'apply':
        throw new Bug(`${expr.op.name} reached the target`)
    }
  }
  for (const stmt of statements(kernel.body)) {
    if (stmt.tag === 'let') set(stmt.name, valueOf(stmt.value))
    if (stmt.tag === 'accumulator') set(stmt.name, { tag: 'number', value: stmt.start })
    if (stmt.tag === 'accumulate') {
      const total = of({ tag: 'local', name: stmt.name })
      set(stmt.name, stmt.monoid.combine(basis, total, of(stmt.value)))
      if (stmt.witness !== undefined) set(stmt.witness.name, of(stmt.witness.value))
    }
  }
  return new Map(
    [...values].map(([name, value]) => [name, value.tag === 'number' ? 'f32' : value.kind] as const),
  )
}
