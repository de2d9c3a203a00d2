/**
 * The nested records that a call is given: what stands in them, and that nothing else does.
 * Before it: `syntax.ts`. After it: `sizes.ts`, `entry.ts`, the hosts of targets.
 * Invariant: names are looked up and compared, never called; an array where a record belongs is refused before its names,
 * which are its places, are looked at.
 */
import type { Tree } from '../../../src/Tree.ts'
import { binary, call, name, number, string, when } from './syntax.ts'
import type { Expression, Statement } from './syntax.ts'

/** What a record holds under a name, undefined where it is missing itself; what every object has is not meant. */
export const inside = (object: Expression, key: string): Expression =>
  key in Object.prototype
    ? call('own', object, string(key))
    : { kind: 'element', object, index: string(key), optional: true }

/** The value at a path of nested records, undefined where a record is missing. */
export const lookUp = (record: string, path: string): Expression =>
  path.split('.').reduce(inside, name(record))

export const toObject = (
  tree: Tree<Expression>,
  isLeaf: (value: Expression | Tree<Expression>) => value is Expression,
): Expression => ({
  kind: 'object',
  entries: Object.entries(tree).map(
    ([key, value]) => [key, isLeaf(value) ? value : toObject(value, isLeaf)] as const,
  ),
})

/** The known names, level by level: a map to 0 for a tensor, to a map for a record. */
export const knownNames = (tree: Tree<0>): Expression => ({
  kind: 'new',
  callee: name('Map'),
  operands: [
    {
      kind: 'array',
      items: Object.entries(tree).map(([key, value]) => ({
        kind: 'array',
        items: [string(key), value === 0 ? number(0) : knownNames(value)],
      })),
    },
  ],
})

/** Records of more names are looked up in a map. */
const mostCompared = 16

interface Level {
  readonly path: string
  readonly record: Expression
  readonly tree: Tree<0>
}

/** The records inside a record, itself first. */
const levelsOf = (whole: Level): readonly Level[] => {
  const levels = [whole]
  for (const { path, record, tree } of levels)
    for (const [key, value] of Object.entries(tree))
      if (value !== 0)
        levels.push({
          path: path === '' ? key : `${path}.${key}`,
          record: inside(record, key),
          tree: value,
        })
  return levels
}

/** That a record is none of what has a number of elements. */
const checkRecord = (what: string, { path, record }: Level): Statement =>
  when(
    binary('!==', inside(record, 'length'), name('undefined')),
    path === ''
      ? call('listed', string('what holds'), string(`${what}s`), record)
      : call('listed', string(what), string(path), record),
  )

/** That a record has no other names: each is compared with those that are known, and only a stranger is looked up. */
export const checkNames = (
  what: string,
  record: string,
  names: string,
  tree: Tree<0>,
): readonly Statement[] => {
  const lookedUp: Statement = {
    kind: 'expression',
    value: call('only', string(what), name(record), name(names), string('')),
  }
  const levels = levelsOf({ path: '', record: name(record), tree })
  const areRecords = levels.map((level) => checkRecord(what, level))
  if (levels.some((level) => Object.keys(level.tree).length > mostCompared)) return [...areRecords, lookedUp]
  const areKnown = levels.map((level): Statement => {
    const [first, ...others] = Object.keys(level.tree).map((known) =>
      binary('!==', name('name'), string(known)),
    )
    const test = first === undefined ? undefined : others.reduce((a, b) => binary('&&', a, b), first)
    const body: Statement = test === undefined ? lookedUp : { kind: 'if', test, then: lookedUp }
    return { kind: 'names', variable: 'name', record: level.record, body }
  })
  return [...areRecords, ...areKnown]
}
