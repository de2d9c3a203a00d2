/**
 * The numbers of an explanation against those that PyTorch computed: values of inner nodes, and gradients.
 */
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { orThrow } from '../../compiler/compile.ts'
import { dataOf } from '../../compiler/explain/data.ts'
import type { ExplanationData } from '../../compiler/explain/data.ts'
import { explanation } from '../../compiler/explain/Explanation.ts'
import { at, known } from '../../src/Bug.ts'
import { valueAndGrad } from '../../src/program/gradient.ts'
import { read } from '../judge/Case.ts'
import type { NetCase } from '../judge/Case.ts'
import { differences } from '../judge/compare.ts'
import { casesBelow } from '../judge/files.ts'
import { arraysOf, programOf } from '../judge/programs.ts'
import type { Source } from '../judge/programs.ts'

const nets = casesBelow(fileURLToPath(new URL('../oracle/nets/', import.meta.url))).flatMap((path) => {
  const found = read(readFileSync(path, 'utf8'))
  return E.isRight(found) && found.right.kind === 'net'
    ? [{ name: basename(path, '.json'), is: found.right.is }]
    : []
})

const explained = (is: NetCase): ExplanationData => {
  const source: Source = { inputs: is.inputs, params: new Set(Object.keys(is.grads)), nodes: is.graph.nodes }
  const network = programOf(source, (named) => ({
    loss: named(is.graph.loss),
    values: Object.fromEntries(Object.keys(is.values).map((id) => [id, named(id)])),
  }))
  const program = valueAndGrad({ of: 'loss', wrt: 'params' })(network)
  return dataOf(orThrow(explanation(program, { inputs: arraysOf(source) })))
}

it('there are networks', () => expect(nets.length).toBeGreaterThan(10))

describe.each(nets)('$name', ({ is }) => {
  const data = explained(is)
  const valueOf = (node: number): Float64Array =>
    Float64Array.from(known(at(data.nodes, node).value, 'value of a node'))

  it('has the values of inner nodes', () => {
    const lines = [...data.definitions, ...data.results, ...data.inputs]
    for (const [id, want] of Object.entries(is.values)) {
      const line = known(
        lines.find(({ name }) => name === `values.${id}`),
        `line of ${id}`,
      )
      expect(differences(id, valueOf(line.node), want, is.tol)).toEqual([])
    }
  })

  it('has the gradients, and differences agree with them', () => {
    for (const [name, want] of Object.entries(is.grads)) {
      const input = known(
        data.inputs.find(({ formula }) => formula === `params.${name}`),
        `input ${name}`,
      )
      const step = known(
        data.chain.find(({ of }) => of.node === input.node),
        `step of ${name}`,
      )
      expect(differences(name, valueOf(step.cotangent.node), want, is.tol)).toEqual([])
      const check = known(step.differences, 'differences')
      check.exact.forEach((exact, k) =>
        expect(Math.abs(at(check.differences, k) - exact)).toBeLessThan(1e-5 * (1 + Math.abs(exact))),
      )
    }
  })
})
