/**
 * The package as a stranger gets it: packed, installed in an empty folder, imported in plain Node, type-checked
 * without fp-ts.
 * Invariant: what is tested is the tarball; nothing of this folder's node_modules is within its reach.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { read, root } from '../house/files.ts'

/** The folder that installs the package. */
const home = mkdtempSync(join(tmpdir(), 'leibniz-package-'))
const installed = join(home, 'node_modules/leibniz')

/** Without what npm hands down to the scripts that it runs: it would lead back to this folder. */
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)))

const run = (command: string, ...given: readonly string[]): string =>
  execFileSync(command, given, {
    cwd: home,
    env: environment,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })

beforeAll(() => {
  const tarball = execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', home], {
    cwd: root,
    env: environment,
    encoding: 'utf8',
  }).trim()
  writeFileSync(join(home, 'package.json'), '{ "private": true, "type": "module" }\n')
  run(
    'npm',
    'install',
    '--silent',
    '--prefer-offline',
    '--no-audit',
    '--no-fund',
    '--ignore-scripts',
    `./${tarball}`,
  )
  cpSync(join(root, 'test/package/consumer'), home, { recursive: true })
})

afterAll(() => {
  rmSync(home, { recursive: true, force: true })
})

const filesOf = (folder: string, ending: string): readonly string[] =>
  readdirSync(join(installed, folder), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith(ending),
  )

/** The modules that an entry loads, itself included. */
const closure = (entry: string): readonly string[] => {
  const found = new Set<string>()
  const open = [entry]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next)) continue
    found.add(next)
    for (const [, name = ''] of read(next).matchAll(/^(?:import|export)\b[^'";]*["']([^'"]+)["']/gm))
      open.push(name.startsWith('.') ? join(next, '..', name) : name)
  }
  return [...found].toSorted()
}

describe('the package', () => {
  it('holds the build, the licence, the README, and nothing else', () => {
    const outside = readdirSync(installed)
      .filter((name) => name !== 'dist')
      .toSorted()
    expect(outside).toEqual(['LICENSE', 'README.md', 'package.json'])
    expect(filesOf('dist', '.ts').filter((file) => !file.endsWith('.d.ts'))).toEqual([])
  })

  it('lets a user import nothing but its entries', () => {
    const { exports }: { readonly exports: Readonly<Record<string, unknown>> } = JSON.parse(
      read('package.json'),
    )
    expect(Object.keys(exports)).toEqual(['.', './compiler', './package.json'])
  })

  it.each(['dist/index.js', 'dist/compiler.js'])('%s loads nothing from outside', (entry) => {
    const modules = closure(entry)
    expect(modules).toContain(entry)
    expect(modules.filter((name) => !name.startsWith('dist/'))).toEqual([])
  })

  it('has declarations that name no bundled library', () => {
    const declarations = filesOf('dist/types', '.d.ts')
    expect(declarations.length).toBeGreaterThan(10)
    const naming = declarations.filter((file) =>
      /['"](?:fp-ts|io-ts|node:)/.test(readFileSync(join(installed, 'dist/types', file), 'utf8')),
    )
    expect(naming).toEqual([])
  })
})

describe('a stranger', () => {
  it('does not get fp-ts', () => {
    expect(readdirSync(join(home, 'node_modules'))).not.toContain('fp-ts')
  })

  it('imports both entries in plain Node', () => {
    expect(run('node', 'plain.mjs')).toBe('14,32\n')
  })

  it('type-checks every declaration', () => {
    expect(run(join(root, 'node_modules/.bin/tsc'), '-p', '.')).toBe('')
  })

  it('runs the command line', () => {
    expect(run('npx', '--no-install', 'leibniz', '--version')).toBe('0.1.0\n')
  })
})
