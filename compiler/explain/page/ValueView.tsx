/**
 * A value: a number, a small table, or a heat map.
 * Before it: `numbers.ts`, `HeatMap.tsx`. After it: `NodePanel.tsx`, `Paths.tsx`.
 * Invariant: every element can be read, by eye or by position.
 */
import type { Value } from '../../../src/evaluate/meaning.ts'
import { HeatMap } from './HeatMap.tsx'
import { shown } from './numbers.ts'

/** Tables are for so many rows and columns. */
const small = { rows: 10, columns: 8 } as const

/** All axes but the last two as rows of their own. */
export const gridOf = (shape: readonly number[]): { readonly rows: number; readonly columns: number } => {
  const columns = shape.at(-1) ?? 1
  const count = shape.reduce((product, size) => product * size, 1)
  return { rows: columns === 0 ? 0 : count / columns, columns }
}

export function ValueView({ value, label }: { readonly value: Value; readonly label: string }) {
  const { shape, data } = value
  const [only] = data
  if (shape.length === 0 && only !== undefined)
    return (
      <output class="number single" title={String(only)}>
        {shown(only, 7)}
      </output>
    )
  if (data.length === 0)
    return (
      <p class="hint">
        {label} has no elements: its shape is {shape.join('×')}.
      </p>
    )
  const { rows, columns } = gridOf(shape)
  if (shape.length > 2 || rows > small.rows || columns > small.columns)
    return <HeatMap value={value} label={label} />
  return (
    <div class="scroll" role="region" aria-label={label} tabIndex={0}>
      <table class="values">
        <tbody>
          {Array.from({ length: rows }, (_, row) => (
            <tr key={row}>
              {Array.from({ length: columns }, (_, column) => {
                const element = data[row * columns + column] ?? 0
                return (
                  <td key={column} class={Number.isFinite(element) ? '' : 'odd'} title={String(element)}>
                    {shown(element)}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
