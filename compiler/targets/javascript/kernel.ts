/**
 * One kernel as one JavaScript function.
 * Before it: `ir/Kernel.ts` after `expand`. After it: `module.ts`.
 * Invariant: one statement of the kernel is one line, or part of the line of its only user; addresses are taken
 * apart so that each loop adds only what it changes; of a costly choice only the side that is taken is computed. A line
 * has the provenance of each statement in it, its own first.
 */
import { at, Bug, known } from '../../../src/Bug.ts'
import type { DType } from '../../../src/DType.ts'
import { sub as subtract } from '../../../src/Extent.ts'
import type { Extent } from '../../../src/Extent.ts'
import * as affine from '../../ir/Affine.ts'
import type { Affine } from '../../ir/Affine.ts'
import { atomsOf, sizesOf, statements } from '../../ir/Kernel.ts'
import type { Atom, BufferId, Kernel, Loop, Stmt } from '../../ir/Kernel.ts'
import type { Buffer } from '../../ir/Module.ts'
import { within } from '../../ir/Provenance.ts'
import type { Provenance } from '../../ir/Provenance.ts'
import { gathered } from './arms.ts'
import type { Arm, Choice, Step } from './arms.ts'
import { javascriptBasis, test as condition } from './basis.ts'
import { binary, call, element, name, number } from './syntax.ts'
import type { Expression, Statement } from './syntax.ts'

/** The names of sizes in the generated code: from the program's names to counters. */
export type SizeNames = ReadonlyMap<string, string>

/** An extent as an expression over size variables. */
export const extentExpression = (size: Extent, sizes: SizeNames): Expression => {
  if (typeof size === 'number') return number(size)
  const terms = size.terms.map(({ coefficient, factors }) => {
    const names = factors.map((factor) => name(known(sizes.get(factor), `size ${factor}`)))
    const all = coefficient === 1 && names.length > 0 ? names : [...names, number(coefficient)]
    return all.reduce((a, b) => binary('*', a, b))
  })
  return terms.reduce((a, b) =>
    b.kind === 'number' && b.value < 0 ? binary('-', a, number(-b.value)) : binary('+', a, b),
  )
}

/** An expression and a number; what is taken away is written so. */
const offset = (expression: Expression, by: number): Expression =>
  by < 0 ? binary('-', expression, number(-by)) : binary('+', expression, number(by))

interface Scope {
  readonly body: Statement[]
  /** Partial addresses already computed here, by their text, and what uses them. */
  readonly partial: Map<string, { readonly expression: Expression; readonly of: Provenance[] }>
}

/** An expression waiting for its only use, with the number of operations in it, and what it computes. */
interface Waiting {
  readonly expression: Expression
  readonly weight: number
  readonly of: readonly Provenance[]
}

type Let = Extract<Stmt, { tag: 'let' }>

/** Statements, and what is used behind them at once. */
interface Block {
  readonly body: readonly Step[]
  readonly value?: Atom
}

/** What a typed array of a dtype would give back of a number. */
const keptAs = {
  f32: (value) => call('fround', value),
  i32: (value) => binary('|', value, number(0)),
  u32: (value) => binary('>>>', value, number(0)),
  bool: (value) => value,
} as const satisfies Record<DType, (value: Expression) => Expression>

/** Above this many operations an expression gets a line of its own. */
const longest = 6

class KernelPrinter {
  readonly buffers: readonly Buffer[]
  readonly sizes: SizeNames
  readonly scopes: Scope[] = [{ body: [], partial: new Map() }]
  readonly depths = new Map<string, number>()
  readonly waiting = new Map<string, Waiting>()
  readonly uses = new Map<string, number>()
  counter = 0

  constructor(kernel: Kernel, buffers: readonly Buffer[], sizes: SizeNames) {
    this.buffers = buffers
    this.sizes = sizes
    for (const stmt of statements(kernel.body))
      for (const atom of atomsOf(stmt))
        if (atom.tag === 'local') this.uses.set(atom.name, (this.uses.get(atom.name) ?? 0) + 1)
  }

  emit(statement: Statement, depth: number = this.scopes.length - 1): void {
    at(this.scopes, depth).body.push(statement)
  }

  /** An affine value: what outer loops contribute is computed there, once. */
  affine(value: Affine, of: Provenance): Expression {
    if (typeof value.base === 'number' && value.base !== 0 && value.terms.length > 1)
      return offset(this.affine({ ...value, base: 0 }, of), value.base)
    const depthOf = (variable: string): number => this.depths.get(variable) ?? 0
    const [last, ...others] = [...value.terms].sort((a, b) => depthOf(b.variable) - depthOf(a.variable))
    if (last === undefined) return extentExpression(value.base, this.sizes)
    const term =
      last.coefficient === 1
        ? name(last.variable)
        : binary('*', name(last.variable), extentExpression(last.coefficient, this.sizes))
    const alone = others.length === 0 && typeof value.base === 'number'
    if (alone) return value.base === 0 ? term : binary('+', term, extentExpression(value.base, this.sizes))
    const rest: Affine = {
      base: value.base,
      terms: others.sort((a, b) => (a.variable < b.variable ? -1 : 1)),
    }
    return binary(
      '+',
      this.hoisted(rest, Math.max(0, ...others.map((other) => depthOf(other.variable))), of),
      term,
    )
  }

  hoisted(rest: Affine, depth: number, of: Provenance): Expression {
    const [term] = rest.terms
    if (rest.terms.length === 1 && term?.coefficient === 1 && rest.base === 0) return name(term.variable)
    const key = affine.show(rest)
    const { partial } = at(this.scopes, depth)
    const found = partial.get(key)
    if (found !== undefined) {
      found.of.push(within(of))
      return found.expression
    }
    const value = this.affine(rest, of)
    this.counter += 1
    const fresh = `p${this.counter - 1}`
    const users = [within(of)]
    this.emit({ kind: 'const', name: fresh, value, of: users }, depth)
    partial.set(key, { expression: name(fresh), of: users })
    return name(fresh)
  }

  atom(atom: Atom): Waiting {
    if (atom.tag === 'number') return { expression: number(atom.value), weight: 0, of: [] }
    const found = this.waiting.get(atom.name)
    return found ?? { expression: name(atom.name), weight: 0, of: [] }
  }

  /** What a `let` is bound to, with what it computes and what its operands do. */
  expression({ value: expr, of }: Let): Waiting {
    switch (expr.tag) {
      case 'number':
      case 'local': {
        const atom = this.atom(expr)
        return { ...atom, of: [of, ...atom.of] }
      }
      case 'load': {
        const read = element(name(`b${expr.buffer}`), this.affine(expr.index, of))
        const { dtype, place } = at(this.buffers, expr.buffer)
        // What a caller calls true may be any byte but 0.
        const isGiven = dtype === 'bool' && place.tag === 'input'
        return { expression: isGiven ? call('min', read, number(1)) : read, weight: 0, of: [of] }
      }
      case 'position':
        return { expression: this.affine(expr.index, of), weight: 0, of: [of] }
      case 'clamp': {
        const last = extentExpression(subtract(expr.extent, 1), this.sizes)
        const value = this.atom(expr.value)
        const expression = call('max', call('min', value.expression, last), number(0))
        return { expression, weight: longest, of: [of, ...value.of] }
      }
      case 'kept': {
        const value = this.atom(expr.value)
        return { expression: keptAs[expr.dtype](value.expression), weight: longest, of: [of, ...value.of] }
      }
      case 'apply':
        throw new Bug(`${expr.op.name} reached the target`)
      case 'basis': {
        const operands = expr.operands.map((operand) => this.atom(operand))
        const build: (...operands: Expression[]) => Expression = javascriptBasis[expr.name]
        return {
          expression: build(...operands.map((operand) => operand.expression)),
          weight: operands.reduce((sum, operand) => sum + operand.weight, 1),
          of: [of, ...operands.flatMap((operand) => operand.of)],
        }
      }
    }
  }

  /**
   * Whether a `let` is written where it is used: a number always; else where it is short, and its only user stands in the
   * same block with no loop and no store between. What memory would hold has a line of its own.
   */
  canWait({ body, value }: Block, position: number, stmt: Let, weight: number): boolean {
    const isLocal = (atom: Atom | undefined): boolean => atom?.tag === 'local' && atom.name === stmt.name
    const uses = this.uses.get(stmt.name) ?? 0
    if (stmt.value.tag === 'number') return uses > 0
    if (uses !== 1 || weight >= longest || stmt.value.tag === 'kept') return false
    for (const next of body.slice(position + 1, position + 1 + 4 * longest)) {
      if (next.tag === 'for') return false
      if (next.tag === 'choice' ? isLocal(next.test) : atomsOf(next).some(isLocal)) return true
      if (next.tag === 'store') return false
    }
    return isLocal(value)
  }

  block(block: Block): void {
    block.body.forEach((stmt, position) => {
      switch (stmt.tag) {
        case 'for':
          return this.loop(stmt)
        case 'choice':
          this.emit({ kind: 'let', name: stmt.name, of: [within(stmt.of)] })
          return this.choice(stmt, stmt.name)
        case 'accumulator':
          return this.emit({ kind: 'let', name: stmt.name, value: number(stmt.start), of: [stmt.of] })
        case 'let': {
          const value = this.expression(stmt)
          if (this.canWait(block, position, stmt, value.weight))
            return void this.waiting.set(stmt.name, value)
          this.depths.set(stmt.name, this.scopes.length - 1)
          return this.emit({ kind: 'const', name: stmt.name, value: value.expression, of: value.of })
        }
        case 'accumulate':
          return this.accumulate(stmt)
        case 'store': {
          const target = element(name(`b${stmt.buffer}`), this.affine(stmt.index, stmt.of))
          const value = this.atom(stmt.value)
          return this.emit({ kind: 'assign', target, value: value.expression, of: [stmt.of, ...value.of] })
        }
      }
    })
  }

  choice({ of, test, then, otherwise }: Choice, target: string): void {
    const asked = this.atom(test)
    this.emit({
      kind: 'choice',
      test: condition(asked.expression),
      then: this.arm(then, target, of),
      otherwise: this.arm(otherwise, target, of),
      of: [within(of), ...asked.of],
    })
  }

  /** The statements of one side, the last of which gives the target its value: a choice at the end does so itself. */
  arm({ body, value }: Arm, target: string, of: Provenance): readonly Statement[] {
    const scope: Scope = { body: [], partial: new Map() }
    this.scopes.push(scope)
    const last = body.at(-1)
    if (last?.tag === 'choice' && value.tag === 'local' && value.name === last.name) {
      this.block({ body: body.slice(0, -1), value: last.test })
      this.choice(last, target)
    } else {
      this.block({ body, value })
      const result = this.atom(value)
      this.emit({ kind: 'assign', target: name(target), value: result.expression, of: [of, ...result.of] })
    }
    this.scopes.pop()
    return scope.body
  }

  loop({ variable, extent, step = 1, after, body }: Loop): void {
    const scope: Scope = { body: [], partial: new Map() }
    this.scopes.push(scope)
    this.depths.set(variable, this.scopes.length - 1)
    this.block({ body: gathered(body, this.uses) })
    this.scopes.pop()
    const whole = typeof extent === 'number' && extent % step === 0
    const end = extentExpression(whole ? extent : subtract(extent, step - 1), this.sizes)
    this.emit({ kind: 'for', variable, start: this.startOf(extent, after), end, step, body: scope.body })
  }

  /** 0, or where the tiles before the loop end. */
  startOf(extent: Extent, after: number | undefined): Expression {
    if (after === undefined) return number(0)
    if (typeof extent === 'number') return number(extent - (extent % after))
    const size = extentExpression(extent, this.sizes)
    return binary('-', size, binary('%', size, number(after)))
  }

  accumulate({ name: total, monoid, value, witness, of }: Extract<Stmt, { tag: 'accumulate' }>): void {
    const next = this.atom(value)
    const combined = monoid.combine(javascriptBasis, name(total), next.expression)
    if (witness === undefined)
      return this.emit({ kind: 'assign', target: name(total), value: combined, of: [of, ...next.of] })
    this.counter += 1
    const fresh = `t${this.counter - 1}`
    const place = this.atom(witness.value)
    this.emit({ kind: 'const', name: fresh, value: combined, of: [within(of), ...next.of] })
    this.emit({
      kind: 'if',
      // The first NaN stays the total: a total that is NaN already has its position.
      test: binary('&&', binary('!==', name(fresh), name(total)), binary('===', name(total), name(total))),
      then: { kind: 'assign', target: name(witness.name), value: place.expression },
      of: [of, ...place.of],
    })
    this.emit({ kind: 'assign', target: name(total), value: name(fresh), of: [within(of)] })
  }
}

/** The buffers a kernel takes, in the order of its parameters. */
export const buffersOf = (kernel: Kernel): readonly BufferId[] => [
  ...new Set([...kernel.reads, ...kernel.writes]),
]

/** The function of a kernel: its buffers, then the sizes that it needs. */
export const kernelFunction = (kernel: Kernel, buffers: readonly Buffer[], sizes: SizeNames): Statement => {
  const printer = new KernelPrinter(kernel, buffers, sizes)
  printer.block({ body: gathered(kernel.body, printer.uses) })
  return {
    kind: 'function',
    name: kernel.name,
    parameters: [
      ...buffersOf(kernel).map((id) => `b${id}`),
      ...sizesOf(kernel.body).map((size) => known(sizes.get(size), `size ${size}`)),
    ],
    body: at(printer.scopes, 0).body,
  }
}
