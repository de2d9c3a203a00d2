/**
 * The rules that rewrote the program, each with what stood there and what stands there now.
 * Before it: `../rewriting.ts`. After it: `PassesPanel.tsx`.
 * Invariant: these are the firings of the pass, in its order; one that only tidies is not shown in full.
 */
import { useMemo } from 'preact/hooks'
import { rewritingOf } from '../rewriting.ts'
import type { RewritingStep } from '../rewriting.ts'
import { Formula } from './Formula.tsx'
import type { View } from './View.ts'

/** So many steps are shown. */
const most = 60

function Step({ view, step }: { readonly view: View; readonly step: RewritingStep }) {
  const { rule, before, after, times, nodes } = step
  const [node] = nodes
  const isKnown = node !== undefined && node < view.model.nodes.length
  return (
    <li>
      <p>
        <Formula text={before.text} /> <span aria-label="becomes">→</span> <Formula text={after.text} />
      </p>
      <p class="hint">
        {isKnown ? (
          <button type="button" class="bare" onClick={() => view.select(node)}>
            {rule}
          </button>
        ) : (
          rule
        )}
        {times > 1 && `, ${times} times`}
      </p>
    </li>
  )
}

export function Rewriting({ view }: { readonly view: View }) {
  const found = useMemo(() => rewritingOf(view.model.subject.program), [view.model])
  if (found._tag === 'Left') return null
  const steps = found.right.flatMap((one) => one.steps)
  const plain = steps.filter(({ minor }) => !minor)
  if (steps.length === 0) return <p class="hint">No rule applies.</p>
  return (
    <details class="rules" open={plain.length <= 8}>
      <summary>
        {steps.length} rewritings
        {plain.length < steps.length && `, ${steps.length - plain.length} of which only tidy`}
      </summary>
      <ol>
        {plain.slice(0, most).map((step, k) => (
          <Step key={k} view={view} step={step} />
        ))}
      </ol>
      {plain.length > most && <p class="hint">and {plain.length - most} more</p>}
    </details>
  )
}
