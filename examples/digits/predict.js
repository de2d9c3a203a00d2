/**
 * A process of its own that has the standalone module and nothing else of leibniz:
 *
 *     node --disallow-code-generation-from-strings predict.js out/digits.js < pixels > probabilities
 *
 * Both streams are float32 numbers as bytes.
 */
import { buffer } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'

const [, , module] = process.argv
const { classify } = await import(pathToFileURL(module).href)
const bytes = await buffer(process.stdin)
const { probabilities } = classify({ x: new Float32Array(new Uint8Array(bytes).buffer) })
process.stdout.write(new Uint8Array(probabilities.buffer, probabilities.byteOffset, probabilities.byteLength))
