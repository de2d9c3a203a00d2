/**
 * Time against size: how long compiling and running take as networks grow wider, deeper, in batches, in operations.
 * Before it: `compiling.ts`, `engines.ts`, `fit.ts`. After it: `main.ts`.
 * Invariant: one size grows, all others stay; an exponent is of the larger sizes, where what is fixed is small.
 */
import { add, f32, mul, program } from 'leibniz'
import { deep, repeated, timed, width } from './compiling.ts'
import { compiled, running } from './engines.ts'
import type { Case, Target } from './engines.ts'
import type { Work } from './Engine.ts'
import { exponent } from './fit.ts'
import { median, sampled } from './measure.ts'
import { aligned, figures } from './text.ts'
import { drawing, fan } from './workloads/draw.ts'
import { training } from './workloads/layers.ts'

export interface Curve {
  readonly title: string
  /** What grows. */
  readonly size: string
  readonly sizes: readonly number[]
  /** Where the fit begins. */
  readonly from: number
  readonly make: (size: number) => Case
}

/** The gradients of so many layers of eight neurons, batch 32. */
const layers = (count: number): Case => {
  const draw = drawing(10)
  const params = Object.fromEntries(
    Array.from({ length: count }, (_, k) => [
      `fc${k + 1}`,
      { weight: draw(width * width, fan(width)), bias: draw(width, 0.1) },
    ]),
  )
  const y = Int32Array.from({ length: 32 }, (_, row) => row % width)
  return { program: deep(count), given: { x: draw(32 * width), y, params }, donate: [] }
}

/** So many operations one after the other on 256 numbers, each with a factor of its own. */
const operations = (count: number): Case => ({
  program: program({ x: f32(256) }, ({ x }) => {
    let y = x
    for (let k = 0; k < count / 2; k++) y = add(mul(y, 0.5 / (k + 2)), x)
    return { y }
  }),
  given: { x: drawing(11)(256) },
  donate: [],
})

export const curves: readonly Curve[] = [
  {
    title: 'Width: a training step of n-n-10, batch 16',
    size: 'n',
    sizes: [16, 32, 64, 128, 256, 512, 1024],
    from: 128,
    make: (n) => training({ batch: 16, pixels: n, hidden: n, classes: 10 }),
  },
  {
    title: 'Depth: the gradients of n layers of 8, batch 32',
    size: 'n',
    sizes: [1, 2, 4, 8, 16, 32, 64, 128],
    from: 16,
    make: layers,
  },
  {
    title: 'Batch: a training step of 64-64-10, batch n',
    size: 'n',
    sizes: [1, 4, 16, 64, 256, 1024, 4096],
    from: 64,
    make: (n) => training({ batch: n, pixels: 64, hidden: 64, classes: 10 }),
  },
  {
    title: 'Nodes: n operations on 256 numbers',
    size: 'n',
    sizes: [10, 30, 100, 300, 1000, 3000, 10_000],
    from: 300,
    make: operations,
  },
]

const targets = [
  { target: 'javascript', name: 'JavaScript' },
  { target: 'wasm', name: 'WebAssembly' },
] as const satisfies readonly { readonly target: Target; readonly name: string }[]

/** Times of one size: milliseconds of a compilation, microseconds of a call, for each target. */
export interface Spot {
  readonly size: number
  readonly compile: readonly number[]
  readonly run: readonly number[]
}

/** Microseconds of one call, after so many that machine code has been made. */
const warmTime = (name: string, { run }: Work): number => {
  const call = (): number => Number(run())
  sampled(name, call, { maxTime: 1, minSamples: 3 })
  return median(sampled(name, call, { maxTime: 0.1, minSamples: 3 }))
}

export const spotOf = ({ make }: Pick<Curve, 'make'>, size: number): Spot => {
  const what = make(size)
  const times = targets.map(({ target, name }) => {
    const compile = median(repeated(3, () => timed(() => compiled(what, target))))
    const work = running(compiled(what, target), what, target)
    return { compile, run: work === undefined ? Number.NaN : warmTime(`${name} of ${size}`, work) }
  })
  return { size, compile: times.map(({ compile }) => compile), run: times.map(({ run }) => run) }
}

/** The exponents of all columns, from a size on. */
export const exponentsOf = (spots: readonly Spot[], from: number): readonly number[] => {
  const large = spots.filter(({ size }) => size >= from)
  return [0, 1, 2, 3].map((column) =>
    exponent(large.map(({ size, compile, run }) => [size, [...compile, ...run][column] ?? Number.NaN])),
  )
}

export const showCurve = (
  { title, size, from }: Pick<Curve, 'title' | 'size' | 'from'>,
  spots: readonly Spot[],
): string => {
  const names = targets.map(({ name }) => name)
  const lines = [
    [size, ...names.map((name) => `compile, ${name}`), ...names.map((name) => `run, ${name}`)],
    ...spots.map((spot) => [
      spot.size.toLocaleString('en'),
      ...spot.compile.map((ms) => `${figures(ms)} ms`),
      ...spot.run.map((micros) => `${figures(micros)} µs`),
    ]),
    [
      `exponent from ${from.toLocaleString('en')}`,
      ...exponentsOf(spots, from).map((power) => power.toFixed(2)),
    ],
  ]
  const text = aligned(lines, ['right', 'right', 'right', 'right', 'right'])
  return [title, ...text.map((line) => `  ${line}`)].join('\n')
}
