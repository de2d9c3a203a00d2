/**
 * A nest with an axis of unknown size: in blocks of known size where there are so many turns, and what is behind them.
 * Before it: `Nest.ts`. After it: `choose.ts`, `vectorise.ts`.
 * Invariant: blocks and what is behind them cover each turn once, in order.
 */
import * as extent from '../../../src/Extent.ts'
import * as affine from '../../ir/Affine.ts'
import type { Affine } from '../../ir/Affine.ts'
import type { Loop, Stmt } from '../../ir/Kernel.ts'
import type { Axis, Nest } from './Nest.ts'
import { typically } from './parts.ts'
import { isLoop, rewrite, substituted } from './rewrite.ts'

/** So many turns make up for what is packed for them. */
export const block = 128

export const isUnknown = ({ extent: size, after }: Axis): boolean =>
  typeof size !== 'number' && after === undefined

const blockOf = (variable: string): string => `${variable}b`

/** The nest of a block, and that of the turns behind all of them. */
export const halvesOf = (nest: Nest, variable: string): { readonly many: Nest; readonly few: Nest } => {
  const element = affine.combine(0, [
    [1, affine.variable(blockOf(variable))],
    [1, affine.variable(variable)],
  ])
  const withAxis = (change: (axis: Axis) => Axis): readonly Axis[] =>
    nest.axes.map((axis) => (axis.variable === variable ? change(axis) : axis))
  return {
    many: {
      ...nest,
      axes: withAxis((axis) => ({ ...axis, extent: block })),
      core: substituted(nest.core, variable, element),
    },
    few: { ...nest, axes: withAxis((axis) => ({ ...axis, after: block })) },
  }
}

/** The blocks of a nest, then what is behind them. */
export const joined = (
  nest: Nest,
  variable: string,
  many: readonly Stmt[],
  few: readonly Stmt[],
): readonly Stmt[] =>
  nest.axes
    .filter((axis) => axis.variable === variable)
    .flatMap(({ extent: size }): readonly Stmt[] => {
      const blocks: Loop = { tag: 'for', variable: blockOf(variable), extent: size, step: block, body: many }
      return [blocks, ...few]
    })

/** The nest as it is where every unknown size is this one. */
export const sized = ({ axes, core, sunk }: Nest, one: number): Nest => {
  const index = ({ base, terms }: Affine): Affine => ({
    base: typically(base, one),
    terms: terms.map(({ variable, coefficient }) => ({ variable, coefficient: typically(coefficient, one) })),
  })
  const loops = (body: readonly Stmt[]): readonly Stmt[] =>
    body.map((stmt) =>
      isLoop(stmt) ? { ...stmt, extent: typically(stmt.extent, one), body: loops(stmt.body) } : stmt,
    )
  return {
    axes: axes.map((axis) => ({ ...axis, extent: typically(axis.extent, one) })),
    core: rewrite(loops(core), { name: (local) => local, index }),
    sunk,
  }
}

/** Whether a size that is not known is anywhere in a nest. */
export const hasUnknown = ({ axes }: Nest): boolean =>
  axes.some(({ extent: size }) => extent.names(size).length > 0)
