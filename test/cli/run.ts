/**
 * The built command line, run as a user runs it, in a folder of its own.
 * Before it: `npm run build`. After it: the tests beside this file.
 * Invariant: each call is a new process; nothing is read from or written to the project's folder.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { root } from '../house/files.ts'

export interface Ended {
  readonly exit: number | null
  readonly out: string
  readonly err: string
}

export interface Folder {
  readonly path: string
  readonly leibniz: (...words: readonly string[]) => Ended
  /** Every file there is now. */
  readonly files: () => readonly string[]
}

const entry = join(root, 'dist/cli.js')

/** A folder with these files, gone after the test. */
export const folderOf = (files: Readonly<Record<string, string>>): Folder => {
  if (!existsSync(entry)) throw new Error('the command line is not built: npm run build')
  const path = mkdtempSync(join(tmpdir(), 'leibniz-cli-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true })
    writeFileSync(join(path, name), text)
  }
  return {
    path,
    leibniz: (...words) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [entry, ...words], {
        cwd: path,
        encoding: 'utf8',
      })
      return { exit: status, out: stdout, err: stderr }
    },
    files: () =>
      readdirSync(path, { recursive: true, withFileTypes: true, encoding: 'utf8' })
        .filter((found) => !found.isDirectory())
        .map((found) => join(found.parentPath, found.name).slice(path.length + 1))
        .toSorted(),
  }
}

/** A model with one program, and one with its gradient. */
export const model = `import { dim, f32, matmul, maximum, mean, program, square, valueAndGrad } from 'leibniz'

const batch = dim('batch')

export const scores = program(
  { x: f32(4, batch), W1: f32(3, 4), W2: f32(2, 3) },
  ({ x, W1, W2 }) => ({ s: matmul(W2, maximum(0, matmul(W1, x))) }),
)

export const fit = valueAndGrad({ of: 'loss', wrt: 'W' })(
  program({ x: f32(4, batch), W: f32(2, 4) }, ({ x, W }) => ({ loss: mean(square(matmul(W, x))) })),
)
`
