import { f32, matmul, program } from 'leibniz'
import { compile, orThrow } from 'leibniz/compiler'

const product = program({ W: f32(2, 3), x: f32(3, 1) }, ({ W, x }) => ({ y: matmul(W, x) }))
const executable = orThrow(compile(product))
const { y } = executable({ W: Float32Array.of(1, 2, 3, 4, 5, 6), x: Float32Array.of(1, 2, 3) })
console.log([...y].join())
