/**
 * Whole networks against numbers that PyTorch computed, on every target: values, loss, gradients and twenty steps of an
 * optimiser; products with first and second derivatives.
 */
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { casesBelow } from '../judge/files.ts'
import { judge } from '../judge/judge.ts'
import { targets } from '../judge/Target.ts'

const networks = casesBelow(fileURLToPath(new URL('../oracle/nets/', import.meta.url)))

describe.each(targets)('on the $name', (target) => {
  it.each(networks.map((path) => ({ name: basename(path, '.json'), path })))('$name', ({ path }) => {
    expect(judge(readFileSync(path, 'utf8'), target)).toEqual([])
  })
})
