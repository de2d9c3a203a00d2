/**
 * An explanation as a graph for Graphviz.
 * Before it: `drawing.ts`. After it: the command line; `dot -Tsvg`.
 * Invariant: every text stands in one quoted string, its quotes and backslashes escaped.
 */
import type { Role } from './cells.ts'
import { drawingOf } from './drawing.ts'
import type { Explanation } from './Explanation.ts'

const quoted = (lines: readonly string[]): string =>
  `"${lines.map((line) => line.replaceAll(/["\\]/g, (sign) => `\\${sign}`).replaceAll(/\s+/g, ' ')).join('\\n')}"`

/** What is given has round corners; what is derived is drawn dashed, so that colour is not needed. */
const looks: Readonly<Record<Role, string>> = {
  input: 'style="rounded,filled", fillcolor="#eeeeee"',
  forward: 'style=filled, fillcolor="#dbe9ff"',
  backward: 'style="filled,dashed", fillcolor="#ffe8d1"',
  result: 'style=filled, fillcolor="#e2f3dc"',
}

/** Explanations as directed graphs, one after the other. */
export const showDot = (parts: readonly (readonly [title: string, one: Explanation])[]): string =>
  parts
    .map(([title, one]) => {
      const { boxes, arrows } = drawingOf(one)
      return [
        `digraph ${quoted([title])} {`,
        '  rankdir=TB',
        '  node [shape=box, fontname="sans-serif"]',
        ...boxes.map(({ role, lines }, k) => `  n${k} [label=${quoted(lines)}, ${looks[role]}]`),
        ...arrows.map(
          ([from, to]) => `  n${from} -> n${to}${boxes[to]?.role === 'backward' ? ' [style=dashed]' : ''}`,
        ),
        '}',
        '',
      ].join('\n')
    })
    .join('\n')
