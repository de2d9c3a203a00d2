/**
 * A chain of 1,000,000 operations through every pass, view and target, and its derivative; takes minutes and about 4 GB.
 *
 *     node --max-old-space-size=6000 --import jiti/register test/campaigns/depth.ts [operations = 1000000]
 */
import { pullback } from '../../src/differentiate.ts'
import { number } from '../../src/construct.ts'
import { chain, throughEverything } from '../deep.ts'

const [operations = 1_000_000] = process.argv.slice(2).map(Number)

const start = performance.now()
const { inputs, outputs } = chain(operations)
const { steps } = pullback([{ of: outputs.y, cotangent: number(1) }], [inputs.x])
console.log(`a derivative of ${steps.length} steps`)
const { value, stages, module } = throughEverything(chain(operations))
for (const { pass, complaints, text } of stages)
  console.log(`${pass}: ${complaints} complaints, ${text} characters`)
console.log(`y = ${value}, a module of ${module.length} characters`)
console.log(`${((performance.now() - start) / 1000).toFixed(0)} s`)
process.exitCode = value === 0.5 && stages.every(({ complaints }) => complaints === 0) ? 0 : 1
