/**
 * Random programs over the whole table, as many as asked; prints each kind of failure once, with the smallest program
 * that shows it, and what was judged.
 *
 *     npx jiti test/campaigns/programs.ts [count = 1000] [seed = 1]
 */
import fc from 'fast-check'
import { drawing, drawn } from '../laws/programs/draw.ts'
import type { Drawing } from '../laws/programs/draw.ts'
import { Count, judgeProgram } from '../laws/programs/judge.ts'

const [count = 1000, seed = 1] = process.argv.slice(2).map(Number)

const counted = new Count()
const failures = new Map<string, number>()

const note = (what: Map<string, number>, key: string): void => {
  what.set(key, (what.get(key) ?? 0) + 1)
}

/** What two failures have in common: the sentence without its numbers. */
const kindOf = (error: unknown): string => {
  const { message, stack = '' } = error instanceof Error ? error : new Error(String(error))
  const at = stack.split('\n').find((line) => /\/(src|compiler)\//.test(line)) ?? ''
  return `${message
    .replace(/out\d|y\d|x\d+/g, 'y')
    .replace(/-?[\d.]+(e[+-]?\d+)?/g, '#')
    .slice(0, 60)} ${at.replace(/.*\/((src|compiler)\/[^:]*:\d+).*/, '$1')}`
}

const failureOf = (drawing: Drawing, into: Count): unknown => {
  try {
    judgeProgram(drawn(drawing), into)
    return undefined
  } catch (error) {
    return error
  }
}

const described = (drawing: Drawing): string => {
  try {
    const { kind, program, sizes, arrays } = drawn(drawing)
    const numbers = [...arrays].map(([name, array]) => `${name} = ${array.join(' ').slice(0, 120)}`)
    return `${kind}, n = ${String(sizes.get('n'))}\n${String(program).slice(0, 3000)}\n${numbers.join('\n')}`
  } catch {
    return 'no program'
  }
}

const start = performance.now()
for (let k = 0; k < count; k++) {
  const [first] = fc.sample(drawing, { seed: seed + k, numRuns: 1 })
  if (first === undefined) continue
  const error = failureOf(first, counted)
  if (error === undefined) continue
  const kind = kindOf(error)
  note(failures, kind)
  if ((failures.get(kind) ?? 0) > 1) continue
  const same = fc.property(
    fc.limitShrink(drawing, 500),
    (each) => kindOf(failureOf(each, new Count())) !== kind,
  )
  const run = fc.check(same, { seed: seed + k, numRuns: 1 })
  const smallest = run.counterexample?.[0] ?? first
  const smallestError = failureOf(smallest, new Count())
  console.log(`\n=== ${seed + k}: ${kind}`)
  console.log(
    smallestError instanceof Error
      ? (smallestError.stack ?? '').split('\n').slice(0, 9).join('\n')
      : smallestError,
  )
  console.log(described(smallest))
  console.log(JSON.stringify(smallest))
}

console.log(`\n${JSON.stringify(counted)} in ${((performance.now() - start) / 1000).toFixed(0)} s`)
for (const [kind, times] of [...failures].sort((a, b) => b[1] - a[1])) console.log(`${times} × ${kind}`)
process.exitCode = failures.size === 0 ? 0 : 1
