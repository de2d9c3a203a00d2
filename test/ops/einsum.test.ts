/** Equations that leave letters out mean what the spelled ones do. */
import { describe, expect, it } from 'vitest'
import * as L from '../../src/index.ts'
import type { AnyTensor } from '../../src/Tensor.ts'
import { run } from '../run.ts'

const drawn = (...shape: number[]): L.Tensor<L.Shape> => {
  const size = shape.reduce((product, extent) => product * extent, 1)
  const values = Float32Array.from({ length: size }, (_, k) => ((k * 7) % 11) - 5)
  return L.constant<Float32Array, L.Shape>(values, shape)
}

const equal: readonly (readonly [short: string, long: string, operands: readonly AnyTensor[]])[] = [
  ['ij,jk', 'ij,jk->ik', [drawn(2, 3), drawn(3, 4)]],
  ['zi,ia', 'zi,ia->az', [drawn(2, 3), drawn(3, 4)]],
  ['Ba', 'Ba->Ba', [drawn(2, 3)]],
  ['ii', 'ii->', [drawn(3, 3)]],
  ['...ij,...jk->...ik', 'abij,bjk->abik', [drawn(2, 3, 2, 4), drawn(3, 4, 5)]],
  ['...ij,...jk', 'abij,bjk->abik', [drawn(2, 3, 2, 4), drawn(3, 4, 5)]],
  ['i...,i->...', 'iab,i->ab', [drawn(2, 3, 4), drawn(2)]],
  ['i...->i', 'iab->i', [drawn(2, 3, 4)]],
  ['...,...->...', 'ab,ab->ab', [drawn(2, 3), drawn(2, 3)]],
]

const einsum = (equation: string, operands: readonly AnyTensor[]): AnyTensor =>
  L.einsum(equation, ...operands)

describe('einsum', () => {
  it.each(equal)('%s is %s', (short, long, operands) => {
    expect(run(einsum(short, operands))).toEqual(run(einsum(long, operands)))
  })

  it('repeats axes of extent 1 under the dots', () => {
    const [a, b] = [drawn(2, 1, 2, 3), drawn(4, 3, 2)]
    expect(run(einsum('...ij,...jk->...ik', [a, b]))).toEqual(run(L.matmul(a, b)))
  })

  it('names the extents under the dots that differ', () => {
    const { form } = einsum('...i,...i->...', [drawn(2, 3), drawn(4, 3)])
    expect(form.tag === 'invalid' && form.mistake?.sentence).toBe('einsum: ... is both 2 and 4')
  })
})
