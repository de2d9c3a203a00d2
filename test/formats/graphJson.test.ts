import { describe, expect, it } from 'vitest'
import { fromJSON, toJSON } from '../../compiler/formats/graphJson.ts'
import { sameNode } from '../../compiler/ir/GraphBuilder.ts'
import { at } from '../../src/Bug.ts'
import { input, number, data, elementwise } from '../../src/construct.ts'
import { add, square } from '../../src/ops/arithmetic.ts'
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

  it('keeps −0 and the infinities', () => {
    const values = data(Float32Array.of(-0, Infinity, -Infinity), [3])
    const graph = graphOf(
      elementwise(add.op, values, elementwise(add.op, input('x', [3], 'f32'), number(-0))),
    )
    const back = orFail(read(JSON.stringify(toJSON(graph))))
    graph.nodes.forEach((node, id) => expect(sameNode(at(back.nodes, id), node)).toBe(true))
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
})
