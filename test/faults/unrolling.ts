/**
 * The faults of programs without loops.
 * Before it: `Fault.ts`. After it: `faults.ts`.
 * Invariant: as there, each is found by every law it names.
 */
import type { Fault } from './Fault.ts'

const laws = ['test/passes/unroll.test.ts']

export const unrolling: readonly Fault[] = [
  {
    name: 'what memory would round is not rounded in a local',
    file: 'compiler/targets/javascript/kernel.ts',
    find: "f32: (value) => call('fround', value)",
    replace: 'f32: (value) => value',
    laws,
  },
  {
    name: 'a sum starts without its zero though it can be told',
    file: 'compiler/passes/withoutStarts.ts',
    find: '|| told.has(stmt.name)',
    replace: '',
    laws,
  },
  {
    name: 'the last turn of an unrolled loop is left out',
    file: 'compiler/passes/straighten.ts',
    find: 'Math.floor((count - first) / step)',
    replace: 'Math.floor((count - first - 1) / step)',
    laws,
  },
  {
    name: 'what an element was before is not forgotten',
    file: 'compiler/passes/inLocals.ts',
    find: 'this.elements.set(keyOf(place), value)',
    replace: 'if (!this.elements.has(keyOf(place))) this.elements.set(keyOf(place), value)',
    laws,
  },
  {
    name: 'the larger of −∞ and 0 is no number',
    file: 'compiler/targets/javascript/prelude.ts',
    find: 'const y = max(-4e38, x)',
    replace: 'const y = x',
    laws: ['test/targets/javascriptBasis.test.ts'],
  },
  {
    name: 'what is read in place is read again beside what was written',
    file: 'compiler/passes/tile.ts',
    find: 'isInPlace(module, kernel) ? body : withoutShortLoops(body)',
    replace: 'withoutShortLoops(body)',
    laws: ['test/laws/stages.test.ts'],
  },
]
