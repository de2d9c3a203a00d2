/**
 * The faults of profiles: what is counted, what is timed, what it is held against.
 * Before it: `Fault.ts`. After it: `faults.ts`.
 * Invariant: as there, each is found by every law it names.
 */
import { law } from './Fault.ts'
import type { Fault } from './Fault.ts'

const profile = (file: string): string => `compiler/profile/${file}`

export const profiles: readonly Fault[] = [
  {
    name: 'terms of a sum count as nothing',
    file: profile('Work.ts'),
    find: "return kinds.get(stmt.name) === 'f32'",
    replace: 'return false',
    laws: [law('profile/work')],
  },
  {
    name: 'operations on integers count',
    file: profile('Work.ts'),
    find: "counted.has(stmt.value.name) && kinds.get(stmt.name) === 'f32'",
    replace: 'counted.has(stmt.value.name)',
    laws: [law('profile/work')],
  },
  {
    name: 'what is read moves with every loop',
    file: profile('Work.ts'),
    find: 'isOwn ? new Set(around)',
    replace: 'isOwn || loaded === undefined ? new Set(around)',
    laws: [law('profile/work')],
  },
  {
    name: 'more elements are read than there are',
    file: profile('Work.ts'),
    find: 'Math.min(count, numberOf(shapes.sizeOf(shape)))',
    replace: 'count',
    laws: [law('profile/work')],
  },
  {
    name: 'a whole buffer is read where a part is',
    file: profile('Work.ts'),
    find: 'Math.min(count, numberOf(shapes.sizeOf(shape)))',
    replace: 'numberOf(shapes.sizeOf(shape)) + 0 * count',
    laws: [law('profile/work')],
  },
  {
    name: 'the clock is not taken off',
    file: profile('clock.ts'),
    find: 'Math.max(0, time - tick)',
    replace: 'Math.max(0, time)',
    laws: [law('profile/profile')],
  },
  {
    name: 'the time of all repetitions is that of one',
    file: profile('clock.ts'),
    find: '(repeats[k - before] ?? 1)',
    replace: '1',
    laws: [law('profile/profile')],
  },
  {
    name: 'the last of many times is taken, not the least',
    file: profile('clock.ts'),
    find: 'Math.min(time, at(next, k))',
    replace: 'at(next, k) + 0 * time',
    laws: [law('profile/profile')],
  },
  {
    name: 'a kernel that reads what it writes is called again',
    file: profile('profile.ts'),
    find: 'return !writes.some((id) => read.has(regionOf(module, id)))',
    replace: 'return writes.every((id) => read.size >= 0 || read.has(regionOf(module, id)))',
    laws: [law('profile/profile')],
  },
  {
    name: 'the ceiling is the shorter of two times',
    file: profile('profile.ts'),
    find: 'Math.max(arithmetic, reading)',
    replace: 'Math.min(arithmetic, reading)',
    laws: [law('profile/profile')],
  },
  {
    name: 'the copies out are not timed',
    file: profile('clock.ts'),
    find: "  { name: 'copies out' },\n",
    replace: '',
    laws: [law('profile/profile')],
  },
  {
    name: 'a loop reads a part of each block only',
    file: profile('ceiling.ts'),
    find: 'offset: 16 * k },\n          plus,',
    replace: 'offset: 16 * k },\n          times,',
    laws: [law('profile/ceiling')],
  },
  {
    name: 'the text forgets a lane',
    file: 'compiler/targets/wasm/text.ts',
    find: "'lane' in given ? `${at} ${given.lane}` : at",
    replace: "'lane' in given ? `${at} 0` : at",
    laws: [law('targets/wasmText')],
  },
  {
    name: 'the text does not say what is computed',
    file: 'compiler/targets/wasm/text.ts',
    find: 'provenance.show(each.of)',
    replace: "''",
    laws: [law('targets/wasmText')],
  },
  {
    name: 'vectorise does not say what it chose',
    file: 'compiler/passes/vectorise.ts',
    find: 'remarks: scheduled.schedules',
    replace: 'remarks: []',
    laws: [law('passes/vectorise')],
  },
]
