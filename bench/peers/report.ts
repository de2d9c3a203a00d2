/**
 * The comparison as Markdown: every time, and the best of ours against the best of what runs in a browser.
 * Before it: `../apart.ts`, `../cold/race.ts`. After it: `main.ts`.
 * Invariant: a ratio is of times of one run; what is native is shown and not compared with.
 */
import type { Result } from '../apart.ts'
import type { Entry } from '../Engine.ts'
import { byHand, into, javascript } from '../engines.ts'
import { figures, markdown } from '../text.ts'
import { refusals, timeOf } from '../workloadTable.ts'

/** How many times as fast as the best web peer each workload is meant to be. */
export const floors: Readonly<Record<string, number>> = {
  'W1 b1': 3,
  'W1 b64': 1.35,
  'W1 b1024': 1.3,
  'W2 b1': 1.6,
  'W2 b256': 1.4,
  'W3 mlp': 2,
  'W3 cs': 2.1,
  'W4 256': 1.55,
  'W4 512': 1.45,
  'W4 1024': 1.4,
  'W5 chain': 2.4,
  'W5 softmax': 1.1,
  'W6 b1': 3.2,
  'W6 b32': 2,
  W7: 2.5,
  W8: 4,
}

export type Column = Pick<Entry, 'name' | 'kind'>

/** The fastest of a kind on a workload. */
export interface Best {
  readonly engine: string
  readonly micros: number
}

export const bestOf = (
  results: readonly Result[],
  workload: string,
  columns: readonly Column[],
  kind: Column['kind'],
): Best => {
  let best: Best = { engine: '', micros: Number.NaN }
  for (const column of columns) {
    const micros = timeOf(results, workload, column.name)
    if (column.kind === kind && !(micros >= best.micros) && !Number.isNaN(micros))
      best = { engine: column.name, micros }
  }
  return best
}

export interface Comparison {
  readonly workload: string
  readonly ours: Best
  readonly theirs: Best
  /** How many times as fast ours is. */
  readonly ratio: number
  readonly floor: number
}

/** The names of the workloads that were run, in their order. */
export const namesOf = (results: readonly Result[]): readonly string[] => [
  ...new Set(results.map(({ workload }) => workload)),
]

export const compared = (results: readonly Result[], columns: readonly Column[]): readonly Comparison[] =>
  namesOf(results).map((workload) => {
    const ours = bestOf(results, workload, columns, 'ours')
    const theirs = bestOf(results, workload, columns, 'web')
    return {
      workload,
      ours,
      theirs,
      ratio: theirs.micros / ours.micros,
      floor: floors[workload] ?? Number.NaN,
    }
  })

export const isMet = ({ ratio, floor }: Comparison): boolean => ratio >= floor

const outcomeCell = (results: readonly Result[], workload: string, engine: string): string => {
  const outcome = results.find((each) => each.workload === workload && each.engine === engine)?.outcome
  if (outcome?.tag === 'timed') return figures(outcome.micros)
  return outcome?.tag === 'refused' ? 'refused' : '–'
}

const times = (results: readonly Result[], columns: readonly Column[]): string =>
  markdown(
    ['µs', ...columns.map(({ name }) => name)],
    namesOf(results).map((workload) => [
      workload,
      ...columns.map(({ name }) => outcomeCell(results, workload, name)),
    ]),
  )

const ratios = (comparisons: readonly Comparison[]): string =>
  markdown(
    ['workload', 'best of leibniz', 'µs', 'best web peer', 'µs', 'times as fast', 'at least', ''],
    comparisons.map((comparison) => {
      const { workload, ours, theirs, ratio, floor } = comparison
      return [
        workload,
        ours.engine || '–',
        figures(ours.micros),
        theirs.engine || '–',
        figures(theirs.micros),
        figures(ratio),
        String(floor),
        isMet(comparison) ? 'reached' : 'below',
      ]
    }),
  )

/** How many times as fast JavaScript alone is meant to be, for pages that allow no WebAssembly. */
const floorsAlone: {
  readonly byHand: Readonly<Record<string, number>>
  readonly tfjsCpu: number
  readonly web: Readonly<Record<string, number>>
} = {
  byHand: { 'W4 256': 3, 'W5 chain': 2.3 },
  tfjsCpu: 4,
  web: { W7: 1 },
}

export interface Alone {
  readonly workload: string
  readonly micros: number
  /** How many times as fast as somebody, and what that is meant to be. */
  readonly ratios: readonly { readonly ratio: number; readonly floor: number | undefined }[]
}

/** JavaScript against loops by hand, tfjs without WebAssembly, and the best in a browser. */
export const alone = (results: readonly Result[], columns: readonly Column[]): readonly Alone[] =>
  namesOf(results)
    .filter((workload) => workload !== 'W8')
    .map((workload) => {
      const of = (engine: string): number => timeOf(results, workload, engine)
      const micros = Math.min(...[javascript, into].map(({ name }) => of(name)).filter((time) => time > 0))
      const web = bestOf(results, workload, columns, 'web')
      return {
        workload,
        micros,
        ratios: [
          { ratio: of(byHand.name) / micros, floor: floorsAlone.byHand[workload] },
          { ratio: of('tfjs cpu') / micros, floor: floorsAlone.tfjsCpu },
          { ratio: web.micros / micros, floor: floorsAlone.web[workload] },
        ],
      }
    })

const ratiosAlone = (all: readonly Alone[]): string =>
  markdown(
    ['JavaScript alone', 'µs', 'times by hand', 'times tfjs cpu', 'times the best web peer'],
    all.map(({ workload, micros, ratios }) => [
      workload,
      figures(micros),
      ...ratios.map(({ ratio, floor }) =>
        floor === undefined ? figures(ratio) : `${figures(ratio)} ${ratio >= floor ? '≥' : '<'} ${floor}`,
      ),
    ]),
  )

export interface Report {
  readonly results: readonly Result[]
  readonly columns: readonly Column[]
  readonly rounds: number
  /** What was measured on, and with which versions. */
  readonly circumstances: readonly string[]
}

/** The page; its chart lies beside it. */
export const showReport = ({ results, columns, rounds, circumstances }: Report): string => {
  const refused = refusals(results)
  const parts = [
    '# Measured against other libraries',
    `Written by \`npm run bench:peers\`: medians of ${rounds} round${rounds === 1 ? '' : 's'}, everybody in turns, one thread, each in a fresh process, answers checked first. What is measured, and how, is in the [README](README.md).`,
    circumstances.map((line) => `- ${line}`).join('\n'),
    '![Times of all on each workload, as multiples of the best of leibniz](results.svg)',
    '## The best of leibniz against the best web peer',
    ratios(compared(results, columns)),
    '## JavaScript alone, as many times as fast as others',
    'What it is meant to be stands behind ≥ where that is reached, and behind < where it is not.',
    ratiosAlone(alone(results, columns)),
    '## Times of one call',
    'W8 is the time of a process above one that does nothing.',
    times(results, columns),
    ...(refused.length === 0 ? [] : ['Refused:', refused.map((line) => `- ${line}`).join('\n')]),
  ]
  return `${parts.join('\n\n')}\n`
}
