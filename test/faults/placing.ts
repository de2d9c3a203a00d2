/**
 * The faults of what is read and stored in other places: pads, parts of a whole, indices.
 * Before it: `Fault.ts`. After it: `faults.ts`.
 * Invariant: each is a mistake that somebody could make, and is found by every law it names.
 */
import type { Fault } from './Fault.ts'

const law = (name: string): string => `test/laws/${name}.test.ts`

export const placing: readonly Fault[] = [
  {
    name: 'a pad is not filled',
    file: 'compiler/passes/Lowering.ts',
    find: 'for (const node of cluster.stored) fill(this, node)',
    replace: '',
    laws: ['test/passes/pad.test.ts', law('stages')],
  },
  {
    name: 'pads that overlap are stored into one buffer',
    file: 'compiler/passes/assemblies.ts',
    find: 'parts.slice(k + 1).every((b) => apart(a, b))',
    replace: 'parts.slice(k + 1).every(() => a.length > 0)',
    laws: ['test/passes/pad.test.ts'],
  },
  {
    name: 'a pad begins one element too early',
    file: 'compiler/passes/pad.ts',
    find: 'offset: extent.negate(start),',
    replace: 'offset: extent.negate(extent.sub(start, 1)),',
    laws: ['test/passes/pad.test.ts', law('stages')],
  },
  {
    name: 'a condition that a move needs is left out',
    file: 'compiler/passes/regions.ts',
    find: 'return whole && extent.isNonNegative(shift)',
    replace: 'return extent.isNonNegative(shift)',
    laws: ['test/passes/pad.test.ts'],
  },
  {
    name: 'an index is not held within its axis',
    file: 'compiler/targets/javascript/kernel.ts',
    find: "call('max', call('min', value.expression, last), number(0))",
    replace: "call('min', value.expression, last)",
    laws: ['test/passes/pad.test.ts'],
  },
  {
    name: 'turns that add to one element are computed at once',
    file: 'compiler/passes/schedule/parallel.ts',
    find: '&& mentions(load.index, loop.variable)',
    replace: '',
    laws: ['test/passes/tile.test.ts'],
  },
  {
    name: 'what a reshape renames is read before it is there',
    file: 'compiler/ir/free.ts',
    find: "if (found.form.tag === 'reshape') return viewed(graph, node)",
    replace: "if (found.form.tag === 'reshape') { node = found.form.operand; continue }",
    laws: [law('stages')],
  },
]
