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
    laws: [law('laws/stages'), law('laws/edges', 'a chain')],
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
    laws: [law('targets/wasmAccess'), law('laws/edges', 'a chain')],
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
    name: 'remainders are imported for the last function alone',
    file: wasm('encode.ts'),
    find: 'if (usesRemainder(each)) imported = 1',
    replace: 'imported = usesRemainder(each) ? 1 : 0',
    laws: [law('targets/wasmBytes')],
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
  {
    name: 'a run is always the first one',
    file: 'compiler/passes/subtotal.ts',
    find: 'body: substituted(loop.body, variable, element)',
    replace: 'body: loop.body',
    laws: [law('laws/longSums', 'products of columns')],
  },
  {
    name: 'a sum of unknown length is a short one',
    file: 'compiler/passes/subtotal.ts',
    find: 'return after === undefined ? Infinity',
    replace: 'return after === undefined ? 1',
    laws: [law('laws/longSums', 'products of columns')],
  },
  {
    name: 'what a run loses is lost',
    file: 'compiler/passes/subtotal.ts',
    find: ', plus(lossOf(name), lost, within(of))]',
    replace: ', plus(lossOf(name), lost, within(of))].slice(0, -1)',
    laws: [law('laws/longSums', 'products of columns')],
  },
  {
    name: 'an infinite sum loses what is no number',
    file: 'compiler/passes/rounding.ts',
    find: "lost: bind('select', local(isFinite), local(error), { tag: 'number', value: 0 })",
    replace: 'lost: isFinite === error ? isFinite : error',
    laws: [law('laws/longSums', 'infinity')],
  },
  {
    name: 'a stream forgets what runs leave',
    file: 'compiler/passes/schedule/stream.ts',
    find: '...added(behindRuns(loop), totals),',
    replace: '',
    laws: [law('laws/longSums', 'a vector times')],
  },
  {
    name: 'a stream forgets what its additions lose',
    file: 'compiler/passes/schedule/stream.ts',
    find: '...end(totals, losses),',
    replace: '...end(totals),',
    laws: [law('laws/longSums', 'down its columns')],
  },
  {
    name: 'a product goes into a sum that is not its only reader',
    file: wasm('relax.ts'),
    find: 'reads.get(result) === 1 && isFixed(result)',
    replace: 'isFixed(result)',
    laws: [law('targets/relaxed')],
  },
  {
    name: 'a relaxed sum is a factor',
    file: wasm('relax.ts'),
    find: "...factors.factors.map((local): Instruction => ({ op: 'local.get', local })),\n      { op: 'local.get', local: total },",
    replace:
      "{ op: 'local.get', local: total },\n      ...factors.factors.map((local): Instruction => ({ op: 'local.get', local })),",
    laws: [law('targets/relaxed')],
  },
]
