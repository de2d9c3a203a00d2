/**
 * Declarations of inputs: those of a signature, and those of the command line, `x:3072`, `W1:100x3072`.
 * Before it: `Syntax.ts`, `tokens.ts`. After it: `formula.ts`, the command line.
 * Invariant: a size that could be read in two ways is refused.
 */
import { checkShape } from '../construct.ts'
import { dtypes } from '../DType.ts'
import type { DType } from '../DType.ts'
import { left, right } from '../Either.ts'
import type { Either } from '../Either.ts'
import * as extent from '../Extent.ts'
import type { Extent } from '../Extent.ts'
import type { Shape } from '../Shape.ts'
import type { Spec } from '../Spec.ts'
import { located, refusal, unreadable } from './FormulaError.ts'
import type { FormulaError, Refusal } from './FormulaError.ts'
import { Readings } from './Reading.ts'
import { reading } from './elaborate.ts'
import type { Declaration, Part } from './Syntax.ts'

/** Every name is a size, as where sizes are declared. */
const sizesOnly = { tensor: () => undefined, isSize: () => true, names: () => [] }

/** The specs of declarations. */
export const specsIn = (
  parts: readonly Part[],
  declarations: readonly Declaration[],
): { readonly specs: ReadonlyMap<string, Spec>; readonly refusals: readonly Refusal[] } => {
  const readings = new Readings(parts)
  const specs = new Map<string, Spec>()
  const last = Math.max(-1, ...declarations.flatMap(({ shape }) => shape ?? []))
  for (let place = 0; place <= last; place++) readings.set(place, reading(readings, sizesOnly, place))
  const refusals: Refusal[] = []
  for (const { name, at, dtype, shape } of declarations) {
    const found = shape === undefined ? undefined : shapeAt(readings, parts, shape)
    if (specs.has(name)) refusals.push(unreadable(at, `${name} is declared twice`))
    if (found !== undefined) specs.set(name, { shape: found, dtype: dtypeNamed(dtype) })
  }
  return { specs, refusals: [...refusals, ...readings.refusals] }
}

const dtypeNamed = (name: string | undefined): DType => dtypes.find((dtype) => dtype === name) ?? 'f32'

/** A shape, `scalar` among them, which is no size. */
const shapeAt = (readings: Readings, parts: readonly Part[], place: number): Shape | undefined => {
  const form = parts[place]?.form
  return form?.tag === 'name' && form.name === 'scalar' ? [] : readings.shape(place)
}

const inputName = /^\s*(?<name>[^:\s`"()[\],;=]+)\s*(?::(?<rest>[\s\S]*))?$/u
const typeText = /^\s*(?:(?<dtype>f32|i32|u32|bool)\b\s*:?)?\s*(?<sizes>[\s\S]*?)\s*$/u

/** What is wrong with a declaration, at the place in it. */
type Declared = Either<FormulaError, readonly [name: string, spec: Spec]>

/**
 * The input that a declaration of the command line says: `x:3072`, `W1:100x3072`, `y:batch` with a size that has a
 * name, `labels:i32[batch]`, and `s` or `s:` for a number.
 *
 * @example
 * const [name, spec] = parseInput('labels:i32[10×batch]').right
 * name // 'labels'
 * spec.dtype // 'i32'
 * show(spec) // 10×batch
 */
export const parseInput = (text: string): Declared => {
  const refused = (at: number, sentence: string, hint: string = example): Declared =>
    left(located(String(text), refusal('LBZ1040', at, sentence, hint)))
  if (typeof text !== 'string') return refused(0, 'a declaration is a text')
  const { name = '', rest = '' } = inputName.exec(text)?.groups ?? {}
  if (name === '') return refused(0, 'this declares no input')
  if (name.split('.').includes(''))
    return refused(text.indexOf(name), `${name} cannot be the name of an input`)
  const { dtype, sizes = '' } = typeText.exec(rest)?.groups ?? {}
  const at = text.length - rest.length + rest.indexOf(sizes)
  const inner = /^\[([\s\S]*)\]$/u.exec(sizes)?.[1]
  const listed = inner ?? sizes
  const shape: Extent[] = []
  for (const size of listed === '' || listed === 'scalar' ? [] : listed.split(separator(inner))) {
    const found = extentOf(size.trim())
    if (typeof found === 'string') return refused(at, found)
    shape.push(found)
  }
  const checked = checkShape(`input ${name}`, shape)
  if (checked._tag === 'Left')
    return left(located(text, refusal(checked.left.code, at, checked.left.sentence)))
  return right([name, { shape, dtype: dtypeNamed(dtype) }])
}

const example = 'Inputs are declared as x:3072, W1:100x3072, y:batch, labels:i32[batch], or s for a number.'

/** Between sizes stand × or a comma, and x behind a number. */
const separator = (inner: string | undefined): RegExp =>
  inner === undefined
    ? /×|,|(?<=\d\s*)x(?=\s*[\p{L}\d_$])|\s+x\s+/u
    : /×|,|(?<=^\s*\d+\s*|[x×,]\s*\d+\s*)x(?=\s*[\p{L}\d_$])/u

/** A size, or what is wrong with it. */
const extentOf = (text: string): Extent | string => {
  if (/^\d+$/.test(text)) return Number(text)
  if (text === '') return 'a size is missing'
  if (!/^[A-Za-z_$][\w$]{0,63}$/.test(text)) return `${text} is no size`
  if (/x\d+$/.test(text))
    return `${text} could be one size or several: write ${text.replace(/x(?=\d+$)/, '×')}`
  return extent.dim(text)
}
