/**
 * Loops: bodies closed over what they capture, and the rules by which they differentiate and are batched. A loop is
 * differentiated as a loop: the recurrence of the cotangents is another scan, and what does not recur, the
 * cotangents of elements and constants, is one batched expression over all turns at once.
 * Before it: `construct.ts`, `vectorise.ts`. After it: `scan.ts`, `differentiate.ts`, `pushforward.ts`.
 * Invariant: a loop's body depends on its own inputs alone, and on numbers and positions.
 */
import { at } from './Bug.ts'
import { pullback } from './differentiate.ts'
import { filled, input, moved, reduced, scalarValue } from './construct.ts'
import * as extent from './Extent.ts'
import type { Extent } from './Extent.ts'
import { plus } from './mask.ts'
import * as move from './Move.ts'
import * as moves from './moves.ts'
import { children } from './operands.ts'
import { totalMonoid } from './ops/monoids.ts'
import { substitution } from './program/substitute.ts'
import { pushforward } from './pushforward.ts'
import { node } from './Tensor.ts'
import type { AnyTensor, Form, Loop } from './Tensor.ts'
import { postorder } from './traverse.ts'
import { vectorised } from './vectorise.ts'

/** One result of a loop. */
export type Scan = Extract<Form<AnyTensor>, { readonly tag: 'scan' }>

/** The inputs that a loop's body may read, in the order of the scan's operands. */
export const parametersOf = ({ carries, elements, constants }: Loop): readonly AnyTensor[] => [
  ...carries,
  ...elements,
  ...constants,
]

/** An input of a body, of the shape and dtype of a tensor. */
export const standIn = (name: string, { shape, dtype }: Pick<AnyTensor, 'shape' | 'dtype'>): AnyTensor =>
  input(name, shape, dtype)

/** The histories of the carries: [steps + 1, …carry], the first value first. */
export const scans = (loop: Loop, steps: Extent, operands: readonly AnyTensor[]): readonly AnyTensor[] =>
  loop.carries.map(({ shape, dtype }, result) =>
    node({ tag: 'scan', loop, steps, operands, result }, [extent.add(steps, 1), ...shape], dtype),
  )

/** What a body reads besides its own inputs, and the body that takes these as inputs too. */
export interface Closed {
  readonly captured: readonly AnyTensor[]
  readonly constants: readonly AnyTensor[]
  readonly roots: readonly AnyTensor[]
}

/** Whether a tensor is made of numbers and positions alone, so that a body may hold it. */
const isFree = (tensor: AnyTensor): boolean =>
  scalarValue(tensor) !== undefined || tensor.form.tag === 'index'

/** The roots as a body over its inputs: what does not depend on them is computed once, outside, and is a constant. */
export const closed = (roots: readonly AnyTensor[], inputs: readonly AnyTensor[]): Closed => {
  const own = new Set(inputs)
  const inner = new Set(inputs)
  for (const tensor of postorder(roots, (each) => (own.has(each) ? [] : children(each))))
    if (children(tensor).some((operand) => inner.has(operand))) inner.add(tensor)
  const replaced = new Map<AnyTensor, AnyTensor>()
  const capture = (tensor: AnyTensor): void => {
    let read = tensor
    while (read.form.tag === 'move' && !isFree(read)) read = read.form.operand
    if (!isFree(read) && !replaced.has(read)) replaced.set(read, standIn(`c${replaced.size}`, read))
  }
  for (const root of roots) if (!inner.has(root)) capture(root)
  for (const tensor of inner)
    if (!own.has(tensor)) for (const operand of children(tensor)) if (!inner.has(operand)) capture(operand)
  const now = substitution(roots, replaced)
  return { captured: [...replaced.keys()], constants: [...replaced.values()], roots: roots.map(now) }
}

/** A loop over what is given for each carry and each element; what its body captures becomes its constants. */
export const looped = (
  body: Pick<Loop, 'carries' | 'elements' | 'next'>,
  steps: Extent,
  first: readonly AnyTensor[],
  taken: readonly AnyTensor[],
  outside: ReadonlyMap<AnyTensor, AnyTensor> = new Map(),
): readonly AnyTensor[] => {
  const { captured, constants, roots } = closed(body.next, [...body.carries, ...body.elements])
  const loop: Loop = { carries: body.carries, elements: body.elements, constants, next: roots }
  return scans(loop, steps, [...first, ...taken, ...captured.map(substitution(captured, outside))])
}

/** `count` elements of the leading axis from `start`. */
export const rows = (tensor: AnyTensor, start: Extent, count: Extent): AnyTensor =>
  moved(tensor, moves.slice(tensor.shape, 0, start, 1, count))

/** The leading axis from last to first. */
export const turned = (tensor: AnyTensor): AnyTensor => moved(tensor, moves.flip(tensor.shape, 0))

/** One element of the leading axis. */
export const row = (tensor: AnyTensor, place: Extent): AnyTensor =>
  moved(rows(tensor, place, 1), moves.squeeze([1, ...tensor.shape.slice(1)], [0]))

/** The parts of a scan: its operands by what they are for, and the values that its body is given in all turns. */
const partsOf = ({ loop, steps, operands }: Scan) => {
  const { carries, elements } = loop
  const taken = operands.slice(carries.length, carries.length + elements.length)
  const given = scans(loop, steps, operands).map((history) => rows(history, 0, steps))
  const outside = new Map(
    loop.constants.map((constant, k) => [constant, at(operands, carries.length + elements.length + k)]),
  )
  return { taken, given, outside }
}

/** What a turn has made of the carries, which their histories keep: stand-ins for it, and all its values. */
const keptAfter = ({ loop, steps, operands }: Scan) => {
  const given = new Set(parametersOf(loop))
  const standIns = new Map<AnyTensor, AnyTensor>()
  const values = new Map<AnyTensor, AnyTensor>()
  scans(loop, steps, operands).forEach((history, k) => {
    const tensor = at(loop.next, k)
    if (given.has(tensor) || isFree(tensor) || standIns.has(tensor)) return
    const own = standIn(`n${k}`, tensor)
    standIns.set(tensor, own)
    values.set(own, rows(history, 1, steps))
  })
  return { standIns, values }
}

/** Whether a cotangent of a history is 0 but in its last row: nothing arrives before the last turn. */
const isOnlyLast = ({ form, shape }: AnyTensor, steps: Extent): boolean => {
  if (form.tag !== 'move' || form.fill !== 0) return false
  const { rows: read, guards } = form
  return move.isNowhere(move.compose(moves.slice(shape, 0, 0, 1, steps), { shape, rows: read, guards }))
}

/** The places of the carries through which derivatives flow. */
const smooth = ({ carries }: Loop): readonly number[] =>
  carries.flatMap(({ dtype }, k) => (dtype === 'f32' ? [k] : []))

/** The places of the carries that get a cotangent: those that have one, and those that lead to them. */
const reached = (loop: Loop, from: Iterable<number>): readonly number[] => {
  const found = new Set(from)
  for (const k of found) {
    const inner = new Set(postorder([at(loop.next, k)], children))
    loop.carries.forEach((carry, j) => {
      if (inner.has(carry)) found.add(j)
    })
  }
  return smooth(loop).filter((k) => found.has(k))
}

/**
 * The cotangents of a scan's operands for those of its histories; undefined where none is asked for, or none passes.
 * Turn by turn, from the last: a ← (∂next/∂carry)ᵀ·a + ū.
 */
export const scanPullback = (
  form: Scan,
  cotangents: ReadonlyMap<number, AnyTensor>,
  isAsked: (operand: number) => boolean,
): readonly (AnyTensor | undefined)[] => {
  const { loop, steps, operands } = form
  const { carries, elements, constants, next } = loop
  const { taken, given, outside } = partsOf(form)
  const places = reached(loop, cotangents.keys())
  const history = (k: number): AnyTensor =>
    cotangents.get(k) ?? filled(0, [extent.add(steps, 1), ...at(carries, k).shape])
  const adjoints = places.map((k) => standIn(`a${k}`, at(carries, k)))
  const before = (k: number): AnyTensor => rows(history(k), 0, steps)
  const arriving = places.flatMap((k) =>
    !cotangents.has(k) || isOnlyLast(history(k), steps) ? [] : [{ k, of: standIn(`u${k}`, at(carries, k)) }],
  )
  const seeds = places.map((k, j) => ({ of: at(next, k), cotangent: at(adjoints, j) }))
  const local = pullback(
    seeds,
    places.map((k) => at(carries, k)),
  ).cotangents
  const after = keptAfter(form)
  const onward = local.map((value, j) => {
    const own = arriving.find(({ k }) => k === places[j])
    const share = substitution([value], after.standIns)(value)
    return own === undefined ? share : plus(share, own.of)
  })
  const backwards = looped(
    {
      carries: adjoints,
      elements: [...arriving.map(({ of }) => of), ...carries, ...elements, ...after.values.keys()],
      next: onward,
    },
    steps,
    places.map((k) => row(history(k), steps)),
    [
      ...arriving.map(({ k }) => turned(before(k))),
      ...[...given, ...taken, ...after.values.values()].map(turned),
    ],
    outside,
  )
  const asked = [...elements, ...constants].flatMap((tensor, k) =>
    tensor.dtype === 'f32' && isAsked(carries.length + k) ? [tensor] : [],
  )
  const everyTurn = new Map<AnyTensor, AnyTensor>([
    ...adjoints.map((adjoint, j) => [adjoint, turned(rows(at(backwards, j), 0, steps))] as const),
    ...carries.map((carry, k) => [carry, at(given, k)] as const),
    ...elements.map((element, k) => [element, at(taken, k)] as const),
    ...after.values,
  ])
  const cotangentsOfAsked = pullback(seeds, asked).cotangents
  const known = cotangentsOfAsked.map(substitution(cotangentsOfAsked, after.standIns))
  const shares = vectorised(known, everyTurn, steps).map((share) => substitution([share], outside)(share))
  const found = new Map(asked.map((tensor, k) => [tensor, at(shares, k)]))
  return operands.map((_, k) => {
    if (k < carries.length) {
      const j = places.indexOf(k)
      return j < 0 || !isAsked(k) ? undefined : row(at(backwards, j), steps)
    }
    const parameter = at(parametersOf(loop), k)
    const share = found.get(parameter)
    return share === undefined || k < carries.length + elements.length
      ? share
      : reduced(totalMonoid, share, [0])
  })
}

/** What was made last for a loop: its results ask one after the other, and are to share one new loop. */
const sharing = <A>(): ((loop: Loop, given: readonly unknown[], make: () => A) => A) => {
  const last = new WeakMap<Loop, { readonly given: readonly unknown[]; readonly made: A }>()
  return (loop, given, make) => {
    const before = last.get(loop)
    if (before?.given.length === given.length && before.given.every((one, k) => one === given[k]))
      return before.made
    const made = make()
    last.set(loop, { given, made })
    return made
  }
}

const sharedTangents = sharing<readonly (AnyTensor | undefined)[]>()
const sharedBatch = sharing<readonly AnyTensor[]>()

/** The tangent of a scan's history, for those of its operands: another scan beside it. */
export const scanPushforward = (
  form: Scan,
  tangents: readonly (AnyTensor | undefined)[],
): AnyTensor | undefined =>
  tangents.every((tangent) => tangent === undefined)
    ? undefined
    : sharedTangents(form.loop, [...form.operands, ...tangents], () => tangentHistories(form, tangents))[
        form.result
      ]

const tangentHistories = (
  form: Scan,
  tangents: readonly (AnyTensor | undefined)[],
): readonly (AnyTensor | undefined)[] => {
  const { loop, steps } = form
  const { carries, elements, next } = loop
  const { taken, given, outside } = partsOf(form)
  const places = smooth(loop)
  const moving = parametersOf(loop).flatMap((of, k) => {
    const tangent = tangents[k]
    return k < carries.length || tangent === undefined ? [] : [{ of, tangent, stand: standIn(`t${k}`, of) }]
  })
  const carried = places.map((k) => ({ of: at(carries, k), stand: standIn(`t${k}`, at(carries, k)) }))
  const motions = [...carried, ...moving].map(({ of, stand }) => ({ of, tangent: stand }))
  const elementwise = moving.filter(({ of }) => elements.includes(of))
  const fixed = moving.filter(({ of }) => !elements.includes(of))
  const histories = looped(
    {
      carries: carried.map(({ stand }) => stand),
      elements: [...elementwise.map(({ stand }) => stand), ...carries, ...elements],
      next: pushforward(
        places.map((k) => at(next, k)),
        motions,
      ),
    },
    steps,
    places.map((k) => tangents[k] ?? filled(0, at(carries, k).shape)),
    [...elementwise.map(({ tangent }) => tangent), ...given, ...taken],
    new Map([...outside, ...fixed.map(({ stand, tangent }) => [stand, tangent] as const)]),
  )
  return carries.map((_, k) => (places.includes(k) ? at(histories, places.indexOf(k)) : undefined))
}

/** A scan of which some operands are batched, and the way to have one batched that is not. */
export interface Batched {
  readonly form: Scan
  readonly operands: readonly AnyTensor[]
  readonly isBatched: (operand: number) => boolean
  readonly repeated: (operand: number) => AnyTensor
  readonly size: Extent
}

/** The history of a batch of loops, the batch axis in front. */
export const scanVectorised = (batched: Batched): AnyTensor =>
  at(
    sharedBatch(batched.form.loop, [...batched.operands, batched.size], () => batchHistories(batched)),
    batched.form.result,
  )

const batchHistories = ({ form, operands, isBatched, repeated, size }: Batched): readonly AnyTensor[] => {
  const { loop, steps } = form
  const { carries, elements, constants, next } = loop
  const first = carries.length
  const inFront = new Map(
    parametersOf(loop).flatMap((parameter, k) =>
      k < first || isBatched(k)
        ? [[parameter, standIn('b', { ...parameter, shape: [size, ...parameter.shape] })] as const]
        : [],
    ),
  )
  const own = (parameter: AnyTensor): AnyTensor => inFront.get(parameter) ?? parameter
  const body: Loop = {
    carries: carries.map(own),
    elements: elements.map(own),
    constants: constants.map(own),
    next: vectorised(next, inFront, size),
  }
  const given = operands.map((operand, k) => {
    if (k < first) return repeated(k)
    return k < first + elements.length && isBatched(k) ? swapped(operand) : operand
  })
  return scans(body, steps, given).map(swapped)
}

/** The first two axes in the place of each other. */
const swapped = (tensor: AnyTensor): AnyTensor => {
  const axes = [...tensor.shape.keys()]
  return moved(tensor, moves.transpose(tensor.shape, axes.with(0, 1).with(1, 0)))
}
