/**
 * The names of what is generated are told apart, however many there are.
 */
import { expect, it } from 'vitest'
import { compile, orThrow } from '../../compiler/compile.ts'
import type { TargetName } from '../../compiler/pipeline.ts'
import type { TypedArray } from '../../src/DType.ts'
import { dim } from '../../src/Extent.ts'
import type { Extent } from '../../src/Extent.ts'
import { flip } from '../../src/ops/slicing.ts'
import { program } from '../../src/Program.ts'
import { bool, f32, i32, u32 } from '../../src/Spec.ts'

const named = <A>(prefix: string, make: (k: number) => A): Readonly<Record<string, A>> =>
  Object.fromEntries(Array.from({ length: 70 }, (_, k) => [`${prefix}${k}`, make(k)]))

const turned = (n: Extent) =>
  program(
    {
      f: named('f', () => f32(n)),
      i: named('i', () => i32(n)),
      u: named('u', () => u32(n)),
      b: named('b', () => bool(n)),
    },
    (inputs) =>
      Object.fromEntries(
        Object.values(inputs).flatMap((record) =>
          Object.entries(record).map(([name, x]) => [name, flip({ axis: 0 })(x)]),
        ),
      ),
  )

const inputs = {
  f: named('f', (k) => Float32Array.of(k, -k, 0.5)),
  i: named('i', (k) => Int32Array.of(k, -k, 1)),
  u: named('u', (k) => Uint32Array.of(k, 2 * k, 7)),
  b: named('b', (k) => Uint8Array.of(k % 2, 1, 0)),
}

it.each<TargetName>(['javascript', 'wasm'])('280 inputs of all kinds in %s', (target) => {
  const expected: Readonly<Record<string, TypedArray>> = Object.fromEntries(
    Object.values(inputs).flatMap((record) =>
      Object.entries<TypedArray>(record).map(([name, array]) => [name, array.slice().reverse()]),
    ),
  )
  for (const n of [3, dim('n')]) expect(orThrow(compile(turned(n), { target }))(inputs)).toEqual(expected)
})
