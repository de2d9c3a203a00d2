/**
 * The title, a sentence for whoever meets the chain rule for the first time, and the switches of the whole page.
 * Before it: `State.ts`. After it: `App.tsx`.
 * Invariant: it says the same whatever is selected.
 */
import { themes } from './State.ts'
import type { Action, State } from './State.ts'

export interface HeaderProps {
  readonly title: string
  readonly state: State
  readonly dispatch: (action: Action) => void
  readonly hasModel: boolean
}

const themeNames = { system: 'Auto', light: 'Light', dark: 'Dark' } as const

export function Header({ title, state, dispatch, hasModel }: HeaderProps) {
  return (
    <header class="top">
      <div class="titles">
        <h1>{title}</h1>
        <p>
          Each box is computed from those above it. A gradient says how much the result changes when a box
          changes a little: multiply the local derivatives along a path back from the result, and add the
          paths.
        </p>
      </div>
      <div class="switches">
        {hasModel && (
          <div class="choice" role="group" aria-label="View">
            {(['graph', 'network'] as const).map((view) => (
              <button
                key={view}
                type="button"
                aria-pressed={state.view === view}
                onClick={() => dispatch({ tag: 'view', view })}
              >
                {view === 'graph' ? 'Graph' : 'Network'}
              </button>
            ))}
          </div>
        )}
        <div class="choice" role="group" aria-label="Theme">
          {themes.map((theme) => (
            <button
              key={theme}
              type="button"
              aria-pressed={state.theme === theme}
              onClick={() => dispatch({ tag: 'theme', theme })}
            >
              {themeNames[theme]}
            </button>
          ))}
        </div>
        <details class="keys">
          <summary>Keys</summary>
          <dl>
            <dt>↑ ↓</dt>
            <dd>along the edges</dd>
            <dt>← →</dt>
            <dd>beside</dd>
            <dt>Enter</dt>
            <dd>select, or open a block</dd>
            <dt>+ − 0</dt>
            <dd>larger, smaller, all</dd>
            <dt>Shift ↑ ↓ ← →</dt>
            <dd>move the drawing</dd>
            <dt>/</dt>
            <dd>find</dd>
            <dt>[ ]</dt>
            <dd>a step back, a step on</dd>
            <dt>Esc</dt>
            <dd>select nothing</dd>
          </dl>
        </details>
      </div>
    </header>
  )
}
