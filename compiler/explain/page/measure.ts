/**
 * How wide texts are, in the fonts of the graph.
 * Before it: the style sheet, whose fonts these are. After it: `GraphView.tsx`.
 * Invariant: a text is never wider than is said here; where nothing can be measured, a generous guess is said.
 */
export type Measure = (text: string, font: string) => number

export const fonts = {
  name: '600 13px system-ui, sans-serif',
  small: '11px system-ui, sans-serif',
  formula: '13px "Latin Modern Math", "STIX Two Math", "Cambria Math", Georgia, serif',
} as const

/** A measure that remembers. */
export const measuring = (): Measure => {
  const context = document.createElement('canvas').getContext('2d')
  const known = new Map<string, number>()
  return (text, font) => {
    const key = `${font}\n${text}`
    const before = known.get(key)
    if (before !== undefined) return before
    if (context !== null) context.font = font
    const width = context === null ? text.length * 8 : context.measureText(text).width
    known.set(key, width)
    return width
  }
}
