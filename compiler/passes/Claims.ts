/**
 * What locals turn out to be after they are bound: a second node with the same value, a node read through moves.
 * Before it: `ir/Provenance.ts`. After it: `Nest.ts`, `expand.ts`.
 * Invariant: what is claimed of a local is claimed of its `let`, or of what accumulates into it.
 */
import { totalOf } from '../ir/Kernel.ts'
import type { Atom, Stmt } from '../ir/Kernel.ts'
import { united } from '../ir/Provenance.ts'
import type { NodeName, Provenance } from '../ir/Provenance.ts'

interface Claimed {
  readonly nodes: Set<NodeName>
  readonly partOf: Set<NodeName>
}

export class Claims {
  readonly claimed = new Map<string, Claimed>()

  add(atom: Atom, { nodes, partOf }: Provenance): void {
    if (atom.tag !== 'local') return
    const found = this.claimed.get(atom.name) ?? { nodes: new Set(), partOf: new Set() }
    this.claimed.set(atom.name, found)
    for (const node of nodes) found.nodes.add(node)
    for (const node of partOf) found.partOf.add(node)
  }

  /** The statements with what is claimed of what they give. */
  settled(body: readonly Stmt[]): readonly Stmt[] {
    if (this.claimed.size === 0) return body
    return body.map((stmt) => {
      if (stmt.tag === 'for') return { ...stmt, body: this.settled(stmt.body) }
      if (stmt.tag !== 'let' && stmt.tag !== 'accumulate') return stmt
      const found = this.claimed.get(stmt.tag === 'let' ? stmt.name : totalOf(stmt))
      return found === undefined
        ? stmt
        : { ...stmt, of: united([stmt.of, { nodes: [...found.nodes], partOf: [...found.partOf] }]) }
    })
  }
}
