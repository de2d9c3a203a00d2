/**
 * Finds nodes by name or formula.
 * Before it: `model.ts`. After it: `GraphView.tsx`.
 * Invariant: every drawn node is found by its own name.
 */
import { useId, useRef, useState } from 'preact/hooks'
import { found } from './model.ts'
import type { Model } from './model.ts'
import type { NodeId } from '../../ir/Graph.ts'

const most = 12

export function Search({
  model,
  onFound,
}: {
  readonly model: Model
  readonly onFound: (node: NodeId) => void
}) {
  const [text, setText] = useState('')
  const [place, setPlace] = useState(0)
  const list = useId()
  const field = useRef<HTMLInputElement>(null)
  const hits = found(model, text, most)
  const choose = (k: number): void => {
    const hit = hits[k]
    if (hit === undefined) return
    setText('')
    // What is typed next is for the graph again.
    field.current?.blur()
    onFound(hit.id)
  }
  const keys = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown') setPlace(Math.min(hits.length - 1, place + 1))
    else if (event.key === 'ArrowUp') setPlace(Math.max(0, place - 1))
    else if (event.key === 'Enter') choose(place)
    else if (event.key === 'Escape') setText('')
    else return
    event.preventDefault()
  }
  return (
    <div class="search">
      <input
        ref={field}
        id="search"
        type="search"
        role="combobox"
        list={undefined}
        placeholder="Find a node  /"
        aria-label="Find a node by name or formula"
        aria-expanded={hits.length > 0}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={hits.length > 0 ? `${list}-${place}` : undefined}
        autocomplete="off"
        spellcheck={false}
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value)
          setPlace(0)
        }}
        onKeyDown={keys}
      />
      <ul id={list} role="listbox" aria-label="Found nodes" hidden={hits.length === 0}>
        {hits.map(({ id, name, formula, side }, k) => (
          <li
            key={id}
            id={`${list}-${k}`}
            role="option"
            aria-selected={k === place}
            class={side}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => choose(k)}
          >
            <b>{name}</b> <span>{formula === name ? '' : formula}</span>
          </li>
        ))}
      </ul>
      {text !== '' && hits.length === 0 && <p class="none">no node is called that</p>}
    </div>
  )
}
