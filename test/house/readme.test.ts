/**
 * The READMEs tell the truth: their code runs, their commands exist, their links lead somewhere.
 * Invariant: the ts blocks of one README are one program, read from top to bottom. A block under `<!-- = expression -->`
 * is the text of that expression there; with WRITE=1 in the environment it is written anew.
 */
import { existsSync, writeFileSync } from 'node:fs'
import { posix } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesBelow, read, root } from './files.ts'
import { printed, runExample } from './snippets.ts'
import type { Shown } from './snippets.ts'

const readmes = filesBelow('', '.md')

const block = /(?:<!-- = (.+?) -->\n+)?^```(\w*)\n([\s\S]*?)^```$/gm

/** Text as the comment behind a statement; where there is none yet, one that no value prints. */
const asComment = (text: string): string => (text.trimEnd() || '(nothing yet)').replace(/^/gm, '// ')

/** The program of a README: its ts blocks, and each block that shows an expression as one more claim. */
const programOf = (text: string): string =>
  [...text.matchAll(block)]
    .map(([, expression, language, body = '']) => {
      if (expression !== undefined) return `;(${expression});\n${asComment(body)}`
      return language === 'ts' ? body : ''
    })
    .join('\n')

/** The README with the text of each shown expression in its block. */
const withBlocks = (text: string, shown: readonly Shown[]): string =>
  text.replace(block, (whole: string, expression: string | undefined, language: string) => {
    const found = shown.find(({ code }) => code === `(${expression})`)
    return found === undefined
      ? whole
      : `<!-- = ${expression} -->\n\n\`\`\`${language}\n${printed(found.value, '').trimEnd()}\n\`\`\``
  })

describe.each(readmes)('%s', (file) => {
  const text = read(file)

  it('has code that runs and prints what it says', async () => {
    const shown = await runExample(programOf(text))
    if (process.env['WRITE'] === '1') writeFileSync(root + file, withBlocks(text, shown))
    else for (const { value, expected } of shown) expect(printed(value, expected).trimEnd()).toBe(expected)
  })

  it('names scripts that exist', () => {
    const { scripts }: { readonly scripts: Readonly<Record<string, string>> } = JSON.parse(
      read('package.json'),
    )
    const named = [...text.matchAll(/\bnpm (?:run )?(\w[\w:]*)/g)].map(([, name = '']) => name)
    const own = new Set(['ci', 'install', 'pack', ...Object.keys(scripts)])
    expect(named.filter((name) => !own.has(name))).toEqual([])
  })

  it('links to files that exist', () => {
    const links = [...text.matchAll(/\]\((?!\w+:|#)([^)#]+)/g)].map(([, link = '']) =>
      posix.join(posix.dirname(file), link),
    )
    expect(links.filter((link) => !existsSync(root + link))).toEqual([])
  })
})

it('there is a README', () => {
  expect(readmes).toContain('README.md')
})
