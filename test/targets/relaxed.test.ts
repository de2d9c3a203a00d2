/**
 * Products that are added to sums as the engine likes: only where somebody asks for it, and where an engine can.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { afterAll, describe, expect, it, vi } from 'vitest'
import wabt from 'wabt'
import { compile, orThrow } from '../../compiler/compile.ts'
import { moduleStatements, sizeNames } from '../../compiler/targets/javascript/module.ts'
import { printStatements } from '../../compiler/targets/javascript/syntax.ts'
import { encode } from '../../compiler/targets/wasm/encode.ts'
import { functionsOf, relaxedWasm } from '../../compiler/targets/wasm/module.ts'
import { relaxed } from '../../compiler/targets/wasm/relax.ts'
import { at } from '../../src/Bug.ts'
import { mul } from '../../src/ops/arithmetic.ts'
import { matmul } from '../../src/ops/contraction.ts'
import { sum } from '../../src/ops/reduction.ts'
import { program } from '../../src/Program.ts'
import type { Program } from '../../src/Program.ts'
import { key, uniform } from '../../src/random/index.ts'
import { f32 } from '../../src/Spec.ts'
import { corpus } from '../corpus.ts'

const [rows, inner, columns] = [9, 300, 13]
const product = program({ a: f32(rows, inner), b: f32(inner, columns) }, ({ a, b }) => ({ y: matmul(a, b) }))
const inputs = {
  a: uniform(key(1), rows * inner, { low: -1, high: 1 }),
  b: uniform(key(2), inner * columns, { low: -1, high: 1 }),
}

const folder = mkdtempSync(join(tmpdir(), 'leibniz-relaxed-'))
afterAll(() => rmSync(folder, { recursive: true }))

const flag = '--experimental-wasm-relaxed-simd'
const flags = spawnSync(process.execPath, [flag, '--version']).status === 0 ? [flag] : []

/** An output of a program with relaxed products, in a process that has them. */
const runRelaxed = (
  given: Program,
  arrays: Readonly<Record<string, Float32Array>>,
  name: string,
): readonly number[] => {
  const { module } = orThrow(compile(given, { target: 'wasm' }))
  const source = printStatements(moduleStatements(module, [], relaxedWasm))
  const literals = Object.entries(arrays).map(([path, array]) => `${path}: Float32Array.of(${array.join()})`)
  const file = join(folder, `${name}.mjs`)
  writeFileSync(file, `${source}\nprocess.stdout.write(run({ ${literals.join()} }).${name}.join())\n`)
  return execFileSync(process.execPath, [...flags, file], { encoding: 'utf8' })
    .split(',')
    .map(Number)
}

describe('relaxed products', () => {
  it('are valid, and in every sum of products', async () => {
    const validator = await wabt()
    let sums = 0
    for (const { program: given } of corpus) {
      const { module } = orThrow(compile(given, { target: 'wasm' }))
      const bytes = encode(functionsOf(module, sizeNames(module), relaxed))
      const features = { simd: true, sat_float_to_int: true, relaxed_simd: true }
      const read = validator.readWasm(bytes, features)
      const checked: { readonly validate: (given: typeof features) => void } = read
      checked.validate(features)
      sums += read.toText({}).split('f32x4.relaxed_madd').length - 1
      read.destroy()
    }
    expect(sums).toBeGreaterThan(100)
  })

  it('are refused with a note where an engine has none, and change nothing', () => {
    const host: object = Reflect.get(globalThis, 'WebAssembly')
    const validate = (bytes: Uint8Array): boolean => !bytes.join().includes('253,133,2')
    vi.stubGlobal('WebAssembly', Object.assign(Object.create(host), { validate }))
    const run = orThrow(compile(product, { target: 'wasm', relaxed: true }))
    vi.unstubAllGlobals()
    expect([run.target, run.note]).toEqual([
      'wasm',
      'the WebAssembly of this host has no relaxed instructions: products are rounded before they are added',
    ])
    expect(run(inputs)).toEqual(orThrow(compile(product, { target: 'wasm' }))(inputs))
  })

  it('are as near as others where an engine has them', () => {
    const found = runRelaxed(product, inputs, 'y')
    const plain = orThrow(compile(product, { target: 'wasm' }))(inputs).y
    let different = 0
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++) {
        let [exact, magnitude] = [0, 0]
        for (let k = 0; k < inner; k++) {
          const term = at(inputs.a, i * inner + k) * at(inputs.b, k * columns + j)
          exact += term
          magnitude += Math.abs(term)
        }
        const y = at(found, i * columns + j)
        expect(Math.abs(y - exact)).toBeLessThanOrEqual(inner * 2 ** -24 * magnitude)
        if (y !== at(plain, i * columns + j)) different++
      }
    // An engine without a fused instruction rounds twice: then all are as they were.
    expect(different === 0 || different > rows).toBe(true)
  })

  it('leave what is read by others as well', () => {
    const both = program({ a: f32(40), b: f32(40) }, ({ a, b }) => {
      const c = mul(a, b)
      return { c, s: sum(c) }
    })
    const given = { a: uniform(key(3), 40), b: uniform(key(4), 40) }
    expect(runRelaxed(both, given, 'c')).toEqual([...orThrow(compile(both, { target: 'wasm' }))(given).c])
  })
})
