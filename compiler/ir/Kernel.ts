/**
 * The representation for schedules: loop nests over buffers.
 * Before it: `passes/lower.ts`. After it: `passes/expand.ts`, `passes/plan.ts`, the targets.
 * Invariant: `accumulate` is the only mutation; a name is bound once, before its uses; loops run from 0, or from where tiles end; there are no
 * guards and no divisions in indices; operands are atoms, never nested: one operation a statement; every statement says
 * which nodes it computes, a loop by what is inside.
 */
import type { BasisName } from '../../src/basis.ts'
import type { DType } from '../../src/DType.ts'
import * as extent from '../../src/Extent.ts'
import type { Extent } from '../../src/Extent.ts'
import type { Monoid } from '../../src/Monoid.ts'
import type { Op } from '../../src/Op.ts'
import * as affine from './Affine.ts'
import type { Affine } from './Affine.ts'
import * as provenance from './Provenance.ts'
import type { Line, Provenance } from './Provenance.ts'

export type BufferId = number

export type Atom =
  | { readonly tag: 'number'; readonly value: number }
  /** A `let` or an accumulator. */
  | { readonly tag: 'local'; readonly name: string }

export type Expr =
  | Atom
  | { readonly tag: 'load'; readonly buffer: BufferId; readonly index: Affine }
  /** An affine value as a number of the program. */
  | { readonly tag: 'position'; readonly index: Affine }
  /** An integer held within 0 … extent − 1: addresses may use the local that it is bound to like a loop's variable. */
  | { readonly tag: 'clamp'; readonly value: Atom; readonly extent: Extent }
  /** What memory of a dtype gives back of a value: rounded, where a target computes more finely. */
  | { readonly tag: 'kept'; readonly value: Atom; readonly dtype: DType }
  /** An elementwise operation; gone after `expand`. */
  | { readonly tag: 'apply'; readonly op: Op; readonly operands: readonly Atom[] }
  /** A machine operation. */
  | { readonly tag: 'basis'; readonly name: BasisName; readonly operands: readonly Atom[] }

export type Stmt =
  | {
      readonly tag: 'for'
      readonly variable: string
      readonly extent: Extent
      /** So many elements a turn, as long as there are so many: 0, step, 2·step … up to extent − step. */
      readonly step?: number
      /** All turns at once, each in a lane: at most four, of which none needs another. */
      readonly lanes?: true
      /** Each turn needs what the one before it has stored: turns are never computed together. */
      readonly inTurns?: true
      /** Starts behind what a loop with this step covers. */
      readonly after?: number
      /** Its turns are taken in parts, in any order and at once. */
      readonly inParts?: true
      readonly body: readonly Stmt[]
    }
  | { readonly tag: 'let'; readonly name: string; readonly value: Expr; readonly of: Provenance }
  | { readonly tag: 'accumulator'; readonly name: string; readonly start: number; readonly of: Provenance }
  /** Combines the value into the accumulator; a witness takes its position where it is the new total, the first NaN at the latest. */
  | {
      readonly tag: 'accumulate'
      readonly name: string
      readonly monoid: Monoid
      readonly value: Atom
      readonly witness?: { readonly name: string; readonly value: Atom }
      readonly of: Provenance
    }
  | {
      readonly tag: 'store'
      readonly buffer: BufferId
      readonly index: Affine
      readonly value: Atom
      readonly of: Provenance
    }

export type Loop = Extract<Stmt, { readonly tag: 'for' }>

/** How a kernel that has a loop in parts is divided: a part runs all of it, but of that loop its own turns alone. */
export interface Parts {
  readonly count: number
  /** The buffers that each part fills for itself. */
  readonly own: readonly BufferId[]
  /** Below 0 where a run is too small to be divided. */
  readonly worth: Extent
}

export interface Kernel {
  readonly name: string
  /** What it computes, for people. */
  readonly formulas: readonly string[]
  readonly reads: readonly BufferId[]
  readonly writes: readonly BufferId[]
  readonly body: readonly Stmt[]
  readonly parts?: Parts
}

/** The turns of a part: those of all parts follow each other without a gap, and none has two more than another. */
export const turnsOfPart = (
  turns: number,
  part: number,
  count: number,
): readonly [from: number, to: number] => {
  // ⌊place·turns / count⌋, of numbers that stay small.
  const until = (place: number): number =>
    place * Math.floor(turns / count) + Math.floor((place * (turns % count)) / count)
  return [until(part), until(part + 1)]
}

/** The accumulator that holds what an accumulation is for: the position, where a monoid keeps that. */
export const totalOf = ({ name, witness }: Extract<Stmt, { readonly tag: 'accumulate' }>): string =>
  witness === undefined ? name : witness.name

/** The statements of a kernel, outer before inner, in order. */
export const statements = (body: readonly Stmt[]): readonly Stmt[] => {
  const found: Stmt[] = []
  const stack = [...body].reverse()
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    found.push(next)
    if (next.tag === 'for') stack.push(...[...next.body].reverse())
  }
  return found
}

/** The same expression over other atoms and addresses. */
export const mapExpr = (
  value: Expr,
  atom: (atom: Atom) => Atom,
  index: (index: Affine) => Affine = (same) => same,
): Expr => {
  switch (value.tag) {
    case 'number':
    case 'local':
      return atom(value)
    case 'load':
    case 'position':
      return { ...value, index: index(value.index) }
    case 'clamp':
    case 'kept':
      return { ...value, value: atom(value.value) }
    case 'apply':
    case 'basis':
      return { ...value, operands: value.operands.map(atom) }
  }
}

/** The atoms a statement reads. */
export const atomsOf = (stmt: Stmt): readonly Atom[] => {
  switch (stmt.tag) {
    case 'for':
    case 'accumulator':
      return []
    case 'let':
      return operandsOf(stmt.value)
    case 'accumulate':
      return stmt.witness === undefined ? [stmt.value] : [stmt.value, stmt.witness.value]
    case 'store':
      return [stmt.value]
  }
}

const operandsOf = (expr: Expr): readonly Atom[] => {
  switch (expr.tag) {
    case 'number':
    case 'local':
      return [expr]
    case 'load':
    case 'position':
      return []
    case 'clamp':
    case 'kept':
      return [expr.value]
    case 'apply':
    case 'basis':
      return expr.operands
  }
}

/** The affine values in a statement: addresses and positions. */
export const affinesOf = (stmt: Stmt): readonly Affine[] => {
  if (stmt.tag === 'store') return [stmt.index]
  return stmt.tag === 'let' && (stmt.value.tag === 'load' || stmt.value.tag === 'position')
    ? [stmt.value.index]
    : []
}

/** The names of sizes that a kernel needs at run time. */
export const sizesOf = (body: readonly Stmt[]): readonly string[] => {
  const found = new Set<string>()
  const add = (size: Extent): void => extent.names(size).forEach((name) => found.add(name))
  for (const stmt of statements(body)) {
    if (stmt.tag === 'for') add(stmt.extent)
    if (stmt.tag === 'let' && stmt.value.tag === 'clamp') add(stmt.value.extent)
    for (const { base, terms } of affinesOf(stmt)) {
      add(base)
      terms.forEach((term) => add(term.coefficient))
    }
  }
  return [...found].sort()
}

export const showAtom = (atom: Atom): string => {
  switch (atom.tag) {
    case 'number':
      return Object.is(atom.value, -0) ? '-0' : String(atom.value)
    case 'local':
      return atom.name
  }
}

const showExpr = (expr: Expr): string => {
  switch (expr.tag) {
    case 'load':
      return `b${expr.buffer}[${affine.show(expr.index)}]`
    case 'position':
      return `(${affine.show(expr.index)})`
    case 'clamp':
      return `clamp ${showAtom(expr.value)} < ${extent.show(expr.extent)}`
    case 'kept':
      return `${expr.dtype} ${showAtom(expr.value)}`
    case 'apply':
      return `${expr.op.name} ${expr.operands.map(showAtom).join(', ')}`
    case 'basis':
      return `${expr.name} ${expr.operands.map(showAtom).join(', ')}`
    default:
      return showAtom(expr)
  }
}

const showStmt = (stmt: Exclude<Stmt, { tag: 'for' }>): string => {
  switch (stmt.tag) {
    case 'let':
      return `${stmt.name} = ${showExpr(stmt.value)}`
    case 'accumulator':
      return `var ${stmt.name} = ${stmt.start}`
    case 'accumulate': {
      const witness =
        stmt.witness === undefined ? '' : ` at ${stmt.witness.name} <- ${showAtom(stmt.witness.value)}`
      return `${stmt.name} <- ${stmt.monoid.name} ${showAtom(stmt.value)}${witness}`
    }
    case 'store':
      return `b${stmt.buffer}[${affine.show(stmt.index)}] := ${showAtom(stmt.value)}`
  }
}

const showTurns = ({ step, after, inTurns, inParts, lanes: inLanes }: Loop): string =>
  (inParts === undefined ? '' : ' in parts') +
  (inTurns === undefined ? '' : ' in turns') +
  (inLanes === undefined ? '' : ' in lanes') +
  (step === undefined ? '' : ` by ${step}`) +
  (after === undefined ? '' : ` after tiles of ${after}`)

const showParts = ({ count, own }: Parts): string =>
  ` in ${count} parts${own.length === 0 ? '' : `, each with ${own.map((id) => `b${id}`).join(', ')} of its own`}`

/** One line a statement, indented by loop. */
export const lines = (kernel: Kernel): readonly Line[] => {
  const { name, parts } = kernel
  const found: Line[] = [
    { text: `kernel ${name}${parts === undefined ? '' : showParts(parts)}`, depth: 0, of: [] },
    ...kernel.formulas.map((formula) => ({ text: `  // ${formula}`, depth: 1, of: [] })),
  ]
  const stack = kernel.body.map((stmt) => ({ stmt, depth: 1 })).reverse()
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { stmt, depth } = next
    const margin = '  '.repeat(depth)
    if (stmt.tag === 'for') {
      const text = `${margin}for ${stmt.variable} < ${extent.show(stmt.extent)}${showTurns(stmt)}`
      found.push({ text, depth, of: [] })
      stack.push(...stmt.body.map((inner) => ({ stmt: inner, depth: depth + 1 })).reverse())
    } else found.push({ text: `${margin}${showStmt(stmt)}`, depth, of: [stmt.of] })
  }
  return found
}

/** The lines, each with the nodes that it computes. */
export const show = (kernel: Kernel): string =>
  lines(kernel)
    .map(({ text, of }) => [text, ...of.map(provenance.show)].join('   // '))
    .join('\n')
