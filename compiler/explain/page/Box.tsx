/**
 * The boxes and lines of the graph.
 * Before it: `labels.ts`, `layout.ts`. After it: `GraphView.tsx`.
 * Invariant: forward and backward differ in shape and stroke as well as in colour; a box is called what it shows, and a
 * description says what its colours say.
 */
import { lineHeight, padding } from './labels.ts'
import type { Label } from './labels.ts'
import { pathOf } from './layout.ts'
import type { Line, Placed } from './layout.ts'

export interface BoxProps {
  readonly label: Label
  readonly place: Placed
  readonly kind: string
  readonly marks: string
  readonly value: string
  readonly spoken: string
  readonly isSelected: boolean
  readonly isReached: boolean
  readonly onClick: () => void
  readonly onFocus: () => void
}

/** How wide a character of a value is; what would be too long is squeezed. */
const digit = 6.7

/** Forward boxes are rounded, backward ones have cut corners, blocks are stacked. */
const outline = (kind: string, w: number, h: number): string => {
  const [x, y] = [w / 2, h / 2]
  const c = 9
  if (kind.includes('backward'))
    return `M ${-x + c} ${-y} H ${x - c} L ${x} ${-y + c} V ${y - c} L ${x - c} ${y} H ${-x + c} L ${-x} ${y - c} V ${-y + c} Z`
  return `M ${-x + c} ${-y} H ${x - c} Q ${x} ${-y} ${x} ${-y + c} V ${y - c} Q ${x} ${y} ${x - c} ${y} H ${-x + c} Q ${-x} ${y} ${-x} ${y - c} V ${-y + c} Q ${-x} ${-y} ${-x + c} ${-y} Z`
}

export function Box({
  label,
  place: { x, y, width, height },
  kind,
  marks,
  value,
  spoken,
  isSelected,
  isReached,
  onClick,
  onFocus,
}: BoxProps) {
  const [left, first] = [-width / 2 + padding, -height / 2 + 7 + 13]
  return (
    <g
      class={`box ${kind} ${marks}`}
      transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})`}
      role="button"
      aria-description={spoken}
      aria-pressed={isSelected}
      tabindex={isReached ? 0 : -1}
      data-key={label.key}
      onClick={onClick}
      onFocus={onFocus}
    >
      {kind.startsWith('block') && (
        <path class="stack" d={outline(kind, width, height)} transform="translate(4 4)" />
      )}
      <path class="shape" d={outline(kind, width, height)} />

      {label.name !== '' && (
        <text class="name" x={left} y={first}>
          {`${label.name} `}
        </text>
      )}
      <text class="aside" x={-left} y={first}>
        {`${label.aside} `}
      </text>
      <text class="formula" x={left} y={label.name === '' ? first : first + lineHeight}>
        {`${label.formula} `}
      </text>
      <text
        class="value"
        x={left}
        y={height / 2 - 7 - 4}
        {...(value.length * digit > width - 2 * padding
          ? { textLength: width - 2 * padding, lengthAdjust: 'spacingAndGlyphs' }
          : {})}
      >
        {value}
      </text>
    </g>
  )
}

export interface EdgeProps {
  readonly line: Line
  readonly from: Placed
  readonly to: Placed
  readonly kind: string
}

export function Edge({ line, from, to, kind }: EdgeProps) {
  const head = kind.includes('path') ? 'path' : kind.includes('backward') ? 'backward' : 'forward'
  return <path class={`edge ${kind}`} d={pathOf(line, from, to)} marker-end={`url(#head-${head})`} />
}

/** The heads of arrows, one a kind, since a marker takes its colour from where it is defined. */
export function Heads() {
  return (
    <defs>
      {['forward', 'backward', 'path'].map((kind) => (
        <marker
          key={kind}
          id={`head-${kind}`}
          class={`head ${kind}`}
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerUnits="userSpaceOnUse"
          markerWidth="9"
          markerHeight="9"
          orient="auto-start-reverse"
        >
          <path d="M 0 0.5 L 8 4 L 0 7.5 Z" />
        </marker>
      ))}
    </defs>
  )
}
