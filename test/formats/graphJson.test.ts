import { describe, expect, it } from 'vitest'
import { fromJSON, toJSON } from '../../compiler/formats/graphJson.ts'
import { compile, orThrow } from '../../compiler/compile.ts'
import { sameNode } from '../../compiler/ir/GraphBuilder.ts'
import { at } from '../../src/Bug.ts'
import { dim, sub } from '../../src/Extent.ts'
import { input, number, data, elementwise } from '../../src/construct.ts'
import { add, mul, square } from '../../src/ops/arithmetic.ts'
import { constant } from '../../src/ops/constants.ts'
import { slice } from '../../src/ops/slicing.ts'
import { program } from '../../src/Program.ts'
import { scan } from '../../src/scan.ts'
import { f32 } from '../../src/Spec.ts'
import { corpus } from '../corpus.ts'
import { graphOf, linearised, orFail } from '../graphs.ts'

const read = (text: string) => fromJSON(JSON.parse(text))

const codes = (text: string): readonly string[] => {
  const result = read(text)
  return result._tag === 'Left' ? result.left.map(({ code }) => code) : []
}

const small = JSON.stringify(toJSON(graphOf(square(input('x', [2], 'f32')))))

/** The text with one part replaced; a part that is not there is a mistake of the test. */
const changed = (part: string, by: string): string => {
  if (!small.includes(part)) throw new Error(`${part} is not in ${small}`)
  return small.replace(part, by)
}

describe('graph JSON', () => {
  it.each(corpus)('comes back as it went: $name', ({ program }) => {
    const graph = linearised(program)
    const back = orFail(read(JSON.stringify(toJSON(graph))))
    expect(back.nodes).toHaveLength(graph.nodes.length)
    graph.nodes.forEach((node, id) => expect(sameNode(at(back.nodes, id), node)).toBe(true))
    expect([back.inputs, back.outputs]).toEqual([graph.inputs, graph.outputs])
    expect(back.derivation).toEqual(graph.derivation)
  })

  const emptied = program({ x: f32(0) }, ({ x }) => ({ y: add(x, 0.5) }))
  it.each([...corpus, { name: 'no elements', program: emptied }])(
    'comes back as it went after every pass: $name',
    ({ program: given }) => {
      for (const { stage } of orThrow(compile(given)).trace) {
        if (stage.kind !== 'graph') continue
        const text = JSON.stringify(toJSON(stage.value))
        expect(JSON.stringify(toJSON(orFail(read(text))))).toBe(text)
      }
    },
  )

  it('keeps what a graph assumes of its sizes', () => {
    const cut = program({ x: f32(dim('n')) }, ({ x }) => ({ y: square(slice({ axis: 0, start: 7 })(x)) }))
    const { assumed } = orFail(read(JSON.stringify(toJSON(linearised(cut)))))
    expect(assumed).toEqual([sub(dim('n'), 7)])
  })

  it('keeps −0 and the infinities', () => {
    const values = data(Float32Array.of(-0, Infinity, -Infinity), [3])
    const graph = graphOf(
      elementwise(add.op, values, elementwise(add.op, input('x', [3], 'f32'), number(-0))),
    )
    const back = orFail(read(JSON.stringify(toJSON(graph))))
    graph.nodes.forEach((node, id) => expect(sameNode(at(back.nodes, id), node)).toBe(true))
  })

  it.each([
    ['f32', Float32Array.of(0.5, 1), '0.1'],
    ['i32', Int32Array.of(5, 1), '0.5'],
    ['u32', Uint32Array.of(5, 1), '-1'],
    ['bool', Uint8Array.of(0, 1), '300'],
  ] as const)('refuses numbers that are no %s', (_, array, other) => {
    const text = JSON.stringify(toJSON(graphOf(data(array, [2]))))
    expect(codes(text)).toEqual([])
    expect(codes(text.replace(/\[[\d.]+,1\]/, `[${other},1]`))).toEqual(['LBZ3004'])
  })

  it('takes the names of prototypes as data', () => {
    const graph = graphOf(square(input('__proto__', [2], 'f32')))
    expect(orFail(read(JSON.stringify(toJSON(graph)))).inputs).toEqual([{ path: '__proto__', node: 0 }])
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  })

  it.each([
    ['no document', 'null'],
    ['a list', '[]'],
    ['another format', changed('leibniz.graph', 'other.graph')],
    ['another version', changed('"version":1', '"version":2')],
    ['a cycle', changed('"operands":[0]', '"operands":[1]')],
    ['a forward reference', changed('"operands":[0]', '"operands":[7]')],
    ['half a reference', changed('"operands":[0]', '"operands":[0.5]')],
    ['an unknown operation', changed('"op":"square"', '"op":"cube"')],
    ['an operation from a prototype', changed('"op":"square"', '"op":"constructor"')],
    ['an unknown tag', changed('"tag":"elementwise"', '"tag":"apply"')],
    ['an unknown dtype', changed('"dtype":"f32"', '"dtype":"f64"')],
    ['another shape', changed('"shape":[2]', '"shape":[3]')],
    ['half an extent', small.replaceAll('"shape":[2]', '"shape":[2.5]')],
    ['half a polynomial', small.replaceAll('"shape":[2]', '"shape":[[[0.5,["n"]]]]')],
    ['a size with a name that is none', small.replaceAll('"shape":[2]', '"shape":[[[1,["n; alert()"]]]]')],
    ['an extent beyond all bounds', small.replaceAll('"shape":[2]', '"shape":[1e300]')],
    ['a port that leads nowhere', changed('"path":"y","node":1', '"path":"y","node":9')],
    ['an input under another name', changed('"path":"x"', '"path":"z"')],
    ['nodes that are text', changed('"nodes":[', '"nodes":"x","others":[')],
    ['NaN', changed('{"tag":"input","name":"x"}', '{"tag":"constant","value":"NaN"}')],
    [
      'a number that float32 does not hold',
      changed('{"tag":"input","name":"x"}', '{"tag":"constant","value":[0.1,1]}'),
    ],
  ])('refuses %s', (_, text) => {
    expect(codes(text).length).toBeGreaterThan(0)
    expect(new Set(codes(text))).toEqual(new Set(['LBZ3004']))
  })

  it('says what is wrong', () => {
    expect(read(changed('"operands":[0]', '"operands":[1]'))).toMatchObject({
      left: [{ sentence: 'graph: %1 reads %1, which does not come before it' }],
    })
    expect(read(changed('"op":"square"', '"op":"cube"'))).toMatchObject({
      left: [{ sentence: 'graph: %1 applies "cube", which is no operation' }],
    })
    expect(read(changed('"version":1', '"version":2'))).toMatchObject({
      left: [{ sentence: 'graph: version is not what belongs there' }],
    })
    expect(read(changed('"dtype":"f32"', '"dtype":"f64"'))).toMatchObject({
      left: [{ sentence: 'graph: nodes.0.dtype is not what belongs there' }],
    })
  })

  it('refuses a document as deep as a reader can make it', () => {
    expect(codes(`${'['.repeat(5000)}${']'.repeat(5000)}`)).toEqual(['LBZ3004'])
    expect(codes(changed('{"tag":"input","name":"x"}', `${'['.repeat(5000)}${']'.repeat(5000)}`))[0]).toBe(
      'LBZ3004',
    )
  })

  describe('with loops', () => {
    const sums = program({ x: f32(4), a: f32() }, ({ x, a }) => ({
      y: scan({ carry: constant(0), xs: x }, (sum, now) => ({ carry: add(mul(a, sum), now) })).carry,
    }))
    const looped = JSON.stringify(toJSON(linearised(sums)))
    const other = (part: string, by: string): string => {
      if (!looped.includes(part)) throw new Error(`${part} is not in ${looped}`)
      return looped.replace(part, by)
    }

    it.each([
      ['a loop that is not there', other('"loop":0', '"loop":1')],
      ['half a loop', other('"loop":0', '"loop":0.5')],
      ['a loop by a name', other('"loop":0', '"loop":"map"')],
      ['a result that is not there', other('"result":0', '"result":3')],
      ['half a step', other('"steps":4', '"steps":4.5')],
      ['other steps than elements', other('"steps":4', '"steps":5')],
      ['more elements than inputs', other('"elements":1', '"elements":7')],
      ['a negative number of elements', other('"elements":1', '"elements":-1')],
      [
        'a body that runs itself',
        other('"op":"add"', '"op":"add","loop":0').replace('"tag":"elementwise"', '"tag":"scan"'),
      ],
      ['a next value that is no node', other('"next":[4]', '"next":[9]')],
      ['no next value', other('"next":[4]', '"next":[]')],
      ['an input that is no node', other('"inputs":[0,1,2]', '"inputs":[0,1,9]')],
      ['an input that is none', other('"inputs":[0,1,2]', '"inputs":[0,1,3]')],
      ['an input too few', other('"inputs":[0,1,2]', '"inputs":[0,1]')],
    ])('refuses %s', (_, text) => {
      expect(new Set(codes(text))).toEqual(new Set(['LBZ3004']))
    })

    it('refuses loops within loops without end', () => {
      const body = (inner: number | undefined): unknown => ({
        elements: 0,
        inputs: [0],
        next: [inner === undefined ? 0 : 2],
        nodes: [
          { form: { tag: 'input', name: 'c0' }, shape: [], dtype: 'f32' },
          ...(inner === undefined
            ? []
            : [
                {
                  form: { tag: 'scan', loop: inner, steps: 0, operands: [0], result: 0 },
                  shape: [1],
                  dtype: 'f32',
                },
                { form: { tag: 'reshape', operand: 1 }, shape: [], dtype: 'f32' },
              ]),
        ],
      })
      const document = (depth: number): string =>
        JSON.stringify({
          format: 'leibniz.graph',
          version: 1,
          loops: Array.from({ length: depth }, (_, k) => body(k === 0 ? undefined : k - 1)),
          nodes: [],
          inputs: [],
          outputs: [],
          derivation: [],
        })
      expect(codes(document(8))).toEqual([])
      expect(codes(document(9))).toEqual(['LBZ3004'])
    })
  })
})
