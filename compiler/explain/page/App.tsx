/**
 * The page: the graph and the steps at one side, what is known of a choice at the other.
 * Before it: every view. After it: `main.tsx`.
 * Invariant: damaged data are a sentence where the view would be; the rest of the page works.
 */
import { useCallback, useEffect, useLayoutEffect, useMemo, useReducer, useState } from 'preact/hooks'
import { Boundary } from './Boundary.tsx'
import { readGiven } from './content.ts'
import type { Given } from './content.ts'
import { computed } from './computed.ts'
import { GraphView } from './GraphView.tsx'
import { Header } from './Header.tsx'
import type { Model } from './model.ts'
import { NetworkView } from './NetworkView.tsx'
import { Panels } from './Panels.tsx'
import { keysOn, shownPaths } from './highlight.ts'
import { readModel } from './read.ts'
import { initial, next } from './State.ts'
import type { Action, State } from './State.ts'
import { Steps } from './Steps.tsx'
import type { View } from './View.ts'
import type { Values } from '../Values.ts'
import { outlineFor, sceneOf, usualDetail } from './visible.ts'

export interface Texts {
  readonly title: string
  readonly graph: string
  readonly given: string
}

interface Found {
  readonly numbers: Values | undefined
  readonly refused: readonly string[]
}

const none: readonly undefined[] = []
const empty: Given = { arrays: new Map(), sizes: new Map() }

export function App({ title, graph, given }: Texts) {
  const [text, setText] = useState(graph)
  const [state, dispatch] = useReducer<State, Action>(next, initial)
  const read = useMemo(() => readModel(text), [text])
  useLayoutEffect(() => {
    const { dataset } = document.documentElement
    if (state.theme === 'system') delete dataset['theme']
    else dataset['theme'] = state.theme
  }, [state.theme])
  return (
    <>
      <Header title={title} state={state} dispatch={dispatch} hasModel={read._tag === 'Right'} />
      {read._tag === 'Left' ? (
        <Damaged
          sentence={read.left}
          open={(other) => {
            dispatch({ tag: 'restart' })
            setText(other)
          }}
        />
      ) : (
        <Opened model={read.right} given={given} state={state} dispatch={dispatch} />
      )}
    </>
  )
}

interface OpenedProps {
  readonly model: Model
  readonly given: string
  readonly state: State
  readonly dispatch: (action: Action) => void
}

function Opened({ model, given: text, state, dispatch }: OpenedProps) {
  const start = useMemo(() => readGiven(text), [text])
  const [given, setGiven] = useState<Given>(start._tag === 'Right' ? start.right : empty)
  const damage = start._tag === 'Left' ? [start.left] : []
  const [{ numbers, refused }, setFound] = useState<Found>({ numbers: undefined, refused: damage })
  // The graph is painted first; what it is worth follows.
  useEffect(() => {
    const timer = setTimeout(() => {
      const values = computed(model.subject, given)
      if (values._tag === 'Right') setFound({ numbers: values.right, refused: [] })
      else setFound({ numbers: undefined, refused: [...damage, ...values.left] })
    }, 30)
    return () => clearTimeout(timer)
  }, [model])
  const change = (wanted: Given): readonly string[] => {
    const values = computed(model.subject, wanted)
    if (values._tag === 'Left') return values.left
    setGiven(wanted)
    setFound({ numbers: values.right, refused: [] })
    return []
  }
  const outline = useMemo(() => outlineFor(model), [model])
  const detail = state.detail ?? usualDetail(model)
  const scene = useMemo(
    () => sceneOf(model, outline, state.open, detail),
    [model, outline, state.open, detail],
  )
  const select = useCallback(
    (node: number | undefined): void => {
      dispatch({ tag: 'select', node, around: node === undefined ? [] : outline.around(node) })
    },
    [outline],
  )
  const paths = useMemo(() => shownPaths(model, state), [model, state.panel, state.parameter, state.selected])
  const onPath = useMemo(() => keysOn(paths, state.path, scene), [paths, state.path, scene])
  useShortcuts(model, state, dispatch, select)
  const view: View = {
    model,
    outline,
    scene,
    state,
    detail,
    given,
    values: numbers?.of ?? none,
    numbers,
    dispatch,
    select,
  }
  return (
    <main class="halves">
      <div class="half">
        {state.view === 'graph' ? (
          <Boundary key="graph" what="The graph">
            <GraphView view={view} onPath={onPath} />
          </Boundary>
        ) : (
          <Boundary key="network" what="The network">
            <NetworkView view={view} />
          </Boundary>
        )}
        <Boundary what="The steps">
          <Steps view={view} />
        </Boundary>
      </div>
      <Panels view={view} refused={refused} change={change} paths={paths} />
    </main>
  )
}

/** Keys that work everywhere but where one types. */
const useShortcuts = (
  { frames }: Model,
  { moment }: State,
  dispatch: (action: Action) => void,
  select: (node: number | undefined) => void,
): void => {
  // With the page itself: who presses a key as soon as there is something to see is heard.
  useLayoutEffect(() => {
    const go = (to: number): void =>
      dispatch({ tag: 'moment', moment: Math.min(frames.length - 1, Math.max(0, to)) })
    const keys = (event: KeyboardEvent): void => {
      const { target } = event
      if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) return
      if (event.ctrlKey || event.metaKey || event.altKey) return
      if (event.key === '/') document.getElementById('search')?.focus()
      else if (event.key === '[') go((moment ?? 1) - 1)
      else if (event.key === ']') go((moment ?? -1) + 1)
      else if (event.key === 'Escape') select(undefined)
      else return
      event.preventDefault()
    }
    document.addEventListener('keydown', keys)
    return () => document.removeEventListener('keydown', keys)
  }, [frames, moment, select])
}

/** What stands in the place of a program that cannot be read. */
function Damaged({ sentence, open }: { readonly sentence: string; readonly open: (text: string) => void }) {
  const [text, setText] = useState('')
  return (
    <main class="damaged">
      <p class="wrong" role="alert">
        {sentence}
      </p>
      <p>
        Write the page again with <code>leibniz explain model.ts --format html</code>, or paste a graph here:
        the JSON that <code>graphToJSON</code> gives.
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          open(text)
        }}
      >
        <label for="pasted">A graph in JSON</label>
        <textarea
          id="pasted"
          rows={8}
          spellcheck={false}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <button type="submit" class="primary" disabled={text.trim() === ''}>
          Show it
        </button>
      </form>
    </main>
  )
}
