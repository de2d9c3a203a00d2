/**
 * How the sizes of a call follow from the lengths of its arrays.
 * Before it: `syntax.ts`. After it: `entry.ts`.
 * Invariant: each size is found from an input and sizes before it, or asked for; one that is given must agree.
 */
import { at, known } from '../../../src/Bug.ts'
import type { Extent } from '../../../src/Extent.ts'
import * as extent from '../../../src/Extent.ts'
import * as shapes from '../../../src/Shape.ts'
import type { Signature } from '../../ir/Module.ts'
import { extentExpression } from './kernel.ts'
import type { SizeNames } from './kernel.ts'
import { binary, call, member, name, number, string, when } from './syntax.ts'
import type { Statement } from './syntax.ts'

/** size = root(length of an input / rest), the root being the second where the size stands twice. */
interface Solution {
  readonly size: string
  readonly input: number
  readonly rest: Extent
  readonly twice: boolean
}

/** What a length tells of the one size in it that is not known yet. */
const solution = ({ shape }: Signature, input: number, solved: ReadonlySet<string>): Solution | undefined => {
  const total = shapes.sizeOf(shape)
  const [size, ...others] = extent.names(total).filter((name) => !solved.has(name))
  if (size === undefined || others.length > 0) return undefined
  const once = extent.divide(total, extent.dim(size))
  if (once === undefined || once === 0) return undefined
  if (!extent.names(once).includes(size)) return { size, input, rest: once, twice: false }
  const rest = extent.divide(once, extent.dim(size))
  return rest === undefined || extent.names(rest).includes(size)
    ? undefined
    : { size, input, rest, twice: true }
}

type Found = Solution | { readonly asked: string }

/** Every size in the order in which it can be found; where nothing follows any more the next one is asked for. */
const solve = (inputs: readonly Signature[], sizes: readonly string[]): readonly Found[] => {
  const found: Found[] = []
  const solved = new Set<string>()
  for (let left = sizes; left.length > 0; left = left.filter((size) => !solved.has(size))) {
    const next = inputs.reduce<Solution | undefined>(
      (first, signature, k) => first ?? solution(signature, k, solved),
      undefined,
    )
    const one: Found = next ?? { asked: at(left, 0) }
    found.push(one)
    solved.add('asked' in one ? one.asked : one.size)
  }
  return found
}

/** The statements that bind every size, for inputs bound to `arrays`. */
export const findSizes = (
  inputs: readonly Signature[],
  sizes: SizeNames,
  arrays: readonly string[],
): readonly Statement[] => {
  if (sizes.size === 0) return []
  const given: Statement = {
    kind: 'const',
    name: 'sizes',
    value: { kind: 'element', object: name('options'), index: string('sizes'), optional: true },
  }
  const found = solve(inputs, [...sizes.keys()]).flatMap((one): readonly Statement[] => {
    if ('asked' in one)
      return [
        {
          kind: 'const',
          name: known(sizes.get(one.asked), 'size'),
          value: call('given', name('sizes'), string(one.asked)),
        },
      ]
    const local = known(sizes.get(one.size), 'size')
    const { path, shape } = at(inputs, one.input)
    const length = member(name(at(arrays, one.input)), 'length')
    const quotient = one.rest === 1 ? length : binary('/', length, extentExpression(one.rest, sizes))
    return [
      { kind: 'const', name: local, value: one.twice ? call('sqrt', quotient) : quotient },
      when(
        binary('!==', binary('%', name(local), number(1)), number(0)),
        call('misfit', string(path), length, string(shapes.show(shape))),
      ),
      when(
        binary('!==', name('sizes'), name('undefined')),
        call('agree', name('sizes'), string(one.size), name(local)),
      ),
    ]
  })
  return [given, ...found]
}
