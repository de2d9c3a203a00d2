/**
 * The colours of numbers: one way below 0, another above, and what is no number stands out.
 * Before it: nothing. After it: `HeatMap.tsx`, `NetworkView.tsx`.
 * Invariant: 0 has the colour of the ground; a colour is never the only sign: the number can be read too.
 */
export type Colour = readonly [red: number, green: number, blue: number]

export interface Scale {
  readonly below: Colour
  readonly zero: Colour
  readonly above: Colour
  readonly nan: Colour
  readonly infinite: Colour
}

export const light: Scale = {
  below: [178, 82, 20],
  zero: [250, 249, 246],
  above: [28, 92, 168],
  nan: [214, 0, 160],
  infinite: [20, 20, 20],
}

export const dark: Scale = {
  below: [244, 150, 84],
  zero: [28, 31, 36],
  above: [110, 178, 255],
  nan: [255, 70, 200],
  infinite: [255, 255, 255],
}

const mixed = (a: number, b: number, share: number): number => Math.round(a + (b - a) * share)

/** The colour of an element where the largest magnitude is `largest`. */
export const colourOf = (scale: Scale, value: number, largest: number): Colour => {
  if (Number.isNaN(value)) return scale.nan
  if (!Number.isFinite(value)) return scale.infinite
  const share = largest === 0 ? 0 : Math.min(1, Math.abs(value) / largest)
  const to = value < 0 ? scale.below : scale.above
  // The root lets small values be seen beside large ones.
  const part = Math.sqrt(share)
  return [
    mixed(scale.zero[0], to[0], part),
    mixed(scale.zero[1], to[1], part),
    mixed(scale.zero[2], to[2], part),
  ]
}

export const css = ([red, green, blue]: Colour): string => `rgb(${red} ${green} ${blue})`

/** The scale for the theme that is seen. */
export const currentScale = (): Scale =>
  getComputedStyle(document.documentElement).getPropertyValue('--is-dark').trim() === '1' ? dark : light
