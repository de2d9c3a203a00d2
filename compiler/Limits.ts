/**
 * Limits on what a program may ask of memory, checked before anything is allocated.
 * Before it: a planned `Module`. After it: `compile.ts`, `standalone.ts`.
 * Invariant: products of extents are exact: an extent is below 2³¹, and a product past 2⁵³ is refused as it stands.
 */
import { either as E } from 'fp-ts'
import type { Either } from '../src/Either.ts'
import { nonEmpty } from '../src/NonEmpty.ts'
import type { NonEmpty } from '../src/NonEmpty.ts'
import * as shapes from '../src/Shape.ts'
import type { CompileError } from './CompileError.ts'
import { compileError } from './CompileError.ts'
import type { Module } from './ir/Module.ts'

export interface Limits {
  /** Elements of one tensor; 2²⁸ where nothing is said. */
  readonly maxElements?: number
  /** Bytes of all working memory and outputs together; 1 GiB where nothing is said. */
  readonly maxBytes?: number
}

/** The module, where its fixed sizes are within the limits; symbolic ones are checked when it runs. */
export const checkLimits =
  ({ maxElements = 2 ** 28, maxBytes = 2 ** 30 }: Limits) =>
  (module: Module): Either<NonEmpty<CompileError>, Module> => {
    const sizes = module.buffers.flatMap(({ shape }) => {
      const size = shapes.sizeOf(shape)
      return typeof size === 'number' && size > maxElements ? [shapes.show(shape)] : []
    })
    const errors = nonEmpty(
      sizes.map((shape) =>
        compileError('LBZ5001', `compile: ${shape} has more than ${maxElements} elements`),
      ),
    )
    if (errors !== undefined) return E.left(errors)
    const owned = [
      ...module.slots.map(({ size }) => size),
      ...module.buffers.flatMap(({ place, shape }) => (place.tag === 'output' ? [shapes.sizeOf(shape)] : [])),
    ]
    const bytes = owned.reduce<number>((sum, size) => sum + (typeof size === 'number' ? 4 * size : 0), 0)
    return bytes > maxBytes
      ? E.left([compileError('LBZ5001', `compile: ${bytes} bytes of memory are more than ${maxBytes}`)])
      : E.right(module)
  }
