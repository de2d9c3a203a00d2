/**
 * Many paths add: each path from a node to the result, the product along it, and their sum.
 * Before it: `paths.ts`. After it: `Panels.tsx`.
 * Invariant: what is shown adds up to the gradient; where paths are left out, what they contribute together is said.
 */
import { useMemo } from 'preact/hooks'
import { at } from '../../../src/Bug.ts'
import { evaluate } from '../../../src/evaluate.ts'
import type { Value } from '../../../src/evaluate/meaning.ts'
import type { AnyTensor } from '../../../src/Tensor.ts'
import type { NodeId } from '../../ir/Graph.ts'
import { Formula } from './Formula.tsx'
import { glance } from './numbers.ts'
import type { Path, Paths } from './paths.ts'
import { ValueView } from './ValueView.tsx'
import type { View } from './View.ts'

/** Hops of a long path that are shown at each end. */
const ends = 5

/** The values of what each path contributes, from one run. */
const contributed = (view: View, listed: readonly Path[]): readonly (Value | undefined)[] => {
  const roots = listed.flatMap(({ contribution }): readonly AnyTensor[] =>
    contribution === undefined ? [] : [contribution],
  )
  const { arrays, sizes } = view.given
  const found = evaluate(roots, arrays, { sizes })
  if (found._tag === 'Left') return listed.map(() => undefined)
  const values = found.right.values()
  return listed.map(({ contribution }) => (contribution === undefined ? undefined : values.next().value))
}

const added = (values: readonly Value[]): Value | undefined => {
  const [first] = values
  return (
    first && {
      shape: first.shape,
      data: first.data.map((_, k) => values.reduce((sum, { data }) => sum + (data[k] ?? 0), 0)),
    }
  )
}

const less = (a: Value, b: Value): Value => ({
  shape: a.shape,
  data: a.data.map((x, k) => x - (b.data[k] ?? 0)),
})

/** The most that two values differ, in units of the larger magnitude. */
const apart = (a: Value, b: Value): number => {
  const largest = Math.max(1e-300, ...a.data.map(Math.abs))
  return Math.max(0, ...less(a, b).data.map(Math.abs)) / largest
}

/** A factor of a product, in parentheses where it is a sum or has a sign. */
const asFactor = (text: string): string =>
  /^[^([]* [+−] /.test(text) || text.startsWith('−') ? `(${text})` : text

/** The right side of `∂h/∂z = [0 < z]`. */
const partialOf = (equation: string): string => equation.slice(equation.indexOf(' = ') + 3)

/** A node on the way: its name, or its formula where it has none. */
function Stop({ view, node }: { readonly view: View; readonly node: NodeId }) {
  const { name, isNamed } = at(view.model.nodes, node)
  return isNamed ? <b>{name}</b> : <span class="unnamed">{name}</span>
}

function Product({ view, path, from }: { readonly view: View; readonly path: Path; readonly from: NodeId }) {
  const { model } = view
  const shortened = <A,>(items: readonly A[]): readonly (A | undefined)[] =>
    items.length <= 2 * ends + 2 ? items : [...items.slice(0, ends), undefined, ...items.slice(-ends)]
  const partials = shortened(path.hops).map((hop) =>
    hop === undefined ? '…' : partialOf(at(at(model.chain(), hop.step).terms, hop.contribution).partial),
  )
  const plain = partials.filter((text) => text !== '1')
  return (
    <>
      <span class="way">
        {shortened([from, ...path.hops.map(({ user }) => user)]).map((node, k) => (
          <span key={k}>
            {k > 0 && ' → '}
            {node === undefined ? (
              `… ${path.hops.length - 2 * ends} more …`
            ) : (
              <Stop view={view} node={node} />
            )}
          </span>
        ))}
      </span>
      <span class="product">
        {(plain.length === 0 ? ['1'] : plain.map(asFactor)).map((factor, k) => (
          <span key={k}>
            {k > 0 && ' · '}
            <Formula text={factor} />
          </span>
        ))}
      </span>
    </>
  )
}

function Chooser({ view, chosen }: { readonly view: View; readonly chosen: NodeId }) {
  const { model, dispatch } = view
  const options = [...new Set([...model.parameters, chosen])]
  return (
    <label class="chooser">
      From{' '}
      <select
        value={String(chosen)}
        onChange={(event) => dispatch({ tag: 'parameter', parameter: Number(event.currentTarget.value) })}
      >
        {options.map((node) => (
          <option key={node} value={String(node)}>
            {at(model.nodes, node).name}
          </option>
        ))}
      </select>{' '}
      to {model.seeds.map((seed) => at(model.nodes, seed).name).join(', ')}
    </label>
  )
}

const countText = (count: bigint): string =>
  count < 1_000_000n
    ? Number(count).toLocaleString('en')
    : `about ${Number(count).toExponential(1).replace('e+', '·10^')}`

function Sum({
  view,
  paths,
  values,
}: {
  readonly view: View
  readonly paths: Paths
  readonly values: readonly (Value | undefined)[]
}) {
  const gradient = view.values[paths.gradient]
  const known = values.flatMap((value) => value ?? [])
  const sum = added(known)
  const name = at(view.model.nodes, paths.gradient).name
  if (gradient === undefined) return <p class="hint">There is no value: see Inputs.</p>
  const isWhole = BigInt(known.length) === paths.count && sum !== undefined
  return (
    <div class="sum">
      {isWhole ? (
        <p>
          Together they are <b>{name}</b>, the gradient
          {apart(gradient, sum) < 1e-9 ? ' (checked: equal to 9 digits or more)' : ': they differ from it'}.
        </p>
      ) : (
        <p>
          These {known.length} of {countText(paths.count)} paths contribute{' '}
          {sum === undefined ? '0' : glance(sum)}; the others together{' '}
          {sum === undefined ? glance(gradient) : glance(less(gradient, sum))}; all of them <b>{name}</b>.
        </p>
      )}
      <ValueView value={gradient} label={`sum over the paths, ${name}`} />
    </div>
  )
}

export function PathsPanel({ view, paths }: { readonly view: View; readonly paths: Paths | undefined }) {
  const { state, dispatch, given } = view
  const values = useMemo(() => (paths === undefined ? [] : contributed(view, paths.listed)), [paths, given])
  if (paths === undefined)
    return <p class="hint">This program has no gradient, so there are no paths back from a result.</p>
  return (
    <div class="paths">
      <Chooser view={view} chosen={paths.from} />
      <p>
        {paths.count === 1n
          ? 'One path leads there: the gradient is the product of the local derivatives along it.'
          : `${countText(paths.count)} paths lead there: along each, multiply the local derivatives; then add the products.`}
      </p>
      <ol>
        {paths.listed.map((path, k) => {
          const value = values[k]
          return (
            <li key={k}>
              <button
                type="button"
                class="path-choice"
                aria-pressed={state.path === k}
                onClick={() => dispatch({ tag: 'path', path: state.path === k ? undefined : k })}
              >
                <Product view={view} path={path} from={paths.from} />
                <span class="number">
                  {path.contribution === undefined
                    ? 'not taken apart: the rule of this step is one for the whole'
                    : value === undefined
                      ? ''
                      : `= ${glance(value)}`}
                </span>
              </button>
            </li>
          )
        })}
      </ol>
      <Sum view={view} paths={paths} values={values} />
    </div>
  )
}
