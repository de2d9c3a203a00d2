/**
 * The functions that generated modules bring along: each only where it is used.
 * Before it: nothing. After it: `module.ts`.
 * Invariant: what a page may replace later, `Math` and typed arrays, is captured when the module loads.
 */
import type { Statement } from './syntax.ts'

/** How data are read: by what is fast where a host has it, else by what is written out for any host. */
export const decodeText: readonly string[] = [
  '// Base64 as an array. What reads it faster where a host has that stands before what is written out for any host.',
  'function decode(text, Kind, length) {',
  '  const array = new Kind(length)',
  '  const bytes = new U8(array.buffer)',
  "  const server = typeof Buffer === 'function' ? Buffer : undefined",
  "  const read = U8.fromBase64?.(text) ?? server?.from(text, 'base64') ?? decoded(text)",
  '  bytes.set(read.subarray(0, bytes.length))',
  '  return array',
  '}',
]

/** Library text by the name that it defines, in the order in which it must stand. */
const pieces: readonly (readonly [name: string, lines: readonly string[]])[] = [
  ['F32', ['const F32 = Float32Array']],
  ['F64', ['const F64 = Float64Array']],
  ['I32', ['const I32 = Int32Array']],
  ['U8', ['const U8 = Uint8Array']],
  ['U32', ['const U32 = Uint32Array']],
  ['isView', ['const { isView } = ArrayBuffer']],
  ['hasOwn', ['const { hasOwn } = Object']],
  ['abs', ['const { abs } = Math']],
  ['floor', ['const { floor } = Math']],
  ['fround', ['const { fround } = Math']],
  ['imul', ['const { imul } = Math']],
  ['max', ['const { max } = Math']],
  ['min', ['const { min } = Math']],
  ['sqrt', ['const { sqrt } = Math']],
  [
    'relu',
    [
      '// max(0, x) without a jump that depends on the sign of x, which no engine could foresee.',
      'function relu(x) {',
      '  const y = max(-4e38, x)',
      '  return (y + abs(y)) * 0.5',
      '}',
    ],
  ],
  [
    'powers',
    [
      'const powers = new Float64Array(505)',
      'for (let n = 252, up = 1, down = 1; n < 505; n++, up *= 2, down /= 2) {',
      '  powers[n] = up',
      '  powers[504 - n] = down',
      '}',
    ],
  ],
  [
    'bits',
    [
      'const real = new Float64Array(1)',
      'const bits = new Uint32Array(real.buffer)',
      'const high = new Uint8Array(new Uint16Array([1]).buffer)[0]',
    ],
  ],
  [
    'exponent',
    ['function exponent(a) {', '  real[0] = a', '  return ((bits[high] >>> 20) & 2047) - 1023', '}'],
  ],
  [
    'mantissa',
    [
      'function mantissa(a) {',
      '  real[0] = a',
      '  bits[high] = (bits[high] & 0x800fffff) | 0x3ff00000',
      '  return real[0]',
      '}',
    ],
  ],
  [
    'fail',
    [
      'function fail(code, sentence) {',
      '  throw Object.assign(new Error(`${code}  ${sentence}`), { code })',
      '}',
    ],
  ],
  [
    'wrong',
    [
      '// An input or output that is not an instance of its kind: from another realm, or a mistake.',
      'function wrong(what, path, value, kind) {',
      '  const tag = Object.prototype.toString.call(value).slice(8, -1)',
      "  const found = tag === kind && !isView(value) ? 'Object' : tag",
      "  if (value === undefined) fail('LBZ6001', `${what} ${path} is missing`)",
      "  if (found !== kind) fail('LBZ6003', `${what} ${path} is ${/^[AEIOU]/.test(found) ? 'an' : 'a'} ${found}, not ${/^[AEIOU]/.test(kind) ? 'an' : 'a'} ${kind}`)",
      '}',
    ],
  ],
  [
    'misfit',
    [
      'function misfit(path, length, shape) {',
      "  fail('LBZ6004', `${path}: ${length} elements do not fill ${shape}`)",
      '}',
    ],
  ],
  [
    'own',
    [
      '// What a record itself holds under a name that every object has.',
      'function own(record, name) {',
      '  return record !== undefined && record !== null && hasOwn(record, name) ? record[name] : undefined',
      '}',
    ],
  ],
  [
    'listed',
    [
      'function listed(what, path, value) {',
      "  if (typeof value.length === 'number') wrong(what, path, value, 'record')",
      '}',
    ],
  ],
  [
    'impossible',
    ['function impossible(extent, value) {', "  fail('LBZ6007', `the extent ${extent} is ${value}`)", '}'],
  ],
  [
    'given',
    [
      'function given(size, name) {',
      "  if (size === undefined || size === null) fail('LBZ6005', `size ${name} does not follow from the inputs: give it in sizes`)",
      "  if (!(typeof size === 'number' && size >= 0 && size <= 2147483647 && size % 1 === 0))",
      "    fail('LBZ6007', `the size ${name} = ${typeof size === 'number' ? size : typeof size} is not an extent`)",
      '  return size',
      '}',
    ],
  ],
  [
    'agree',
    [
      'function agree(given, name, size) {',
      '  if (given !== undefined && given !== null && given !== size)',
      "    fail('LBZ6004', `size ${name} is given as ${typeof given === 'number' ? given : typeof given}, but the inputs have ${size}`)",
      '}',
    ],
  ],
  [
    'only',
    [
      'function only(what, record, known, before) {',
      '  for (const name in record) {',
      '    const inner = known.get(name)',
      '    const value = record[name]',
      "    const holds = typeof value === 'object' && value !== null && value.length === undefined",
      "    if (inner === undefined && !holds) fail('LBZ6002', `there is no ${what} ${before}${name}`)",
      '    if (inner !== 0) only(what, value, inner ?? new Map(), `${before}${name}.`)',
      '  }',
      '}',
    ],
  ],
  [
    'allocate',
    [
      'function allocate(Kind, length) {',
      "  if (length > 268435456) fail('LBZ5001', `${length} elements are too many for one tensor`)",
      '  try {',
      '    return new Kind(length)',
      '  } catch {',
      "    fail('LBZ5001', `there is no memory for ${length} elements`)",
      '  }',
      '}',
    ],
  ],
  [
    'apart',
    [
      '// What is written, the first so many arrays, must not overlap anything else. Small arrays are remembered: a call with',
      '// the same ones as the call before it has nothing to check.',
      'let seen = []',
      'function areSeen(arrays) {',
      '  for (let k = 0; k < arrays.length; k++) if (arrays[k] !== seen[k]) return false',
      '  return true',
      '}',
      'function apart(arrays, written) {',
      '  if (areSeen(arrays)) return',
      '  const buffers = arrays.map((array) => array?.buffer)',
      '  for (let i = 0; i < written; i++)',
      '    for (let j = i + 1; j < arrays.length; j++)',
      '      if (arrays[i] !== undefined && buffers[i] === buffers[j]) separate(arrays[i], arrays[j])',
      '  const stays = (array, k) => array === undefined || (array.length <= 4096 && !buffers[k].resizable && !buffers[k].growable)',
      '  seen = arrays.every(stays) ? arrays : []',
      '}',
      'function separate(a, b) {',
      '  if (a.byteOffset < b.byteOffset + b.byteLength && b.byteOffset < a.byteOffset + a.byteLength)',
      "    fail('LBZ6006', 'an output array shares memory with another array of the call')",
      '}',
    ],
  ],
  [
    'room',
    [
      '// Bytes up to the next part of the memory.',
      'function room(bytes) {',
      '  return 16 * Math.ceil((bytes + 16) / 16)',
      '}',
    ],
  ],
  [
    'reserve',
    [
      '// The memory grows to so many bytes; views of it are made anew.',
      'function reserve(bytes) {',
      '  const missing = Math.ceil((bytes - m.buffer.byteLength) / 65536)',
      '  if (missing <= 0) return',
      '  try {',
      '    m.grow(missing)',
      '  } catch {',
      "    fail('LBZ5001', `${bytes} bytes are too many for one memory`)",
      '  }',
      '  memories.add(m.buffer)',
      '  f32 = new F32(m.buffer)',
      '  i32 = new I32(m.buffer)',
      '  u32 = new U32(m.buffer)',
      '  u8 = new U8(m.buffer)',
      '}',
    ],
  ],
  [
    'isInMemory',
    [
      '// The memory has nothing in its first 64 bytes; asking an array that small for its buffer costs more than all else.',
      'function isInMemory(array) {',
      '  return (array.byteOffset > 0 || array.byteLength > 64) && memories.has(array.buffer)',
      '}',
    ],
  ],
  [
    'incoming',
    [
      '// An array as it is copied in: a copy of another part of the memory, and nothing where it is its own part already.',
      'function incoming(array, view, start) {',
      '  if (!isInMemory(array)) return array',
      '  const place = array.byteOffset / view.BYTES_PER_ELEMENT',
      '  return place === start ? undefined : view.slice(place, place + array.length)',
      '}',
    ],
  ],
  [
    'outside',
    [
      'function outside(array) {',
      "  if (isInMemory(array)) fail('LBZ6006', 'an output array shares memory with another array of the call')",
      '}',
    ],
  ],
  [
    'taken',
    [
      '// An output: its part of the memory, or a copy of that in an array of its own or in the one that is given.',
      'function taken(array, view, Kind, start, length, stays) {',
      '  if (stays) return view.subarray(start, start + length)',
      '  if (array === undefined && length > 32) return view.slice(start, start + length)',
      '  const whole = array ?? new Kind(length)',
      '  if (length > 32) whole.set(view.subarray(start, start + length))',
      '  else for (let k = 0; k < length; k++) whole[k] = view[start + k]',
      '  return whole',
      '}',
    ],
  ],
  [
    'put',
    [
      '// Copies an array into the memory; element by element where it is short, which is faster.',
      'function put(array, view, start) {',
      '  if (array.length > 32) view.set(array, start)',
      '  else for (let k = 0; k < array.length; k++) view[start + k] = array[k]',
      '}',
    ],
  ],
  ['decode', decodeText],
  [
    'decoded',
    [
      'function decoded(text) {',
      "  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'",
      '  const value = new U8(128)',
      '  for (let k = 0; k < 64; k++) value[digits.charCodeAt(k)] = k',
      '  const bytes = new U8((text.length / 4) * 3)',
      '  for (let k = 0, at = 0; at < bytes.length; k += 4, at += 3) {',
      '    const word =',
      '      (value[text.charCodeAt(k)] << 18) |',
      '      (value[text.charCodeAt(k + 1)] << 12) |',
      '      (value[text.charCodeAt(k + 2)] << 6) |',
      '      value[text.charCodeAt(k + 3)]',
      '    bytes[at] = word >>> 16',
      '    bytes[at + 1] = (word >>> 8) & 255',
      '    bytes[at + 2] = word & 255',
      '  }',
      '  return bytes',
      '}',
    ],
  ],
]

/** What else each piece needs. */
const needs: Readonly<Record<string, readonly string[]>> = {
  exponent: ['bits'],
  mantissa: ['bits'],
  relu: ['abs', 'max'],
  wrong: ['fail', 'isView'],
  misfit: ['fail'],
  own: ['hasOwn'],
  listed: ['fail', 'isView', 'wrong'],
  impossible: ['fail'],
  given: ['fail'],
  agree: ['fail'],
  only: ['fail'],
  allocate: ['fail'],
  apart: ['fail'],
  reserve: ['fail'],
  incoming: ['isInMemory'],
  outside: ['fail', 'isInMemory'],
  decode: ['U8', 'decoded'],
}

/** The pieces that define the names, and what those need. */
export const prelude = (names: ReadonlySet<string>): readonly Statement[] => {
  const wanted = new Set([...names].flatMap((name) => [name, ...(needs[name] ?? [])]))
  return pieces.filter(([name]) => wanted.has(name)).map(([, lines]): Statement => ({ kind: 'text', lines }))
}
