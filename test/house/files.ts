/**
 * The files of the project, for the tests of its rules.
 * Invariant: what is generated or installed is no file of the project; paths are relative to its root, with slashes.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../', import.meta.url))

const made = new Set(['node_modules', 'dist', 'out', 'coverage', '.git'])

/** Every file below a folder whose name ends as asked, in the order of the names. */
export const filesBelow = (folder: string, ending: string): readonly string[] => {
  const found: string[] = []
  const folders = [folder]
  for (let next = folders.pop(); next !== undefined; next = folders.pop())
    for (const entry of readdirSync(root + next, { withFileTypes: true })) {
      const path = next === '' ? entry.name : `${next}/${entry.name}`
      if (entry.isDirectory() && !made.has(entry.name)) folders.push(path)
      if (entry.isFile() && path.endsWith(ending)) found.push(path)
    }
  return found.toSorted()
}

export const read = (path: string): string => readFileSync(root + path, 'utf8')
