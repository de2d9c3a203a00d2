/**
 * Everything written about every program of the corpus, as one digest a program; prints them as JSON.
 *
 *     node --import jiti/register test/laws/bytes.ts [reverse]
 */
import { createHash } from 'node:crypto'
import { compile, orThrow, show, standalone, toJSON } from '../../compiler/index.ts'
import { corpus } from '../corpus.ts'
import { call } from '../stages.ts'

const [direction] = process.argv.slice(2)

/** The digest of sources, stages, declarations, and the bits of what a call gives. */
const digest = ({ program, inputs, sizes }: (typeof corpus)[number]): string => {
  const hash = createHash('sha256')
  const { source, trace } = orThrow(compile(program))
  const { js, dts } = orThrow(standalone({ name: 'made', program }))
  for (const text of [source, js, dts]) hash.update(text)
  for (const { stage, ...rest } of trace) {
    hash.update(show(stage))
    hash.update(JSON.stringify(toJSON(stage)))
    hash.update(JSON.stringify(rest))
  }
  for (const [path, values] of call(program, inputs(), sizes).outputs) {
    hash.update(path)
    hash.update(Float64Array.from(values))
  }
  return hash.digest('hex')
}

const ordered = direction === 'reverse' ? corpus.toReversed() : corpus
const digests = ordered.map((one) => [one.name, digest(one)] as const)
console.log(JSON.stringify(Object.fromEntries(digests)))
