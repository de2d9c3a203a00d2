/**
 * Loops as users write them: a state that a step carries from one element of a leading axis to the next.
 * Before it: `loops.ts`, `vectorise.ts`. After it: recurrent layers, cumulative sums, `src/index.ts`.
 * Invariant: only the carry recurs; what else a step gives is computed for all turns at once, outside of the loop.
 */
import { at, known } from './Bug.ts'
import { invalid, notTensor } from './construct.ts'
import type { DType } from './DType.ts'
import type { Extent } from './Extent.ts'
import * as extent from './Extent.ts'
import { looped, row, rows, standIn, turned } from './loops.ts'
import type { MistakeCode } from './Mistake.ts'
import { stated } from './ops/operation.ts'
import type { Tensors } from './program/paths.ts'
import { substitution } from './program/substitute.ts'
import * as shapes from './Shape.ts'
import type { Given, IsUnion, Typed } from './shape/verdict.ts'
import type { Shape } from './Shape.ts'
import { isTensor } from './Tensor.ts'
import type { AnyTensor, Tensor } from './Tensor.ts'
import * as tree from './Tree.ts'
import { vectorised } from './vectorise.ts'

/** A tensor, or records of tensors. */
type Several = AnyTensor | Tensors

/** Records of no tensor. */
type Nothing = Readonly<Record<never, AnyTensor>>

/** What one turn is given of something with a leading axis. */
export type Element<X> =
  X extends Tensor<infer S extends Shape, infer D extends DType>
    ? S extends readonly [unknown, ...infer Rest extends Shape]
      ? Tensor<Rest, D>
      : Tensor<Shape, D>
    : string extends keyof X
      ? Tensors
      : { readonly [K in keyof X]: Element<X[K]> }

/** What all turns give together: a leading axis longer than what one gives. */
type Stacked<Y, T> =
  Y extends Tensor<infer S extends Shape, infer D extends DType>
    ? Tensor<readonly [T & Extent, ...S], D>
    : string extends keyof Y
      ? Tensors
      : { readonly [K in keyof Y]: Stacked<Y[K], T> }

/** The leading extent, of whichever tensor says it. */
export type Turns<X> =
  X extends Tensor<infer S extends Shape, DType>
    ? S extends readonly [infer T extends Extent, ...unknown[]]
      ? T
      : Extent
    : X extends Tensors
      ? Turns<X[keyof X]>
      : Extent

interface Turn<C, Y> {
  readonly carry: C
  readonly out?: Y
}

/** The carry after the last turn, and what every turn gave, stacked. */
interface Scanned<C, Y, T> {
  readonly carry: C
  readonly out: Stacked<Y, T>
}

/** Whether what a loop runs along has one leading extent, or the sentence. */
type Runs<X> = X extends Typed
  ? X extends { readonly shape: readonly [] }
    ? LacksAxis
    : true
  : string extends keyof X
    ? true
    : readonly [] extends ShapesOf<X>
      ? LacksAxis
      : RunTogether<Turns<X>>

type LacksAxis = 'scan: a scalar has no leading axis to run along'

/** The shapes of the tensors of a record, and of the records in it. */
type ShapesOf<X> = {
  readonly [K in keyof X]: X[K] extends { readonly shape: infer S } ? S : never
}[keyof X]

type RunTogether<T> = Extent extends T
  ? true
  : IsUnion<T> extends true
    ? 'scan: the leading extents of xs differ'
    : true

interface ScanFunction {
  <
    const C extends Several,
    const X extends Several = Nothing,
    const T extends Extent = never,
    Y extends Several = Nothing,
  >(
    given: {
      readonly carry: C
      readonly xs?: Given<Runs<X>, X>
      readonly steps?: T
      readonly reverse?: boolean
    },
    step: (carry: C, x: Element<X>) => Turn<NoInfer<C>, Y>,
  ): Scanned<C, Y, [T] extends [never] ? Turns<X> : T>
}

/** Tensors of records in one order, with the way back. */
interface Listed {
  readonly tensors: readonly AnyTensor[]
  readonly names: readonly string[]
  readonly like: (tensors: readonly AnyTensor[]) => Several
}

/** What is no record is to be a tensor, and is looked at as one. */
const isLeaf = (value: unknown): value is AnyTensor => !tree.isRecord(value)

const listed = (several: Several): Listed => {
  if (isLeaf(several)) return { tensors: [several], names: [''], like: (tensors) => at(tensors, 0) }
  const entries = tree.entries(several, isLeaf)
  return {
    tensors: entries.map(([, tensor]) => tensor),
    names: entries.map(([path]) => path),
    like: (tensors) => tree.fromEntries(entries.map(([path], k) => [path, at(tensors, k)])),
  }
}

interface Loose {
  readonly carry: Several
  readonly xs?: Several
  readonly steps?: Extent
  readonly reverse?: boolean
}

/** The mistake of a step, if it makes one. */
const mistakeIn = (
  carry: Listed,
  next: Listed,
  xs: Listed,
  steps: Extent | undefined,
): { readonly code: MistakeCode; readonly sentence: string } | undefined => {
  const lone = xs.tensors.find(({ shape }) => shape.length === 0)
  if (lone !== undefined)
    return { code: 'LBZ1009', sentence: 'scan: a scalar has no leading axis to run along' }
  if (steps === undefined) return { code: 'LBZ1035', sentence: 'scan: neither xs nor steps say how often' }
  const uneven = xs.tensors.find(({ shape }) => !extent.same(known(shape[0], 'leading axis'), steps))
  if (uneven !== undefined) return { code: 'LBZ1001', sentence: 'scan: the leading extents of xs differ' }
  if (carry.names.join() !== next.names.join())
    return {
      code: 'LBZ1035',
      sentence: `scan: the carry has ${carry.names.join(', ')}, not ${next.names.join(', ')}`,
    }
  const changed = carry.tensors.findIndex(({ shape, dtype }, k) => {
    const after = at(next.tensors, k)
    return after.form.tag !== 'invalid' && (after.dtype !== dtype || !shapes.same(shape, after.shape))
  })
  if (changed < 0) return undefined
  const [before, after] = [at(carry.tensors, changed), at(next.tensors, changed)]
  const show = ({ shape, dtype }: AnyTensor): string => `${dtype} ${shapes.show(shape)}`
  return { code: 'LBZ1035', sentence: `scan: the carry is ${show(before)} and becomes ${show(after)}` }
}

/**
 * Runs a step along a leading axis, first to last or, in `reverse`, last to first: from the carry and an element to
 * the next carry and, if wanted, an `out`. Gives the last carry and the outs, stacked where their elements stand. It is
 * one loop, differentiated as a loop.
 *
 * @example
 * const xs = constant([1, 2, 3])
 * const sums = scan({ carry: constant(0), xs }, (sum, x) => ({ carry: add(sum, x), out: add(sum, x) }))
 * run(sums.out) // [1, 3, 6]
 * run(sums.carry) // 6
 */
export const scan: ScanFunction = stated(
  (
    { carry, xs = {}, steps: asked, reverse = false }: Loose,
    step: (carry: Several, x: Several) => Turn<Several, Several>,
  ) => {
    const first = listed(carry)
    const taken = listed(xs)
    const given = [...first.tensors, ...taken.tensors]
    if (given.some((tensor) => !isTensor(tensor))) {
      const stranger = notTensor('scan', given.filter(isTensor))
      return { carry: first.like(first.tensors.map(() => stranger)), out: stranger }
    }
    const steps = asked ?? taken.tensors[0]?.shape[0]
    const carries = first.tensors.map((tensor, k) => standIn(`carry${k}`, tensor))
    const elements = taken.tensors.map(({ shape, dtype }, k) =>
      standIn(`x${k}`, { shape: shape.slice(1), dtype }),
    )
    const turn = step(first.like(carries), taken.like(elements))
    const next = listed(turn.carry)
    const out = listed(turn.out ?? {})
    const mistake = mistakeIn(first, next, taken, steps)
    const involved = [...given, ...next.tensors, ...out.tensors]
    if (mistake !== undefined || steps === undefined || involved.some(({ form }) => form.tag === 'invalid')) {
      const wrong = mistake && invalid(mistake.code, 'scan', mistake.sentence, given)
      const spoiled =
        wrong ??
        known(
          involved.find(({ form }) => form.tag === 'invalid'),
          'mistake',
        )
      return {
        carry: first.like(first.tensors.map(() => spoiled)),
        out: out.like(out.tensors.map(() => spoiled)),
      }
    }
    const along = taken.tensors.map((tensor) => (reverse ? turned(tensor) : tensor))
    const histories = looped({ carries, elements, next: next.tensors }, steps, first.tensors, along)
    const outs = outputs({ carries, elements, next: next.tensors }, out.tensors, histories, along, steps)
    return {
      carry: first.like(histories.map((history) => row(history, steps))),
      out: out.like(outs.map((each) => (reverse ? turned(each) : each))),
    }
  },
)

interface Body {
  readonly carries: readonly AnyTensor[]
  readonly elements: readonly AnyTensor[]
  readonly next: readonly AnyTensor[]
}

/** What the turns give, all at once: from the carries before and after each, which the loop has kept. */
const outputs = (
  { carries, elements, next }: Body,
  outs: readonly AnyTensor[],
  histories: readonly AnyTensor[],
  taken: readonly AnyTensor[],
  steps: Extent,
): readonly AnyTensor[] => {
  const after = next.map((tensor, k) => standIn(`next${k}`, tensor))
  const given = new Set([...carries, ...elements])
  const known = new Map(
    next.flatMap((tensor, k) => (given.has(tensor) ? [] : [[tensor, at(after, k)] as const])),
  )
  const roots = outs.map(substitution(outs, known))
  const everyTurn = new Map([
    ...carries.map((carry, k) => [carry, rows(at(histories, k), 0, steps)] as const),
    ...after.map((tensor, k) => [tensor, rows(at(histories, k), 1, steps)] as const),
    ...elements.map((element, k) => [element, at(taken, k)] as const),
  ])
  return vectorised(roots, everyTurn, steps)
}
