/**
 * The faults of files.
 * Before it: `Fault.ts`. After it: `faults.ts`.
 * Invariant: as there, each is found by every law it names.
 */
import { law } from './Fault.ts'
import type { Fault } from './Fault.ts'

export const formats: readonly Fault[] = [
  {
    name: 'safetensors are read a byte too late',
    file: 'compiler/formats/safetensors.ts',
    find: 'bytes.subarray(start + from, start + to)',
    replace: 'bytes.subarray(start + from + 1, start + to + 1)',
    laws: [law('formats/safetensors', 'gives what was written')],
  },
  {
    name: 'offsets count from the begin of the file',
    file: 'compiler/formats/safetensors.ts',
    find: 'const offsets = [end, (end += array.byteLength)]',
    replace: 'const offsets = [end + 8, (end += array.byteLength) + 8]',
    laws: [law('formats/safetensors', 'gives what was written')],
  },
  {
    name: 'tensors of bytes come first',
    file: 'compiler/formats/safetensors.ts',
    find: '[4, 1].flatMap',
    replace: '[1, 4].flatMap',
    laws: [law('formats/safetensors', 'aligned')],
  },
  {
    name: 'the data of a file are not aligned',
    file: 'compiler/formats/safetensors.ts',
    find: '8 + Math.ceil(header.length / 8) * 8',
    replace: '8 + header.length',
    laws: [law('formats/safetensors', 'aligned')],
  },
  {
    name: 'a view is written from the begin of its memory',
    file: 'compiler/formats/safetensors.ts',
    find: 'new Uint8Array(array.buffer, array.byteOffset, array.byteLength), end',
    replace: 'new Uint8Array(array.buffer, 0, array.byteLength), end',
    laws: [law('formats/safetensors', 'aligned')],
  },
  {
    name: 'unsigned integers are written as signed ones',
    file: 'compiler/formats/safetensorsHeader.ts',
    find: "u32: 'U32', bool: 'BOOL' } as const",
    replace: "u32: 'I32', bool: 'BOOL' } as const",
    laws: [law('formats/safetensors', 'gives what was written')],
  },
  {
    name: 'a header may be longer than its file',
    file: 'compiler/formats/safetensors.ts',
    find: 'if (start > bytes.length)',
    replace: 'if (start > bytes.length + 2 ** 40)',
    laws: [law('formats/safetensors', 'hostile')],
  },
  {
    name: 'tensors of a file may overlap',
    file: 'compiler/formats/safetensorsHeader.ts',
    find: 'if (from !== end)',
    replace: 'if (from > end)',
    laws: [law('formats/safetensors', 'hostile')],
  },
  {
    name: 'bytes may stand behind the last tensor',
    file: 'compiler/formats/safetensorsHeader.ts',
    find: 'return end === length',
    replace: 'return end <= length',
    laws: [law('formats/safetensors', 'hostile')],
  },
  {
    name: 'a name may stand twice',
    file: 'compiler/formats/safetensorsHeader.ts',
    find: 'if (repeated !== undefined)',
    replace: "if (repeated === '\\0')",
    laws: [law('formats/safetensors', 'hostile')],
  },
  {
    name: 'a shape need not fill its bytes',
    file: 'compiler/formats/safetensorsHeader.ts',
    find: 'return to - from === needed',
    replace: 'return to - from >= needed',
    laws: [law('formats/safetensors', 'hostile')],
  },
  {
    name: 'a truth value may be 2',
    file: 'compiler/formats/safetensors.ts',
    find: 'array.some((truth) => truth > 1)',
    replace: 'array.some((truth) => truth > 2)',
    laws: [law('formats/safetensors', 'hostile')],
  },
  {
    name: 'graph JSON reads every loop as the first',
    file: 'compiler/formats/graphJson.ts',
    find: 'const loop = loops[form.loop]',
    replace: 'const loop = loops[0]',
    laws: [law('formats/graphJson', 'loops in loops')],
  },
  {
    name: 'graph JSON takes no loop for one it has',
    file: 'compiler/formats/graphJson.ts',
    find: 'elements: loop.elements.length',
    replace: 'elements: 0',
    laws: [law('formats/graphJson', 'loops')],
  },
  {
    name: 'graph JSON forgets a fill',
    file: 'compiler/formats/graphJson.ts',
    find: 'fill: numIn(form.fill)',
    replace: 'fill: 0',
    laws: [law('formats/graphJson', 'comes back')],
  },
  {
    name: 'graph JSON reads loops of any depth',
    file: 'compiler/formats/graphJson.ts',
    find: 'depth > deepest',
    replace: 'depth > 1000',
    laws: [law('formats/graphJson', 'with loops')],
  },
  {
    name: 'graph JSON reads numbers that the dtype cannot hold',
    file: 'compiler/formats/graphJson.ts',
    find: 'return numbers.every((value, k) => Object.is(at(data, k), value)) ? data : undefined',
    replace: 'return data',
    laws: [law('formats/graphJson', 'numbers that are no')],
  },
]
