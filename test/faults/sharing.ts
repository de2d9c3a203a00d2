/**
 * The faults of memory that buffers share: lives, what is written in place, what outputs lend.
 * Before it: `Fault.ts`. After it: `faults.ts`.
 * Invariant: as there, each is found by every law it names.
 */
import { law } from './Fault.ts'
import type { Fault } from './Fault.ts'

const share = 'compiler/passes/share.ts'
const condition = 'compiler/ir/inPlace.ts'
const plan = law('laws/plan', 'shared')

export const sharing: readonly Fault[] = [
  {
    name: 'a buffer is written while its slot is still read',
    file: share,
    find: 'return last < first ||',
    replace: 'return last <= first ||',
    laws: [plan],
  },
  {
    name: 'an output is written while what it lent its memory to is still read',
    file: share,
    find: 'this.follows(id, output),',
    replace: 'output >= 0,',
    laws: [plan],
  },
  {
    name: 'two buffers have the memory of one output at once',
    file: share,
    find: '(tenant === undefined || this.follows(tenant, id)) &&',
    replace: '',
    laws: [plan],
  },
  {
    name: 'a slot that is taken over is free as well',
    file: share,
    find: 'this.lifeOf(id).last === k && !taken.has(id)',
    replace: 'this.lifeOf(id).last === k',
    laws: [plan],
  },
  {
    name: 'a slot stays too small for what moves in',
    file: share,
    find: 'size: larger(size, wanted.size)',
    replace: 'size',
    laws: [plan],
  },
  {
    name: 'numbers of one kind are kept in the memory of another',
    file: share,
    find: 'wanted.dtype === slot.dtype && extent',
    replace: 'extent',
    laws: [plan],
  },
  {
    name: 'a turn writes in place what another turn reads',
    file: condition,
    find: '(isInTurn || isOver) && areOwn(both, [load.index, store.index], variables)',
    replace: 'isInTurn || isOver',
    laws: [law('ir/inPlace'), plan],
  },
  {
    name: 'an element is written in place before it is read',
    file: condition,
    find: 'if (load.order >= store.order) return false',
    replace: '',
    laws: [law('ir/inPlace')],
  },
  {
    name: 'a load that may move into the loop of a store counts as over',
    file: condition,
    find: 'const isOver = both.length < load.loops.length',
    replace: 'const isOver = both.length <= load.loops.length',
    laws: [law('ir/inPlace')],
  },
  {
    name: 'rows that overlap count as apart',
    file: condition,
    find: 'widths.every((each) => isAtLeast(step, each))',
    replace: 'widths.every((each) => isAtLeast(step, 1) || isAtLeast(each, 1))',
    laws: [law('ir/inPlace')],
  },
  {
    name: 'a module may share memory that is in use',
    file: 'compiler/ir/validateModule.ts',
    find: 'return isAfter || isInPlace ?',
    replace: 'return isAfter || !isInPlace || isInPlace ?',
    laws: [law('ir/inPlace')],
  },
  {
    name: 'what is computed again begins with two values',
    file: 'compiler/passes/recompute.ts',
    find: 'leaves.size === 1 && leaf',
    replace: 'leaves.size >= 1 && leaf',
    laws: [law('passes/recompute')],
  },
  {
    name: 'a transcendental is computed again',
    file: 'compiler/passes/recompute.ts',
    find: 'else if (!members.includes(next) || !isCheap(graph, next)) return undefined',
    replace: 'else if (!members.includes(next)) return undefined',
    laws: [law('passes/recompute')],
  },
  {
    name: 'what is computed again begins with what nobody keeps',
    file: 'compiler/passes/recompute.ts',
    find: '(readers.has(id) && !moved.has(id))',
    replace: 'readers.has(id)',
    laws: [law('passes/recompute')],
  },
]
