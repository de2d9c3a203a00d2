/**
 * Computes four numbers at once, and several vectors of them.
 * Before it: `plan.ts`; `schedule/` has the parts: which turns are alike, what is chosen, how it is done.
 * After it: the target with lanes.
 * Invariant: a schedule changes the order of a sum only where its terms are in lanes; what cannot be proven to be
 * parallel stays as it is.
 */
import { either as E } from 'fp-ts'
import { known } from '../../src/Bug.ts'
import * as affine from '../ir/Affine.ts'
import type { Kernel, Loop, Stmt } from '../ir/Kernel.ts'
import type { Module } from '../ir/Module.ts'
import type { Pass } from '../Pass.ts'
import { renumbered } from './renumber.ts'
import { across } from './schedule/across.ts'
import type { Means } from './schedule/across.ts'
import { along, canShare, vectorsFor } from './schedule/along.ts'
import { candidates, cheapest } from './schedule/choose.ts'
import { around, nestOf, settled, withMergedLoops } from './schedule/Nest.ts'
import type { Axis, Nest } from './schedule/Nest.ts'
import { isSeparable } from './schedule/parallel.ts'
import { inRows, turnsOf } from './schedule/parts.ts'
import { isLoop, jam, offsets, substituted } from './schedule/rewrite.ts'
import type { Chosen, Rows, Schedule } from './schedule/Schedule.ts'
import { show } from './schedule/Schedule.ts'
import { halvesOf, joined } from './schedule/split.ts'
import { withoutShortLoops } from './schedule/shortLoops.ts'
import { stream, streamed } from './schedule/stream.ts'
import { Scratch } from './schedule/Scratch.ts'
import { withBody } from './Nest.ts'

/** Turns one by one, or several rows at once, with lanes inside. */
const inside = ({ axes, core }: Nest, rows: Rows | undefined, { scheduled }: Means): readonly Stmt[] => {
  const build = ([axis, ...rest]: readonly Axis[], body: readonly Stmt[]): readonly Stmt[] => {
    if (axis === undefined) return scheduled(body)
    if (axis.variable !== rows?.variable) return around([axis], build(rest, body))
    return inRows(axis.extent, rows.count).flatMap((few) => {
      const side = jam(body, axis.variable, offsets(few.width))
      const at = few.from === undefined ? side : substituted(side, axis.variable, affine.constant(few.from))
      return turnsOf(few, axis, build(rest, at))
    })
  }
  return build(axes, core)
}

const carriedOut = (nest: Nest, schedule: Schedule, means: Means): readonly Stmt[] => {
  switch (schedule.tag) {
    case 'across':
      return across(nest, schedule, means)
    case 'along':
      return inside(nest, schedule.rows, means)
    case 'stream': {
      const loop = known(streamed(nest), 'sum of a stream')
      const axis = known(
        nest.axes.find(({ variable }) => variable === schedule.lane),
        'axis of a stream',
      )
      return means.scheduled(stream(nest, loop, axis, means.scratch))
    }
    case 'split': {
      const { many, few } = halvesOf(nest, schedule.variable)
      return joined(
        nest,
        schedule.variable,
        carriedOut(many, schedule.many, means),
        carriedOut(few, schedule.few, means),
      )
    }
  }
}

/** Chooses one of the schedules that come into question. */
export type Choice = (all: readonly Chosen[]) => Chosen

const scheduling = (scratch: Scratch, choose: Choice, report: (line: string) => void): Means => {
  const loopIn = (loop: Loop): readonly Stmt[] => {
    if (isSeparable(loop)) {
      const nest = nestOf(loop)
      const chosen = choose(candidates(nest, (buffer) => scratch.dtypeOf(buffer)))
      report(show(chosen))
      const { schedule } = chosen
      return settled(nest, carriedOut(nest, schedule, means))
    }
    if (!canShare(loop)) return [{ ...loop, body: means.scheduled(loop.body) }]
    report(`sums over ${loop.variable} in ${vectorsFor(loop)}·4 lanes`)
    return along(loop, vectorsFor(loop), scratch)
  }
  const means: Means = {
    scratch,
    scheduled: (body) => body.flatMap((stmt) => (isLoop(stmt) ? loopIn(stmt) : [stmt])),
  }
  return means
}

/** A module in lanes, and a line for each schedule that was chosen. */
export const scheduledBy = (
  choose: Choice,
  module: Module,
): { readonly module: Module; readonly schedules: readonly string[] } => {
  const scratch = new Scratch(module)
  const schedules: string[] = []
  const kernels = module.kernels.map((kernel): Kernel => {
    const means = scheduling(scratch, choose, (line) => schedules.push(`${kernel.name}: ${line}`))
    return withBody(kernel, renumbered(means.scheduled(withoutShortLoops(withMergedLoops(kernel.body)))))
  })
  return { module: { ...module, kernels, buffers: scratch.buffers, slots: scratch.slots }, schedules }
}

export const vectorise: Pass<Module, Module> = {
  name: 'vectorise',
  purpose:
    'computes four numbers at once, and several vectors of them, so that each load is used more than once',
  run: (module) => {
    const scheduled = scheduledBy(cheapest, module)
    return E.right({ value: scheduled.module, renaming: undefined, remarks: scheduled.schedules })
  },
}
