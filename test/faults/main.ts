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

const workers = Math.max(1, availableParallelism() - 1)

const laws = [...new Set(chosen.flatMap((fault) => fault.laws))]
const sick: string[] = []
const check = async (): Promise<void> => {
  for (let law = laws.shift(); law !== undefined; law = laws.shift())
    for (const [name, verdict] of await judged([law]))
      if (verdict !== 'passes') sick.push(`${name} ${verdict} without a fault`)
}
await Promise.all(Array.from({ length: workers }, check))
for (const line of sick) console.log(line)

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
await Promise.all(Array.from({ length: workers }, work))

console.log(`${chosen.length - lost.length - missed.length} of ${chosen.length} faults found`)
process.exitCode = lost.length + sick.length + missed.length > 0 ? 1 : 0
