/**
 * A large tensor as a heat map with a legend, read out element by element.
 * Before it: `colours.ts`, `numbers.ts`. After it: `ValueView.tsx`.
 * Invariant: each element is at least one pixel, or shares one with neighbours of which the largest is seen; a pointer and
 * arrow keys read the same elements.
 */
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Value } from '../../../src/evaluate/meaning.ts'
import { colourOf, css, currentScale } from './colours.ts'
import type { Scale } from './colours.ts'
import { extremesOf, shown } from './numbers.ts'

/** A matrix of a tensor: all but the last two axes name it. */
interface Slice {
  readonly rows: number
  readonly columns: number
  readonly data: Float64Array
}

const sliceOf = ({ shape, data }: Value, place: number): Slice => {
  const columns = shape.at(-1) ?? 1
  const rows = shape.at(-2) ?? 1
  return { rows, columns, data: data.subarray(place * rows * columns, (place + 1) * rows * columns) }
}

/** Pixels of the drawing along an axis, at most. */
const finest = 512

/** The element that a block of elements is seen as: the first that is no number, else the largest. */
const strongest = (
  { columns, data }: Slice,
  [fromRow, toRow]: readonly [number, number],
  [fromColumn, toColumn]: readonly [number, number],
): number => {
  let best = 0
  for (let row = fromRow; row < toRow; row++)
    for (let column = fromColumn; column < toColumn; column++) {
      const value = data[row * columns + column] ?? 0
      if (!Number.isFinite(value)) return value
      if (Math.abs(value) > Math.abs(best)) best = value
    }
  return best
}

const range = (k: number, pixels: number, count: number): readonly [number, number] => [
  Math.floor((k * count) / pixels),
  Math.max(Math.floor((k * count) / pixels) + 1, Math.floor(((k + 1) * count) / pixels)),
]

const paint = (canvas: HTMLCanvasElement, slice: Slice, largest: number, scale: Scale): void => {
  const width = Math.min(finest, slice.columns)
  const height = Math.min(finest, slice.rows)
  canvas.width = width
  canvas.height = height
  const context = canvas.getContext('2d')
  if (context === null) return
  const image = context.createImageData(width, height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const value = strongest(slice, range(y, height, slice.rows), range(x, width, slice.columns))
      image.data.set([...colourOf(scale, value, largest), 255], 4 * (y * width + x))
    }
  context.putImageData(image, 0, 0)
}

/** The largest size of a cell, in pixels of the screen. */
const cell = 22

export function HeatMap({ value, label }: { readonly value: Value; readonly label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [place, setPlace] = useState(0)
  const [[row, column], setElement] = useState<readonly [number, number]>([0, 0])
  const { shape, data } = value
  const slices = shape.slice(0, -2).reduce((product, size) => product * size, 1)
  const own = Math.min(place, slices - 1)
  const slice = sliceOf(value, own)
  const { least, most, nan, infinite } = extremesOf(data)
  const largest = Math.max(0, ...[least, most].filter(Number.isFinite).map(Math.abs))
  const scale = currentScale()
  useLayoutEffect(() => {
    if (canvas.current !== null) paint(canvas.current, slice, largest, scale)
  })
  const held = (x: number, count: number): number => Math.min(count - 1, Math.max(0, x))
  const at = [held(row, slice.rows), held(column, slice.columns)] as const
  const leading = indexIn(shape.slice(0, -2), own)
  const position = [...leading, ...at.slice(shape.length > 1 ? 0 : 1)].join(', ')
  const element = slice.data[at[0] * slice.columns + at[1]] ?? 0
  const keys = (event: KeyboardEvent): void => {
    const moves = new Map([
      ['ArrowUp', [-1, 0]],
      ['ArrowDown', [1, 0]],
      ['ArrowLeft', [0, -1]],
      ['ArrowRight', [0, 1]],
    ])
    const [down, right] = moves.get(event.key) ?? []
    if (down === undefined || right === undefined) return
    event.preventDefault()
    setElement([held(at[0] + down, slice.rows), held(at[1] + right, slice.columns)])
  }
  const point = (event: PointerEvent): void => {
    const box = canvas.current?.getBoundingClientRect()
    if (box === undefined) return
    setElement([
      held(Math.floor(((event.clientY - box.top) / box.height) * slice.rows), slice.rows),
      held(Math.floor(((event.clientX - box.left) / box.width) * slice.columns), slice.columns),
    ])
  }
  const width = Math.min(slice.columns * cell, 440)
  const height = Math.min(320, Math.max(14, Math.min(cell, width / slice.columns) * slice.rows))
  return (
    <figure class="heat">
      {slices > 1 && (
        <label class="slice">
          part [{leading.join(', ')}] of {slices}
          <input
            type="range"
            min={0}
            max={slices - 1}
            value={own}
            onInput={(event) => setPlace(Number(event.currentTarget.value))}
          />
        </label>
      )}
      <canvas
        ref={canvas}
        tabIndex={0}
        role="img"
        aria-label={`${label}: ${slice.rows} rows, ${slice.columns} columns; arrow keys read the elements`}
        style={{ width: `${width}px`, height: `${height}px` }}
        onKeyDown={keys}
        onPointerMove={point}
        onPointerDown={point}
      />
      <figcaption>
        <output aria-live="polite">
          [{position}] = <b>{shown(element, 6)}</b>
        </output>
        <Scaling scale={scale} largest={largest} nan={nan} infinite={infinite} />
      </figcaption>
    </figure>
  )
}

/** A place among the leading axes, axis by axis. */
const indexIn = (extents: readonly number[], place: number): readonly number[] => {
  let rest = place
  return extents
    .toReversed()
    .map((size) => {
      const own = rest % size
      rest = Math.floor(rest / size)
      return own
    })
    .toReversed()
}

interface ScalingProps {
  readonly scale: Scale
  readonly largest: number
  readonly nan: number
  readonly infinite: number
}

/** What the colours mean. */
export function Scaling({ scale, largest, nan, infinite }: ScalingProps) {
  const stops = [-1, -0.5, -0.25, 0, 0.25, 0.5, 1].map(
    (share) => `${css(colourOf(scale, share, 1))} ${(50 + 50 * share).toFixed(0)}%`,
  )
  return (
    <span class="scaling">
      <span>{shown(-largest, 3)}</span>
      <span
        class="strip"
        role="img"
        aria-label={`colours from ${shown(-largest, 3)} through 0 to ${shown(largest, 3)}`}
        style={{ background: `linear-gradient(to right, ${stops.join(', ')})` }}
      />
      <span>{shown(largest, 3)}</span>
      {nan > 0 && <Swatch colour={css(scale.nan)} text={`NaN: ${nan}`} />}
      {infinite > 0 && <Swatch colour={css(scale.infinite)} text={`±∞: ${infinite}`} />}
    </span>
  )
}

function Swatch({ colour, text }: { readonly colour: string; readonly text: string }) {
  return (
    <span class="swatch">
      <span class="dot" style={{ background: colour }} /> {text}
    </span>
  )
}
