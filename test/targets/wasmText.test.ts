/**
 * The text of WebAssembly says what its bytes do: wabt assembles it to the same functions; and every line that a statement
 * became names the nodes of that statement.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import wabt from 'wabt'
import { statements } from '../../compiler/ir/Kernel.ts'
import * as provenance from '../../compiler/ir/Provenance.ts'
import { pipeline } from '../../compiler/pipeline.ts'
import { sizeNames } from '../../compiler/targets/javascript/module.ts'
import { encode } from '../../compiler/targets/wasm/encode.ts'
import { functionsOf } from '../../compiler/targets/wasm/module.ts'
import { show } from '../../compiler/targets/wasm/text.ts'
import { at } from '../../src/Bug.ts'
import { corpus } from '../corpus.ts'
import { orFail } from '../graphs.ts'

/** The section of a module that holds the bodies of its functions. */
const codeOf = (bytes: Uint8Array): readonly number[] => {
  let place = 8
  const number = (): number => {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = at(bytes, place++)
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
  }
  while (place < bytes.length) {
    const id = at(bytes, place++)
    const length = number()
    if (id === 10) return [...bytes.subarray(place, place + length)]
    place += length
  }
  return []
}

describe('the text', () => {
  let assembled: (text: string) => Uint8Array
  beforeAll(async () => {
    const assembler = await wabt()
    assembled = (text) => {
      const module = assembler.parseWat('kernels.wat', text, { simd: true, sat_float_to_int: true })
      const { buffer } = module.toBinary({})
      module.destroy()
      return buffer
    }
  })

  it.each(corpus.map((one) => [one.name, one.program] as const))('of %s', (_, program) => {
    const module = orFail(pipeline({ target: 'wasm' }).run(program))
    const functions = [...functionsOf(module, sizeNames(module))]
    const text = show(functions)
    expect(codeOf(assembled(text))).toEqual(codeOf(encode(functions)))
    const lines = text.split('\n')
    const stores = module.kernels.flatMap(({ body }) =>
      statements(body).flatMap((stmt) => (stmt.tag === 'store' ? [provenance.show(stmt.of)] : [])),
    )
    const said = new Set(
      lines.flatMap((line) => (/\bv128\.store/.test(line) ? [line.slice(line.indexOf(';; ') + 3)] : [])),
    )
    expect(said).toEqual(new Set(stores))
    for (const line of lines)
      if (/\b(?:f32x4|i32x4|v128)\./.test(line)) expect(line).toMatch(/ {3};; (?:%|for %)/)
  })
})
