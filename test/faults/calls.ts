/**
 * The faults of calls: what is checked before anything is written.
 * Before it: `Fault.ts`. After it: `faults.ts`.
 * Invariant: as there, each is found by every law it names.
 */
import type { Fault } from './Fault.ts'

const laws = ['test/laws/memory.test.ts']

export const calls: readonly Fault[] = [
  {
    name: 'only the outermost names of a call are looked at',
    file: 'compiler/targets/javascript/records.ts',
    find: 'if (value !== 0) levels.push(',
    replace: 'if (value !== 0 && levels.length === 0) levels.push(',
    laws,
  },
  {
    name: 'strangers among many names are taken',
    file: 'compiler/targets/javascript/records.ts',
    find: 'return [...areRecords, lookedUp]',
    replace: 'return areRecords',
    laws,
  },
  {
    name: 'a call after one that was right is not checked for sharing',
    file: 'compiler/targets/javascript/prelude.ts',
    find: 'arrays[k] !== seen[k]',
    replace: 'k >= seen.length',
    laws,
  },
  {
    name: 'arrays that may grow are remembered',
    file: 'compiler/targets/javascript/prelude.ts',
    find: ' && !buffers[k].resizable && !buffers[k].growable',
    replace: '',
    laws,
  },
  {
    name: 'an input is called what memory is called',
    file: 'compiler/targets/wasm/module.ts',
    find: '`in${id}`',
    replace: '`i${id}`',
    laws: ['test/targets/names.test.ts'],
  },
]
