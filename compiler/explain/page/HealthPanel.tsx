/**
 * How healthy the network is on the inputs: units that are stuck, and how large gradients are from layer to layer.
 * Before it: `../health.ts`. After it: `Panels.tsx`.
 * Invariant: the report is that of the command line, computed in the page; every layer leads to its node.
 */
import { useMemo } from 'preact/hooks'
import type { ComponentChildren } from 'preact'
import { showError } from '../../CompileError.ts'
import type { NodeId } from '../../ir/Graph.ts'
import { health } from '../health.ts'
import type { ActivationView, HealthReport, LayerView } from '../HealthReport.ts'
import { Formula } from './Formula.tsx'
import { shown } from './numbers.ts'
import { withBars } from './shortened.ts'
import type { View } from './View.ts'

const percent = (share: number): string => {
  const whole = Math.round(100 * share)
  if (share > 0 && whole === 0) return '< 1 %'
  return share < 1 && whole === 100 ? '> 99 %' : `${whole} %`
}

function Table({
  head,
  children,
}: {
  readonly head: readonly string[]
  readonly children: ComponentChildren
}) {
  return (
    <div class="scroll" role="region" aria-label={head.join(', ')} tabIndex={0}>
      <table class="contributions">
        <thead>
          <tr>
            {head.map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  )
}

/** A name that leads to its node, where it is one of the graph's own. */
function Name({
  view,
  name,
  node,
}: {
  readonly view: View
  readonly name: string
  readonly node: NodeId | undefined
}) {
  const isKnown = node !== undefined && node < view.model.nodes.length
  return isKnown ? (
    <button type="button" class="node-link" onClick={() => view.select(node)}>
      {withBars(name)}
    </button>
  ) : (
    <b>{withBars(name)}</b>
  )
}

function Finding({ text }: { readonly text: string | undefined }) {
  return text === undefined ? <span class="fine">fine</span> : <b class="wrong">{text}</b>
}

function Activation({ view, one }: { readonly view: View; readonly one: ActivationView }) {
  const { name, node, loop, formula, kind, stuck, units, share, finding } = one
  return (
    <tr>
      <td>
        <Name view={view} name={name} node={loop ?? node} />
      </td>
      <td class="number">
        {stuck} of {units} {kind === 'rectifying' ? 'dead' : 'saturated'}
      </td>
      <td class="number">{percent(share)}</td>
      <td>
        <Finding text={finding} />
      </td>
      <td>
        <Formula text={formula} />
      </td>
    </tr>
  )
}

function Layer({ view, layer }: { readonly view: View; readonly layer: LayerView }) {
  const { name, node, gradient, ratio, parameters, finding } = layer
  return (
    <tr>
      <td>
        <Name view={view} name={name} node={node} />
      </td>
      <td class="number">{gradient === undefined ? '' : shown(gradient, 3)}</td>
      <td class="number">{ratio === undefined ? '' : shown(ratio, 3)}</td>
      <td>
        {parameters.map((one) => (
          <span key={one.path} class="weight">
            {one.name} <span class="number">{shown(one.gradient, 3)}</span>
          </span>
        ))}
      </td>
      <td>
        <Finding text={finding} />
      </td>
    </tr>
  )
}

function Report({ view, report }: { readonly view: View; readonly report: HealthReport }) {
  const { examples, activations, layers, loss, refused, thresholds } = report
  return (
    <div class="health">
      {refused.map((error) => (
        <p key={error.sentence} class="wrong">
          {showError(error)}
        </p>
      ))}
      <h2 class="unseen">Health</h2>
      <h3>
        Activations, on{' '}
        {examples === undefined || examples.count === 1 ? 'one example' : `${examples.count} examples`}
      </h3>
      {activations.length === 0 ? (
        <p class="hint">There are no activations.</p>
      ) : (
        <Table head={['layer', 'units', 'flat at', 'finding', 'formula']}>
          {activations.map((one) => (
            <Activation key={`${one.loop} ${one.node}`} view={view} one={one} />
          ))}
        </Table>
      )}
      <p class="hint">
        A unit is dead where its slope is 0 on all the data, and saturated where it is below{' '}
        {percent(thresholds.flat)} of its largest: nothing before it learns.
      </p>
      {loss === undefined ? (
        <p class="hint">No output is a float32 scalar, so there are no gradients to look at.</p>
      ) : (
        <>
          <h3>Gradients of {withBars(loss)}, root mean squares</h3>
          <Table head={['layer', 'gradient', 'of last', 'parameters', 'finding']}>
            {layers.map((layer) => (
              <Layer key={layer.node} view={view} layer={layer} />
            ))}
          </Table>
          <p class="hint">
            Below {shown(thresholds.vanishing)} of the last layer’s they vanish, above{' '}
            {shown(1 / thresholds.vanishing)} times it they explode.
          </p>
        </>
      )}
    </div>
  )
}

export function HealthPanel({ view }: { readonly view: View }) {
  const { model, given } = view
  const found = useMemo(
    () => health(model.subject.program, given.arrays, { sizes: given.sizes }),
    [model, given],
  )
  return found._tag === 'Left' ? (
    <>
      {found.left.map((error) => (
        <p key={error.sentence} class="wrong">
          {error.sentence}. {error.hint}
        </p>
      ))}
    </>
  ) : (
    <Report view={view} report={found.right} />
  )
}
