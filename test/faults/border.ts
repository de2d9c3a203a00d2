/**
 * The faults of the border between callers and what was compiled: sizes, records, names, bytes, memory.
 * Before it: `Fault.ts`. After it: `faults.ts`.
 * Invariant: as there, each is found by every law it names.
 */
import { law } from './Fault.ts'
import type { Fault } from './Fault.ts'

const laws = [law('targets/border')]
const javascript = (file: string): string => `compiler/targets/javascript/${file}`

export const border: readonly Fault[] = [
  {
    name: 'nothing is divided by nothing',
    file: javascript('sizes.ts'),
    find: 'return conditional(isTold, quotientOf(way), otherwise)',
    replace: 'return quotientOf(way)',
    laws,
  },
  {
    name: 'a length may be more than an extent',
    file: javascript('sizes.ts'),
    find: 'const mostOfExtent = 2 ** 31 - 1',
    replace: 'const mostOfExtent = 2 ** 32 - 1',
    laws,
  },
  {
    name: 'a size that is given may be more than an extent',
    file: javascript('prelude.ts'),
    find: 'size <= 2147483647 && ',
    replace: '',
    laws,
  },
  {
    name: 'an array may stand where a record belongs',
    file: javascript('prelude.ts'),
    find: "typeof value.length === 'number'",
    replace: "typeof value.length === 'text'",
    laws,
  },
  {
    name: 'arrays are taken for records inside records alone',
    file: javascript('records.ts'),
    find: 'levels.map((level) => checkRecord(what, level))',
    replace: 'levels.slice(1).map((level) => checkRecord(what, level))',
    laws,
  },
  {
    name: 'names that every object has are found in records without them',
    file: javascript('records.ts'),
    find: 'key in Object.prototype',
    replace: "key === ''",
    laws,
  },
  {
    name: 'what calls itself an array is one',
    file: javascript('prelude.ts'),
    find: 'tag === kind && !isView(value)',
    replace: 'tag === kind && false',
    laws,
  },
  {
    name: 'bytes are true as they are in JavaScript',
    file: javascript('kernel.ts'),
    find: "dtype === 'bool' && place.tag === 'input'",
    replace: "dtype === 'bool' && place.tag === 'constant'",
    laws,
  },
  {
    name: 'bytes are true as they are in the interpreter',
    file: 'src/DType.ts',
    find: '(byte) => (byte === 0 ? 0 : 1)',
    replace: '(byte) => byte',
    laws,
  },
  {
    name: 'the beginning of the memory is not in it',
    file: javascript('prelude.ts'),
    find: '(array.byteOffset > 0 || array.byteLength > 64) &&',
    replace: 'array.byteOffset > 0 &&',
    laws,
  },
  {
    name: 'a copy is what an array makes of itself',
    file: javascript('prelude.ts'),
    find: 'view.slice(place, place + array.length)',
    replace: 'array.slice()',
    laws,
  },
  {
    name: 'options are read when the kernels have run',
    file: 'compiler/targets/wasm/module.ts',
    find: "isMissing(source), name('views'))",
    replace: "isMissing(source), inside(name('options'), 'views'))",
    laws,
  },
  {
    name: 'there is always memory for an output',
    file: javascript('prelude.ts'),
    find: "fail('LBZ5001', `there is no memory for ${length} elements`)",
    replace: 'return undefined',
    laws,
  },
  {
    name: 'memory that cannot be had throws',
    file: 'compiler/compile.ts',
    find: 'error instanceof RangeError',
    replace: 'error instanceof EvalError',
    laws,
  },
  {
    name: 'a module is called when it is awaited',
    file: 'compiler/targets/standalone.ts',
    find: "name === 'then'",
    replace: "name === 'when'",
    laws,
  },
]
