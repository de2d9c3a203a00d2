/**
 * Operations, extreme inputs and graphs against numbers that PyTorch computed, on every target: `test/oracle/README.md`
 * says where they come from, `test/judge` how they are judged.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { OpCase } from '../judge/Case.ts'
import { read } from '../judge/Case.ts'
import { casesBelow } from '../judge/files.ts'
import { judge } from '../judge/judge.ts'
import { names } from '../judge/operations.ts'
import { targets } from '../judge/Target.ts'

const below = (folder: string): readonly { readonly name: string; readonly text: string }[] => {
  const root = fileURLToPath(new URL(`../oracle/${folder}/`, import.meta.url))
  return casesBelow(root).map((path) => ({
    name: `${folder}/${path.slice(root.length)}`,
    text: readFileSync(path, 'utf8'),
  }))
}

const operations = below('ops')

const opCases = operations.flatMap(({ text }): readonly OpCase[] => {
  const found = read(text)
  return found._tag === 'Right' && found.right.kind === 'op' ? [found.right.is] : []
})

/** The elements of inputs that compete for one element of the output: two operands, or all along the last axis. */
const rivals = ({ inputs, output }: OpCase): readonly (readonly (readonly [name: string, k: number])[])[] =>
  output.data.map((_, k) =>
    inputs.flatMap(({ name, data }) => {
      const each = data.length / output.data.length
      return Array.from({ length: each }, (_unused, j) => [name, k * each + j] as const)
    }),
  )

/** The gradients of a case where what PyTorch divides among rivals that tie goes to the first of them. */
const toTheFirst = (found: OpCase): Readonly<Record<string, unknown>> => {
  const grads = structuredClone(found.grads ?? {})
  const numbers = new Map(Object.entries(grads).map(([name, { data }]) => [name, data.map(Number)]))
  for (const group of rivals(found)) {
    const shares = group.map(([name, k]) => numbers.get(name)?.[k] ?? 0)
    const winner = shares.findIndex((share) => share !== 0)
    group.forEach(([name, k], rival) =>
      numbers.get(name)?.splice(k, 1, rival === winner ? shares.reduce((a, b) => a + b) : 0),
    )
  }
  return Object.fromEntries(
    Object.entries(grads).map(([name, grad]) => [name, { ...grad, data: numbers.get(name) }]),
  )
}

describe('the cases', () => {
  it('are those of every operation that can be judged, and of no other', () => {
    expect(opCases).toHaveLength(operations.length)
    expect([...new Set(opCases.map(({ op }) => op))].sort()).toEqual([...names].sort())
  })
})

describe.each(targets)('the $name gives what PyTorch gives', (target) => {
  it.each([...operations, ...below('edge'), ...below('graphs')])('$name', ({ text }) => {
    expect(judge(text, target)).toEqual([])
  })

  const tied = opCases.filter(({ gradientConvention }) => gradientConvention !== undefined)
  const judged = (found: OpCase, grads: unknown): readonly string[] =>
    judge(JSON.stringify({ ...found, kind: 'op', grads, gradientConvention: undefined }), target)

  it.each(tied)('but that the first of several gets the gradient: $id', (found) => {
    expect(judged(found, toTheFirst(found))).toEqual([])
  })

  it('and not each of them a share', () => {
    expect(tied.filter((found) => judged(found, found.grads).length > 0).length).toBeGreaterThan(1)
  })
})
