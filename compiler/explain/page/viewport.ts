/**
 * What part of the drawing is seen, and how large: the arithmetic of panning and zooming.
 * Before it: nothing. After it: `usePanZoom.ts`.
 * Invariant: the scale stays within its bounds; zooming keeps the point under the pointer where it is.
 */

/** A point p of the drawing is seen at k·p + (x, y). */
export interface Viewport {
  readonly k: number
  readonly x: number
  readonly y: number
}

export interface Size {
  readonly width: number
  readonly height: number
}

export const bounds = { least: 0.02, most: 4 } as const

const held = (k: number): number => Math.min(bounds.most, Math.max(bounds.least, k))

const middle = (content: Size, seen: Size, k: number): Viewport => ({
  k,
  x: (seen.width - k * content.width) / 2,
  y: Math.max(0, (seen.height - k * content.height) / 2),
})

/** Everything, in the middle, no larger than life. */
export const fitted = (content: Size, seen: Size): Viewport => {
  const whole = Math.min(1, seen.width / content.width, seen.height / content.height)
  return middle(content, seen, held(Number.isFinite(whole) ? whole : 1))
}

/** The least scale at which labels can be read, and one at which they are read without effort. */
const least = 0.55
const easy = 0.7

/** The first sight: the whole width, if it can be read; else the part around where reading starts. */
export const opening = (
  content: Size & { readonly start: { readonly x: number; readonly y: number } },
  seen: Size,
): Viewport => {
  const wide = Math.min(1, seen.width / content.width)
  const k = wide >= least ? wide : easy
  const whole = middle(content, seen, k)
  const top = k * content.height <= seen.height ? whole.y : -k * content.start.y
  if (k * content.width <= seen.width) return { ...whole, y: top }
  const left = seen.width / 2 - k * content.start.x
  return { k, x: Math.min(0, Math.max(left, seen.width - k * content.width)), y: top }
}

/** Larger by a factor around a point of the screen. */
export const zoomed = ({ k, x, y }: Viewport, factor: number, px: number, py: number): Viewport => {
  const next = held(k * factor)
  const ratio = next / k
  return { k: next, x: px - ratio * (px - x), y: py - ratio * (py - y) }
}

/** A place in the middle, at a scale at which it can be read. */
export const centred = (
  { k }: Viewport,
  place: { readonly x: number; readonly y: number },
  seen: Size,
): Viewport => {
  const scale = held(Math.max(k, 0.8))
  return { k: scale, x: seen.width / 2 - scale * place.x, y: seen.height / 2 - scale * place.y }
}

/** Moved as little as brings a box into sight. */
export const revealing = (
  view: Viewport,
  box: { readonly x: number; readonly y: number } & Size,
  seen: Size,
): Viewport => {
  const margin = 12
  const shift = (low: number, high: number, size: number): number =>
    low < margin ? margin - low : high > size - margin ? size - margin - high : 0
  const left = view.k * (box.x - box.width / 2) + view.x
  const top = view.k * (box.y - box.height / 2) + view.y
  return {
    k: view.k,
    x: view.x + shift(left, left + view.k * box.width, seen.width),
    y: view.y + shift(top, top + view.k * box.height, seen.height),
  }
}
