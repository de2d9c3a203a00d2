/**
 * Forward and backward, step by step or played, with the sentence of each step.
 * Before it: `moment.ts`, `../chain.ts`. After it: `App.tsx`.
 * Invariant: a play ends at the last step; whatever is said is said aloud too.
 */
import { useEffect } from 'preact/hooks'
import { at } from '../../../src/Bug.ts'
import { equation, Formula } from './Formula.tsx'
import { glance } from './numbers.ts'
import { withBars } from './shortened.ts'
import type { View } from './View.ts'

/** A whole play takes about so long, and no step longer or shorter than this, in ms. */
const pace = { whole: 24_000, longest: 900, shortest: 16 } as const

const usePlay = ({ state, model, dispatch }: View): void => {
  const count = model.frames.length
  useEffect(() => {
    if (!state.isPlaying) return undefined
    const wait = Math.min(pace.longest, Math.max(pace.shortest, pace.whole / count))
    const stride = Math.max(1, Math.round((pace.shortest * count) / pace.whole))
    const timer = setInterval(() => {
      for (let k = 0; k < stride; k++) dispatch({ tag: 'tick', last: count - 1 })
    }, wait)
    return () => clearInterval(timer)
  }, [state.isPlaying, count])
}

/** What happens at a moment. */
function Caption({ view, moment }: { readonly view: View; readonly moment: number }) {
  const { model, values } = view
  const frame = at(model.frames, moment)
  const node = at(model.nodes, frame.node)
  if (frame.tag === 'value') {
    const value = values[frame.node]
    return (
      <p>
        <button type="button" class="node-link" onClick={() => view.select(frame.node)}>
          {node.name}
        </button>{' '}
        {node.formula === node.name ? <span>is given</span> : <Formula text={`= ${node.formula}`} />}
        {value !== undefined && <span class="number"> {glance(value)}</span>}
      </p>
    )
  }
  const step = at(model.chain(), frame.step)
  const value = values[step.cotangent.node]
  return (
    <>
      <p>
        <button type="button" class="node-link backward" onClick={() => view.select(frame.node)}>
          {node.name}
        </button>{' '}
        gets its gradient <Formula text={equation(step.name, step.cotangent.formula)} />
        {value !== undefined && <span class="number"> {glance(value)}</span>}
      </p>
      <p class="reason">{withBars(step.sentences.join('; '))}</p>
    </>
  )
}

export function Steps({ view }: { readonly view: View }) {
  const { model, state, dispatch } = view
  usePlay(view)
  const last = model.frames.length - 1
  const { moment } = state
  const go = (to: number): void => dispatch({ tag: 'moment', moment: Math.min(last, Math.max(0, to)) })
  const forward = model.frames.filter(({ tag }) => tag === 'value').length
  const backward = model.frames.length - forward
  if (model.frames.length === 0) return null
  return (
    <section class="steps" aria-label="Steps">
      <div class="bar" role="group" aria-label="Play">
        <button type="button" aria-label="First step" onClick={() => go(0)}>
          «
        </button>
        <button
          type="button"
          aria-label="Step back"
          disabled={moment === 0}
          onClick={() => go((moment ?? 1) - 1)}
        >
          ‹
        </button>
        <button
          type="button"
          class="primary"
          onClick={() =>
            dispatch(
              moment === last && !state.isPlaying
                ? { tag: 'play', isPlaying: true, from: 0 }
                : { tag: 'play', isPlaying: !state.isPlaying },
            )
          }
        >
          {state.isPlaying ? 'Pause' : 'Play'}
        </button>
        <button
          type="button"
          aria-label="Step forward"
          disabled={moment === last}
          onClick={() => go((moment ?? -1) + 1)}
        >
          ›
        </button>
        <button type="button" aria-label="Last step" onClick={() => go(last)}>
          »
        </button>
        <input
          type="range"
          aria-label="Step"
          min={0}
          max={last}
          value={moment ?? 0}
          aria-valuetext={moment === undefined ? 'not started' : `step ${moment + 1} of ${last + 1}`}
          onInput={(event) => go(Number(event.currentTarget.value))}
        />
        <span class="place">
          {moment === undefined ? `${forward} values, ${backward} steps back` : `${moment + 1} / ${last + 1}`}
        </span>
        {moment !== undefined && (
          <button type="button" onClick={() => dispatch({ tag: 'moment', moment: undefined })}>
            Show all
          </button>
        )}
      </div>
      <div class="caption" aria-live={state.isPlaying ? 'off' : 'polite'}>
        {moment === undefined ? (
          <p class="hint">
            Play goes forward through the values, then back through the chain rule: each gradient comes from
            those of the nodes that use it.
          </p>
        ) : (
          <Caption view={view} moment={moment} />
        )}
      </div>
    </section>
  )
}
