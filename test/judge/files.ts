/**
 * The files of cases below a folder.
 * Invariant: every JSON file is one, but for tables of contents and folders of other data; what is hidden is not ours.
 */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const isOther = (folder: string): boolean => /^\.|^data$|^node_modules$|^onnx/.test(folder)

const isCase = (file: string): boolean => /^[^.].*\.json$/.test(file) && !/^(?:index|stats)\.json$/.test(file)

/** The paths of the cases below a folder in the order of their names; or of the one that the path is itself. */
export const casesBelow = (path: string): readonly string[] => {
  if (statSync(path).isFile()) return [path]
  const found: string[] = []
  const folders = [path]
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop())
    for (const name of readdirSync(folder)) {
      const inner = join(folder, name)
      if (statSync(inner).isDirectory()) {
        if (!isOther(name)) folders.push(inner)
      } else if (isCase(name)) found.push(inner)
    }
  return found.toSorted()
}
