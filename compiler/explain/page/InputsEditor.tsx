/**
 * The inputs, to be edited; everything else follows.
 * Before it: `entry.ts`, `evaluation.ts`. After it: `Panels.tsx`.
 * Invariant: what is wrong is said at its input, and the last state that was right stays.
 */
import { useEffect, useRef, useState } from 'preact/hooks'
import { at } from '../../../src/Bug.ts'
import { allocate } from '../../../src/DType.ts'
import type { DType, TypedArray } from '../../../src/DType.ts'
import * as extent from '../../../src/Extent.ts'
import * as shapes from '../../../src/Shape.ts'
import type { Given } from './content.ts'
import { arrayIn, numberIn, textOf } from './entry.ts'
import { HeatMap } from './HeatMap.tsx'
import { exact } from './numbers.ts'
import type { View } from './View.ts'

/** Above so many elements, an input is edited one element at a time. */
const most = 1024

/** So long after the last key everything is computed anew, in ms. */
const pause = 200

export interface EditorProps {
  readonly view: View
  /** Why there are no values. */
  readonly refused: readonly string[]
  /** Takes other inputs over, or says why not. */
  readonly change: (given: Given) => readonly string[]
}

interface Port {
  readonly path: string
  readonly dtype: DType
  readonly shape: string
  readonly columns: number
}

const portsOf = ({ model }: View): readonly Port[] =>
  model.subject.graph.inputs.map(({ path, node }) => {
    const { dtype, shape } = at(model.subject.tensors, node)
    const last = shape.at(-1)
    return { path, dtype, shape: shapes.show(shape), columns: typeof last === 'number' ? last : 8 }
  })

/** Whole numbers for the sizes that no array gives. */
function Sizes({ view, change }: Pick<EditorProps, 'view' | 'change'>) {
  const { given, model } = view
  const fromInputs = new Set(
    model.subject.graph.inputs.flatMap(({ node }) =>
      at(model.subject.tensors, node).shape.flatMap(extent.names),
    ),
  )
  const free = new Set(model.subject.tensors.flatMap(({ shape }) => shape.flatMap(extent.names)))
  const names = [...new Set([...given.sizes.keys(), ...[...free].filter((name) => !fromInputs.has(name))])]
  return (
    <>
      {names.map((name) => (
        <label key={name} class="size">
          size {name}
          <input
            type="number"
            min={0}
            step={1}
            value={given.sizes.get(name) ?? ''}
            onChange={(event) =>
              change({
                ...given,
                sizes: new Map([...given.sizes, [name, Number(event.currentTarget.value)]]),
              })
            }
          />
        </label>
      ))}
    </>
  )
}

interface FieldProps {
  readonly port: Port
  readonly array: TypedArray | undefined
  readonly complaint: string | undefined
  readonly edit: (path: string, text: string) => void
  readonly text: string
}

function Field({ port, array, complaint, edit, text }: FieldProps) {
  const id = `input-${port.path}`
  const rows = Math.min(8, Math.max(1, text.split('\n').length))
  return (
    <div class="field">
      <label for={id}>
        <b>{port.path}</b> <span class="kind">{`${port.shape} ${port.dtype}`}</span>
      </label>
      <textarea
        id={id}
        rows={rows}
        spellcheck={false}
        wrap="off"
        aria-invalid={complaint !== undefined}
        aria-describedby={`${id}-wrong`}
        placeholder={array === undefined ? `numbers for ${port.shape}, row by row` : ''}
        value={text}
        onInput={(event) => edit(port.path, event.currentTarget.value)}
      />
      <p id={`${id}-wrong`} class="wrong" role="status">
        {complaint}
      </p>
    </div>
  )
}

interface LargeProps {
  readonly port: Port
  readonly array: TypedArray
  readonly replace: (path: string, array: TypedArray) => readonly string[]
}

/** One element at a time, beside the heat map. */
function LargeField({ port, array, replace }: LargeProps) {
  const [place, setPlace] = useState(0)
  const [wrong, setWrong] = useState<string | undefined>(undefined)
  const own = Math.min(array.length - 1, Math.max(0, place))
  const id = `input-${port.path}`
  const set = (text: string): void => {
    const value = numberIn(text.trim())
    const single = arrayIn(text, port.dtype)
    if (value === undefined || single._tag === 'Left')
      return setWrong(single._tag === 'Left' ? single.left : 'one number, please')
    const next = allocate(port.dtype, array.length)
    next.set(array)
    next[own] = value
    setWrong(replace(port.path, next)[0])
  }
  const columns = Math.max(1, port.columns)
  const shape = array.length % columns === 0 ? [array.length / columns, columns] : [array.length]
  return (
    <div class="field">
      <p>
        <b>{port.path}</b> <span class="kind">{`${port.shape} ${port.dtype}`}</span>
      </p>
      <HeatMap value={{ shape, data: Float64Array.from(array) }} label={port.path} />
      <p class="element">
        <label>
          element{' '}
          <input
            type="number"
            min={0}
            max={array.length - 1}
            value={own}
            onInput={(event) => setPlace(Number(event.currentTarget.value))}
          />
        </label>{' '}
        <label>
          is{' '}
          <input
            id={id}
            value={exact(array[own] ?? 0, port.dtype)}
            aria-invalid={wrong !== undefined}
            aria-describedby={`${id}-wrong`}
            onChange={(event) => set(event.currentTarget.value)}
          />
        </label>
      </p>
      <p id={`${id}-wrong`} class="wrong" role="status">
        {wrong}
      </p>
    </div>
  )
}

/** The sentences that name an input, at that input. */
const about = (path: string, sentences: readonly string[]): string | undefined =>
  sentences.find((sentence) => sentence.startsWith(`${path}:`) || sentence.includes(`input ${path} `))

export function InputsEditor({ view, refused, change }: EditorProps) {
  const { given } = view
  const ports = portsOf(view)
  const [texts, setTexts] = useState<ReadonlyMap<string, string>>(new Map())
  const [found, setFound] = useState<readonly string[]>([])
  const [wrong, setWrong] = useState<ReadonlyMap<string, string>>(new Map())

  /** Takes all that was typed over at once: sizes may have to change in several inputs together. */
  const settle = (): void => {
    if (texts.size === 0) return
    const arrays = new Map(given.arrays)
    const complaints = new Map<string, string>()
    for (const { path, dtype } of ports) {
      const text = texts.get(path)
      const read = text === undefined ? undefined : arrayIn(text, dtype)
      if (read?._tag === 'Left') complaints.set(path, read.left)
      if (read?._tag === 'Right') arrays.set(path, read.right)
    }
    const sentences = complaints.size > 0 ? [] : change({ ...given, arrays })
    for (const path of texts.keys()) {
      const said = about(path, sentences)
      if (said !== undefined) complaints.set(path, said)
    }
    setWrong(complaints)
    setFound(sentences.filter((sentence) => ![...complaints.values()].includes(sentence)))
    if (complaints.size === 0 && sentences.length === 0) setTexts(new Map())
  }
  const latest = useRef(settle)
  latest.current = settle
  useEffect(() => {
    const timer = setTimeout(settle, pause)
    return () => clearTimeout(timer)
  }, [texts])
  // What was typed just before the panel is left counts too.
  useEffect(() => () => latest.current(), [])

  const replace = (path: string, array: TypedArray): readonly string[] =>
    change({ ...given, arrays: new Map([...given.arrays, [path, array]]) })
  const general = [...found, ...(texts.size === 0 ? refused : [])].filter(
    (sentence) => !ports.some(({ path }) => about(path, [sentence]) !== undefined && texts.has(path)),
  )
  return (
    <form class="inputs" onSubmit={(event) => event.preventDefault()}>
      <p class="hint">Edit a number: values, gradients and everything drawn from them follow.</p>
      {general.map((sentence) => (
        <p key={sentence} class="wrong" role="status">
          {sentence}
        </p>
      ))}
      <Sizes view={view} change={change} />
      {ports.map((port) => {
        const array = given.arrays.get(port.path)
        if (array !== undefined && array.length > most)
          return <LargeField key={port.path} port={port} array={array} replace={replace} />
        const text =
          texts.get(port.path) ?? (array === undefined ? '' : textOf(array, port.dtype, port.columns))
        return (
          <Field
            key={port.path}
            port={port}
            array={array}
            text={text}
            complaint={wrong.get(port.path)}
            edit={(path, next) => setTexts(new Map([...texts, [path, next]]))}
          />
        )
      })}
    </form>
  )
}
