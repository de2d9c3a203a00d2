/**
 * Time against size: how long compiling and running take as networks grow wider, deeper, in batches, in operations.
 * Before it: `compiling.ts`, `engines.ts`, `fit.ts`. After it: `main.ts`.
 * Invariant: one size grows, all others stay; an exponent is of the larger sizes, where what is fixed is small.
 */
import { add, f32, mul, program } from 'leibniz'
import { deep } from './compiling.ts'
import { compiled, running } from './engines.ts'
import type { Case, Target } from './engines.ts'
import type { Work } from './Engine.ts'
import { exponent } from './fit.ts'
import { median, sampled } from './measure.ts'
import { aligned, figures } from './text.ts'
import { drawing, fan } from './workloads/draw.ts'
import { training } from './workloads/layers.ts'

interface Sized extends Case {
  /** Operations on floats of a call. */
  readonly flops: number
}

export interface Curve {
  readonly title: string
  /** What grows. */
  readonly size: string
  readonly sizes: readonly number[]
  /** Where the fit of compiling begins. */
  readonly from: number
  readonly make: (size: number) => Sized
}

/** The gradients of so many layers of 64 neurons, batch 64. */
const layers = (count: number): Sized => {
  const [width, batch] = [64, 64]
  const draw = drawing(10)
  const params = Object.fromEntries(
    Array.from({ length: count }, (_, k) => [
      `fc${k + 1}`,
      { weight: draw(width * width, fan(width)), bias: draw(width, 0.1) },
    ]),
  )
  const y = Int32Array.from({ length: batch }, (_, row) => row % width)
  return {
    program: deep(count, width),
    given: { x: draw(batch * width), y, params },
    donate: [],
    flops: 2 * batch * width * width * (3 * count - 1),
  }
}

/** So many operations one after the other on 256 numbers, each with a factor of its own. */
const operations = (count: number): Sized => ({
  program: program({ x: f32(256) }, ({ x }) => {
    let y = x
    for (let k = 0; k < count / 2; k++) y = add(mul(y, 0.5 / (k + 2)), x)
    return { y }
  }),
  given: { x: drawing(11)(256) },
  donate: [],
  flops: 256 * count,
})

export const curves: readonly Curve[] = [
  {
    title: 'Width: a training step of n-n-10, batch 64',
    size: 'n',
    sizes: [16, 32, 64, 128, 256, 512, 1024, 2048],
    from: 128,
    make: (n) => training({ batch: 64, pixels: n, hidden: n, classes: 10 }),
  },
  {
    title: 'Depth: the gradients of n layers of 64, batch 64',
    size: 'n',
    sizes: [1, 2, 4, 8, 16, 32, 64, 128],
    from: 16,
    make: layers,
  },
  {
    title: 'Batch: a training step of 64-64-10, batch n',
    size: 'n',
    sizes: [1, 4, 16, 64, 256, 1024, 4096, 16_384],
    from: 64,
    make: (n) => training({ batch: n, pixels: 64, hidden: 64, classes: 10 }),
  },
  {
    title: 'Nodes: n operations on 256 numbers',
    size: 'n',
    sizes: [10, 100, 1000, 10_000, 100_000, 1_000_000],
    from: 1000,
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
  readonly flops: number
  readonly compile: readonly number[]
  readonly run: readonly number[]
}

/**
 * Microseconds of one call that is warm: after a second of calls, or as long as compiling took, in milliseconds, because
 * an engine has as much code to make fast.
 */
const warmTime = (name: string, { run }: Work, compiling: number): number => {
  const call = (): number => Number(run())
  sampled(name, call, { maxTime: Math.max(1, compiling / 1000), minSamples: 3 })
  return median(sampled(name, call, { maxTime: 0.1, minSamples: 3 }))
}

/** What takes longer than this, in milliseconds, is compiled once. */
const long = 10_000

export const spotOf = ({ make }: Pick<Curve, 'make'>, size: number): Spot => {
  const what = make(size)
  const times = targets.map(({ target, name }) => {
    const made = () => {
      const start = performance.now()
      return { run: compiled(what, target), time: performance.now() - start }
    }
    const first = made()
    const all = first.time > long ? [first] : [made(), made(), made()]
    const compile = median(all.map(({ time }) => time))
    const work = running(first.run, what, target)
    return { compile, run: work === undefined ? Number.NaN : warmTime(`${name} of ${size}`, work, compile) }
  })
  return {
    size,
    flops: what.flops,
    compile: times.map(({ compile }) => compile),
    run: times.map(({ run }) => run),
  }
}

/** From so many operations a call on, running is to take as long as there are operations. */
const much = 10 ** 7

export interface Fit {
  readonly exponent: number
  readonly isMet: boolean
}

/** What is promised: compiling is linear in the size, running in the operations once there are many. */
export interface Fits {
  readonly compile: readonly Fit[]
  readonly run: readonly Fit[]
}

const mostOfCompiling = 1.1
const leastOfRunning = 0.85
const mostOfRunning = 1.15

export const fitsOf = (spots: readonly Spot[], from: number): Fits => {
  const [large, busy] = [spots.filter(({ size }) => size >= from), spots.filter(({ flops }) => flops >= much)]
  return {
    compile: targets.map((_, k) => {
      const power = exponent(large.map(({ size, compile }) => [size, compile[k] ?? Number.NaN]))
      return { exponent: power, isMet: power <= mostOfCompiling }
    }),
    run: targets.map((_, k) => {
      const power = exponent(busy.map(({ flops, run }) => [flops, run[k] ?? Number.NaN]))
      return { exponent: power, isMet: power >= leastOfRunning && power <= mostOfRunning }
    }),
  }
}

const shown = ({ exponent, isMet }: Fit): string => `${exponent.toFixed(2)} ${isMet ? 'within' : 'OVER'}`

export const showCurve = (
  { title, size, from }: Pick<Curve, 'title' | 'size' | 'from'>,
  spots: readonly Spot[],
): string => {
  const names = targets.map(({ name }) => name)
  const none = targets.map(() => '')
  const fits = fitsOf(spots, from)
  const lines = [
    [size, 'MFLOP', ...names.map((name) => `compile, ${name}`), ...names.map((name) => `run, ${name}`)],
    ...spots.map((spot) => [
      spot.size.toLocaleString('en'),
      figures(spot.flops / 10 ** 6),
      ...spot.compile.map((ms) => `${figures(ms)} ms`),
      ...spot.run.map((micros) => `${figures(micros)} µs`),
    ]),
    [`exponent of ${size} from ${from.toLocaleString('en')}`, '', ...fits.compile.map(shown), ...none],
    ['exponent of FLOP from 10⁷', '', ...none, ...fits.run.map(shown)],
  ]
  const text = aligned(lines, ['right', 'right', 'right', 'right', 'right', 'right'])
  return [title, ...text.map((line) => `  ${line}`)].join('\n')
}
