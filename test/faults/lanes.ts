/**
 * The faults of lanes: WebAssembly, its basis and its bytes, rows in memory for one turn.
 * Before it: `Fault.ts`. After it: `faults.ts`.
 * Invariant: as there, each is found by every law it names.
 */
import { law } from './Fault.ts'
import type { Fault } from './Fault.ts'

const wasm = (file: string): string => `compiler/targets/wasm/${file}`

export const lanes: readonly Fault[] = [
  {
    name: 'a loop moves its addresses on by one element',
    file: wasm('Addresses.ts'),
    find: 'const by = extent.mul(coefficient, scope.step)',
    replace: 'const by = coefficient',
    laws: [law('laws/stages')],
  },
  {
    name: 'what comes after tiles starts at their beginning',
    file: wasm('Addresses.ts'),
    find: 'if (start === 0) return []',
    replace: 'if (start === 0 || start !== undefined) return []',
    laws: [law('laws/stages')],
  },
  {
    name: 'addresses forget what an index starts with',
    file: wasm('Addresses.ts'),
    find: 'offset: isUpwards ? constant * unit : 0',
    replace: 'offset: 0',
    laws: [law('laws/stages')],
  },
  {
    name: 'neighbours are loaded one by one element too far',
    file: wasm('Access.ts'),
    find: ": [get(local), { op: 'v128.load', offset }]",
    replace: ": [get(local), { op: 'v128.load', offset: offset + 4 }]",
    laws: [law('targets/wasmBasis'), law('targets/wasmAccess')],
  },
  {
    name: 'every second element is taken for those between',
    file: wasm('Access.ts'),
    find: 'bytesOfLane(from + lane)',
    replace: 'bytesOfLane(lane)',
    laws: [law('targets/wasmAccess')],
  },
  {
    name: 'elements between others are as they were before something was stored',
    file: wasm('kernel.ts'),
    find: 'this.held(code)))\n    this.eights.clear()',
    replace: 'this.held(code)))',
    laws: [law('targets/wasmAccess')],
  },
  {
    name: 'neighbours in reverse begin where they should end',
    file: wasm('Access.ts'),
    find: 'value: 12',
    replace: 'value: 8',
    laws: [law('targets/wasmAccess')],
  },
  {
    name: 'the last of three lanes is not stored',
    file: wasm('Access.ts'),
    find: '...(lanes === 2',
    replace: '...(lanes >= 2',
    laws: [law('targets/wasmAccess')],
  },
  {
    name: 'truth is stored as a mask',
    file: wasm('kernel.ts'),
    find: "const isBool = access.dtype === 'bool'",
    replace: 'const isBool = false',
    laws: [law('targets/wasmBasis')],
  },
  {
    name: 'a total forgets where its first NaN was',
    file: wasm('kernel.ts'),
    find: 'basis.eq(total, total))',
    replace: 'basis.eq(next, next))',
    laws: [law('targets/wasmPlaces')],
  },
  {
    name: 'unsigned integers are compared as signed ones',
    file: wasm('basis.ts'),
    find: "u32: 'i32x4.lt_u'",
    replace: "u32: 'i32x4.lt_s'",
    laws: [law('targets/wasmBasis')],
  },
  {
    name: 'the larger of two loses a NaN',
    file: wasm('basis.ts'),
    find: "nan, plain('v128.or'))",
    replace: ')',
    laws: [law('targets/wasmBasis')],
  },
  {
    name: 'a quotient of integers ignores that it divides by 0',
    file: wasm('basis.ts'),
    find: '...whether(second, 0),',
    replace: '...whether(second, 5),',
    laws: [law('targets/wasmBasis')],
  },
  {
    name: 'a number of two bytes loses its sign',
    file: wasm('encode.ts'),
    find: 'if (rest >> 7 === -(low >> 6)) return this.byte(low)',
    replace: 'if (rest >> 7 === 0) return this.byte(low)',
    laws: [law('targets/wasmBytes')],
  },
  {
    name: 'short rows are kept in one place too',
    file: 'compiler/passes/localise.ts',
    find: 'const shortest = 64',
    replace: 'const shortest = 2',
    laws: [law('passes/localise')],
  },
]
