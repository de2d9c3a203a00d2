/**
 * Nested records: the shape of a program's inputs and outputs.
 * Before it: nothing. After it: `Program.ts`, `compiler/Executable.ts`.
 * Invariant: a path is the names joined by dots; names are not empty and hold no dot; any other name, `__proto__`
 * among them, is data. Nothing recurses, however deep the records are.
 */

export interface Tree<out A> {
  readonly [name: string]: A | Tree<A>
}

/** Whether a value is a leaf: the caller's way to tell leaves from records. */
export type IsLeaf<A> = (value: A | Tree<A>) => value is A

/** A plain record: what has names of its own and is no array, no class's object, no function. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null
}

/** A record while it is made. */
type Open<A> = Record<string, A | Tree<A>>

/** Sets an own property, whatever its name means elsewhere. */
const put = <A>(record: Open<A>, name: string, value: A | Tree<A>): void =>
  void Object.defineProperty(record, name, { value, enumerable: true, configurable: true, writable: true })

/** The leaves with their paths, in the order of the record. */
export const entries = <A>(
  tree: Tree<A>,
  isLeaf: IsLeaf<A>,
): readonly (readonly [path: string, leaf: A])[] => {
  const found: (readonly [string, A])[] = []
  const stack: (readonly [string, A | Tree<A>])[] = Object.entries(tree).reverse()
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const [path, value] = next
    if (isLeaf(value)) found.push([path, value])
    else for (const [name, child] of Object.entries(value).reverse()) stack.push([`${path}.${name}`, child])
  }
  return found
}

/** The same records with other leaves, made from each leaf and the names that lead to it. */
export const map = <A, B>(
  tree: Tree<A>,
  isLeaf: IsLeaf<A>,
  change: (leaf: A, names: readonly string[]) => B,
): Tree<B> => {
  const root: Open<B> = {}
  const stack: { readonly from: Tree<A>; readonly into: Open<B>; readonly names: readonly string[] }[] = [
    { from: tree, into: root, names: [] },
  ]
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const inner: typeof stack = []
    for (const [name, value] of Object.entries(next.from)) {
      const names = [...next.names, name]
      if (isLeaf(value)) put(next.into, name, change(value, names))
      else {
        const into: Open<B> = {}
        put(next.into, name, into)
        inner.push({ from: value, into, names })
      }
    }
    stack.push(...inner.reverse())
  }
  return root
}

/** What stands at a path: a leaf, a record, or nothing. */
export const get = <A>(tree: Tree<A>, path: string, isLeaf: IsLeaf<A>): A | Tree<A> | undefined => {
  let place: A | Tree<A> | undefined = tree
  for (const name of path.split('.')) {
    if (place === undefined || isLeaf(place) || !Object.hasOwn(place, name)) return undefined
    place = place[name]
  }
  return place
}

/** The paths of the records that hold nothing. */
export const hollow = <A>(tree: Tree<A>, isLeaf: IsLeaf<A>): readonly string[] => {
  const found: string[] = []
  const stack: (readonly [string, A | Tree<A>])[] = Object.entries(tree).reverse()
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const [path, value] = next
    if (isLeaf(value)) continue
    const inner = Object.entries(value)
    if (inner.length === 0) found.push(path)
    for (const [name, child] of inner.reverse()) stack.push([`${path}.${name}`, child])
  }
  return found
}

/** A record from leaves and their paths: the inverse of `entries`, but for empty records. */
export const fromEntries = <A>(leaves: Iterable<readonly [path: string, leaf: A]>): Tree<A> => {
  const root: Open<A> = {}
  const records = new Map<A | Tree<A>, Open<A>>()
  for (const [path, leaf] of leaves) {
    const names = path.split('.')
    const last = names.pop() ?? ''
    let place = root
    for (const name of names) {
      const there = Object.hasOwn(place, name) ? place[name] : undefined
      let inner = there === undefined ? undefined : records.get(there)
      if (inner === undefined) {
        inner = {}
        records.set(inner, inner)
        put<A>(place, name, inner)
      }
      place = inner
    }
    put(place, last, leaf)
  }
  return root
}
