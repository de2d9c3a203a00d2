/**
 * What brackets behind an operand mean: its elements, ranges of them, elements that an index names, an index map.
 * Before it: `Reading.ts`, `Affine.ts`. After it: `elaborate.ts`.
 * Invariant: ranges are those of Python; an element that is not there is refused, or filled where a map says with what.
 */
import { at } from '../Bug.ts'
import { checkShape, extentValue, gathered, index, moved, ruled, wrongDTypes } from '../construct.ts'
import { required } from '../custom.ts'
import type { DType } from '../DType.ts'
import { dtypes } from '../DType.ts'
import * as extent from '../Extent.ts'
import type { Extent } from '../Extent.ts'
import { fixed, isTotal, unit } from '../Move.ts'
import { gather } from '../ops/indexing.ts'
import { stated } from '../ops/operation.ts'
import * as shapes from '../Shape.ts'
import type { Shape } from '../Shape.ts'
import { isTensor } from '../Tensor.ts'
import type { AnyTensor, Row } from '../Tensor.ts'
import { refusal, unreadable } from './FormulaError.ts'
import { wrong } from './Reading.ts'
import type { Reading, Readings } from './Reading.ts'
import type { Form, Guard, Item, Place } from './Syntax.ts'

type Of<T extends Form['tag']> = Extract<Form, { readonly tag: T }>

/** What a row of an axis reads, and how often; undefined where the axis is dropped. */
interface Cut {
  readonly coefficient: number
  readonly offset: Extent
  readonly size: Extent | undefined
}

/** A bound of a range, counted from the start and held within a numeric axis. */
const bound = (value: Extent | undefined, open: Extent, size: Extent, low: number): Extent => {
  if (value === undefined) return open
  const counted = typeof value === 'number' && value < 0 ? extent.add(size, value) : value
  return typeof counted === 'number' && typeof size === 'number'
    ? Math.min(Math.max(counted, low), size + low)
    : counted
}

/** from:to:step of an axis, or undefined where its extent is none. */
const rangeOf = (
  from: Extent | undefined,
  to: Extent | undefined,
  step: number,
  size: Extent,
): Cut | undefined => {
  const down = step < 0
  const start = bound(from, down ? extent.sub(size, 1) : 0, size, down ? -1 : 0)
  const stop = bound(to, down ? -1 : size, size, down ? -1 : 0)
  const length = down ? extent.sub(start, stop) : extent.sub(stop, start)
  const by = Math.abs(step)
  if (typeof length === 'number')
    return { coefficient: step, offset: start, size: Math.max(0, Math.ceil(length / by)) }
  const count = extent.divide(extent.sub(length, 1), by)
  const whole = count === undefined ? extent.divide(length, by) : extent.add(count, 1)
  return whole === undefined ? undefined : { coefficient: step, offset: start, size: whole }
}

/** x[0:3, :], x[y], x[:, new] */
export const element = (readings: Readings, place: Place, { base, items }: Of<'element'>): Reading => {
  const x = readings.tensor(base)
  if (x === undefined) return wrong
  const indices = items.filter((item) => item.as === 'one' && isIndex(readings, item.value))
  if (indices.length > 0) return picked(readings, place, x, items)
  const axes = items.filter(({ as }) => as !== 'new').length
  if (axes > x.shape.length)
    return readings.refuse(
      refusal('LBZ1003', readings.part(place).at, `${axes} positions for ${countOf(x.shape)}`),
    )
  return cut(readings, place, x, items)
}

const countOf = ({ length }: Shape): string => `${length} ${length === 1 ? 'axis' : 'axes'}`

/** Whether a position is a tensor and no size. */
const isIndex = (readings: Readings, place: Place): boolean => {
  const { operand } = readings.of(place)
  return isTensor(operand) && readings.size(place) === undefined
}

/** The elements that an index names, along the axis where it stands. */
const picked = (readings: Readings, place: Place, x: AnyTensor, items: readonly Item[]): Reading => {
  const axis = items.findIndex(({ as }) => as === 'one')
  const item = at(items, axis)
  const isWhole = (other: Item): boolean =>
    other === item ||
    (other.as === 'range' && other.from === undefined && other.to === undefined && other.step === undefined)
  if (item.as !== 'one' || !items.every(isWhole))
    return readings.refuse(
      unreadable(
        readings.part(place).at,
        'one index of integers is read at a time',
        'Beside it stand only `:`; take the other parts in brackets of their own.',
      ),
    )
  const names = readings.tensor(item.value)
  if (names === undefined) return wrong
  if (axis > 0) return readings.made(place, gatherAlong({ axis })(x, names))
  const [rows] = x.shape
  if (rows === undefined)
    return readings.refuse(refusal('LBZ1009', readings.part(place).at, 'a scalar has no elements to pick'))
  if (names.dtype !== 'i32') return readings.made(place, wrongDTypes('gather', [x, names]))
  const range = { operation: 'gather', subject: 'index', range: { from: 0, below: rows } }
  return readings.made(place, gathered(x, required(names, range), 0))
}

const gatherAlong: (options: { readonly axis: number }) => (x: AnyTensor, index: AnyTensor) => AnyTensor =
  stated(gather)

/** Ranges, single elements and new axes, as one move. */
const cut = (readings: Readings, place: Place, x: AnyTensor, items: readonly Item[]): Reading => {
  const cuts: Cut[] = []
  const shape: Extent[] = []
  /** The axis of the result along which each axis reads. */
  const own: (number | undefined)[] = []
  const whole: Item = { as: 'range', from: undefined, to: undefined, step: undefined }
  const missing = x.shape.length - items.filter(({ as }) => as !== 'new').length
  for (const item of [...items, ...Array.from({ length: missing }, () => whole)]) {
    if (item.as === 'new') {
      shape.push(1)
      continue
    }
    const found = cutOf(readings, place, item, at(x.shape, cuts.length))
    if (found === undefined) return wrong
    cuts.push(found)
    own.push(found.size === undefined ? undefined : shape.length)
    if (found.size !== undefined) shape.push(found.size)
  }
  const rows = cuts.map(({ coefficient, offset }, k): Row => {
    const size = at(x.shape, k)
    const axis = own[k]
    const row = axis === undefined ? fixed(shape.length, offset, size) : unit(shape.length, axis, size)
    return { ...row, coefficients: row.coefficients.map((c) => c * coefficient), offset }
  })
  return readings.made(
    place,
    ruled(
      'slice',
      [x],
      () => checkShape('slice', shape),
      () => moved(x, { shape, rows, guards: [] }),
    ),
  )
}

const cutOf = (
  readings: Readings,
  place: Place,
  item: Exclude<Item, { readonly as: 'new' }>,
  size: Extent,
): Cut | undefined => {
  const sizeAt = (part: Place | undefined): Extent | undefined => {
    if (part === undefined) return undefined
    const found = readings.size(part)
    if (found === undefined)
      readings.refuse(
        unreadable(readings.part(part).at, 'a position is a whole number, a size or a tensor of integers'),
      )
    return found
  }
  const refused = (sentence: string): undefined => {
    readings.refuse(refusal('LBZ1017', readings.part(place).at, sentence))
    return undefined
  }
  if (item.as === 'one') {
    const found = sizeAt(item.value)
    if (found === undefined) return undefined
    const offset = typeof found === 'number' && found < 0 ? extent.add(size, found) : found
    const inside = typeof offset !== 'number' || (offset >= 0 && (typeof size !== 'number' || offset < size))
    if (inside) return { coefficient: 0, offset, size: undefined }
    return refused(`there is no element ${extent.show(found)} along an axis of ${extent.show(size)}`)
  }
  const parts = [item.from, item.to, item.step]
  const [from, to, step = 1] = parts.map(sizeAt)
  if (parts.some((part, k) => part !== undefined && [from, to, step][k] === undefined)) return undefined
  if (typeof step !== 'number' || step === 0) return refused('a step is a whole number and not 0')
  return rangeOf(from, to, step, size) ?? refused(`this range of ${extent.show(size)} has no extent`)
}

/** The row of an axis of `size` that a part says. */
const rowOf = (readings: Readings, place: Place, rank: number, size: Extent): Row | undefined => {
  const { affine } = readings.of(place)
  const numbers = [...(affine?.letters ?? [])].filter(([, coefficient]) => coefficient !== 0)
  const fits =
    affine !== undefined &&
    numbers.every(([axis, coefficient]) => axis < rank && typeof coefficient === 'number')
  if (!fits) {
    readings.refuse(
      unreadable(
        readings.part(place).at,
        `a position of a map is a sum of whole numbers, sizes and i₀ … i${lowered(rank - 1)}`,
      ),
    )
    return undefined
  }
  const coefficients = Array.from({ length: rank }, (_, axis) => {
    const coefficient = affine.letters.get(axis) ?? 0
    return typeof coefficient === 'number' ? coefficient : 0
  })
  return { coefficients, offset: affine.offset, divisor: affine.divisor, extent: size }
}

const lowered = (axis: number): string =>
  [...String(axis)].map((digit) => '₀₁₂₃₄₅₆₇₈₉'[Number(digit)] ?? '₋').join('')

/** x[i₀ − 1, i₁ over 5×3; 0 ≤ i₁ < 2; else 0] */
export const map = (readings: Readings, place: Place, form: Of<'map'>): Reading => {
  const x = readings.tensor(form.base)
  const shape = readings.shape(form.shape)
  if (x === undefined || shape === undefined) return wrong
  const { at: where } = readings.part(place)
  if (form.rows.length !== x.shape.length)
    return readings.refuse(refusal('LBZ1003', where, `${form.rows.length} positions for ${countOf(x.shape)}`))
  const rows = form.rows.map((row, k) => rowOf(readings, row, shape.length, at(x.shape, k)))
  const guards = form.guards.map((guard) => guardOf(readings, guard, shape.length))
  if (!rows.every((row) => row !== undefined) || !guards.every((guard) => guard !== undefined)) return wrong
  const otherwise = form.otherwise === undefined ? undefined : readings.operand(form.otherwise)
  if (form.otherwise !== undefined && typeof otherwise !== 'number')
    return readings.refuse(
      unreadable(readings.part(form.otherwise).at, 'what stands behind `else` is a number'),
    )
  if (otherwise === undefined && !isTotal({ shape, rows, guards }))
    return readings.refuse(
      unreadable(
        where,
        'some positions lie outside of what is read',
        'Say what stands there, as in x[i₀ − 1 over 5; else 0].',
      ),
    )
  const fill = typeof otherwise === 'number' ? otherwise : 0
  return readings.made(
    place,
    ruled(
      'map',
      [x],
      () => checkShape('map', shape),
      () => moved(x, { shape, rows, guards }, fill),
    ),
  )
}

const guardOf = (readings: Readings, { row, extent: below }: Guard, rank: number): Row | undefined => {
  const size = below === undefined ? 1 : readings.size(below)
  if (size !== undefined) return rowOf(readings, row, rank, size)
  readings.refuse(unreadable(readings.part(below ?? row).at, 'the end of a condition is a size'))
  return undefined
}

/** index(i₀ + 1 over 3×4, f32) */
export const positions = (readings: Readings, place: Place, form: Of<'positions'>): Reading => {
  const shape = readings.shape(form.shape)
  const { affine } = readings.of(form.value)
  if (shape === undefined) return wrong
  const outside = [...(affine?.letters.keys() ?? [])].some((axis) => axis >= shape.length)
  if (affine === undefined || affine.divisor !== 1 || outside)
    return readings.refuse(
      unreadable(
        readings.part(form.value).at,
        `an index over ${shapes.show(shape)} is a sum of whole numbers, sizes and i₀, i₁ …`,
      ),
    )
  const dtype = form.dtype === undefined ? 'i32' : dtypeOf(readings, form.dtype)
  if (dtype === undefined || dtype === 'bool')
    return readings.refuse(unreadable(readings.part(form.dtype ?? place).at, 'an index is f32, i32 or u32'))
  const coefficients = shape.map((_, axis) => affine.letters.get(axis) ?? 0)
  const rule = (): shapes.Ruled => checkShape('index', shape)
  return readings.made(
    place,
    ruled('index', [], rule, () =>
      shape.length === 0
        ? extentValue(affine.offset, dtype)
        : index(shape, coefficients, affine.offset, dtype),
    ),
  )
}

const dtypeOf = (readings: Readings, place: Place): DType | undefined => {
  const { form } = readings.part(place)
  return form.tag === 'name' ? dtypes.find((dtype) => dtype === form.name) : undefined
}
