/**
 * The script and the style of pages, as the build left them beside the command line.
 * Before it: `rolldown.config.ts`. After it: `leibniz explain --format html`.
 * Invariant: what is hashed is what is written, byte for byte.
 */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Asset, PageAssets } from '../explain/html.ts'

const asset = async (place: URL): Promise<Asset> => {
  const text = await readFile(place, 'utf8')
  return { text, sha256: createHash('sha256').update(text, 'utf8').digest('base64') }
}

/** Reads `page.js` and `page.css` in a folder; in the one of the running module where nothing is said. */
export const loadPageAssets = async (folder: string | URL = import.meta.url): Promise<PageAssets> => {
  const [script, style] = await Promise.all(
    ['page.js', 'page.css'].map((name) => asset(new URL(name, folder))),
  )
  if (script === undefined || style === undefined) throw new Error('the build has no page')
  return { script, style }
}
