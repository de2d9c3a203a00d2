/**
 * Builds one loop nest from the inside out: where a value belongs among the loops, and that it is computed once.
 * Before it: `ir/Kernel.ts`, `Claims.ts`. After it: `lower.ts`.
 * Invariant: a value is bound in the outermost loop that knows all its variables, before the loops inside it; what is
 * found bound for one node is that of another too.
 */
import { at } from '../../src/Bug.ts'
import type { Extent } from '../../src/Extent.ts'
import type { Op } from '../../src/Op.ts'
import * as affine from '../ir/Affine.ts'
import type { Affine } from '../ir/Affine.ts'
import { statements } from '../ir/Kernel.ts'
import type { Atom, BufferId, Expr, Kernel, Stmt } from '../ir/Kernel.ts'
import { valueOf, within } from '../ir/Provenance.ts'
import type { NodeName, Provenance } from '../ir/Provenance.ts'
import { Claims } from './Claims.ts'

interface Level {
  readonly variable: string | undefined
  readonly extent: Extent
  readonly body: Stmt[]
  readonly atoms: Map<string, Atom>
}

export class Nest {
  readonly levels: Level[] = [{ variable: undefined, extent: 1, body: [], atoms: new Map() }]
  /** The level at which each name is bound. */
  readonly depths = new Map<string, number>()
  /** What bound values are besides what they were bound for. */
  readonly claims = new Claims()
  counter = 0

  get depth(): number {
    return this.levels.length - 1
  }

  fresh(letter: string): string {
    this.counter += 1
    return `${letter}${this.counter - 1}`
  }

  /** Opens a loop inside the current one and gives its variable. */
  open(extent: Extent): string {
    const variable = this.fresh('i')
    this.levels.push({ variable, extent, body: [], atoms: new Map() })
    this.depths.set(variable, this.depth)
    return variable
  }

  /** Closes the current loop: it becomes a statement of the one around it. */
  close(): void {
    const { variable, extent, body } = at(this.levels, this.depth)
    if (variable === undefined) return
    this.levels.pop()
    if (body.length > 0) this.append({ tag: 'for', variable, extent, body })
  }

  append(stmt: Stmt, depth: number = this.depth): void {
    at(this.levels, depth).body.push(stmt)
  }

  /** The value already computed for a key, in this loop or in one around it. */
  find(key: string): Atom | undefined {
    for (let depth = this.depth; depth >= 0; depth--) {
      const found = at(this.levels, depth).atoms.get(key)
      if (found !== undefined) return found
    }
    return undefined
  }

  remember(key: string, atom: Atom, depth: number): Atom {
    at(this.levels, depth).atoms.set(key, atom)
    return atom
  }

  depthOfAffine({ terms }: Affine): number {
    return Math.max(0, ...terms.map((term) => this.depths.get(term.variable) ?? 0))
  }

  depthOfAtom(atom: Atom): number {
    return atom.tag === 'local' ? (this.depths.get(atom.name) ?? 0) : 0
  }

  depthOf(expr: Expr): number {
    switch (expr.tag) {
      case 'number':
      case 'local':
        return this.depthOfAtom(expr)
      case 'load':
      case 'position':
        return this.depthOfAffine(expr.index)
      case 'clamp':
      case 'kept':
        return this.depthOfAtom(expr.value)
      case 'apply':
      case 'basis':
        return Math.max(0, ...expr.operands.map((operand) => this.depthOfAtom(operand)))
    }
  }

  /** Binds a value where it belongs, or finds it bound. */
  bind(key: string, value: Expr, of: Provenance): Atom {
    const found = this.find(key)
    if (found !== undefined) {
      this.claims.add(found, of)
      return found
    }
    const depth = this.depthOf(value)
    const name = this.fresh('v')
    this.append({ tag: 'let', name, value, of }, depth)
    this.depths.set(name, depth)
    return this.remember(key, { tag: 'local', name }, depth)
  }

  /** An operation on atoms. */
  apply(op: Op, of: Provenance, ...operands: readonly Atom[]): Atom {
    const key = `${op.name} ${operands.map((atom) => (atom.tag === 'local' ? atom.name : `#${atom.value}`)).join(' ')}`
    return this.bind(key, { tag: 'apply', op, operands }, of)
  }

  /** A position as a number of the program. */
  position(index: Affine, of: Provenance): Atom {
    return this.bind(`position ${affine.show(index)}`, { tag: 'position', index }, of)
  }

  /** An accumulator of the current loop, for the value that it has in the end. */
  accumulator(start: number, of: Provenance): string {
    const name = this.fresh('s')
    this.append({ tag: 'accumulator', name, start, of: within(of) })
    this.depths.set(name, this.depth)
    return name
  }

  /** The whole nest, its loops closed. */
  whole(): readonly Stmt[] {
    while (this.depth > 0) this.close()
    return this.claims.settled(at(this.levels, 0).body)
  }
}

/** A kernel with the buffers that its statements read and write. */
export const finished = (name: string, body: Kernel['body']): Kernel => {
  const reads = new Set<BufferId>()
  const writes = new Set<BufferId>()
  for (const stmt of statements(body)) {
    if (stmt.tag === 'let' && stmt.value.tag === 'load') reads.add(stmt.value.buffer)
    if (stmt.tag === 'store') writes.add(stmt.buffer)
  }
  return { name, formulas: [], reads: [...reads], writes: [...writes], body }
}

/** A kernel that does what it did in other statements: what it touched it may still touch, and panels besides. */
export const withBody = (kernel: Kernel, body: Kernel['body']): Kernel => {
  const { reads, writes } = finished(kernel.name, body)
  return {
    ...kernel,
    reads: [...new Set([...kernel.reads, ...reads])],
    writes: [...new Set([...kernel.writes, ...writes])],
    body,
  }
}

/** Copies one buffer into another of the same nodes, element by element. */
export const copyKernel = (
  name: string,
  nodes: readonly NodeName[],
  size: Extent,
  from: BufferId,
  to: BufferId,
): Kernel => {
  const nest = new Nest()
  const of = valueOf(...nodes)
  const index = size === 1 ? affine.constant(0) : affine.variable(nest.open(size))
  const value = nest.bind('element', { tag: 'load', buffer: from, index }, of)
  nest.append({ tag: 'store', buffer: to, index, value, of })
  return finished(name, nest.whole())
}
