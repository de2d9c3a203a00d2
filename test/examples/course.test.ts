/**
 * The examples of a first course: each prints what its golden says, is short, and opens with its question.
 * Invariant: examples are found by looking, so that a new one needs no new test.
 */
import { readdirSync } from 'node:fs'
import { format } from 'node:util'
import { describe, expect, it, vi } from 'vitest'
import { read, root } from '../house/files.ts'

const files = readdirSync(`${root}examples`).filter((file) => file.endsWith('.ts'))

/** The file of what an example prints. */
const goldenOf = (file: string): string => file.replace(/\.ts$/, '.txt')

/** What a module prints while it is loaded. */
const printedBy = async (path: string): Promise<string> => {
  const log = vi.spyOn(console, 'log').mockReturnValue(undefined)
  try {
    await import(/* @vite-ignore */ path)
    return log.mock.calls.map((line) => `${format(...line)}\n`).join('')
  } finally {
    log.mockRestore()
  }
}

it('there are examples', () => {
  expect(files.length).toBeGreaterThan(10)
})

it('there is no golden without its example', () => {
  const goldens = readdirSync(`${root}test/golden/examples`)
  expect(goldens.toSorted()).toEqual(files.map(goldenOf).toSorted())
})

describe.each(files)('%s', (file) => {
  const source = read(`examples/${file}`)

  it('prints its answer', async () => {
    await expect(await printedBy(`${root}examples/${file}`)).toMatchFileSnapshot(
      `../golden/examples/${goldenOf(file)}`,
    )
  })

  it('has fewer than 60 lines', () => {
    expect(source.trimEnd().split('\n').length).toBeLessThan(60)
  })

  it('opens with a question', () => {
    expect(/^\/\*\*\n \* ([A-Z][^?]*\?)\n/.exec(source)?.[1] ?? source.slice(0, 200)).toMatch(/\?$/)
  })

  it('uses what everybody can import', () => {
    const modules = [...source.matchAll(/from '([^']+)'/g)].map(([, name]) => name)
    expect(modules.filter((name) => name !== 'leibniz' && name !== 'leibniz/compiler')).toEqual([])
  })

  it('has a row in the README', () => {
    expect(read('examples/README.md')).toContain(`(${file})`)
  })
})
