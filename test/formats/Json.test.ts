import { describe, expect, it } from 'vitest'
import { compile, orThrow } from '../../compiler/compile.ts'
import { toJson } from '../../compiler/formats/Json.ts'
import { toJSON } from '../../compiler/pipeline.ts'
import { known } from '../../src/Bug.ts'
import { corpus } from '../corpus.ts'

describe('any representation in JSON', () => {
  it('keeps what JSON has no number for', () => {
    expect(toJson([-0, NaN, Infinity, 1.5, Float32Array.of(-0, 2)])).toEqual([
      '-0',
      'NaN',
      'Infinity',
      1.5,
      ['-0', 2],
    ])
  })

  const nested = known(
    corpus.find(({ name }) => name === 'loops in loops'),
    'case',
  )

  it.each(orThrow(compile(nested.program, { unroll: 0 })).trace.map(({ pass, stage }) => ({ pass, stage })))(
    'has the bodies of loops: after $pass',
    ({ stage }) => {
      const text = JSON.stringify(toJSON(stage))
      const steps = stage.kind === 'module' ? /"inTurns":true/g : /"tag":"scan"/g
      expect([...text.matchAll(steps)].length).toBeGreaterThanOrEqual(2)
    },
  )
})
