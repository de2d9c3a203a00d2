/**
 * The judge of the numbers in `test/oracle`: whichever number a case wants, once it is another, it is found to differ; what
 * cannot be judged fails and says why.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { at } from '../../src/Bug.ts'
import { casesBelow } from './files.ts'
import { judge } from './judge.ts'
import { optimiserOf } from './optimisers.ts'
import { targets } from './Target.ts'

const interpreter = at(targets, 0)
const folder = fileURLToPath(new URL('../oracle/', import.meta.url))
const cases = casesBelow(folder).map((path) => ({
  name: path.slice(folder.length),
  text: readFileSync(path, 'utf8'),
}))

type Json = { [name: string]: unknown }

const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What a case says of its inputs, and what does not bind. */
const given = new Set(['inputs', 'attrs', 'upstream', 'tangents', 'theta', 'v', 'tol', 'trainTol', 'options'])
const loose = new Set(['outputF32', 'gradsF32', 'firm', 'gradsFirm', 'graph', 'steps'])

/** The places of the numbers that a case wants: each a list or a record, and the key of one number in it. */
const wanted = (json: Json): readonly (readonly [string, (change: (x: number) => number) => boolean])[] => {
  const places: (readonly [string, (change: (x: number) => number) => boolean])[] = []
  const binds = (path: readonly string[], k: number): boolean => {
    const [first = '', name = ''] = path
    const firm = first === 'output' ? json['firm'] : isRecord(json['gradsFirm']) && json['gradsFirm'][name]
    return !isRecord(firm) || !Array.isArray(firm['data']) || firm['data'][k] === 1
  }
  const visit = (value: unknown, path: readonly string[]): void => {
    if (!isRecord(value) && !Array.isArray(value)) return
    for (const [key, inner] of Object.entries(value)) {
      if (given.has(key) || loose.has(key)) continue
      if (key === 'grads' && json['gradientConvention'] !== undefined) continue
      if (key === 'shape' || key === 'dtype') continue
      const numbers: unknown = typeof inner === 'number' ? [inner] : inner
      if (!Array.isArray(numbers) || !numbers.some((x) => typeof x === 'number')) {
        visit(inner, [...path, key])
        continue
      }
      const k = numbers.findLastIndex((x, index) => typeof x === 'number' && binds(path, index))
      places.push([
        [...path, key].join('.'),
        (change) => {
          if (k < 0) return false
          if (typeof inner === 'number') Reflect.set(value, key, change(inner))
          else numbers[k] = change(numbers[k])
          return true
        },
      ])
    }
  }
  visit(json, [])
  return places
}

const parsed = (text: string): Json => JSON.parse(text) as Json

describe('another number in the place of one that is wanted is found', () => {
  it.each(cases.filter((_, k) => k % 6 === 0))('in $name', ({ text }) => {
    const places = wanted(parsed(text))
    expect(places.length).toBeGreaterThan(0)
    places.forEach(([path], k) => {
      const json = parsed(text)
      const changed = at(wanted(json), k)[1]((x) => x + 1 + Math.abs(x) / 100)
      expect(judge(JSON.stringify(json), interpreter).length, path).toBe(changed ? 1 : 0)
    })
  })

  it('by as little as two tolerances, with its place and both numbers', () => {
    const { text } = at(
      cases.filter(({ name }) => name === 'ops/add__row.json'),
      0,
    )
    const json = parsed(text) as { output: { data: number[] } }
    const want = at(json.output.data, 4)
    json.output.data[4] = want + 2 * (1e-5 + 1e-4 * Math.abs(want))
    expect(judge(JSON.stringify(json), interpreter)).toEqual([
      `output at [1, 1]: got ${Math.fround(want)}, wanted ${json.output.data[4]}`,
    ])
    json.output.data[4] = want + 0.5 * (1e-5 + 1e-4 * Math.abs(want))
    expect(judge(JSON.stringify(json), interpreter)).toEqual([])
  })
})

describe('what cannot be judged fails', () => {
  const base = {
    id: 'x',
    kind: 'op',
    op: 'neg',
    attrs: {},
    tol: { rtol: 0, atol: 0 },
    inputs: [{ name: 'x', dtype: 'float32', shape: [2], data: [1, 'NaN'] }],
    output: { dtype: 'float32', shape: [2], data: [-1, 'NaN'] },
  }

  it.each([
    { what: 'nothing at all', json: base, wrong: undefined },
    { what: 'an unknown operation', json: { ...base, op: 'toString' }, wrong: /no operation toString/ },
    { what: 'an unknown kind', json: { ...base, kind: 'story' }, wrong: /kind/ },
    { what: 'a missing field', json: { ...base, tol: undefined }, wrong: /tol/ },
    {
      what: 'another shape',
      json: { ...base, output: { ...base.output, shape: [1, 2] } },
      wrong: /f32 \[2\], not f32 \[1, 2\]/,
    },
    {
      what: 'another dtype',
      json: { ...base, output: { ...base.output, dtype: 'int32' } },
      wrong: /not i32/,
    },
    {
      what: 'too few elements',
      json: { ...base, output: { ...base.output, data: [1] } },
      wrong: /1 elements do not fill/,
    },
    {
      what: 'an operation that does not fit its operands',
      json: { ...base, op: 'transpose', attrs: { perm: [0, 1] } },
      wrong: /transpose/,
    },
  ])('$what', ({ json, wrong }) => {
    for (const target of targets) {
      const found = judge(JSON.stringify(json), target)
      if (wrong === undefined) expect(found).toEqual([])
      else expect(found.join()).toMatch(wrong)
    }
  })

  it('no JSON', () => {
    expect(judge('{', interpreter)).toHaveLength(1)
  })
})

describe('optimisers by their names in torch.optim', () => {
  it.each([
    { name: 'SGD', options: { lr: 0.1, momentum: 0 }, slots: [] },
    { name: 'sgd', options: { lr: 0.1, momentum: 0.9, maximize: false, foreach: null }, slots: ['velocity'] },
    { name: 'sgd', options: { momentum: 0.9, dampening: 0.5 }, slots: ['steps', 'velocity'] },
    { name: 'SGD', options: { momentum: 0.9, nesterov: true }, slots: ['velocity'] },
    { name: 'RMSprop', options: { centered: true, momentum: 0.5 }, slots: ['mean', 'square', 'velocity'] },
    { name: 'Adagrad', options: {}, slots: ['square', 'steps'] },
    { name: 'Adam', options: { betas: [0.5, 0.9] }, slots: ['mean', 'square', 'steps'] },
    { name: 'AdamW', options: { amsgrad: true }, slots: ['largest', 'mean', 'square', 'steps'] },
  ])('$name with $options', ({ name, options, slots }) => {
    expect(Object.keys(optimiserOf(name, options).slots).sort()).toEqual(slots)
  })

  it.each([
    { name: 'Newton', options: {} },
    { name: 'toString', options: {} },
    { name: 'sgd', options: { maximize: true } },
    { name: 'sgd', options: { momentum: true } },
    { name: 'sgd', options: { nesterov: true } },
    { name: 'adam', options: { betas: [0.9] } },
  ])('none for $name with $options', ({ name, options }) => {
    expect(() => optimiserOf(name, options)).toThrow(name)
  })
})
