/**
 * The faults of provenance: lines that say they give what they do not, and lines that do not say what they give.
 * Before it: `Fault.ts`. After it: `faults.ts`.
 * Invariant: as there, each is found by every law it names.
 */
import { law } from './Fault.ts'
import type { Fault } from './Fault.ts'

export const provenance: readonly Fault[] = [
  {
    name: 'a value found bound is not that of the second node',
    file: 'compiler/passes/Nest.ts',
    find: 'this.claims.add(found, of)',
    replace: 'void this.claims',
    laws: [law('laws/provenance', 'one value under two names')],
  },
  {
    name: 'a node that is read has the name of its reader',
    file: 'compiler/passes/Lowering.ts',
    find: 'valueOf(...readAs(this.graph, element.node).map(this.memory.nameOf), ...nodes)',
    replace: 'valueOf(this.memory.nameOf(at(this.cluster.members, 0)))',
    laws: [law('laws/provenance', 'columns')],
  },
  {
    name: 'a product inside of a sum is the sum',
    file: 'compiler/passes/Lowering.ts',
    find: 'nest.apply(mul.op, within(of), a, b)',
    replace: 'nest.apply(mul.op, of, a, b)',
    laws: [law('laws/provenance', 'columns')],
  },
  {
    name: 'what is read through a move has the name of the move before it',
    file: 'compiler/ir/free.ts',
    find: "if (form.tag !== 'reshape' && (isRenamed || form.tag !== 'move' || !isFree(node))) return found",
    replace: "if (form.tag !== 'reshape' && form.tag !== 'move') return found",
    laws: [law('laws/provenance', 'pads')],
  },
  {
    name: 'a condition is the value behind it',
    file: 'compiler/passes/guards.ts',
    find: 'holds(nest, guard, position, within(of))',
    replace: 'holds(nest, guard, position, of)',
    laws: [law('laws/provenance', 'gradient of the diagonal')],
  },
  {
    name: 'a fill says that it is all there is',
    file: 'compiler/passes/stores.ts',
    find: 'of: within(valueOf(...memory.storedAs(node)))',
    replace: 'of: valueOf(...memory.storedAs(node))',
    laws: [law('laws/provenance', 'pads')],
  },
  {
    name: 'a term of a scatter says that it is the sum',
    file: 'compiler/passes/stores.ts',
    find: 'addTo(lowering, node, form, position, within(of))',
    replace: 'addTo(lowering, node, form, position, of)',
    laws: [law('laws/provenance', 'gradient of an embedding')],
  },
  {
    name: 'a sum of pads is stored where its first part is',
    file: 'compiler/passes/Memory.ts',
    find: 'operandsOf(at(graph.nodes, sum).form).at(-1)',
    replace: 'operandsOf(at(graph.nodes, whole).form).at(-1)',
    laws: [law('laws/provenance', 'parts of a whole')],
  },
  {
    name: 'what is stored is not seen under another shape',
    file: 'compiler/passes/Memory.ts',
    find: 'const whole = wholes.get(node) ?? node const own = [...(sumsOf.get(node) ?? [node]), ...(views.get(whole) ?? [])]',
    replace: 'const whole = wholes.get(node) ?? node\nconst own = sumsOf.get(node) ?? [node]',
    laws: [law('laws/provenance', 'gradient of reshapes')],
  },
  {
    name: 'a turn stores the result of another carry',
    file: 'compiler/passes/lowerLoop.ts',
    find: 'results.set(base, at(next, k).nodes)',
    replace: 'results.set(base, at(next, 0).nodes)',
    laws: [law('laws/provenance', 'gradient of lstm')],
  },
  {
    name: 'nodes of a loop have the names of nodes around it',
    file: 'compiler/passes/lowerLoop.ts',
    find: 'const naming: Naming = { loop: number, results: inner.results }',
    replace: 'const naming: Naming = { loop: undefined, results: inner.results }',
    laws: [law('laws/provenance', 'elman')],
  },
  {
    name: 'each step of a definition says that it is the value',
    file: 'compiler/passes/expand.ts',
    find: 'binding(fresh, within(stmt.of), bound)',
    replace: 'binding(fresh, stmt.of, bound)',
    laws: [law('laws/provenance', 'elementary functions')],
  },
  {
    name: 'no step of a definition says that it is the value',
    file: 'compiler/passes/expand.ts',
    find: 'out.push(isResult(one) ? { ...one, of: stmt.of } : one)',
    replace: 'out.push(one)',
    laws: [law('laws/provenance', 'elementary functions')],
  },
  {
    name: 'a value that is there already is forgotten',
    file: 'compiler/passes/expand.ts',
    find: 'if (!bound.some(isResult)) claims.add(result, stmt.of)',
    replace: '',
    laws: [law('laws/provenance', 'an operation that does nothing')],
  },
  {
    name: 'a copy has the name of the first node',
    file: 'compiler/passes/plan.ts',
    find: 'copyKernel(name, of,',
    replace: 'copyKernel(name, [0],',
    laws: [law('laws/provenance', 'outputs that swap')],
  },
  {
    name: 'sums of a tile are on the way to their value',
    file: 'compiler/passes/schedule/rewrite.ts',
    find: "case 'accumulate': return { ...stmt,",
    replace: "case 'accumulate': return { ...stmt, of: { nodes: [], partOf: stmt.of.nodes },",
    laws: [law('laws/provenance', 'columns')],
  },
  {
    name: 'a tile moves provenance along with its variable',
    file: 'compiler/passes/schedule/rewrite.ts',
    find: "case 'let': return { ...stmt,",
    replace:
      "case 'let': return { ...stmt, of: { ...stmt.of, nodes: stmt.of.nodes.map((node) => typeof node === 'number' ? node + 1 : node) },",
    laws: [law('laws/provenance', 'columns')],
  },
  {
    name: 'an operand within a line is not said',
    file: 'compiler/targets/javascript/kernel.ts',
    find: 'of: [of, ...operands.flatMap((operand) => operand.of)]',
    replace: 'of: [of]',
    laws: [law('laws/provenance', 'columns')],
  },
  {
    name: 'a shared part of an address has no name',
    file: 'compiler/targets/javascript/kernel.ts',
    find: "this.emit({ kind: 'const', name: fresh, value, of: users }, depth)",
    replace: "this.emit({ kind: 'const', name: fresh, value }, depth)",
    laws: [law('laws/provenance', 'columns')],
  },
  {
    name: 'a side of a choice has no name',
    file: 'compiler/targets/javascript/kernel.ts',
    find: 'of: [of, ...result.of] }',
    replace: 'of: [] }',
    laws: [law('laws/provenance', 'elementary functions')],
  },
  {
    name: 'what is differentiated belongs to the steps of its derivative',
    file: 'compiler/explain/provenance.ts',
    find: 'if (isPrimal[operand] === 0 && !at(isDirect, operand))',
    replace: 'if (!at(isDirect, operand))',
    laws: [law('explain/provenance', 'has steps')],
  },
  {
    name: 'what died is not looked for',
    file: 'compiler/explain/provenance.ts',
    find: 'nearest: towardsUsers(linearised.nodes, (id) => places[id])',
    replace: 'nearest: places',
    laws: [law('explain/provenance', 'says where each node is')],
  },
  {
    name: 'only the last of merged nodes is remembered',
    file: 'compiler/explain/provenance.ts',
    find: 'if (to !== undefined) at(origins, to).push(from)',
    replace: 'if (to !== undefined) origins[to] = [from]',
    laws: [law('explain/provenance', 'says where each node is')],
  },
  {
    name: 'a node leads to lines that read it, not to those that compute it',
    file: 'compiler/explain/provenance.ts',
    find: '[at(found.nodes, id), at(found.partOf, id), at(found.reads, id)]',
    replace: '[at(found.reads, id), at(found.partOf, id), at(found.nodes, id)]',
    laws: [law('explain/provenance', 'ties lines')],
  },
]
