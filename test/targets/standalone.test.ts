/**
 * Generated modules as their users read them: goldens of the text, and of the declarations.
 */
import { describe, expect, it } from 'vitest'
import { orThrow } from '../../compiler/compile.ts'
import { standalone } from '../../compiler/targets/standalone.ts'
import { dim } from '../../src/Extent.ts'
import { softmax } from '../../src/ops/activation.ts'
import { relu } from '../../src/ops/comparison.ts'
import { linear } from '../../src/ops/contraction.ts'
import { pipe } from '../../src/pipe.ts'
import { bind } from '../../src/program/bind.ts'
import { program } from '../../src/Program.ts'
import { f32 } from '../../src/Spec.ts'

const classify = program(
  {
    x: f32(dim('batch'), 4),
    fc1: { weight: f32(3, 4), bias: f32(3) },
    fc2: { weight: f32(2, 3), bias: f32(2) },
  },
  ({ x, fc1, fc2 }) => ({
    probabilities: pipe(
      x,
      linear(fc1.weight, fc1.bias),
      relu,
      linear(fc2.weight, fc2.bias),
      softmax({ axis: -1 }),
    ),
  }),
)

const trained = bind({
  fc1: {
    weight: Float32Array.from({ length: 12 }, (_, k) => k / 8 - 0.5),
    bias: Float32Array.of(0.25, 0, -0.25),
  },
  fc2: { weight: Float32Array.from({ length: 6 }, (_, k) => 1 - k / 4), bias: Float32Array.of(-1, 1) },
})(classify)

describe.each([
  ['tiled', true],
  ['plain', false],
] as const)('a standalone module, %s', (name, tile) => {
  const { js, dts } = orThrow(standalone({ name: 'classify', program: trained, tile }))

  it('reads as its golden', async () => {
    await expect(js).toMatchFileSnapshot(`../golden/standalone/${name}.js.txt`)
    await expect(dts).toMatchFileSnapshot(`../golden/standalone/${name}.d.ts.txt`)
  })
})
