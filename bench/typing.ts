/**
 * What the types cost: how much longer `tsc` takes for a model of 100 layers than for an empty file.
 * Before it: the declarations in `dist`. After it: `main.ts`.
 * Invariant: the compiler of this repository, the declarations a user gets, a new process each time.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execPath } from 'node:process'
import { fileURLToPath } from 'node:url'
import { median } from './measure.ts'
import type { Table } from './Row.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** A network whose layers all differ in size, so that no check can be reused, written as a user writes it. */
const model = (layers: number): string => {
  const sizes = Array.from({ length: layers + 1 }, (_, k) => 1000 + k)
  const specs = sizes
    .slice(1)
    .map((out, k) => `  fc${k}: { weight: f32(${out}, ${sizes[k]}), bias: f32(${out}) },`)
  const lines = specs.map(
    (_, k) => `  const h${k + 1} = pipe(h${k}, linear(params.fc${k}.weight, params.fc${k}.bias), relu)`,
  )
  return [
    `import { crossEntropy, dim, f32, i32, linear, optim, pipe, program, relu, training } from 'leibniz'`,
    `const params = {`,
    ...specs,
    `}`,
    `const inputs = { x: f32(dim('batch'), ${sizes[0]}), y: i32(dim('batch')), params }`,
    `const loss = program(inputs, ({ x: h0, y, params }) => {`,
    ...lines,
    `  return { loss: crossEntropy(h${layers}, y) }`,
    `})`,
    `export const { init, step } = training({ loss, wrt: 'params', optimiser: optim.momentum({ rate: 0.1, momentum: 0.9 }) })`,
    ``,
  ].join('\n')
}

const options = {
  target: 'ES2023',
  lib: ['ES2023'],
  module: 'NodeNext',
  moduleResolution: 'NodeNext',
  types: [],
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: true,
  noEmit: true,
  paths: {
    leibniz: [join(root, 'dist/types/src/index.d.ts')],
    'leibniz/compiler': [join(root, 'dist/types/compiler/index.d.ts')],
  },
}

/** Milliseconds that `tsc` takes for a folder. */
const check = (folder: string): number => {
  const start = performance.now()
  const { status, stdout } = spawnSync(
    execPath,
    [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder],
    {
      encoding: 'utf8',
    },
  )
  if (status !== 0) throw new Error(`the generated model does not compile: ${stdout.slice(0, 400)}`)
  return performance.now() - start
}

export const typingTime = (rounds = 5): Table => {
  const folder = mkdtempSync(join(tmpdir(), 'leibniz-'))
  try {
    const files = [
      ['an empty file', 'export {}\n'],
      ['an import of leibniz', `export { program } from 'leibniz'\n`],
      ['a training step of 100 layers', model(100)],
    ] as const
    const times = files.map((): number[] => [])
    for (let round = 0; round < rounds; round++)
      files.forEach(([, text], k) => {
        writeFileSync(join(folder, 'model.ts'), text)
        writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n')
        writeFileSync(
          join(folder, 'tsconfig.json'),
          JSON.stringify({ compilerOptions: options, files: ['model.ts'] }),
        )
        times[k]?.push(check(folder))
      })
    const [empty = Number.NaN, ...others] = times.map(median)
    return {
      title: 'Checking types with tsc',
      rows: [
        { name: 'an empty file', value: empty, unit: 'ms' },
        ...others.map((time, k) => ({
          name: `${files[k + 1]?.[0]}, above it`,
          value: time - empty,
          unit: 'ms' as const,
          most: 1000,
        })),
      ],
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
