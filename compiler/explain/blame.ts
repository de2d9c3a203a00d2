/**
 * From elements that are NaN or infinite back to where that came from, element by element: each is put down to the
 * elements that made it so, and what no element made so has its origin there.
 * Before it: `single.ts`. After it: `trace.ts`.
 * Invariant: a NaN is put down to NaNs where there are some, else to the infinities it was made of; an infinity to
 * infinities. What an operation does not let through, as the side of a choice not taken, is blamed for nothing; so
 * masks of −∞ that vanish again are not either. Linear in what is not finite.
 */
import { at } from '../../src/Bug.ts'
import { contractFolds, folds, indexedPlaces, sources } from '../../src/evaluate/meaning.ts'
import type { Value } from '../../src/evaluate/meaning.ts'
import type { Monoid } from '../../src/Monoid.ts'
import type { Op } from '../../src/Op.ts'
import type { GraphNode, NodeId } from '../ir/Graph.ts'
import { runTurn, shapeIn } from './single.ts'
import type { Run, Scan } from './single.ts'

/** A node in which elements became NaN or infinite, with its run, which for the body of a loop is that of a turn. */
export interface Origin {
  readonly run: Run
  readonly node: NodeId
  /** The first of the elements. */
  readonly element: number
  /** The loops around it, from the outermost: the node of each, and the turn. */
  readonly turns: readonly { readonly node: NodeId; readonly turn: number }[]
}

export interface Blame {
  /** Where finite operands gave what is not finite, or what is not finite was given; in the order of nodes. */
  readonly origins: readonly Origin[]
  /** Where infinities gave NaN. */
  readonly births: readonly Origin[]
  /** The operands that each node passes the blame on to. */
  readonly causes: ReadonlyMap<NodeId, readonly NodeId[]>
  /** The elements blamed of each node. */
  readonly marks: readonly (Uint8Array | undefined)[]
}

/** Says that an element of an operand is to blame. */
type Mark = (operand: NodeId, element: number) => void

/** What an element turns out to be: passed on, made of infinities, or made here. */
type Verdict = 'passed' | 'born' | 'made'

const isBad = (x: number): boolean => !Number.isFinite(x)

/** Of the elements that are not finite those to blame for a value: NaNs for a NaN, else infinities. */
const verdictOn = (
  value: number,
  causes: readonly (readonly [NodeId, number, value: number])[],
  mark: Mark,
): Verdict => {
  const nans = Number.isNaN(value) ? causes.filter(([, , x]) => Number.isNaN(x)) : []
  for (const [operand, element] of nans.length > 0 ? nans : causes) mark(operand, element)
  if (causes.length === 0) return 'made'
  return Number.isNaN(value) && nans.length === 0 ? 'born' : 'passed'
}

/** The operands that alone make the value what it is, the other bad ones made finite; all where none does alone. */
const guilty = ({ meaning }: Op, operands: readonly number[]): readonly number[] => {
  const bad = [...operands.keys()].filter((k) => isBad(at(operands, k)))
  if (bad.length < 2) return bad
  const alone = bad.filter((k) => isBad(meaning(...operands.map((x, j) => (j === k || !isBad(x) ? x : 0.5)))))
  return alone.length > 0 ? alone : bad
}

/** Of the terms of a fold those to blame: NaNs, or what equals the result, or the infinities. */
const guiltyTerms = (value: number, { keeps }: Monoid, terms: Float64Array): readonly number[] => {
  const places = (is: (x: number) => boolean): readonly number[] => {
    const found: number[] = []
    terms.forEach((x, j) => void (is(x) && found.push(j)))
    return found
  }
  const bad = places(isBad)
  if (Number.isNaN(value)) {
    const nans = places(Number.isNaN)
    return nans.length > 0 ? nans : bad
  }
  const equal = places((x) => x === value)
  return equal.length > 0 || keeps === 'logarithm' ? equal : bad
}

type Form = GraphNode['form']
type FormOf<Tag extends Form['tag']> = Extract<Form, { readonly tag: Tag }>

/** An element of an operand. */
type Cause = readonly [operand: NodeId, element: number]

/** For an element the elements that it is made of and that may be to blame. */
type CausesOf = (element: number) => readonly Cause[]

const inElementwise = ({ valueOf }: Run, { op, operands }: FormOf<'elementwise'>): CausesOf => {
  const values = operands.map((operand) => valueOf(operand).data)
  return (i) => {
    const own = guilty(
      op,
      values.map((data) => at(data, i)),
    )
    return own.map((k) => [at(operands, k), i])
  }
}

const inReduce = ({ valueOf }: Run, id: NodeId, { operand, axes, monoid }: FormOf<'reduce'>): CausesOf => {
  const x = valueOf(operand)
  const { data } = valueOf(id)
  const { start, stride } = folds(x.shape, axes)
  return (i) => {
    const terms = stride.map((step) => at(x.data, at(start, i) + step))
    return guiltyTerms(at(data, i), monoid, terms).map((j) => [operand, at(start, i) + at(stride, j)])
  }
}

const inContract = ({ valueOf }: Run, form: FormOf<'contract'>): CausesOf => {
  const [left, right] = [valueOf(form.left), valueOf(form.right)]
  const over = contractFolds(left.shape, right.shape, form.letters)
  return (i) => {
    const causes: Cause[] = []
    over.left.stride.forEach((step, j) => {
      const a = at(over.left.start, i) + step
      const b = at(over.right.start, i) + at(over.right.stride, j)
      if (isBad(at(left.data, a))) causes.push([form.left, a])
      if (isBad(at(right.data, b))) causes.push([form.right, b])
    })
    return causes
  }
}

const inScatter = ({ valueOf }: Run, id: NodeId, form: FormOf<'scatter'>, marked: Uint8Array): CausesOf => {
  const { shape } = valueOf(id)
  const rest = shape.slice(form.batch + 1)
  const places = indexedPlaces(valueOf(form.index), form.batch, at(shape, form.batch), rest)
  const causes = new Map<number, Cause[]>()
  places.forEach((place, i) => {
    if (marked[place] !== 1) return
    const there = causes.get(place)
    if (there === undefined) causes.set(place, [[form.operand, i]])
    else there.push([form.operand, i])
  })
  return (i) => causes.get(i) ?? []
}

const causesIn = (run: Run, id: NodeId, marked: Uint8Array): CausesOf => {
  const { graph, valueOf, sizes } = run
  const { form } = at(graph.nodes, id)
  switch (form.tag) {
    case 'elementwise':
      return inElementwise(run, form)
    case 'reduce':
      return inReduce(run, id, form)
    case 'contract':
      return inContract(run, form)
    case 'scatter':
      return inScatter(run, id, form, marked)
    case 'move': {
      const from = sources(form.rows, form.guards, valueOf(id).shape, shapeIn(run, form.operand), sizes)
      return (i) => (at(from, i) < 0 ? [] : [[form.operand, at(from, i)]])
    }
    case 'reshape':
      return (i) => [[form.operand, i]]
    case 'gather': {
      const x = valueOf(form.operand)
      const size = at(x.shape, form.batch)
      const places = indexedPlaces(valueOf(form.index), form.batch, size, x.shape.slice(form.batch + 1))
      return (i) => [[form.operand, at(places, i)]]
    }
    default:
      return () => []
  }
}

/** Blames the operands of one node for some of its elements. */
const blamed = (run: Run, id: NodeId, marked: Uint8Array, mark: Mark): ReadonlyMap<number, Verdict> => {
  const { data } = run.valueOf(id)
  const causesOf = causesIn(run, id, marked)
  const verdicts = new Map<number, Verdict>()
  marked.forEach((is, i) => {
    if (is !== 1) return
    const valued = causesOf(i).map(([operand, k]) => [operand, k, at(run.valueOf(operand).data, k)] as const)
    const bad = valued.filter(([, , x]) => isBad(x))
    verdicts.set(i, verdictOn(at(data, i), bad, mark))
  })
  return verdicts
}

/** The blame for some elements of some nodes; `marks` grow on the way. */
export const blame = (run: Run, outputs: ReadonlyMap<NodeId, Uint8Array>): Blame => {
  const { nodes } = run.graph
  const marks: (Uint8Array | undefined)[] = nodes.map((_, id) => outputs.get(id)?.slice())
  const origins: Origin[] = []
  const births: Origin[] = []
  const causes = new Map<NodeId, NodeId[]>()
  for (let id = nodes.length - 1; id >= 0; id--) {
    const marked = marks[id]
    if (marked === undefined) continue
    const own: NodeId[] = []
    const mark: Mark = (operand, element) => {
      if (!own.includes(operand)) own.push(operand)
      const there = marks[operand] ?? new Uint8Array(run.valueOf(operand).data.length)
      marks[operand] = there
      there[element] = 1
    }
    const { form } = at(nodes, id)
    if (form.tag === 'scan') {
      const inside = blameLoop(run, id, form, marked, mark)
      for (const origin of inside.origins) origins.push(origin)
      for (const origin of inside.births) births.push(origin)
    } else {
      const verdicts = [...blamed(run, id, marked, mark)]
      for (const [into, wanted] of [
        [origins, 'made'],
        [births, 'born'],
      ] as const) {
        const [element] = verdicts.find(([, verdict]) => verdict === wanted) ?? []
        if (element !== undefined) into.push({ run, node: id, element, turns: [] })
      }
    }
    causes.set(id, own)
  }
  return { origins: origins.reverse(), births: births.reverse(), causes, marks }
}

/** The blame inside a loop, from the last turn to the first; of each kind the origins of the earliest turn. */
const blameLoop = (
  run: Run,
  id: NodeId,
  scan: Scan,
  marked: Uint8Array,
  mark: Mark,
): Pick<Blame, 'origins' | 'births'> => {
  const rows = run.rowsOf(scan)
  const { loop, operands } = scan
  const lengthOf = (k: number): number => at(at(rows, 0), k).data.length
  const own = lengthOf(scan.result)
  let origins: readonly Origin[] = []
  let births: readonly Origin[] = []
  let wanted = loop.carries.map((_, k) => new Uint8Array(lengthOf(k)))
  const addOwn = (row: number): void => {
    const into = at(wanted, scan.result)
    for (let i = 0; i < own; i++) if (marked[row * own + i] === 1) into[i] = 1
  }
  for (let row = rows.length - 1; row > 0; row--) {
    addOwn(row)
    const next = loop.carries.map((_, k) => new Uint8Array(lengthOf(k)))
    if (wanted.some((marks) => marks.includes(1))) {
      const inside = runTurn(scan, at(rows, row - 1), row - 1, run.valueOf, run.sizes)
      const { inputs, outputs } = inside.graph
      const asked = new Map<NodeId, Uint8Array>()
      outputs.forEach(({ node }, k) => {
        const marks = asked.get(node) ?? new Uint8Array(lengthOf(k))
        at(wanted, k).forEach((is, i) => void (is === 1 && (marks[i] = 1)))
        if (marks.includes(1)) asked.set(node, marks)
      })
      const found = blame(inside, asked)
      const isGiven = new Set(inputs.map(({ node }) => node))
      const here = (all: readonly Origin[]): readonly Origin[] =>
        all
          .filter(({ run: of, node }) => of !== inside || !isGiven.has(node))
          .map((origin) => ({ ...origin, turns: [{ node: id, turn: row - 1 }, ...origin.turns] }))
      const [made, born] = [here(found.origins), here(found.births)]
      if (made.length > 0) origins = made
      if (born.length > 0) births = born
      inputs.forEach(({ node }, k) => {
        const marks = found.marks[node]
        if (marks === undefined) return
        const start =
          k < loop.carries.length
            ? 0
            : k < loop.carries.length + loop.elements.length
              ? (row - 1) * marks.length
              : 0
        marks.forEach((is, i) => {
          if (is !== 1) return
          const into = next[k]
          if (into === undefined) mark(at(operands, k), start + i)
          else into[i] = 1
        })
      })
    }
    wanted = next
  }
  addOwn(0)
  wanted.forEach((marks, k) => marks.forEach((is, i) => void (is === 1 && mark(at(operands, k), i))))
  return { origins, births }
}

/** All bad elements of a value. */
export const badElements = ({ data }: Value): Uint8Array => Uint8Array.from(data, (x) => (isBad(x) ? 1 : 0))
