/**
 * The command `npm run oracle`: what it prints and how it ends.
 */
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
let folder = ''

const oracle = (
  ...given: readonly string[]
): { readonly code: number | null; readonly lines: readonly string[] } => {
  const { status, stdout } = spawnSync(
    process.execPath,
    ['--import', 'jiti/register', 'test/judge/main.ts', ...given],
    { cwd: root, encoding: 'utf8' },
  )
  return { code: status, lines: stdout.trimEnd().split('\n') }
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'oracle-'))
  for (const inner of ['good/ops', 'bad/deep/er', 'bad/data', 'none'])
    mkdirSync(join(folder, inner), { recursive: true })
  copyFileSync(join(root, 'test/oracle/ops/add__row.json'), join(folder, 'good/ops/add__row.json'))
  copyFileSync(join(root, 'test/oracle/ops/add__row.json'), join(folder, 'bad/deep/er/a.json'))
  writeFileSync(join(folder, 'bad/deep/b.json'), '{}')
  for (const other of ['bad/index.json', 'bad/data/c.json', 'bad/notes.txt', 'none/stats.json'])
    writeFileSync(join(folder, other), '{}')
})

afterAll(() => rmSync(folder, { recursive: true }))

describe('the command', () => {
  it.each(['interpreter', 'javascript'])('counts on the %s', (target) => {
    expect(oracle(join(folder, 'good'), '--target', target)).toEqual({
      code: 0,
      lines: ['1 passed, 0 failed'],
    })
  })

  it('names what failed, the count last', () => {
    const { code, lines } = oracle(join(folder, 'bad'))
    expect(code).toBe(1)
    expect(lines).toHaveLength(3)
    expect(lines[0]).toBe(join('deep', 'b.json'))
    expect(lines[1]).toMatch(/^ {2}cannot be read as a case: /)
    expect(lines[2]).toBe('1 passed, 1 failed')
  })

  it('takes a file for a folder of one', () => {
    expect(oracle(join(folder, 'bad', 'deep', 'b.json')).lines.at(-1)).toBe('0 passed, 1 failed')
  })

  it.each([
    { given: [], code: 2 },
    { given: ['a', 'b'], code: 2 },
    { given: ['.', '--target', 'abacus'], code: 2 },
    { given: ['.', '--colour'], code: 2 },
    { given: ['no such folder'], code: 3 },
  ])('ends with $code for $given', ({ given, code }) => {
    expect(oracle(...given)).toEqual({ code, lines: [''] })
  })

  it('refuses a folder without a case', () => {
    expect(oracle(join(folder, 'none'))).toEqual({ code: 3, lines: [''] })
  })
})
