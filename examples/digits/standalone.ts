/**
 * The trained program as a module of its own: written, then run in a process that has nothing else.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execPath } from 'node:process'
import { fileURLToPath } from 'node:url'
import type { Program } from 'leibniz'
import { orThrow, standalone } from 'leibniz/compiler'

export interface Written {
  readonly file: string
  readonly size: number
}

/** Writes the module and its declarations into a folder. */
export const write = (folder: string, program: Program): Written => {
  const { js, dts } = orThrow(standalone({ name: 'classify', program }))
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'digits.js'), js)
  writeFileSync(join(folder, 'digits.d.ts'), dts)
  return { file: join(folder, 'digits.js'), size: Buffer.byteLength(js) }
}

const predictor = fileURLToPath(new URL('predict.js', import.meta.url))

/** What the module says of the images in a new process, where code cannot be made from strings. */
export const predictElsewhere = (file: string, x: Float32Array): Buffer => {
  const { status, stdout, stderr } = spawnSync(
    execPath,
    ['--disallow-code-generation-from-strings', predictor, file],
    { input: new Uint8Array(x.buffer, x.byteOffset, x.byteLength) },
  )
  if (status !== 0) throw new Error(`${file} failed in a process of its own:\n${stderr.toString()}`)
  return stdout
}
