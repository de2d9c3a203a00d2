/**
 * Handwritten digits, the whole way: train the formula of `model.ts`, test it on images never seen, write it as a
 * module of its own, and check that module where nothing else is.
 *
 *     npm start                        # seed 1
 *     npm run digits -- --seeds 10     # seeds 1 to 10: no luck is involved
 */
import { parseArgs } from 'node:util'
import { readDigits } from './data.ts'
import { line } from './report.ts'
import { survey } from './survey.ts'
import { walk } from './walk.ts'

const { values } = parseArgs({
  options: { seeds: { type: 'string' }, out: { type: 'string', default: 'out' } },
})
const seeds = Number(values.seeds ?? 1)

if (!Number.isInteger(seeds) || seeds < 1) {
  line(`--seeds takes a whole number from 1, not ${values.seeds ?? ''}`)
  process.exitCode = 2
} else if (values.seeds === undefined) walk(readDigits(), values.out)
else survey(readDigits(), seeds)
