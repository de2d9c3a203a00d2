/**
 * Data files in JSON: `{"x": [[1, 2], [3, 4]], "params": {"fc1": {"bias": [0, 0]}}}`. Records are nested as the
 * program's inputs are, or a name is a path, `"params.fc1.bias"`; elements are nested lists, one an axis, or one flat
 * list. What JSON cannot hold is a text: "NaN", "Infinity", "-Infinity", "-0".
 * Before it: `Data.ts`. After it: `DataFile.ts`, the command line.
 * Invariant: what comes in is untrusted and refused in sentences with the path and the position; nothing recurses,
 * however deep the lists are, and no name in the file is looked up in an object.
 */
import { either as E } from 'fp-ts'
import { at } from '../../src/Bug.ts'
import type { DType, TypedArray } from '../../src/DType.ts'
import { allocate } from '../../src/DType.ts'
import type { Either } from '../../src/Either.ts'
import { positionOf } from '../../src/evaluate/requirement.ts'
import type { NonEmpty } from '../../src/NonEmpty.ts'
import type { Program } from '../../src/Program.ts'
import type { CompileError } from '../CompileError.ts'
import { compileError } from '../CompileError.ts'
import { fitted, inputsOf, unknown } from './Data.ts'
import type { Data, DataOptions, Given } from './Data.ts'
import { fieldsOf, parsed, quoted, twice } from './fields.ts'
import type { Fields } from './fields.ts'

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value)

/** More axes than any tensor has. */
const tooDeep = 17

const kindOf = (value: unknown): string =>
  isList(value)
    ? 'a list'
    : value === null
      ? 'null'
      : typeof value === 'object'
        ? 'a record'
        : `a ${typeof value}`

const place = (path: string, position: readonly number[]): string =>
  position.length === 0 ? path : `${path}[${position.join(', ')}]`

/** The elements of lists within lists, and their lengths; or why they are ragged. */
interface Flat {
  readonly shape: readonly number[]
  readonly elements: readonly unknown[]
}

/** The lengths along the first elements. */
const shapeOf = (value: unknown): readonly number[] => {
  const shape: number[] = []
  for (let inner = value; isList(inner) && shape.length < tooDeep; inner = inner[0]) shape.push(inner.length)
  return shape
}

const flattened = (path: string, value: unknown): Either<CompileError, Flat> => {
  const shape = shapeOf(value)
  const ragged = (sentence: string): Either<CompileError, Flat> => E.left(compileError('LBZ3033', sentence))
  const elements: unknown[] = []
  const open: { readonly list: readonly unknown[]; next: number }[] = []
  const position = (): readonly number[] => open.map(({ next }) => next - 1)
  let current = value
  for (;;) {
    const depth = open.length
    const isElement = depth === shape.length
    if (isList(current) === isElement) {
      const first = place(
        path,
        Array.from({ length: depth }, () => 0),
      )
      return depth >= tooDeep
        ? ragged(`${path} has more than 16 lists within each other`)
        : ragged(
            `${place(path, position())} is ${kindOf(current)}, and ${first} ${isElement ? 'is no list' : 'is a list'}`,
          )
    }
    if (isList(current)) {
      if (current.length !== shape[depth]) {
        const first = place(
          path,
          Array.from({ length: depth }, () => 0),
        )
        return ragged(
          `${place(path, position())} has length ${current.length}, and ${first} length ${at(shape, depth)}`,
        )
      }
      open.push({ list: current, next: 0 })
    } else elements.push(current)
    for (let top = open.at(-1); top !== undefined && top.next === top.list.length; top = open.at(-1))
      open.pop()
    const top = open.at(-1)
    if (top === undefined) return E.right({ shape, elements })
    current = top.list[top.next]
    top.next += 1
  }
}

const words: ReadonlyMap<unknown, number> = new Map<unknown, number>([
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
  ['-0', -0],
])

const truths: ReadonlyMap<unknown, number> = new Map<unknown, number>([
  [true, 1],
  [false, 0],
  [1, 1],
  [0, 0],
])

const least = { i32: -(2 ** 31), u32: 0 }

/** The number that an element is; undefined where it is none of the dtype. */
const numberOf = (dtype: DType, element: unknown): number | undefined => {
  if (dtype === 'bool') return truths.get(element)
  if (dtype === 'f32') {
    const word = words.get(element)
    if (word !== undefined) return word
    return typeof element === 'number' && Number.isFinite(Math.fround(element)) ? element : undefined
  }
  const isWhole = typeof element === 'number' && Number.isInteger(element)
  return isWhole && element >= least[dtype] && element < least[dtype] + 2 ** 32 ? element : undefined
}

/** What is said of an element that is none of the dtype. */
const stranger = (element: unknown, dtype: DType): string => {
  const beyond = dtype === 'f32' ? 'beyond f32' : `no ${dtype}`
  if (typeof element === 'number') return Number.isFinite(element) ? `${element}, ${beyond}` : beyond
  const shown = typeof element === 'string' ? quoted(element) : kindOf(element)
  return `${shown}, no ${dtype}`
}

/** `, as are 3 more elements`: what is said of the elements after the first. */
const andMore = (count: number): string =>
  count <= 1 ? '' : `, as ${count === 2 ? 'is 1 more element' : `are ${count - 1} more elements`}`

const arrayOf = (
  path: string,
  dtype: DType,
  { shape, elements }: Flat,
  nonFinite: boolean,
): Either<CompileError, TypedArray> => {
  const array = allocate(dtype, elements.length)
  const strangers: number[] = []
  const endless: number[] = []
  elements.forEach((element, k) => {
    const number = numberOf(dtype, element)
    if (number === undefined) strangers.push(k)
    else if (!Number.isFinite(number) && !nonFinite) endless.push(k)
    else array[k] = number
  })
  const where = (k: number): string => place(path, positionOf(k, shape))
  const [strange] = strangers
  if (strange !== undefined)
    return E.left(
      compileError(
        'LBZ3035',
        `${where(strange)} is ${stranger(elements[strange], dtype)}${andMore(strangers.length)}`,
      ),
    )
  const [first] = endless
  return first === undefined
    ? E.right(array)
    : E.left(
        compileError('LBZ3036', `${where(first)} is ${String(elements[first])}${andMore(endless.length)}`),
      )
}

/** The elements at the path of an input, as what the input may be. */
const givenAt = (
  path: string,
  dtype: DType,
  rank: number,
  value: unknown,
  nonFinite: boolean,
): Either<CompileError, Given> =>
  E.chain((flat: Flat) =>
    E.map((array: TypedArray): Given => {
      const isNested = flat.shape.length === rank || flat.shape.length !== 1
      return { path, array, shape: isNested ? flat.shape : undefined }
    })(arrayOf(path, dtype, flat, nonFinite)),
  )(flattened(path, value))

/** Every beginning of the paths that is a record: `params`, `params.fc1`. */
const recordsOf = (paths: Iterable<string>): ReadonlySet<string> => {
  const records = new Set<string>()
  for (const path of paths)
    for (
      let dot = path.lastIndexOf('.');
      dot > 0 && !records.has(path.slice(0, dot));
      dot = path.lastIndexOf('.', dot - 1)
    )
      records.add(path.slice(0, dot))
  return records
}

/** What stands in the records of a file, by its path, and the errors of those that are no records of inputs. */
interface Found {
  readonly leaves: readonly (readonly [path: string, value: unknown])[]
  readonly strangers: readonly string[]
  readonly errors: readonly CompileError[]
}

const foundIn = (root: Fields, isInput: (path: string) => boolean, records: ReadonlySet<string>): Found => {
  const leaves: (readonly [string, unknown])[] = []
  const strangers: string[] = []
  const errors: CompileError[] = []
  const stack = [...root].reverse()
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const [path, value] = next
    const fields = fieldsOf(value)
    if (isInput(path)) {
      if (fields === undefined) leaves.push([path, value])
      else errors.push(compileError('LBZ3032', `${path} is an input, and is given a record`))
    } else if (records.has(path)) {
      if (fields === undefined)
        errors.push(compileError('LBZ3032', `${path} is a record of inputs, and is given ${kindOf(value)}`))
      else for (const [name, inner] of [...fields].reverse()) stack.push([`${path}.${name}`, inner])
    } else strangers.push(path)
  }
  return { leaves, strangers, errors }
}

/** The paths that are met again. */
const repeated = (paths: readonly string[]): readonly string[] => {
  const met = new Set<string>()
  const again = new Set<string>()
  for (const path of paths) (met.has(path) ? again : met).add(path)
  return [...again]
}

/**
 * The values in a JSON text for the inputs of a program, or everything that is wrong with them.
 *
 * @example
 * const scaled = program({ x: f32(dim('n'), 2), k: f32() }, ({ x, k }) => ({ y: mul(k, x) }))
 * const { arrays, sizes } = orThrow(dataFromJson(scaled, '{ "x": [[1, 2], [3, 4], [5, 6]], "k": 0.5 }'))
 * arrays.get('x') // [1, 2, 3, 4, 5, 6]
 * sizes.get('n') // 3
 */
export const dataFromJson = (
  program: Pick<Program, 'inputs'>,
  text: string,
  options: DataOptions = {},
): Either<NonEmpty<CompileError>, Data> => {
  const fields = fieldsOf(parsed(text))
  if (fields === undefined) return E.left([compileError('LBZ3030', 'the data are not a record in JSON')])
  const again = twice(text)
  if (again !== undefined)
    return E.left([compileError('LBZ3031', `the name ${quoted(again)} stands twice in one record`)])
  const wanted = inputsOf(program)
  const { leaves, strangers, errors } = foundIn(fields, (path) => wanted.has(path), recordsOf(wanted.keys()))
  const read = leaves.flatMap(([path, value]) => {
    const tensor = wanted.get(path)
    return tensor === undefined
      ? []
      : [givenAt(path, tensor.dtype, tensor.shape.length, value, options.nonFinite === true)]
  })
  return fitted(
    wanted,
    read.flatMap((each) => (E.isRight(each) ? [each.right] : [])),
    options,
    [
      ...unknown(strangers, wanted),
      ...repeated(leaves.map(([path]) => path)).map((path) =>
        compileError('LBZ3031', `${path} is given twice, nested and by its path`),
      ),
      ...errors,
      ...read.flatMap((each) => (E.isLeft(each) ? [each.left] : [])),
    ],
    leaves.map(([path]) => ({ path })),
  )
}
