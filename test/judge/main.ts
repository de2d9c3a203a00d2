/**
 * Judges every case below a folder on a target.
 *
 *     npm run oracle -- test/oracle                        # on the interpreter
 *     npm run oracle -- test/oracle --target javascript    # on what the compiler makes
 *
 * Prints a block for each case that fails, and last how many passed and failed. Ends with 0 where none failed, 1 where
 * one did, 2 for a command line that means nothing, 3 for a folder that cannot be read or holds no case.
 */
import { relative } from 'node:path'
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { casesBelow } from './files.ts'
import { judge } from './judge.ts'
import type { Target } from './Target.ts'
import { targets } from './Target.ts'

const usage = `oracle DIR [--target ${targets.map(({ name }) => name).join('|')}]`

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error))

interface Asked {
  readonly path: string
  readonly target: Target
}

/** What the command line asks for, or why it means nothing. */
const asked = (): Asked | string => {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: { target: { type: 'string', default: 'interpreter' } },
    })
    const [path, ...others] = positionals
    if (path === undefined) return 'no folder is named'
    if (others.length > 0) return `one folder at a time, not ${positionals.length}`
    const target = targets.find(({ name }) => name === values.target)
    return target === undefined ? `there is no target ${values.target}` : { path, target }
  } catch (error) {
    return reason(error)
  }
}

const listed = (path: string): readonly string[] | string => {
  try {
    const files = casesBelow(path)
    return files.length === 0 ? `no case below ${path}` : files
  } catch (error) {
    return reason(error)
  }
}

const verdict = (file: string, target: Target): readonly string[] => {
  try {
    return judge(readFileSync(file, 'utf8'), target)
  } catch (error) {
    return [`cannot be read: ${reason(error)}`]
  }
}

const refuse = (code: number, why: string): void => {
  console.error(`oracle: ${why}`)
  if (code === 2) console.error(`usage: ${usage}`)
  process.exitCode = code
}

const judgeAll = (files: readonly string[], { path, target }: Asked): void => {
  let failed = 0
  for (const file of files) {
    const lines = verdict(file, target)
    if (lines.length === 0) continue
    failed++
    console.log([relative(path, file) || file, ...lines.map((line) => `  ${line}`)].join('\n'))
  }
  console.log(`${files.length - failed} passed, ${failed} failed`)
  process.exitCode = failed > 0 ? 1 : 0
}

const command = asked()
if (typeof command === 'string') refuse(2, command)
else {
  const files = listed(command.path)
  if (typeof files === 'string') refuse(3, files)
  else judgeAll(files, command)
}
