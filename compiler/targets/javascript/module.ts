/**
 * A planned module as the statements of one JavaScript file.
 * Before it: `ir/Module.ts` after `plan`. After it: `compile.ts` (which runs it) and `standalone.ts` (which writes it).
 * Invariant: no import, no eval, no name from outside but in string literals and checked comments.
 */
import * as extent from '../../../src/Extent.ts'
import * as shapes from '../../../src/Shape.ts'
import { isPlainName } from '../../names.ts'
import { sizesOf } from '../../ir/Kernel.ts'
import { labelOf } from '../../ir/Module.ts'
import type { Buffer, Module } from '../../ir/Module.ts'
import { decoded, withConstants } from './constants.ts'
import { knownRecords, runFunction } from './entry.ts'
import type { Host } from './entry.ts'
import { arrays, slots } from './host.ts'
import { kernelFunction } from './kernel.ts'
import type { SizeNames } from './kernel.ts'
import { prelude } from './prelude.ts'
import type { Statement } from './syntax.ts'

/** Every size that the module speaks of, with the variable that holds it. */
export const sizeNames = (module: Module): SizeNames => {
  const found = new Set<string>()
  const add = (size: extent.Extent): void => extent.names(size).forEach((name) => found.add(name))
  for (const { shape } of [...module.inputs, ...module.outputs, ...module.buffers]) shape.forEach(add)
  module.assumed.forEach(add)
  for (const kernel of module.kernels) sizesOf(kernel.body).forEach((name) => found.add(name))
  return new Map([...found].map((name, k) => [name, `n${k}`]))
}

const describe = (buffer: Buffer, id: number): string => {
  const { dtype, shape, place } = buffer
  const label = labelOf(buffer, id)
  return `b${id}: ${place.tag}${label === `b${id}` ? '' : ` ${label}`}, ${dtype} ${shapes.show(shape)}`
}

/** Statements to names: which pieces of the prelude the text needs. */
const namesIn = (value: unknown, found: Set<string>): Set<string> => {
  const stack: unknown[] = [value]
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (Array.isArray(next)) for (const item of next) stack.push(item)
    else if (typeof next === 'object' && next !== null) {
      if ('kind' in next && next.kind === 'name' && 'name' in next && typeof next.name === 'string')
        found.add(next.name)
      for (const [key, item] of Object.entries(next))
        if (key !== 'of' && typeof item === 'object') stack.push(item)
    }
  }
  return found
}

/** A part of a file: the text of one kernel, or what is around. */
export interface Section {
  readonly kernel: string | undefined
  readonly statements: readonly Statement[]
}

/** What a target writes: working memory, kernels, how they are run, and what is done last when the file loads. */
export interface TargetCode {
  readonly memory: readonly Statement[]
  readonly kernels: readonly Section[]
  readonly host: Host
  readonly loading: readonly Statement[]
}

export type Target = (module: Module, sizes: SizeNames) => TargetCode

/** Kernels as functions over typed arrays. */
export const javascript: Target = (module, sizes) => ({
  memory: slots(module),
  kernels: module.kernels.map((kernel) => ({
    kernel: kernel.name,
    statements: [
      ...kernel.formulas.map((text): Statement => ({ kind: 'comment', text })),
      kernelFunction(kernel, module.buffers, sizes),
    ],
  })),
  host: arrays(module, sizes),
  loading: withConstants(module, (id, value) => [{ kind: 'const', name: `c${id}`, value: decoded(value) }]),
})

/**
 * The sections of a module, with its entry point as the local function `run`; `hollow` are the paths of records that
 * the program's outputs have though they hold nothing.
 */
export const moduleSections = (
  module: Module,
  hollow: readonly string[] = [],
  target: Target = javascript,
): readonly Section[] => {
  const sizes = sizeNames(module)
  const code = target(module, sizes)
  const blank: Statement = { kind: 'blank' }
  const head: readonly Statement[] = [
    ...knownRecords(module),
    ...code.memory,
    blank,
    ...[...sizes].map(([size, local]): Statement => ({
      kind: 'comment',
      text: `${local}: size ${isPlainName(size) ? size : local}`,
    })),
    ...module.buffers.map((buffer, id): Statement => ({ kind: 'comment', text: describe(buffer, id) })),
    blank,
  ]
  const kernels = code.kernels.flatMap((section) => [section, { kernel: undefined, statements: [blank] }])
  // Data are long lines: they stand at the end, where nobody has to read past them.
  const tail = [runFunction(module, sizes, hollow, code.host), ...code.loading]
  const all = [head, ...kernels.map(({ statements }) => statements), tail]
  return [
    { kernel: undefined, statements: [...prelude(namesIn(all, new Set())), ...head] },
    ...kernels,
    { kernel: undefined, statements: tail },
  ]
}

/** The statements of the sections, in order. */
export const moduleStatements = (
  module: Module,
  hollow: readonly string[] = [],
  target: Target = javascript,
): readonly Statement[] => moduleSections(module, hollow, target).flatMap(({ statements }) => statements)
