/**
 * Replaces each elementwise operation in a kernel by its definition in the basis.
 * Before it: `lower.ts`. After it: `plan.ts` and the targets, which know the basis alone.
 * Invariant: no `apply` is left; of the statements that replace one, which all are used, one gives its value and the
 * others are on the way; where its value is there already, what has it is told so.
 */
import { either as E } from 'fp-ts'
import type { Basis, BasisName } from '../../src/basis.ts'
import { atomsOf, mapExpr } from '../ir/Kernel.ts'
import type { Atom, Expr, Kernel, Stmt } from '../ir/Kernel.ts'
import type { Module } from '../ir/Module.ts'
import { within } from '../ir/Provenance.ts'
import type { Provenance } from '../ir/Provenance.ts'
import type { Pass } from '../Pass.ts'
import { Claims } from './Claims.ts'
import { renumbered } from './renumber.ts'

type Let = Extract<Stmt, { readonly tag: 'let' }>

/** The basis whose values are atoms: each operation binds a local. */
export const binding = (
  fresh: () => string,
  of: Provenance,
  body: { push: (stmt: Let) => unknown },
): Basis<Atom> => {
  const bind = (value: Expr): Atom => {
    const name = fresh()
    body.push({ tag: 'let', name, value, of })
    return { tag: 'local', name }
  }
  const one =
    (name: BasisName) =>
    (a: Atom): Atom =>
      bind({ tag: 'basis', name, operands: [a] })
  const two =
    (name: BasisName) =>
    (a: Atom, b: Atom): Atom =>
      bind({ tag: 'basis', name, operands: [a, b] })
  return {
    number: (value) => ({ tag: 'number', value }),
    add: two('add'),
    sub: two('sub'),
    mul: two('mul'),
    div: two('div'),
    neg: one('neg'),
    abs: one('abs'),
    sqrt: one('sqrt'),
    min: two('min'),
    max: two('max'),
    lt: two('lt'),
    le: two('le'),
    eq: two('eq'),
    and: two('and'),
    or: two('or'),
    not: one('not'),
    select: (condition, a, b) => bind({ tag: 'basis', name: 'select', operands: [condition, a, b] }),
    floor: one('floor'),
    nearest: one('nearest'),
    scale: two('scale'),
    exponent: one('exponent'),
    mantissa: one('mantissa'),
    remainder: two('remainder'),
    addInteger: two('addInteger'),
    subInteger: two('subInteger'),
    mulInteger: two('mulInteger'),
    quotient: two('quotient'),
    bitAnd: two('bitAnd'),
    bitOr: two('bitOr'),
    bitXor: two('bitXor'),
    shiftLeft: two('shiftLeft'),
    shiftRight: two('shiftRight'),
    shiftRightZeros: two('shiftRightZeros'),
    unsigned: one('unsigned'),
    signed: one('signed'),
    toFloat: one('toFloat'),
    toSigned: one('toSigned'),
    toUnsigned: one('toUnsigned'),
  }
}

/** What a definition has bound, without what its result does not use. */
const needed = (bound: readonly Let[], result: Atom): readonly Let[] => {
  const names = new Set(result.tag === 'local' ? [result.name] : [])
  const isNeeded = (stmt: Let): boolean => {
    if (!names.has(stmt.name)) return false
    for (const atom of atomsOf(stmt)) if (atom.tag === 'local') names.add(atom.name)
    return true
  }
  return bound.toReversed().filter(isNeeded).toReversed()
}

/** The body with definitions in the place of operations; a local whose definition is an atom is that atom. */
const expandBody = (
  body: readonly Stmt[],
  fresh: () => string,
  renamed: Map<string, Atom>,
  claims: Claims,
): readonly Stmt[] => {
  const use = (atom: Atom): Atom => (atom.tag === 'local' ? (renamed.get(atom.name) ?? atom) : atom)
  const out: Stmt[] = []
  for (const stmt of body) {
    if (stmt.tag === 'for') out.push({ ...stmt, body: expandBody(stmt.body, fresh, renamed, claims) })
    else if (stmt.tag === 'let' && stmt.value.tag === 'apply') {
      const bound: Let[] = []
      const basis = binding(fresh, within(stmt.of), bound)
      const result = stmt.value.op.definition(basis, ...stmt.value.operands.map(use))
      const isResult = ({ name }: Let): boolean => result.tag === 'local' && name === result.name
      renamed.set(stmt.name, result)
      if (!bound.some(isResult)) claims.add(result, stmt.of)
      for (const one of needed(bound, result)) out.push(isResult(one) ? { ...one, of: stmt.of } : one)
    } else if (stmt.tag === 'accumulate')
      out.push({
        ...stmt,
        value: use(stmt.value),
        ...(stmt.witness === undefined
          ? {}
          : { witness: { ...stmt.witness, value: use(stmt.witness.value) } }),
      })
    else if (stmt.tag === 'store') out.push({ ...stmt, value: use(stmt.value) })
    else if (stmt.tag === 'let') out.push({ ...stmt, value: mapExpr(stmt.value, use) })
    else out.push(stmt)
  }
  return out
}

const expandKernel = (kernel: Kernel): Kernel => {
  let counter = 0
  const fresh = (): string => `x${counter++}`
  const claims = new Claims()
  const body = expandBody(kernel.body, fresh, new Map(), claims)
  return { ...kernel, body: renumbered(claims.settled(body)) }
}

export const expand: Pass<Module, Module> = {
  name: 'expand',
  purpose: 'writes each elementwise operation in machine operations: exp becomes a polynomial',
  run: (module) =>
    E.right({ value: { ...module, kernels: module.kernels.map(expandKernel) }, renaming: undefined }),
}
