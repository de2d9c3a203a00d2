/**
 * An explanation as a flowchart for Mermaid, which READMEs draw.
 * Before it: `drawing.ts`. After it: the command line.
 * Invariant: every text stands in one quoted string, its markup escaped.
 */
import type { Role } from './cells.ts'
import { drawingOf } from './drawing.ts'
import type { Explanation } from './Explanation.ts'

const escapes: ReadonlyMap<string, string> = new Map([
  ['"', '#quot;'],
  ['<', '#lt;'],
  ['>', '#gt;'],
  ['#', '#35;'],
  ['&', '#amp;'],
  ['`', '#96;'],
  ['\\', '#92;'],
])

const quoted = (lines: readonly string[]): string =>
  `"${lines.map((line) => line.replaceAll(/["<>#&`\\]/g, (sign) => escapes.get(sign) ?? sign)).join('<br/>')}"`

const shapes: Readonly<Record<Role, (text: string) => string>> = {
  input: (text) => `([${text}])`,
  forward: (text) => `[${text}]`,
  backward: (text) => `{{${text}}}`,
  result: (text) => `[[${text}]]`,
}

/** Explanations as flowcharts; each on its own where there are several. */
export const showMermaid = (one: Explanation): string => {
  const { boxes, arrows } = drawingOf(one)
  return [
    'flowchart TB',
    ...boxes.map(({ role, lines }, k) => `  n${k}${shapes[role](quoted(lines))}:::${role}`),
    ...arrows.map(([from, to]) => `  n${from} ${boxes[to]?.role === 'backward' ? '-.->' : '-->'} n${to}`),
    '  classDef input fill:#eee,stroke:#888,color:#222',
    '  classDef forward fill:#dbe9ff,stroke:#3563a8,color:#222',
    '  classDef backward fill:#ffe8d1,stroke:#a85f1c,color:#222',
    '  classDef result fill:#e2f3dc,stroke:#3f7d2c,color:#222',
    '',
  ].join('\n')
}
