/**
 * Computes several outputs of a sum at once, so that what is loaded is used more than once.
 * Before it: `plan.ts`: whatever shares memory is settled. After it: the JavaScript target.
 * Invariant: each sum runs in the order it had, so that a tiled kernel gives the same bits; what a tile does not
 * cover, loops after it do, one element at a time.
 */
import { either as E } from 'fp-ts'
import type { Extent } from '../../src/Extent.ts'
import { statements } from '../ir/Kernel.ts'
import type { Kernel, Loop, Stmt } from '../ir/Kernel.ts'
import { regionOf } from '../ir/Module.ts'
import type { Module } from '../ir/Module.ts'
import type { Pass } from '../Pass.ts'
import { withBody } from './Nest.ts'
import { inPanels } from './panels.ts'
import { renumbered } from './renumber.ts'
import { withoutShortLoops } from './schedule/shortLoops.ts'
import { isParallel, mentions } from './schedule/parallel.ts'
import { isLoop, jam, offsets, withVariable } from './schedule/rewrite.ts'
import { Scratch } from './schedule/Scratch.ts'

/** Engines stop optimising functions of some 1,500 statements; all tiles of a kernel stay well below. */
const mostStatements = 800

/** Rows and columns of a tile, where there are that many: measured best on Node 20. */
const rows = 2
const columns = [4, 5] as const

/** A loop in tiles of `width`, and a loop over what they leave. */
const tiled = (loop: Loop, width: number): readonly Stmt[] => {
  if (width <= 1) return [loop]
  const whole: Loop = { ...loop, step: width, body: jam(loop.body, loop.variable, offsets(width)) }
  const exact = typeof loop.extent === 'number' && loop.extent % width === 0
  const behind = `${loop.variable}r`
  return exact
    ? [whole]
    : [
        whole,
        { ...loop, variable: behind, after: width, body: withVariable(loop.body, loop.variable, behind) },
      ]
}

const fits = (size: Extent, width: number): boolean => typeof size !== 'number' || size >= width

/** How many columns: a width that divides the extent, the first one elsewhere, or all of a narrow one. */
const columnsOf = (size: Extent): number => {
  if (typeof size !== 'number') return columns[0]
  return size < columns[0] ? size : (columns.find((width) => size % width === 0) ?? columns[0])
}

/** Whether a sum inside the loop loads something that is the same for every turn of it. */
const reuses = (loop: Loop, variable: string): boolean =>
  loop.body.some(
    (stmt) =>
      isLoop(stmt) &&
      statements(stmt.body).some(
        (inner) =>
          inner.tag === 'let' && inner.value.tag === 'load' && !mentions(inner.value.index, variable),
      ),
  )

/** Whether a loop holds a sum for each of its turns, and no loop of outputs. */
const isInnermost = ({ body }: Loop): boolean =>
  body.some((stmt) => stmt.tag === 'accumulator') && body.filter(isLoop).length === 1

/** Tiles the columns of a loop that holds a sum. */
const tileColumns = (loop: Loop): readonly Stmt[] => {
  const width = columnsOf(loop.extent)
  const size = statements(loop.body).length * (width + 1)
  return reuses(loop, loop.variable) && size <= mostStatements ? tiled(loop, width) : [loop]
}

/** A loop, the only one in its body, and so on down to one that holds a sum. */
const nestOf = (loop: Loop): readonly Loop[] | undefined => {
  const nest = [loop]
  for (let inner = loop; !isInnermost(inner);) {
    const [next, ...others] = inner.body.filter(isLoop)
    const only = inner.body.every((stmt) => isLoop(stmt) || stmt.tag === 'let')
    if (next === undefined || others.length > 0 || !only) return undefined
    nest.push(next)
    inner = next
  }
  return nest
}

/** How often a tile of rows along a variable loads in each turn of its sum. */
const loadsOf = (column: Loop, row: string): number =>
  statements(column.body.filter(isLoop)).reduce((sum, stmt) => {
    if (stmt.tag !== 'let' || stmt.value.tag !== 'load') return sum
    const { index } = stmt.value
    const along = (variable: string, width: number): number => (mentions(index, variable) ? width : 1)
    return sum + along(row, rows) * along(column.variable, columnsOf(column.extent))
  }, 0)

/** The loop whose turns share the most of what a sum loads, the innermost of equals. */
const rowOf = (nest: readonly Loop[], column: Loop): Loop | undefined =>
  nest
    .filter((loop) => fits(loop.extent, rows) && reuses(column, loop.variable) && isParallel(loop))
    .reduceRight<Loop | undefined>(
      (best, loop) =>
        best === undefined || loadsOf(column, loop.variable) < loadsOf(column, best.variable) ? loop : best,
      undefined,
    )

/** Tiles a nest: its innermost loop, and one around that. */
const tileNest = (nest: readonly Loop[], column: Loop): readonly Stmt[] => {
  const around = nest.slice(0, -1)
  const row = rowOf(around, column)
  return around.reduceRight<readonly Stmt[]>(
    (inner, loop) => {
      const inside: Loop = { ...loop, body: loop.body.flatMap((stmt) => (isLoop(stmt) ? inner : [stmt])) }
      const small = statements(inside.body).length * (rows + 1) <= mostStatements
      return loop === row && small ? tiled(inside, rows) : [inside]
    },
    isParallel(column) ? tileColumns(column) : [column],
  )
}

/** Tiles the loops of a body: those that hold a sum, and of those around them one. */
const tileBody = (body: readonly Stmt[], scratch: Scratch): readonly Stmt[] =>
  body.flatMap((stmt): readonly Stmt[] => {
    if (!isLoop(stmt)) return [stmt]
    const panels = inPanels(stmt, scratch)
    if (panels !== undefined) return panels
    const nest = nestOf(stmt)
    const column = nest?.at(-1)
    return nest === undefined || column === undefined
      ? [{ ...stmt, body: tileBody(stmt.body, scratch) }]
      : tileNest(nest, column)
  })

/** Where a kernel writes what it reads, its loops say that a row has been read before: they stay. */
const isInPlace = (module: Module, { reads, writes }: Kernel): boolean =>
  writes.some((id) => reads.some((other) => other !== id && regionOf(module, other) === regionOf(module, id)))

const tileKernel = (module: Module, kernel: Kernel, scratch: Scratch): Kernel => {
  if (!kernel.body.some(isLoop)) return kernel
  const body = tileBody(kernel.body, scratch)
  return withBody(kernel, renumbered(isInPlace(module, kernel) ? body : withoutShortLoops(body)))
}

export const tile: Pass<Module, Module> = {
  name: 'tile',
  purpose: 'computes several outputs of a sum at once, so that each load is used more than once',
  run: (module) => {
    const scratch = new Scratch(module)
    const kernels = module.kernels.map((kernel) => tileKernel(module, kernel, scratch))
    const { buffers, slots } = scratch
    return E.right({ value: { ...module, kernels, buffers, slots }, renaming: undefined })
  },
}
