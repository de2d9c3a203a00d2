/**
 * What the page computes is what PyTorch computed: the values that all views share, and the paths that add up to a gradient.
 * Invariant: the data go through the texts of the file, as in the page.
 */
import { describe, expect, it } from 'vitest'
import { toJSON } from '../../compiler/formats/graphJson.ts'
import { computed } from '../../compiler/explain/page/computed.ts'
import { givenText, readGiven } from '../../compiler/explain/page/content.ts'
import { pathsOf } from '../../compiler/explain/page/paths.ts'
import { readModel } from '../../compiler/explain/page/read.ts'
import { initial, next } from '../../compiler/explain/page/State.ts'
import { at, known } from '../../src/Bug.ts'
import type { Either } from '../../src/Either.ts'
import { evaluate } from '../../src/evaluate.ts'
import { differences } from '../judge/compare.ts'
import { network } from './programs.ts'

const right = <A>(result: Either<unknown, A>): A => {
  if (result._tag === 'Left') throw new Error(JSON.stringify(result.left))
  return result.right
}

const nets = ['two_layer_relu', 'two_layer_relu_columns', 'conv_net', 'attention_block', 'elman_rnn'] as const

describe.each(nets)('%s', (id) => {
  const { content, said } = network(id)
  const model = right(readModel(JSON.stringify(toJSON(content.graph))))
  const given = right(readGiven(givenText({ arrays: content.inputs, sizes: content.sizes })))
  const { of } = right(computed(model.subject, given))
  const { inputs, derivation } = model.subject.graph
  const parameters = Object.entries(said.grads).map(([name, want]) => {
    const { node } = known(
      inputs.find(({ path }) => path === `params.${name}`),
      name,
    )
    return { name, want, node, step: at(model.stepsOf.get(node) ?? [], 0) }
  })

  it('has the gradients of PyTorch', () => {
    expect(parameters.length).toBeGreaterThan(2)
    for (const { name, want, step } of parameters) {
      const gradient = at(of, at(derivation, step).cotangent).data
      expect(differences(name, Float32Array.from(gradient), want, said.tol)).toEqual([])
    }
  })

  it('has paths whose contributions add up to each gradient', () => {
    for (const { name, step } of parameters) {
      const { listed, count, gradient } = pathsOf(model, step)
      expect(listed.length, name).toBeGreaterThan(0)
      if (count > BigInt(listed.length)) continue
      const parts = listed.map(({ contribution }) => known(contribution, 'contribution'))
      const values = right(evaluate(parts, given.arrays, { sizes: given.sizes }))
      at(of, gradient).data.forEach((want, k) => {
        expect(values.reduce((sum, { data }) => sum + at(data, k), 0)).toBeCloseTo(want, 9)
      })
    }
  })
})

describe('a play', () => {
  it('passes every moment once, and ends at the last', () => {
    let state = next(initial, { tag: 'play', isPlaying: true, from: 0 })
    const moments: number[] = []
    while (state.isPlaying) {
      moments.push(state.moment ?? -1)
      state = next(state, { tag: 'tick', last: 7 })
    }
    expect([...moments, state.moment]).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  })
})
