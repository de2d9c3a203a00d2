import { dim, f32, matmul, maximum, program } from 'leibniz'
import type { Program } from 'leibniz'
import { compile, orThrow } from 'leibniz/compiler'

const batch = dim('batch')

export const scores = program(
  { x: f32(3072, batch), W1: f32(100, 3072), W2: f32(10, 100) },
  ({ x, W1, W2 }) => ({ s: matmul(W2, maximum(0, matmul(W1, x))) }),
)

export const known: Program = scores

const executable = orThrow(compile(scores))

export const { s } = executable({
  x: new Float32Array(3072),
  W1: new Float32Array(307200),
  W2: new Float32Array(1000),
})

program({ x: f32(3, 2), W: f32(2, 4) }, ({ x, W }) => ({
  // @ts-expect-error the inner extents 4 and 3 differ
  y: matmul(W, x),
}))
