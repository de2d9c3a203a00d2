/**
 * Cold start of onnxruntime, in WebAssembly or native: load it, open a model that was written beforehand, predict once.
 * Before it: `../../cold/numbers.js`, a model at the path that it is given. After it: `../../cold/race.ts`.
 * Invariant: one thread.
 */
import process from 'node:process'
import { given, pixels, told } from '../../cold/numbers.js'

const [model, name] = process.argv.slice(3)
const ort = await import(name)
const isWeb = name === 'onnxruntime-web'
if (isWeb) ort.env.wasm.numThreads = 1
const session = await ort.InferenceSession.create(model, {
  executionProviders: [isWeb ? 'wasm' : 'cpu'],
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
})
const x = new ort.Tensor('float32', given().x, [1, pixels])
told((await session.run({ x })).probabilities.data)
