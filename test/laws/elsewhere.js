/**
 * Runs the standalone modules of a folder and writes what they give, with nothing of the library around.
 *
 *     node --disallow-code-generation-from-strings elsewhere.js FOLDER
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [, , folder = '.'] = process.argv
const kinds = { Float32Array, Int32Array, Uint8Array, Uint32Array }

/** The record of arrays in which an array is written as its kind and its bits. */
const revived = (value) =>
  'kind' in value
    ? new kinds[value.kind](new Uint8Array(Buffer.from(value.bits, 'hex')).buffer)
    : Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, revived(inner)]))

/** The same with bits in the place of arrays. */
const written = (value) =>
  ArrayBuffer.isView(value)
    ? Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')
    : Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, written(inner)]))

let mayGenerate = true
try {
  Reflect.construct(Function, ['return 1'])
} catch {
  mayGenerate = false
}

const cases = JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8'))
const results = []
for (const { file, inputs, sizes } of cases) {
  const { made } = await import(pathToFileURL(join(folder, file)).href)
  results.push(written(made(revived(inputs), { sizes })))
}
writeFileSync(join(folder, 'results.json'), JSON.stringify({ mayGenerate, results }))
