/** The data of a page come back as they were, and cannot leave their place in the file. */
import { describe, expect, it } from 'vitest'
import type { TypedArray } from '../../src/DType.ts'
import { pageOf, policyOf } from '../../compiler/explain/html.ts'
import type { PageAssets } from '../../compiler/explain/html.ts'
import { givenText, graphElement, readGiven } from '../../compiler/explain/page/content.ts'
import { found } from '../../compiler/explain/page/model.ts'
import { readModel } from '../../compiler/explain/page/read.ts'
import { toJSON } from '../../compiler/formats/graphJson.ts'
import { f32, input, program, square } from '../../src/index.ts'
import { deep, fanOut, graphOf } from './programs.ts'

const arrays: ReadonlyMap<string, TypedArray> = new Map<string, TypedArray>([
  ['x', Float32Array.of(1.5, -0, Number.NaN, Infinity, -Infinity, 1e-45)],
  ['__proto__', Int32Array.of(-(2 ** 31), 2 ** 31 - 1)],
  ['constructor', Uint32Array.of(0, 2 ** 32 - 1)],
  ['</script>', Uint8Array.of(0, 1)],
  ['long', Float32Array.from({ length: 100_000 }, (_, k) => k / 7)],
  ['empty', new Float32Array(0)],
])

const bytes = (array: TypedArray | undefined): Uint8Array =>
  new Uint8Array(array?.buffer ?? new ArrayBuffer(1))

const assets: PageAssets = {
  script: { text: 'run()', sha256: 'c2NyaXB0' },
  style: { text: 'body{}', sha256: 'c3R5bGU=' },
}

describe('arrays', () => {
  it('come back with the same bits, whatever they are called', () => {
    const read = readGiven(givenText({ arrays, sizes: new Map([['n', 3]]) }))
    expect(read._tag).toBe('Right')
    if (read._tag === 'Left') return
    expect([...read.right.sizes]).toEqual([['n', 3]])
    expect([...read.right.arrays.keys()]).toEqual([...arrays.keys()])
    for (const [path, array] of arrays) {
      const found = read.right.arrays.get(path)
      expect(found?.constructor, path).toBe(array.constructor)
      expect(Buffer.compare(bytes(found), bytes(array)), path).toBe(0)
    }
  })

  const damaged = [
    ['no JSON', '{"arrays": [['],
    ['no list', '{"arrays": 3, "sizes": []}'],
    ['null', 'null'],
    ['an array without a path', '{"arrays": [[3, "f32", ""]], "sizes": []}'],
    ['an unknown dtype', '{"arrays": [["x", "f64", ""]], "sizes": []}'],
    ['half an element', '{"arrays": [["x", "f32", "AACA"]], "sizes": []}'],
    ['no base64', '{"arrays": [["x", "f32", "%%%%"]], "sizes": []}'],
  ] as const
  it.each(damaged)('with %s are refused in a sentence', (_, text) => {
    const read = readGiven(text)
    expect(read._tag === 'Left' && read.left).toMatch(/^the inputs? .*damaged: /)
  })
})

describe('a page', () => {
  const hostile = program({ '</script><script>alert(1)</script>': f32() }, (given) => ({
    '<!--': square(Object.values(given)[0] ?? input('x', f32())),
  }))
  const text = pageOf(
    {
      title: '</title><script>alert(1)</script> & more',
      graph: graphOf(hostile),
      inputs: arrays,
      sizes: new Map(),
    },
    assets,
  )

  it('holds its script and its data, and no tag of anybody else', () => {
    expect(text.match(/<script\b/g)?.length).toBe(3)
    expect(text.match(/<\/script>/g)?.length).toBe(3)
    expect(text).not.toContain('<!--')
    expect(text).toContain('<title>&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt; &amp; more</title>')
  })

  it('has no attribute that its policy forbids, and asks for nothing', () => {
    expect(text).not.toMatch(/\s(?:on\w+|style)=/)
    expect(text).not.toMatch(/https?:/)
    expect(text).toContain(policyOf(assets))
    expect(policyOf(assets)).toContain("default-src 'none'")
  })

  it('says the same twice', () => {
    expect(pageOf(fanOut, assets)).toBe(pageOf(fanOut, assets))
  })

  it('gives its graph back', () => {
    const json = new RegExp(`id="${graphElement}">(.*?)</script>`).exec(text)?.[1] ?? ''
    const model = readModel(json)
    expect(model._tag).toBe('Right')
    if (model._tag === 'Right') expect(toJSON(model.right.subject.graph)).toEqual(toJSON(graphOf(hostile)))
  })
})

describe('a damaged graph', () => {
  const json = JSON.stringify(toJSON(fanOut.graph))
  const damaged = [
    ['nothing', ''],
    ['half of it', json.slice(0, json.length / 2)],
    ['another value', '[1, 2, 3]'],
    ['a node after its user', json.replace('"operands":[0]', '"operands":[9]')],
    ['an unknown operation', json.replace('"op":"sin"', '"op":"sine"')],
  ] as const
  it.each(damaged)('with %s is one sentence', (_, text) => {
    expect(text).not.toBe(json)
    const model = readModel(text)
    expect(model._tag).toBe('Left')
    if (model._tag === 'Left')
      expect(model.left).toMatch(/^(?:This file holds no graph|The graph in this file is damaged)/)
  })
})

describe('a search', () => {
  it('finds every node by its place, and every name', () => {
    const model = readModel(JSON.stringify(toJSON(deep(25).graph)))
    if (model._tag === 'Left') throw new Error(model.left)
    const { drawn, nodes } = model.right
    expect(drawn.length).toBeGreaterThan(180)
    for (const id of drawn) {
      expect(found(model.right, `%${id}`, 12)[0]?.id).toBe(id)
      const name = nodes[id]?.name ?? ''
      expect(found(model.right, name, 12).map((hit) => hit.name)).toContain(name)
    }
  })
})
