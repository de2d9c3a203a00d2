/**
 * Every example in a doc comment runs and prints what it says.
 * Invariant: examples are found by looking, so that a new one needs no new test.
 */
import { describe, expect, it } from 'vitest'
import { filesBelow, read, root } from './files.ts'
import { printed, runExample } from './snippets.ts'

interface Example {
  readonly place: string
  readonly file: string
  readonly code: string
}

const comment = /\/\*\*(?:(?!\*\/)[\s\S])*?\*\//g

/** The text after `@example`, up to the next tag or the end of the comment. */
const examplesOf = (file: string): readonly Example[] => {
  const text = read(file)
  return [...text.matchAll(comment)].flatMap((found) => {
    const line = text.slice(0, found.index).split('\n').length
    const body = found[0].slice(3, -2).replace(/^ *\* ?/gm, '')
    return body
      .split(/^@example\s*$/m)
      .slice(1)
      .map((rest) => ({ place: `${file}:${line}`, file, code: (rest.split(/^@\w+/m)[0] ?? '').trim() }))
  })
}

const examples = [...filesBelow('src', '.ts'), ...filesBelow('compiler', '.ts')].flatMap(examplesOf)

describe('examples in comments', () => {
  it('are found', () => {
    expect(examples.length).toBeGreaterThan(20)
  })

  it.each(examples)('$place prints what it says', async ({ file, code }) => {
    const shown = await runExample(code, root + file)
    expect(shown.length).toBeGreaterThan(0)
    for (const { value, expected } of shown) expect(printed(value, expected)).toBe(expected)
  })
})
