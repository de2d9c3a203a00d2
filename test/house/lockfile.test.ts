/**
 * What `npm ci` installs is fixed, on every platform.
 * Invariant: exact versions; a lockfile that names no address and lacks no platform's part of a tool.
 */
import { describe, expect, it } from 'vitest'
import { read } from './files.ts'

interface Package {
  readonly version?: string
  readonly resolved?: string
  readonly integrity?: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const { packages }: { readonly packages: Readonly<Record<string, Package>> } = JSON.parse(
  read('package-lock.json'),
)
const { dependencies, devDependencies }: Package = JSON.parse(read('package.json'))
const asked = Object.entries({ ...dependencies, ...devDependencies })
const locked = Object.entries(packages).filter(([place]) => place !== '')

/** Where Node would look for a package from another one's place. */
const isLocked = (place: string, name: string): boolean => {
  const folders = place.split('/node_modules/')
  return (
    folders.some(
      (_, depth) => `${folders.slice(0, depth + 1).join('/node_modules/')}/node_modules/${name}` in packages,
    ) || `node_modules/${name}` in packages
  )
}

describe('dependencies', () => {
  it('are pinned exactly, as the lockfile has them', () => {
    expect(asked.length).toBeGreaterThan(10)
    for (const [name, version] of asked) expect(packages[`node_modules/${name}`]?.version, name).toBe(version)
  })

  it('are locked by their contents and by no address', () => {
    for (const [place, { integrity, resolved }] of locked) {
      expect(integrity, place).toMatch(/^sha512-/)
      expect(resolved, place).toBeUndefined()
    }
  })

  it('are locked for every platform', () => {
    const missing = locked.flatMap(([place, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => !isLocked(place, name)),
    )
    expect(missing).toEqual([])
  })
})
