/**
 * The laws of the house: which file may import which, how files are named, how long they are, how they open.
 * Invariant: every law is asked of every file there is; a new file needs no new test.
 */
import { posix } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesBelow, read } from './files.ts'

const source = filesBelow('src', '.ts')
const compiler = [...filesBelow('compiler', '.ts'), ...filesBelow('compiler', '.tsx')]
const house = [...source, ...compiler]
const everything = [...house, ...['test', 'examples', 'bench'].flatMap((folder) => filesBelow(folder, '.ts'))]

interface Import {
  readonly file: string
  /** A path from the root, or the name of a package. */
  readonly target: string
  readonly relative: boolean
  /** Loaded with the file, rather than when it is asked for, and not for its types alone. */
  readonly eager: boolean
}

const statement = /^(?:import|export)\s+(type\s)?(?:[^'"]*?\sfrom\s+)?['"]([^'"]+)['"]/gm
const dynamic = /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g

const importsOf = (file: string): readonly Import[] => {
  const text = read(file)
  const imported = (name: string, eager: boolean): Import => {
    const relative = name.startsWith('.')
    return { file, target: relative ? posix.join(posix.dirname(file), name) : name, relative, eager }
  }
  return [
    ...[...text.matchAll(statement)].map(([, type, name = '']) => imported(name, type === undefined)),
    ...[...text.matchAll(dynamic)].map(([, name = '']) => imported(name, false)),
  ]
}

const imports = house.flatMap(importsOf)

const isOfPage = (file: string): boolean => file.startsWith('compiler/explain/page/')

/** The imports as lines, so that a failure names them. */
const lines = (found: readonly Import[]): readonly string[] =>
  found.map(({ file, target }) => `${file} imports ${target}`)

describe('imports', () => {
  it('are found', () => {
    expect(house.length).toBeGreaterThan(30)
    expect(imports.length).toBeGreaterThan(house.length)
  })

  it('lead from the compiler to src, never back', () => {
    const back = imports.filter(
      ({ file, target }) => file.startsWith('src/') && !/^src\/|^fp-ts$/.test(target),
    )
    expect(lines(back)).toEqual([])
  })

  const floors = [
    { floor: 'compiler/ir', above: ['passes', 'targets', 'explain', 'cli'] },
    { floor: 'compiler/passes', above: ['targets', 'explain', 'cli'] },
    { floor: 'compiler/targets', above: ['explain', 'cli'] },
    { floor: 'compiler/explain', above: ['cli', 'profile'] },
    { floor: 'compiler/profile', above: ['cli'] },
    { floor: 'compiler/formats', above: ['passes', 'targets', 'explain', 'cli'] },
  ]
  it.each(floors)('of $floor stay below what comes after it', ({ floor, above }) => {
    const up = imports.filter(
      ({ file, target }) =>
        file.startsWith(`${floor}/`) && above.some((folder) => target.startsWith(`compiler/${folder}/`)),
    )
    expect(lines(up)).toEqual([])
  })

  it('name a file with its ending', () => {
    const missing = imports.filter(
      ({ target, relative }) => relative && !house.includes(target) && !target.endsWith('.json'),
    )
    expect(lines(missing)).toEqual([])
  })

  it('name only packages that the bundler inlines, outside the command line', () => {
    const inlined = ['fp-ts', 'io-ts', 'io-ts/lib/PathReporter.js']
    const inPage = [...inlined, 'preact', 'preact/hooks', '@dagrejs/dagre']
    const foreign = imports.filter(
      ({ file, target, relative }) =>
        !relative &&
        !file.startsWith('compiler/cli/') &&
        !(isOfPage(file) ? inPage : inlined).includes(target),
    )
    expect(lines(foreign)).toEqual([])
  })

  it('of the page stay in its bundle: nothing else loads a component, a hook or the layout', () => {
    const browsers = compiler.filter(
      (file) => isOfPage(file) && /preact|@dagrejs|\bdocument\b/.test(read(file)),
    )
    const leaks = imports.filter(({ file, target }) => !isOfPage(file) && browsers.includes(target))
    expect(browsers.length).toBeGreaterThan(10)
    expect(lines(leaks)).toEqual([])
  })

  it('load ts-morph only when it is asked for', () => {
    expect(lines(imports.filter(({ target, eager }) => eager && target === 'ts-morph'))).toEqual([])
  })
})

describe('files', () => {
  const name = (file: string): string => posix.basename(file, posix.extname(file))

  const typesOf = (file: string): readonly (string | undefined)[] =>
    [...read(file).matchAll(/^export (?:type|interface|class) (\w+)/gm)].map(([, type]) => type)

  const isComponents = (file: string): boolean => file.endsWith('.tsx')

  it('in PascalCase hold the type of their name', () => {
    const wrong = house.filter(
      (file) => /^[A-Z]/.test(name(file)) && !isComponents(file) && !typesOf(file).includes(name(file)),
    )
    expect(wrong).toEqual([])
  })

  it('of components hold the component of their name', () => {
    const components = house.filter((file) => isComponents(file) && name(file) !== 'main')
    const wrong = components.filter(
      (file) => !new RegExp(`^export (?:function|class) ${name(file)}\\b`, 'm').test(read(file)),
    )
    expect(components.length).toBeGreaterThan(5)
    expect(wrong).toEqual([])
  })

  /** What each export of a value says before its body. */
  const signaturesOf = (file: string): readonly string[] =>
    [
      ...read(file).matchAll(
        /^export (?:const|function) [\s\S]*?(?:=>|=|\{)$|^export (?:const|function) .*$/gm,
      ),
    ].map(([text]) => text)

  it('in lower case are not one type and its functions', () => {
    const wrong = house.filter((file) => {
      const [type, ...others] = typesOf(file)
      const isAboutIt = signaturesOf(file).every((text) => new RegExp(`\\b${type}\\b`).test(text))
      return (
        /^[a-z]/.test(name(file)) &&
        others.length === 0 &&
        type?.toLowerCase() === name(file).toLowerCase() &&
        isAboutIt
      )
    })
    expect(wrong).toEqual([])
  })

  it('have no catch-all names', () => {
    expect(house.filter((file) => /util|helper|manager|handle|process|common|misc/i.test(file))).toEqual([])
  })

  it('are at most 400 lines long', () => {
    expect(everything.filter((file) => read(file).split('\n').length > 401)).toEqual([])
  })

  it('open with a comment that states an invariant', () => {
    const header = (file: string): string => /^(?:#!.*\n)?(\/\*\*[\s\S]*?\*\/)/.exec(read(file))?.[1] ?? ''
    expect(house.filter((file) => !/^ \* Invariant: /m.test(header(file)))).toEqual([])
  })
})

describe('code', () => {
  const holds = (pattern: RegExp): readonly string[] => everything.filter((file) => pattern.test(read(file)))

  it('silences no checker', () => {
    expect(holds(/@ts-(?:ignore|nocheck)|(?:oxlint|eslint)-disable/)).toEqual([])
  })

  it('has no any', () => {
    expect(holds(/(?::|\bas|<|\|)\s*any\b(?!')/)).toEqual([])
  })

  it('runs every test, and no test alone', () => {
    expect(holds(/\b(?:it|test|describe)(?:\.\w+)*\.(?:only|skip|todo|fails)\b/)).toEqual([])
  })

  it('names no place of one machine', () => {
    expect(holds(/["'`\s(]\/(?:home|root|work|Users|tmp)\/|registry\.npm[j]s/)).toEqual([])
  })
})
