/**
 * W8, the cold start: a fresh process loads a library, builds W1 and predicts once.
 * Before it: the scripts here and in `../peers/cold`, `../peers/models.ts`. After it: `../peers/main.ts`.
 * Invariant: a time is above that of a process which does nothing but read the same numbers and answer.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execPath } from 'node:process'
import { fileURLToPath } from 'node:url'
import { orThrow, standalone } from 'leibniz/compiler'
import type { Result } from '../apart.ts'
import { together } from '../Outcome.ts'
import type { Outcome } from '../Outcome.ts'
import { mlp } from '../workloads/layers.ts'
import type { Mlp } from '../workloads/Problem.ts'
import { distance, referenceOf, toleranceOf } from '../workloads/Workload.ts'
import type { Workload } from '../workloads/Workload.ts'
import { mlpModel } from '../peers/models.ts'
import { encode } from '../peers/onnx.ts'

/** Who starts: the script, and what it is given after the file of numbers. */
interface Start {
  readonly engine: string
  readonly script: string
  readonly more: (files: Files) => readonly string[]
}

/** What was written beforehand. */
interface Files {
  readonly numbers: string
  readonly module: string
  readonly model: string
}

const ours = (name: string): string => fileURLToPath(new URL(`${name}`, import.meta.url))
const theirs = (name: string): string => fileURLToPath(new URL(`../peers/cold/${name}`, import.meta.url))

const nothing: Start = { engine: 'nothing', script: ours('nothing.js'), more: () => [] }

const starts: readonly Start[] = [
  { engine: 'leibniz JavaScript', script: ours('leibniz.js'), more: () => ['javascript'] },
  { engine: 'leibniz WebAssembly', script: ours('leibniz.js'), more: () => ['wasm'] },
  { engine: 'leibniz module', script: ours('module.js'), more: ({ module }) => [module] },
  { engine: 'tfjs cpu', script: theirs('tfjs.js'), more: ({ model }) => [model, 'cpu'] },
  { engine: 'tfjs wasm', script: theirs('tfjs.js'), more: ({ model }) => [model, 'wasm'] },
  {
    engine: 'onnxruntime-web',
    script: theirs('onnxruntime.js'),
    more: ({ model }) => [model, 'onnxruntime-web'],
  },
  { engine: 'jax-js', script: theirs('jax.js'), more: () => [] },
  {
    engine: 'onnxruntime-node',
    script: theirs('onnxruntime.js'),
    more: ({ model }) => [model, 'onnxruntime-node'],
  },
]

const written = (folder: string, { program }: Workload, problem: Mlp): Files => {
  const { x, W1, b1, W2, b2 } = problem.inputs
  const files = {
    numbers: join(folder, 'numbers'),
    module: join(folder, 'classify.mjs'),
    model: join(folder, 'model.onnx'),
  }
  const numbers = [x, W1, b1, W2, b2].map(({ buffer, byteOffset, byteLength }) =>
    Buffer.from(buffer, byteOffset, byteLength),
  )
  writeFileSync(files.numbers, Buffer.concat(numbers))
  writeFileSync(files.module, orThrow(standalone({ name: 'classify', program, target: 'wasm' })).js)
  writeFileSync(files.model, encode(mlpModel(problem)))
  return files
}

interface Ended {
  readonly micros: number
  readonly answers: readonly number[]
  readonly why: string
}

const ended = ({ script, more }: Start, files: Files): Ended => {
  const start = performance.now()
  const { stdout, stderr } = spawnSync(execPath, [script, files.numbers, ...more(files)], {
    encoding: 'utf8',
  })
  const micros = (performance.now() - start) * 1000
  const last = stdout.trimEnd().split('\n').at(-1) ?? ''
  const said: unknown = last.startsWith('[') ? JSON.parse(last) : []
  const answers = Array.isArray(said) ? said.map(Number) : []
  return { micros, answers, why: stderr.trim().split('\n').at(-1) ?? '' }
}

/** Cold starts in rounds, each round's above the time of nothing in that round. */
export const raceCold = (
  engines: readonly string[],
  { rounds, tell }: { readonly rounds: number; readonly tell: (line: string) => void },
): readonly Result[] => {
  const workload = mlp({ batch: 1, pixels: 784, hidden: 128, classes: 10 })
  const { problem } = workload
  if (problem.kind !== 'mlp') return []
  const expected = referenceOf(workload)
  const folder = mkdtempSync(join(tmpdir(), 'leibniz-cold-'))
  try {
    const files = written(folder, workload, problem)
    const asked = starts.filter(({ engine }) => engines.includes(engine))
    const outcomes = asked.map((): Outcome[] => [])
    for (let round = 1; round <= rounds; round++) {
      tell(`round ${round} of ${rounds}: cold starts`)
      const least = ended(nothing, files).micros
      asked.forEach((start, k) => {
        const { micros, answers, why } = ended(start, files)
        const right = distance(expected, { probabilities: answers }) <= toleranceOf(workload)
        outcomes[k]?.push(
          right ? { tag: 'timed', micros: micros - least } : { tag: 'refused', why: why || 'wrong answers' },
        )
      })
    }
    const { flops, bytes } = workload
    return asked.map(({ engine }, k) => ({
      workload: 'W8',
      engine,
      cost: { flops, bytes },
      outcome: together(outcomes[k] ?? []),
    }))
  } finally {
    rmSync(folder, { recursive: true })
  }
}
