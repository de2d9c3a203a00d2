/**
 * Ten thousand training steps of the digits' network in a process of their own; prints what the heap did, as JSON.
 *
 *     node --expose-gc --import jiti/register test/laws/heap.ts
 */
import { setTimeout } from 'node:timers/promises'
import { compile, orThrow } from '../../compiler/index.ts'
import { digitsStep } from '../steps.ts'

const { program, inputs, into } = digitsStep()
const step = orThrow(compile(program, { donate: ['params', 'state'] }))

interface Heap {
  readonly arrays: number
  readonly heap: number
}

/** Collects until nothing more goes: memory of arrays is given back on another thread, later. */
const settle = async (): Promise<void> => {
  for (let before = Infinity; process.memoryUsage().arrayBuffers < before;) {
    before = process.memoryUsage().arrayBuffers
    for (let k = 0; k < 3; k++) {
      globalThis.gc?.()
      await setTimeout(20)
    }
  }
}

/** Bytes in use once garbage is gone, or with it. */
const used = (): Heap => {
  const { arrayBuffers, heapUsed } = process.memoryUsage()
  return { arrays: arrayBuffers, heap: heapUsed }
}

const run = (steps: number): void => {
  for (let k = 0; k < steps; k++) step(inputs, { into })
}

run(1000)
await settle()
const before = used()
run(10_000)
const uncollected = used()
await settle()
const after = used()
console.log(
  JSON.stringify({
    loss: into.loss[0],
    collects: globalThis.gc !== undefined,
    arrays: Math.max(uncollected.arrays, after.arrays) - before.arrays,
    heap: after.heap - before.heap,
  }),
)
