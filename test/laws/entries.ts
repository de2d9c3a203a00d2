/**
 * The whole table of operations: every chapter of the folder `table`, each entry with a title of its own.
 * Before it: `table/`. After it: `table.test.ts`, `hostile.test.ts`.
 */
import { readdirSync } from 'node:fs'
import type { Entry } from './table/Entry.ts'

const folder = new URL('./table/', import.meta.url)

interface Chapter {
  readonly entries: readonly Entry[]
}

export const chapters = readdirSync(folder)
  .filter((file) => /^[a-z].*\.ts$/.test(file))
  .sort()

export const table: readonly Entry[] = (
  await Promise.all(chapters.map((file): Promise<Chapter> => import(new URL(file, folder).href)))
).flatMap(({ entries }) => entries)

export const titled = table.map((entry, k) => {
  const same = table.filter(({ name }) => name === entry.name)
  const title = same.length === 1 ? entry.name : `${entry.name} ${same.indexOf(entry) + 1}`
  return { title, entry, seed: 100 * (k + 1) }
})
