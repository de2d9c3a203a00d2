/**
 * Names that are given when a text is whole: t1, t2 … in the order in which a reader meets them.
 * Before it: nothing. After it: `write.ts`.
 * Invariant: all marks are of one length, so that no choice depends on a number; a text that is read and written
 * again has the same names, because it has the same order.
 */
/** Something with a name and a formula that may hold marks. */
interface Named {
  readonly name: string
  readonly formula: string
}

const first = 0xf0000
const last = 0x10ffff

/** A mark is one private character, and several where there are too many for that. */
const mark = /[\u{F0000}-\u{10FFFE}]|\u{10FFFF}[\u{F0000}-\u{10FFFE}]+\u{10FFFF}/gu

const markOf = (k: number): string => {
  const count = last - first
  if (k < count) return String.fromCodePoint(first + k)
  let digits = ''
  for (let rest = k; rest > 0; rest = Math.floor(rest / count))
    digits += String.fromCodePoint(first + (rest % count))
  const fence = String.fromCodePoint(last)
  return fence + digits + fence
}

const marksIn = (text: string): readonly string[] => text.match(mark) ?? []

export class Marks {
  private readonly own: (string | undefined)[] = []
  private readonly names = new Map<string, string>()

  /** A mark for a name that is known, or one that will be given. */
  next(name?: string): string {
    this.own.push(name)
    const found = markOf(this.own.length - 1)
    if (name !== undefined) this.names.set(found, name)
    return found
  }

  /** A text with names in the place of marks. */
  text(marked: string): string {
    return marked.replaceAll(mark, (sign) => this.names.get(sign) ?? sign)
  }

  /** The definitions in the order in which the texts need them, and how many of them each text needs. */
  ordered<D extends Named>(
    texts: readonly string[],
    definitions: readonly D[],
    fresh: () => string,
  ): { readonly definitions: readonly D[]; readonly until: readonly number[] } {
    const by = new Map(definitions.map((definition) => [definition.name, definition]))
    const found: D[] = []
    const entered = new Set<string>()
    const stack: { readonly definition: D; readonly needs: string[] }[] = []
    const enter = (name: string): void => {
      const definition = by.get(name)
      if (definition === undefined || entered.has(name)) return
      entered.add(name)
      stack.push({ definition, needs: [...marksIn(definition.formula)].reverse() })
    }
    const until = texts.map((text) => {
      for (const name of marksIn(text)) {
        enter(name)
        for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
          const need = top.needs.pop()
          if (need !== undefined) enter(need)
          else {
            stack.pop()
            found.push(top.definition)
            if (!this.names.has(top.definition.name)) this.names.set(top.definition.name, fresh())
          }
        }
      }
      return found.length
    })
    const named = (one: D): D => ({ ...one, name: this.text(one.name), formula: this.text(one.formula) })
    return { definitions: found.map(named), until }
  }
}
