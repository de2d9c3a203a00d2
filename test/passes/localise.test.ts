/**
 * Rows in memory for one turn: which buffers have them, and that nothing else changes.
 */
import { describe, expect, it } from 'vitest'
import { compile, orThrow } from '../../compiler/compile.ts'
import type { Module } from '../../compiler/ir/Module.ts'
import { show } from '../../src/Shape.ts'
import { dim } from '../../src/Extent.ts'
import type { Extent } from '../../src/Extent.ts'
import { softmax } from '../../src/ops/activation.ts'
import { program } from '../../src/Program.ts'
import { f32 } from '../../src/Spec.ts'

const moduleOf = (axis: number, ...shape: readonly Extent[]): Module =>
  orThrow(
    compile(
      program({ x: f32(...shape) }, ({ x }) => ({ y: softmax({ axis })(x) })),
      { tile: false },
    ),
  ).module

const working = ({ buffers }: Module): readonly string[] =>
  buffers.flatMap(({ place, shape }) => (place.tag === 'scratch' ? [show(shape)] : []))

describe('what one turn stores for itself', () => {
  it.each([
    ['a long row', moduleOf(1, 30, 64), ['64']],
    ['a long row of a batch', moduleOf(1, dim('batch'), 100), ['100']],
    ['a short row stays', moduleOf(1, 30, 63), ['30×63']],
    ['a row of unknown length stays', moduleOf(1, 30, dim('n')), ['30×n']],
    ['a column stays', moduleOf(0, 100, 30), ['100×30']],
  ])('%s', (_, module, shapes) => {
    expect(working(module)).toEqual(shapes)
  })
})
