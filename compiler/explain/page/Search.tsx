/**
 * Finds nodes by name or formula.
 * Before it: `model.ts`. After it: `GraphView.tsx`.
 * Invariant: every drawn node is found by its own name.
 */
import type { TargetedKeyboardEvent } from 'preact'
import { useId, useRef, useState } from 'preact/hooks'
import { found } from './model.ts'
import type { Model, NodeView } from './model.ts'
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
  const choose = (hit: NodeView | undefined): void => {
    if (hit === undefined) return
    setText('')
    // What is typed next is for the graph again.
    field.current?.blur()
    onFound(hit.id)
  }
  /** The hit for what stands in the field, which may have been typed since the list was drawn. */
  const entered = ({ value }: HTMLInputElement): NodeView | undefined =>
    value === text ? hits[place] : found(model, value, 1)[0]
  const keys = (event: TargetedKeyboardEvent<HTMLInputElement>): void => {
    if (event.key === 'ArrowDown') setPlace(Math.min(hits.length - 1, place + 1))
    else if (event.key === 'ArrowUp') setPlace(Math.max(0, place - 1))
    else if (event.key === 'Enter') choose(entered(event.currentTarget))
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
        {hits.map((hit, k) => (
          <li
            key={hit.id}
            id={`${list}-${k}`}
            role="option"
            aria-selected={k === place}
            class={hit.side}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => choose(hit)}
          >
            <b>{hit.name}</b> <span>{hit.formula === hit.name ? '' : hit.formula}</span>
          </li>
        ))}
      </ul>
      {text !== '' && hits.length === 0 && <p class="none">no node is called that</p>}
    </div>
  )
}
