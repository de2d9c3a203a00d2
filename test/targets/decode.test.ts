/**
 * Data inside a module, read by whatever a host has for it.
 */
import { describe, expect, it } from 'vitest'
import { base64 } from '../../compiler/targets/javascript/constants.ts'
import { prelude } from '../../compiler/targets/javascript/prelude.ts'
import { printStatements } from '../../compiler/targets/javascript/syntax.ts'

class Reading extends Uint8Array {
  static fromBase64(text: string): Uint8Array {
    return Uint8Array.from(atob(text), (each) => each.charCodeAt(0))
  }
}

/** `decode` of a generated module where the host is so. */
const decodeIn = (host: unknown, Bytes: typeof Uint8Array = Uint8Array): unknown => {
  const text = `${printStatements(prelude(new Set(['decode'])))}\nreturn decode`
  const make: unknown = Reflect.construct(Function, ['Buffer', 'Uint8Array', text])
  return typeof make === 'function' ? Reflect.apply(make, undefined, [host, Bytes]) : undefined
}

const hosts: Readonly<Record<string, unknown>> = {
  'the standard function': decodeIn(undefined, Reading),
  'the buffers of a server': decodeIn(Buffer),
  nothing: decodeIn(undefined),
}

describe.each(Object.entries(hosts))('decode by %s', (_name, decode) => {
  it('gives every array of up to 9 numbers back', () => {
    for (let length = 0; length < 10; length++) {
      const numbers = Float32Array.from({ length }, (_, k) => Math.sin(k) * 10 ** (k - 5))
      const text = base64(new Uint8Array(numbers.buffer))
      const found: unknown = typeof decode === 'function' ? decode(text, Float32Array, length) : undefined
      expect(found).toEqual(numbers)
    }
  })

  it('gives every byte back', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, k) => k)
    expect(typeof decode === 'function' ? decode(base64(bytes), Uint8Array, 256) : undefined).toEqual(bytes)
  })
})
