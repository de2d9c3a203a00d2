/**
 * One workload on one thread, over and over, in a process of its own, until that is ended:
 *
 *     node --import jiti/register bench/beside.ts WORKLOAD
 *
 * Before it: `engines.ts`, `workloads/`. After it: `threads.ts`, which starts it to see what a second core is worth.
 * Invariant: it prints a line once it is warm, and nothing else.
 */
import process from 'node:process'
import { compiled } from './engines.ts'
import { workloads } from './workloads/index.ts'

const [asked] = process.argv.slice(2)
const named = workloads.find(({ name }) => name === asked)
if (named === undefined) throw new Error(`there is no ${asked}`)
const workload = named.make()
const run = compiled(workload, 'wasm')
const start = performance.now()
for (let isWarm = false; ;) {
  run(workload.given)
  if (isWarm || performance.now() - start < 500) continue
  isWarm = true
  process.stdout.write('warm\n')
}
