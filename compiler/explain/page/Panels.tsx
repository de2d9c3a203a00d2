/**
 * The panels beside the graph, one at a time.
 * Before it: the views of each. After it: `App.tsx`.
 * Invariant: a panel is computed when it is opened, not before.
 */
import type { ComponentChildren } from 'preact'
import { Boundary } from './Boundary.tsx'
import { CodePanel } from './CodePanel.tsx'
import { HealthPanel } from './HealthPanel.tsx'
import { InputsEditor } from './InputsEditor.tsx'
import type { EditorProps } from './InputsEditor.tsx'
import { NodePanel } from './NodePanel.tsx'
import type { Paths } from './paths.ts'
import { PassesPanel } from './PassesPanel.tsx'
import { PathsPanel } from './PathsPanel.tsx'
import { panels } from './State.ts'
import type { Panel } from './State.ts'

const titles: Record<Panel, string> = {
  node: 'Node',
  paths: 'Paths',
  code: 'Code',
  passes: 'Passes',
  inputs: 'Inputs',
  health: 'Health',
}

export interface PanelsProps extends EditorProps {
  readonly paths: Paths | undefined
}

export function Panels(props: PanelsProps) {
  const { state, dispatch } = props.view
  const shown = panels
  const keys = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    const place = (shown.indexOf(state.panel) + step + shown.length) % shown.length
    const panel = shown[place]
    if (step === 0 || panel === undefined) return
    event.preventDefault()
    dispatch({ tag: 'panel', panel })
    document.getElementById(`tab-${panel}`)?.focus()
  }
  return (
    <aside class="half panel" aria-label="Details">
      <div class="tabs" role="tablist" aria-label="Details" onKeyDown={keys}>
        {shown.map((panel) => (
          <button
            key={panel}
            id={`tab-${panel}`}
            type="button"
            role="tab"
            aria-selected={state.panel === panel}
            aria-controls="panel"
            tabIndex={state.panel === panel ? 0 : -1}
            onClick={() => dispatch({ tag: 'panel', panel })}
          >
            {titles[panel]}
          </button>
        ))}
      </div>
      <div id="panel" class="content" role="tabpanel" aria-labelledby={`tab-${state.panel}`} tabIndex={0}>
        <Boundary key={state.panel} what={`The panel ${titles[state.panel]}`}>
          {contentOf(props)}
        </Boundary>
      </div>
    </aside>
  )
}

const contentOf = (props: PanelsProps): ComponentChildren => {
  switch (props.view.state.panel) {
    case 'node':
      return <NodePanel view={props.view} />
    case 'inputs':
      return <InputsEditor {...props} />
    case 'paths':
      return <PathsPanel view={props.view} paths={props.paths} />
    case 'code':
      return <CodePanel view={props.view} />
    case 'passes':
      return <PassesPanel view={props.view} />
    case 'health':
      return <HealthPanel view={props.view} />
  }
}
