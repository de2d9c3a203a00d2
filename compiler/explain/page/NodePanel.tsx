/**
 * A selected node: its formula, value and gradient, and the step of the chain rule that gives the gradient.
 * Before it: `model.ts`, `../chain.ts`, `ValueView.tsx`. After it: `Panels.tsx`.
 * Invariant: every node that is named here can be selected here.
 */
import { useMemo } from 'preact/hooks'
import { at } from '../../../src/Bug.ts'
import type { NodeId } from '../../ir/Graph.ts'
import type { ChainStep } from '../chain.ts'
import { differencesOf } from '../differences.ts'
import { equation, Formula } from './Formula.tsx'
import { glance, shown } from './numbers.ts'
import { withBars } from './shortened.ts'
import { ValueView } from './ValueView.tsx'
import type { View } from './View.ts'

export function NodeLink({ view, node }: { readonly view: View; readonly node: NodeId }) {
  const { name, side } = at(view.model.nodes, node)
  return (
    <button type="button" class={`node-link ${side}`} onClick={() => view.select(node)}>
      {name}
    </button>
  )
}

function Links({
  view,
  nodes,
  title,
}: {
  readonly view: View
  readonly nodes: readonly NodeId[]
  readonly title: string
}) {
  if (nodes.length === 0) return null
  return (
    <p class="links">
      <span>{title}</span>
      {nodes.slice(0, 24).map((node) => (
        <NodeLink key={node} view={view} node={node} />
      ))}
      {nodes.length > 24 && <span>and {nodes.length - 24} more</span>}
    </p>
  )
}

/** The gradient by differences: the same number without the chain rule. */
function Differences({ view, place }: { readonly view: View; readonly place: number }) {
  const { model, numbers } = view
  const check = useMemo(
    () =>
      numbers === undefined
        ? undefined
        : differencesOf(model.subject, numbers, (step) => step === place)[place],
    [model, numbers, place],
  )
  if (check === undefined) return null
  const { along, exact, differences } = check
  const apart = differences.map((value, k) => Math.abs(value - at(exact, k)))
  return (
    <p class="check">
      {along === 'elements' ? 'By differences: ' : 'Along one direction, by differences: '}
      <span class="number">{differences.map((value) => shown(value, 6)).join(', ')}</span>
      {along === 'direction' && (
        <>
          ; by the chain rule <span class="number">{exact.map((value) => shown(value, 6)).join(', ')}</span>
        </>
      )}
      <span class="hint"> (largest distance {shown(Math.max(0, ...apart), 2)})</span>
    </p>
  )
}

/** What each user contributes. */
function Terms({ view, step }: { readonly view: View; readonly step: ChainStep }) {
  if (step.terms.length === 0) return null
  return (
    <div class="scroll" role="region" aria-label="Contributions" tabIndex={0}>
      <table class="contributions">
        <thead>
          <tr>
            <th scope="col">through</th>
            <th scope="col">local derivative</th>
            <th scope="col">incoming</th>
            <th scope="col">contribution</th>
            <th scope="col">value</th>
          </tr>
        </thead>
        <tbody>
          {step.terms.map(({ user, operand, partial, incoming, product }) => {
            const contributed = view.values[product.node]
            return (
              <tr key={`${user} ${operand}`}>
                <td>
                  <NodeLink view={view} node={user} />
                </td>
                <td>
                  <Formula text={partial} />
                </td>
                <td>
                  <Formula text={incoming.formula} />
                </td>
                <td>
                  <Formula text={product.formula} />
                </td>
                <td class="number">{contributed === undefined ? '' : glance(contributed)}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

/** One step: the cotangent, where it comes from, and the sentences. */
function Step({ view, place }: { readonly view: View; readonly place: number }) {
  const step = at(view.model.chain(), place)
  const own = view.values[step.cotangent.node]
  return (
    <>
      <p class="whole" role="group" aria-label="formula" tabIndex={0}>
        <Formula text={equation(step.name, step.cotangent.formula)} />
      </p>
      {own === undefined ? null : (
        <ValueView value={own} label={`gradient of ${at(view.model.nodes, step.of.node).name}`} />
      )}
      <Differences view={view} place={place} />
      <h3>Why</h3>
      <ul class="reasons">
        {step.sentences.map((sentence) => (
          <li key={sentence}>{withBars(sentence)}</li>
        ))}
      </ul>
      <Terms view={view} step={step} />
    </>
  )
}

export function NodePanel({ view }: { readonly view: View }) {
  const { model, values, state } = view
  if (state.selected === undefined)
    return (
      <p class="hint">
        Select a node in the graph: click it, or walk along the edges with the arrow keys and press Enter.
        Here you will read what it computes, how strongly the result depends on it, and why.
      </p>
    )
  const node = at(model.nodes, state.selected)
  const value = values[node.id]
  const steps = model.stepsOf.get(node.id) ?? []
  const { inputs, outputs } = model.subject.graph
  const ports = [...inputs, ...outputs].filter((port) => port.node === node.id).map(({ path }) => path)
  return (
    <article class="node-panel" aria-labelledby="node-name">
      <h2 id="node-name" class={node.side}>
        {node.isNamed ? node.name : <Formula text={node.formula} />}
      </h2>
      <p class="kind">
        {node.role === 'inner' ? '' : `${node.role} · `}
        {node.shape} · {node.side}
        {ports.filter((path) => path !== node.name).map((path) => ` · ${path}`)}
      </p>
      {node.isNamed && node.formula !== node.name && (
        <p class="whole" role="group" aria-label="formula" tabIndex={0}>
          <Formula text={equation(node.name, node.formula)} />
        </p>
      )}
      <Links view={view} title="from" nodes={[...new Set(at(model.operands, node.id))]} />
      <Links view={view} title="used by" nodes={at(model.users, node.id)} />
      <h3>Value</h3>
      {value === undefined ? (
        <p class="hint">There is no value: see Inputs.</p>
      ) : (
        <ValueView value={value} label={`value of ${node.name}`} />
      )}
      {steps.length > 0 && <h3>Gradient</h3>}
      {steps.map((place) => (
        <Step key={place} view={view} place={place} />
      ))}
      {steps.length === 0 && node.side === 'forward' && model.seeds.length > 0 && (
        <p class="hint">No gradient passes here: nothing that was asked for lies behind it.</p>
      )}
    </article>
  )
}
