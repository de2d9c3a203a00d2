/**
 * The host of kernels in JavaScript: each buffer is a typed array, its own or the caller's.
 * Before it: a planned `Module`, `kernel.ts`, `entry.ts`. After it: `module.ts`.
 * Invariant: working memory is there when the module loads, or grows before the kernels run.
 */
import { at, known } from '../../../src/Bug.ts'
import * as shapes from '../../../src/Shape.ts'
import { sizesOf } from '../../ir/Kernel.ts'
import type { BufferId } from '../../ir/Kernel.ts'
import { regionOf, storageOf } from '../../ir/Module.ts'
import type { Module, Signature, Slot } from '../../ir/Module.ts'
import { checkOutput, constructorName } from './entry.ts'
import type { Host } from './entry.ts'
import { buffersOf, extentExpression } from './kernel.ts'
import type { SizeNames } from './kernel.ts'
import { binary, call, member, name, number } from './syntax.ts'
import type { Expression, Statement } from './syntax.ts'

/** The expression for the memory of a buffer inside `run`. */
const memoryOf = (module: Module, id: BufferId): Expression => {
  const storage = storageOf(module, id)
  return name(at(module.buffers, storage).place.tag === 'constant' ? `c${storage}` : regionOf(module, id))
}

const kindOf = ({ dtype, isWide }: Slot): Expression => name(isWide === true ? 'F64' : constructorName[dtype])

/** The working memory. */
export const slots = (module: Module): readonly Statement[] =>
  module.slots.map((given, slot): Statement => {
    const { size } = given
    return {
      kind: typeof size === 'number' ? 'const' : 'let',
      name: `t${slot}`,
      value: {
        kind: 'new',
        callee: kindOf(given),
        operands: [number(typeof size === 'number' ? size : 0)],
      },
    }
  })

const growSlots = (module: Module, sizes: SizeNames): readonly Statement[] =>
  module.slots.flatMap((given, slot): readonly Statement[] => {
    const { size } = given
    if (typeof size === 'number') return []
    const length = extentExpression(size, sizes)
    const grown: Statement = {
      kind: 'assign',
      target: name(`t${slot}`),
      value: call('allocate', kindOf(given), length),
    }
    return [{ kind: 'if', test: binary('<', member(name(`t${slot}`), 'length'), length), then: grown }]
  })

/** So many elements are too many for one tensor, as `allocate` says. */
const mostElements = 2 ** 28

const freshArray = ({ dtype, shape }: Signature, sizes: SizeNames): Expression => {
  const size = shapes.sizeOf(shape)
  const [kind, length] = [name(constructorName[dtype]), extentExpression(size, sizes)]
  return typeof size === 'number' && size <= mostElements
    ? { kind: 'new', callee: kind, operands: [length] }
    : call('allocate', kind, length)
}

/** Kernels read and write typed arrays. */
export const arrays = (module: Module, sizes: SizeNames): Host => ({
  options: [],
  output: (local, given, signature) => [
    {
      kind: 'const',
      name: local,
      value: binary('??', given, freshArray(signature, sizes)),
    },
    ...checkOutput(local, signature, sizes),
  ],
  before: growSlots(module, sizes),
  calls: module.kernels.map((kernel): Statement => ({
    kind: 'expression',
    value: call(
      kernel.name,
      ...buffersOf(kernel).map((id) => memoryOf(module, id)),
      ...sizesOf(kernel.body).map((size) => name(known(sizes.get(size), `size ${size}`))),
    ),
  })),
  result: (_id, array) => name(array),
})
