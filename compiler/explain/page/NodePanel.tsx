/**
 * A selected node: its formula, value and gradient, and the step of the chain rule that gives the gradient.
 * Before it: `model.ts`, `steps.ts`, `ValueView.tsx`. After it: `Panels.tsx`.
 * Invariant: every node that is named here can be selected here.
 */
import { at } from '../../../src/Bug.ts'
import type { NodeId } from '../../ir/Graph.ts'
import { Formula } from './Formula.tsx'
import { glance } from './numbers.ts'
import { stepOf } from './steps.ts'
import type { StepView } from './steps.ts'
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

/** One step: what each user contributes, and the sentences. */
function Step({ view, step }: { readonly view: View; readonly step: StepView }) {
  const { model, values } = view
  const own = values[step.cotangent]
  const { name, formula } = at(model.nodes, step.cotangent)
  return (
    <>
      <p>
        <Formula text={formula === name ? name : `${name} = ${formula}`} />
      </p>
      {own === undefined ? null : (
        <ValueView value={own} label={`gradient of ${at(model.nodes, step.of).name}`} />
      )}
      <h3>Why</h3>
      <ul class="reasons">
        {step.sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      {step.contributions.length > 0 && (
        <div class="scroll" role="region" aria-label="Contributions" tabIndex={0}>
          <table class="contributions">
            <thead>
              <tr>
                <th scope="col">through</th>
                <th scope="col">local derivative</th>
                <th scope="col">contribution</th>
                <th scope="col">value</th>
              </tr>
            </thead>
            <tbody>
              {step.contributions.map(({ user, operand, partial, product, value }) => {
                const contributed = values[value]
                return (
                  <tr key={`${user} ${operand}`}>
                    <td>
                      <NodeLink view={view} node={user} />
                    </td>
                    <td>
                      <Formula text={partial} />
                    </td>
                    <td>
                      <Formula text={product} />
                    </td>
                    <td class="number">{contributed === undefined ? '' : glance(contributed)}</td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        </div>
      )}
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
  const steps = (model.stepsOf.get(node.id) ?? []).map((place) => stepOf(model.subject, model.board, place))
  const paths = model.subject.graph.inputs.filter((port) => port.node === node.id).map(({ path }) => path)
  return (
    <article class="node-panel" aria-labelledby="node-name">
      <h2 id="node-name" class={node.side}>
        {node.name}
      </h2>
      <p class="kind">
        {node.role === 'inner' ? '' : `${node.role} · `}
        {node.shape} · {node.side}
        {paths.filter((path) => path !== node.name).map((path) => ` · ${path}`)}
      </p>
      {node.formula !== node.name && (
        <p class="whole">
          <Formula text={`${node.name} = ${node.formula}`} />
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
      {steps.map((step) => (
        <Step key={step.cotangent} view={view} step={step} />
      ))}
      {steps.length === 0 && node.side === 'forward' && model.seeds.length > 0 && (
        <p class="hint">No gradient passes here: nothing that was asked for lies behind it.</p>
      )}
    </article>
  )
}
