/** The type checker against the run time: the same shapes, the same sentences. */
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { known } from '../../src/Bug.ts'
import { children } from '../../src/operands.ts'
import { isTensor } from '../../src/Tensor.ts'
import type { AnyTensor } from '../../src/Tensor.ts'
import * as leibniz from 'leibniz'
import * as extent from '../../src/Extent.ts'
import * as shapes from '../../src/Shape.ts'
import { accepted, refused } from './check.ts'

const here = dirname(fileURLToPath(import.meta.url))

/** The chapters of cases beside this file: a folder of what compiles, what is refused, and generic functions. */
const chapters = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)

const root = join(here, '../..')

interface Diagnostic {
  readonly line: number
  readonly text: string
}

/** What the type checker prints of files of the folder. */
const checked = (folder: string, files: readonly string[], ...flags: readonly string[]): Promise<string> => {
  const config = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: { noEmit: true, types: [] },
    include: files.map((file) => join(folder, file)),
    exclude: [],
  }
  const project = join(folder, `${files.length} ${String(files[0])}.json`)
  writeFileSync(project, JSON.stringify(config))
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const options = ['-p', project, '--pretty', 'false', ...flags]
  return new Promise((done) => {
    execFile(process.execPath, [tsc, ...options], { maxBuffer: 2 ** 26 }, (_, out) => done(out))
  })
}

/** What stands in the folder for a file of cases. */
const copyOf = (file: string): string => file.replace('/', '-')

/** What the type checker says of files once nothing is expected in them any more: each file, by line. */
const diagnostics = async (
  folder: string,
  files: readonly string[],
): Promise<ReadonlyMap<string, readonly Diagnostic[]>> => {
  for (const file of files) {
    const text = readFileSync(join(here, file), 'utf8')
    writeFileSync(
      join(folder, copyOf(file)),
      text.replaceAll('@ts-expect-error', '').replace("'../check.ts'", "'./check.ts'"),
    )
  }
  const found = new Map(files.map((file) => [copyOf(file), Array<{ line: number; text: string }>()]))
  let last: { line: number; text: string } | undefined
  for (const row of (await checked(folder, files.map(copyOf))).split('\n')) {
    const [, path = '', line, text = ''] = /^([^ ].*?)\((\d+),\d+\): error TS\d+: (.*)$/.exec(row) ?? []
    if (line === undefined) {
      if (last !== undefined) last.text += `\n${row}`
      continue
    }
    last = { line: Number(line), text }
    known(found.get(basename(path)), path).push(last)
  }
  return new Map(files.map((file) => [file, known(found.get(copyOf(file)), file)]))
}

/** Layers with a residual and a normalisation, each of a size of its own. */
const model = (layers: number): string => {
  const lines = Array.from({ length: layers }, (_, k) => {
    const [inputs, outputs] = [k + 64, k + 65]
    return `
const h${k} = L.relu(L.linear(t(f32(${outputs}, ${inputs})), t(f32(${outputs})))(x${k}))
const c${k} = L.sub(h${k}, L.mean({ axis: 1, keepdims: true })(h${k}))
const x${k + 1} = L.add(L.div(c${k}, L.sqrt(L.add(1e-5, L.mean({ axis: 1, keepdims: true })(L.square(c${k}))))), h${k})`
  })
  return `import * as L from 'leibniz'
import { dim, f32 } from 'leibniz'
import { t } from './check.ts'
const x0 = t(f32(dim('n'), 64))${lines.join('')}
export const out = L.reshape([dim('n'), ${layers + 64}])(x${layers})
`
}

/** The line after each expectation, with the text that the expectation states. */
const expectations = (file: string): readonly Diagnostic[] =>
  readFileSync(join(here, file), 'utf8')
    .split('\n')
    .flatMap((row, k) => {
      const stated = /\/\/ @ts-expect-error ?(.*)$/.exec(row)
      return stated === null ? [] : [{ line: k + 2, text: String(stated[1]) }]
    })

/** The sentence of the mistake at the bottom of an ill-shaped application. */
const sentenceOf = (tensor: AnyTensor): string | undefined => {
  const seen = new Set([tensor])
  for (const each of seen) {
    const { form } = each
    if (form.tag === 'invalid' && form.mistake !== undefined) return form.mistake.sentence
    for (const child of children(each)) seen.add(child)
  }
  return undefined
}

describe('the types of the operations', () => {
  // Within the package, so that its own name is found.
  mkdirSync(join(root, 'out'), { recursive: true })
  const folder = mkdtempSync(join(root, 'out/types-'))
  let said: ReadonlyMap<string, readonly Diagnostic[]> = new Map()
  const saidOf = (file: string): readonly Diagnostic[] => known(said.get(file), file)
  beforeAll(async () => {
    writeFileSync(join(folder, 'check.ts'), readFileSync(join(here, 'check.ts')))
    const files = ['accepted.ts', 'refused.ts', 'generic.ts']
    said = await diagnostics(
      folder,
      chapters.flatMap((chapter) => files.map((file) => `${chapter}/${file}`)),
    )
  })
  afterAll(() => {
    rmSync(folder, { recursive: true })
  })

  describe.each(chapters)('of %s', (chapter) => {
    it('are the shapes and dtypes of the run time', async () => {
      const first = accepted.length
      await import(`./${chapter}/accepted.ts`)
      const cases = accepted.slice(first)
      expect(cases.length).toBeGreaterThan(5)
      for (const { spec, tensor } of cases) {
        expect(isTensor(tensor) && sentenceOf(tensor)).toBe(undefined)
        expect(shapes.show(tensor.shape)).toBe(shapes.show(spec.shape))
        expect(tensor.shape.every((size, k) => extent.same(size, spec.shape[k] ?? -1))).toBe(true)
        expect(tensor.dtype).toBe(spec.dtype)
      }
    })

    it('compile where they should', () => {
      expect(saidOf(`${chapter}/accepted.ts`)).toEqual([])
    })

    it('refuse every mistake with the sentence of the run time', async () => {
      const first = refused.length
      await import(`./${chapter}/refused.ts`)
      const cases = refused.slice(first)
      const lines = expectations(`${chapter}/refused.ts`).map(({ line }) => line)
      const found = saidOf(`${chapter}/refused.ts`)
      expect([...new Set(found.map(({ line }) => line))]).toEqual(lines)
      expect(cases.length).toBe(lines.length)
      for (const [k, tensor] of cases.entries()) {
        const sentence = sentenceOf(tensor)
        expect(sentence).not.toBe(undefined)
        const sentences = found.filter(({ line }) => line === lines[k]).map(({ text }) => text)
        expect(sentences.join('\n')).toContain(`'"${sentence}"'`)
      }
    })

    it('refuse mistakes inside generic functions, and calls of generic functions', () => {
      const wanted = expectations(`${chapter}/generic.ts`)
      const found = saidOf(`${chapter}/generic.ts`)
      expect([...new Set(found.map(({ line }) => line))]).toEqual(wanted.map(({ line }) => line))
      for (const { line, text } of wanted) {
        const sentences = found
          .filter((diagnostic) => diagnostic.line === line)
          .map((diagnostic) => diagnostic.text)
        expect(sentences.join('\n')).toContain(text)
      }
    })
  })

  // Instantiations and not seconds, which other work on the machine stretches: a million take about a second.
  it('cost little for a model of 100 layers', { timeout: 60_000 }, async () => {
    const instantiations = async (layers: number): Promise<number> => {
      const file = `model${layers}.ts`
      writeFileSync(join(folder, file), model(layers))
      const out = await checked(folder, [file], '--extendedDiagnostics')
      expect(out).not.toContain('error')
      return Number(/Instantiations:\s*(\d+)/.exec(out)?.[1])
    }
    const [plain, deep] = [await instantiations(0), await instantiations(100)]
    expect(deep - plain).toBeGreaterThan(100_000)
    expect(deep - plain).toBeLessThan(300_000)
  })
})

/** Where nothing can be wrong that a type could tell, and why. */
const faultless: Readonly<Record<string, string>> = {
  arange: 'what fits a range is judged on numbers that types rarely hold',
  cast: 'every dtype becomes every other',
  checkpoint: 'it takes every function of tensors',
  customDerivative: 'its pullback is judged when it is called',
  derivative: 'it takes two tensors of whatever shapes',
  eye: 'it takes every extent',
  full: 'it takes every shape',
  linspace: 'it takes every extent',
}

/** What declares, asks or joins functions, writes or reads formulas, and no operation. */
const declarations = new Set([
  'bool',
  'dim',
  'f32',
  'formula',
  'i32',
  'input',
  'isProgram',
  'latex',
  'mathml',
  'mathmlOf',
  'parse',
  'parseInput',
  'parseProgram',
  'pipe',
  'program',
  'show',
  'showFormulaError',
  'u32',
])

describe('every operation', () => {
  const names = Object.entries(leibniz).flatMap(([name, value]) =>
    typeof value === 'function' && !declarations.has(name) ? [name] : [],
  )
  const textOf = (file: string): string =>
    chapters.map((chapter) => readFileSync(join(here, chapter, file), 'utf8')).join('\n')
  const programs = readFileSync(join(here, 'programs.ts'), 'utf8')
  const called = (name: string, text: string): boolean =>
    new RegExp(`(?<![\\w.])(L\\.)?${name}\\(`).test(text)

  it('has a case that compiles', () => {
    const text = textOf('accepted.ts') + programs
    expect(names.filter((name) => !called(name, text))).toEqual([])
  })

  it('has a case that is refused, or a reason for none', () => {
    const text = textOf('refused.ts') + programs
    expect(names.filter((name) => !called(name, text)).sort()).toEqual(Object.keys(faultless).sort())
  })
})
