/**
 * JSON from outside as fields: what an object has under each name, and whether it has a name twice.
 * Before it: nothing. After it: `safetensorsHeader.ts`, `dataJson.ts`.
 * Invariant: nothing throws; a name is data, whatever it is, and never looked up in an object.
 */

/** A name as it stands in sentences; of a long one the beginning. */
export const quoted = (name: string): string =>
  JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name)

export type Fields = ReadonlyMap<string, unknown>

/** The fields of a JSON object; undefined for everything else. */
export const fieldsOf = (value: unknown): Fields | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? new Map<string, unknown>(Object.entries(value))
    : undefined

const codes = {
  quote: 0x22,
  colon: 0x3a,
  openList: 0x5b,
  backslash: 0x5c,
  closeList: 0x5d,
  open: 0x7b,
  close: 0x7d,
}

/** The end of the text in quotes that begins here. */
const endOfQuoted = (text: string, start: number): number => {
  let end = start + 1
  for (let code = text.charCodeAt(end); code !== codes.quote; code = text.charCodeAt(end))
    end += code === codes.backslash ? 2 : 1
  return end + 1
}

/** The first name that an object of this valid JSON has twice: parsing alone would keep the last. */
export const twice = (text: string): string | undefined => {
  const open: (Set<string> | undefined)[] = []
  let last: readonly [start: number, end: number] = [0, 0]
  for (let k = 0; k < text.length; k++) {
    const code = text.charCodeAt(k)
    if (code === codes.quote) {
      last = [k, endOfQuoted(text, k)]
      k = last[1] - 1
    } else if (code === codes.open) open.push(new Set())
    else if (code === codes.openList) open.push(undefined)
    else if (code === codes.close || code === codes.closeList) open.pop()
    else if (code === codes.colon) {
      const name = String(JSON.parse(text.slice(...last)))
      const names = open.at(-1)
      if (names?.has(name) === true) return name
      names?.add(name)
    }
  }
  return undefined
}

/** The value that a text is in JSON; undefined where it is none. */
export const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
