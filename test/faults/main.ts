/**
 * Plants each fault in turn and demands that every law it names fails; without a fault all of them must pass.
 *
 *     npm run faults                    # all of them
 *     npm run faults -- derivative      # those whose name holds the word
 */
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { occurrences } from './Fault.ts'
import { faults } from './faults.ts'
import { judged } from './judge.ts'

const [word = ''] = process.argv.slice(2)
const chosen = faults.filter(({ name }) => name.includes(word))
const lost = chosen.filter((fault) => occurrences(fault, readFileSync(fault.file, 'utf8')) !== 1)
for (const { name, file } of lost) console.log(`${file} has no place, or several, for: ${name}`)

const healthy = await judged([...new Set(chosen.flatMap(({ laws }) => laws))])
for (const [law, verdict] of healthy)
  if (verdict !== 'passes') console.log(`${law} ${verdict} without a fault`)

const missed: string[] = []
const waiting = chosen.filter((fault) => !lost.includes(fault))
const work = async (): Promise<void> => {
  for (let fault = waiting.shift(); fault !== undefined; fault = waiting.shift()) {
    const start = performance.now()
    const verdicts = await judged(fault.laws, fault.name)
    const blind = [...verdicts].flatMap(([law, verdict]) =>
      verdict === 'fails' ? [] : [`${law} ${verdict}`],
    )
    if (blind.length > 0) missed.push(fault.name)
    const seconds = ((performance.now() - start) / 1000).toFixed(1)
    console.log(`${blind.length === 0 ? 'found ' : 'MISSED'}  ${seconds.padStart(5)} s  ${fault.name}`)
    for (const line of blind) console.log(`                 ${line}`)
  }
}
await Promise.all(Array.from({ length: Math.max(1, availableParallelism() - 1) }, work))

const sick = [...healthy.values()].filter((verdict) => verdict !== 'passes').length
console.log(`${chosen.length - lost.length - missed.length} of ${chosen.length} faults found`)
process.exitCode = lost.length + sick + missed.length > 0 ? 1 : 0
