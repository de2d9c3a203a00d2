/**
 * What the laws of graphs share: making one, feeding it, and saying where two disagree.
 */
import type { Graph } from '../compiler/ir/Graph.ts'
import { run, runWithBounds } from '../compiler/ir/Graph.ts'
import { validate } from '../compiler/ir/validateGraph.ts'
import { linearise } from '../compiler/passes/linearise.ts'
import type { Pass, Passed } from '../compiler/Pass.ts'
import { at, known } from '../src/Bug.ts'
import type { TypedArray } from '../src/DType.ts'
import { allocate } from '../src/DType.ts'
import * as extent from '../src/Extent.ts'
import type { Sizes } from '../src/Extent.ts'
import type { Either } from '../src/Either.ts'
import type { Program } from '../src/Program.ts'
import { closed } from '../src/Program.ts'
import { key, uniform } from '../src/random/index.ts'
import * as shapes from '../src/Shape.ts'
import { children } from '../src/operands.ts'
import type { AnyTensor } from '../src/Tensor.ts'
import { postorder } from '../src/traverse.ts'

export const orFail = <A>(result: Either<unknown, A>): A => {
  if (result._tag === 'Left') throw new Error(JSON.stringify(result.left, null, 2))
  return result.right
}

export const passed = <A, B>(pass: Pass<A, B>, value: A): Passed<B> => orFail(pass.run(value))

export const linearised = (program: Program): Graph => passed(linearise, program).value

/** The graph of one tensor, which is its output `y`. */
export const graphOf = (tensor: AnyTensor): Graph => {
  const inputs = new Map(
    postorder([tensor], children).flatMap((one) =>
      one.form.tag === 'input' ? [[one.form.name, one] as const] : [],
    ),
  )
  return linearised(closed(Object.fromEntries(inputs), { y: tensor }, []))
}

const extremes = [0, -0, 1, -1, Infinity, -Infinity, NaN, 1e30, -1e-30]

/** Arrays for the inputs of a graph; with the values at which exactness is hard to keep, if asked. */
export const arraysFor = (
  graph: Graph,
  sizes: Sizes,
  seed: number,
  extreme: boolean,
): ReadonlyMap<string, TypedArray> =>
  new Map(
    graph.inputs.map(({ path, node }, place) => {
      const { shape, dtype } = at(graph.nodes, node)
      const length = known(extent.resolve(shapes.sizeOf(shape), sizes), 'size')
      const values = uniform(key(seed + place), length, { low: -2, high: 2 })
      const picks = uniform(key(seed - place - 1), length)
      const array = allocate(dtype, length)
      values.forEach((value, k) => {
        const pick = Math.floor(at(picks, k) * extremes.length * 2)
        array[k] =
          dtype === 'f32' ? (extreme ? (extremes[pick] ?? value) : value) : Math.abs(Math.round(value)) % 2
      })
      return [path, array]
    }),
  )

/** From single to double precision: by so much smaller is each rounding. */
const finer = 2 ** -29

/**
 * What is wrong with a graph as the rewriting of another: complaints of either, and elements that differ. Exact means
 * the same bits, but for what a NaN holds; otherwise within the rounding errors of both.
 */
export const disagreements = (
  before: Graph,
  after: Graph,
  arrays: ReadonlyMap<string, TypedArray>,
  { exact, sizes }: { readonly exact: boolean; readonly sizes?: Sizes },
): readonly string[] => {
  const complaints = [...validate(before), ...validate(after)]
  if (complaints.length > 0) return complaints
  const options = sizes === undefined ? {} : { sizes }
  if (exact) {
    const [expected, found] = [orFail(run(before, arrays, options)), orFail(run(after, arrays, options))]
    return [...expected].flatMap(([path, { data }]) =>
      differing(path, data, known(found.get(path), path).data, (k, other) => Object.is(data[k], other)),
    )
  }
  const [expected, found] = [
    orFail(runWithBounds(before, arrays, options)),
    orFail(runWithBounds(after, arrays, options)),
  ]
  return [...expected].flatMap(([path, { data, bound }]) => {
    const other = known(found.get(path), path)
    return differing(
      path,
      data,
      other.data,
      (k, value) =>
        Object.is(value, data[k]) ||
        Math.abs(value - at(data, k)) <= finer * (at(bound, k) + at(other.bound, k)),
    )
  })
}

const differing = (
  path: string,
  expected: Float64Array,
  found: Float64Array,
  agrees: (k: number, value: number) => boolean,
): readonly string[] =>
  expected.length !== found.length
    ? [`${path} has ${found.length} elements, not ${expected.length}`]
    : [...found.keys()].flatMap((k) =>
        agrees(k, at(found, k)) ? [] : [`${path}[${k}] is ${at(found, k)}, not ${at(expected, k)}`],
      )
