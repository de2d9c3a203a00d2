/**
 * The faults of threads: which kernels are divided, which turns a part takes, whose memory is whose, who waits for whom.
 * Before it: `Fault.ts`. After it: `faults.ts`.
 * Invariant: as there, each is found by every law it names.
 */
import { law } from './Fault.ts'
import type { Fault } from './Fault.ts'

const passes = [law('passes/divide')]
const targets = [law('targets/threads')]
const elsewhere = [law('targets/threadsElsewhere')]

export const threads: readonly Fault[] = [
  {
    name: 'parts lose the turns that are left over',
    file: 'compiler/ir/Kernel.ts',
    find: 'Math.floor((place * (turns % count)) / count)',
    replace: '0 * place',
    laws: passes,
  },
  {
    name: 'a part may read what no turn of it has stored',
    file: 'compiler/ir/parts.ts',
    find: 'return first?.isStore === true ? []',
    replace: 'return first !== undefined ? []',
    laws: passes,
  },
  {
    name: 'memory of a part is left behind in another kernel',
    file: 'compiler/passes/divide.ts',
    find: "return one.tag === 'store' && own.has(one.buffer) ? [`b${one.buffer}`] : []",
    replace: 'return []',
    laws: passes,
  },
  {
    name: 'kernels lose the turns that are left over',
    file: 'compiler/targets/wasm/parts.ts',
    find: 'return [...whole, ...rest, ...count,',
    replace: 'return [...whole, ...valueOf(0), ...count,',
    laws: targets,
  },
  {
    name: 'threads fill the same panels',
    file: 'compiler/targets/wasm/threads.ts',
    find: 'values[k] += thread * words',
    replace: 'values[k] += 0 * words',
    laws: targets,
  },
  {
    name: 'there is no memory for another thread',
    file: 'compiler/targets/wasm/module.ts',
    find: 'end: next + (threads - 1) * stride',
    replace: 'end: next',
    laws: targets,
  },
  {
    name: 'a memory that nobody shares is declared as shared',
    file: 'compiler/targets/wasm/module.ts',
    find: '`if (!shared) bytes[${place}] = ${memoryKinds.alone}`',
    replace: '`if (!shared) bytes[${place}] = ${memoryKinds.shared}`',
    laws: targets,
  },
  {
    name: 'a thread that has failed is not noticed',
    file: 'compiler/targets/wasm/threads.ts',
    find: 'words.failed}) > 0) lose()`',
    replace: 'words.failed}) > 1) lose()`',
    laws: targets,
  },
  {
    name: 'a thread is waited for as long, however long its part takes',
    file: 'compiler/targets/wasm/threads.ts',
    find: ' + ${asLong} * own) lose()',
    replace: ') lose()',
    laws: targets,
  },
  {
    name: 'threads do not end when they are told to',
    file: 'compiler/targets/wasm/threads.ts',
    find: "'    for (const end of ends ?? []) end()'",
    replace: "'    for (const end of ends ?? []) void end'",
    laws: targets,
  },
  {
    name: 'half a thread is a number of threads',
    file: 'compiler/threads.ts',
    find: 'Number.isInteger(threads) && ',
    replace: '',
    laws: targets,
  },
  {
    name: 'threads keep a process alive',
    file: 'compiler/targets/wasm/threads.ts',
    find: 'worker.unref()',
    replace: 'worker.ref()',
    laws: elsewhere,
  },
]
