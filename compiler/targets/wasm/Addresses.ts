/**
 * Affine values in machine registers: each loop has a local that it moves on for each combination of terms that ends
 * with its variable, so that no product is computed inside.
 * Before it: `ir/Affine.ts`. After it: `kernel.ts`.
 * Invariant: within a turn of a loop its locals hold the value for that turn; what is the same for all turns of a loop is
 * computed outside it; offsets in instructions are not negative.
 */
import { at, known } from '../../../src/Bug.ts'
import * as extent from '../../../src/Extent.ts'
import type { Extent } from '../../../src/Extent.ts'
import type { Affine } from '../../ir/Affine.ts'
import type { ValueType } from './encode.ts'
import type { Instruction } from './instructions.ts'

/** A loop, or the function around all loops. */
export interface Scope {
  /** What runs once before its first turn, and at the end of each turn. */
  readonly before: Instruction[]
  readonly body: Instruction[]
  readonly after: Instruction[]
  /** The locals that its turns move on, by what they hold; and by how much. */
  readonly moving: Map<string, { readonly local: string; readonly by: Extent }>
  readonly variable: string | undefined
  /** The value of the variable in the first turn, where it is not 0, and how far a turn moves it. */
  readonly start: Extent | string
  readonly step: number
}

type Term = Affine['terms'][number]

/** A value in a local, and what is to be added to it. */
export interface Address {
  readonly local: string
  readonly offset: number
}

/** The number in a polynomial, and the rest of it. */
const split = (size: Extent): readonly [constant: number, rest: Extent] => {
  const constant =
    typeof size === 'number'
      ? size
      : size.terms.reduce((sum, { coefficient, factors }) => (factors.length === 0 ? coefficient : sum), 0)
  return [constant, extent.sub(size, constant)]
}

export class Addresses {
  readonly scopes: Scope[] = []
  /** How deep the loop of a variable is. */
  readonly depths = new Map<string, number>()
  private readonly fresh: (type: ValueType) => string
  private readonly sizeLocal: (name: string) => string
  private readonly fixed = new Map<string, string>()

  constructor(fresh: (type: ValueType) => string, sizeLocal: (name: string) => string) {
    this.fresh = fresh
    this.sizeLocal = sizeLocal
  }

  open(variable: string | undefined, start: Extent | string, step: number): Scope {
    const scope: Scope = { before: [], body: [], after: [], moving: new Map(), variable, start, step }
    if (variable !== undefined) this.depths.set(variable, this.scopes.length)
    this.scopes.push(scope)
    return scope
  }

  close(): void {
    this.scopes.pop()
  }

  /** Code that pushes a size. */
  size(size: Extent): readonly Instruction[] {
    if (typeof size === 'number') return [{ op: 'i32.const', value: size }]
    const key = extent.show(size)
    const found = this.fixed.get(key)
    if (found !== undefined) return [{ op: 'local.get', local: found }]
    const code = size.terms.flatMap(({ coefficient, factors }, k): readonly Instruction[] => [
      { op: 'i32.const', value: coefficient },
      ...factors.flatMap((factor): readonly Instruction[] => [
        { op: 'local.get', local: this.sizeLocal(factor) },
        { op: 'i32.mul' },
      ]),
      ...(k === 0 ? [] : [{ op: 'i32.add' } as const]),
    ])
    return [{ op: 'local.get', local: this.once(key, code) }]
  }

  /** A local that the function computes once, before all else that stands in its body so far. */
  once(key: string, code: readonly Instruction[]): string {
    const found = this.fixed.get(key)
    if (found !== undefined) return found
    const local = this.fresh('i32')
    this.fixed.set(key, local)
    at(this.scopes, 0).before.push(...code, { op: 'local.set', local })
    return local
  }

  /** Where an element is in memory: `base` is the local with the place of the first one, a turn of a term `unit` bytes. */
  address(base: string, { base: first, terms }: Affine, unit: number): Address {
    const [constant, rest] = split(first)
    const isUpwards =
      constant >= 0 && [rest, ...terms.map(({ coefficient }) => coefficient)].every(extent.isNonNegative)
    const root = this.root(base, extent.mul(isUpwards ? rest : first, unit))
    const loops = terms.filter(({ variable }) => this.depths.has(variable))
    const scaled = loops.map(({ variable, coefficient }) => ({
      variable,
      coefficient: extent.mul(coefficient, unit),
    }))
    return { local: this.moving(root, this.ordered(scaled)), offset: isUpwards ? constant * unit : 0 }
  }

  /** An affine value of loop variables as an integer. */
  value({ base, terms }: Affine): string {
    const root = this.once(`= ${extent.show(base)}`, this.size(base))
    return this.moving(root, this.ordered(terms.filter(({ variable }) => this.depths.has(variable))))
  }

  private ordered(terms: readonly Term[]): readonly Term[] {
    const depth = ({ variable }: Term): number => known(this.depths.get(variable), `loop of ${variable}`)
    return [...terms].sort((a, b) => depth(a) - depth(b))
  }

  private root(base: string, by: Extent): string {
    if (by === 0) return base
    return this.once(`${base} + ${extent.show(by)}`, [
      { op: 'local.get', local: base },
      ...this.size(by),
      { op: 'i32.add' },
    ])
  }

  /** The local that holds the root and the terms, the outermost first. */
  private moving(root: string, terms: readonly Term[]): string {
    return terms.reduce((outer, { variable, coefficient }) => {
      const scope = at(this.scopes, known(this.depths.get(variable), `loop of ${variable}`))
      const key = `${outer} ${extent.show(coefficient)}`
      const found = scope.moving.get(key)
      if (found !== undefined) return found.local
      const local = this.fresh('i32')
      const by = extent.mul(coefficient, scope.step)
      scope.moving.set(key, { local, by })
      scope.before.push({ op: 'local.get', local: outer }, ...this.started(scope, coefficient), {
        op: 'local.set',
        local,
      })
      scope.after.push(
        { op: 'local.get', local },
        ...this.size(by),
        { op: 'i32.add' },
        { op: 'local.set', local },
      )
      return local
    }, root)
  }

  /** What the first turn of a loop adds. */
  private started({ start }: Scope, coefficient: Extent): readonly Instruction[] {
    if (start === 0) return []
    if (typeof start !== 'string') return [...this.size(extent.mul(start, coefficient)), { op: 'i32.add' }]
    return [
      { op: 'local.get', local: start },
      ...this.size(coefficient),
      { op: 'i32.mul' },
      { op: 'i32.add' },
    ]
  }
}
