/**
 * The comparison as a picture: a line a workload, a mark an engine, from fast to slow on a logarithmic scale.
 * Before it: `report.ts`. After it: `main.ts`.
 * Invariant: nothing is loaded, nothing moves; it reads on light and on dark ground, and without colours by its order.
 */
import type { Result } from '../apart.ts'
import { figures } from '../text.ts'
import { timeOf } from '../workloadTable.ts'
import { bestOf, namesOf } from './report.ts'
import type { Column } from './report.ts'

const [width, left, right, row] = [900, 110, 30, 26]

const colours: Readonly<Record<string, string>> = {
  'by hand': '#8a8f98',
  'leibniz JavaScript': '#e4718a',
  'leibniz WebAssembly': '#c2185b',
  'leibniz views': '#7b1fa2',
  'leibniz module': '#e4718a',
  'tfjs cpu': '#b58900',
  'tfjs wasm': '#e07b00',
  'onnxruntime-web': '#2f86d6',
  'jax-js': '#2aa36b',
  'brain.js': '#9467bd',
  'onnxruntime-node': '#2f86d6',
}

interface Point {
  readonly engine: Column
  readonly workload: string
  readonly micros: number
  /** As a multiple of the best of ours. */
  readonly ratio: number
}

const pointsOf = (
  results: readonly Result[],
  columns: readonly Column[],
  workload: string,
): readonly Point[] => {
  const least = bestOf(results, workload, columns, 'ours').micros
  return columns.flatMap((engine) => {
    const micros = timeOf(results, workload, engine.name)
    return Number.isFinite(micros / least) ? [{ engine, workload, micros, ratio: micros / least }] : []
  })
}

const safe = (text: string): string => text.replace(/[&<>"]/g, (mark) => `&#${mark.codePointAt(0)};`)

/** Filled, but hollow where it is native, and a square where it is ours. */
const mark = ({ name, kind }: Column, x: number, y: number, title: string): string => {
  const colour = colours[name] ?? '#8a8f98'
  const paint = kind === 'native' ? `fill="none" stroke="${colour}" stroke-width="2"` : `fill="${colour}"`
  const label = title === '' ? '' : `<title>${safe(title)}</title>`
  return kind === 'ours'
    ? `<rect x="${(x - 6).toFixed(1)}" y="${y - 6}" width="12" height="12" ${paint}>${label}</rect>`
    : `<circle cx="${x.toFixed(1)}" cy="${y}" r="5.5" ${paint}>${label}</circle>`
}

/** The powers of ten between, and half way. */
const ticks = (least: number, most: number): readonly number[] => {
  const found: number[] = []
  for (let power = Math.floor(Math.log10(least)); power <= Math.ceil(Math.log10(most)); power++)
    for (const step of [1, 3]) {
      const at = Number(`${step}e${power}`)
      if (at >= least && at <= most) found.push(at)
    }
  return found
}

const style = `
  text { font: 13px system-ui, sans-serif; fill: #24292f }
  .grid { stroke: #8a8f98; stroke-opacity: 0.25 }
  .one { stroke: #c2185b; stroke-opacity: 0.7 }
  .small { font-size: 11px }
  @media (prefers-color-scheme: dark) { text { fill: #d8dee6 } }
`

/** Names with their marks, as many a line as fit. */
const legend = (columns: readonly Column[], top: number): readonly string[] => {
  const cell = 190
  const each = Math.floor((width - left) / cell)
  return columns.flatMap((column, k) => {
    const [x, y] = [left + (k % each) * cell, top + 20 * Math.floor(k / each)]
    return [mark(column, x, y, ''), `<text x="${x + 12}" y="${y + 4}">${safe(column.name)}</text>`]
  })
}

export const showChart = (results: readonly Result[], columns: readonly Column[]): string => {
  const names = namesOf(results)
  const points = names.map((name) => pointsOf(results, columns, name))
  const ratios = points.flat().map(({ ratio }) => ratio)
  const [least, most] = [Math.min(1, ...ratios) / 1.2, Math.max(10, ...ratios) * 1.2]
  const x = (ratio: number): number =>
    left + ((width - left - right) * Math.log(ratio / least)) / Math.log(most / least)
  const head = 24 + 20 * Math.ceil(columns.length / 4)
  const bottom = head + names.length * row
  const line = (kind: string, from: readonly number[], to: readonly number[]): string =>
    `<line class="${kind}" x1="${from[0]?.toFixed(1)}" y1="${from[1]}" x2="${to[0]?.toFixed(1)}" y2="${to[1]}"/>`
  const scale = ticks(least, most).flatMap((at) => [
    line(at === 1 ? 'one' : 'grid', [x(at), head], [x(at), bottom]),
    `<text class="small" text-anchor="middle" x="${x(at).toFixed(1)}" y="${bottom + 16}">${at}×</text>`,
  ])
  const rows = points.flatMap((all, k) => {
    const y = head + row * k + row / 2
    const marks = all.map(({ engine, workload, micros, ratio }) =>
      mark(engine, x(ratio), y, `${engine.name} on ${workload}: ${figures(micros)} µs, ${figures(ratio)}×`),
    )
    return [
      `<text text-anchor="end" x="${left - 16}" y="${y + 4}">${safe(names[k] ?? '')}</text>`,
      line('grid', [left, y], [width - right, y]),
      ...marks.toReversed(),
    ]
  })
  const height = bottom + 44
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    '<title>Times of one call, as multiples of the best of leibniz</title>',
    `<style>${style}</style>`,
    ...legend(columns, 20),
    ...scale,
    ...rows,
    `<text class="small" text-anchor="middle" x="${(left + width - right) / 2}" y="${bottom + 36}">time of one call as a multiple of the best of leibniz: to the right is slower</text>`,
    '</svg>',
    '',
  ].join('\n')
}
