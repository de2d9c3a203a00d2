/**
 * How the sizes of a call follow from the lengths of its arrays.
 * Before it: `records.ts`. After it: `entry.ts`.
 * Invariant: each size is found from an input and sizes before it, or asked for, as it is where nothing divides nothing;
 * one that is given must agree.
 */
import { at, known } from '../../../src/Bug.ts'
import type { Extent } from '../../../src/Extent.ts'
import * as extent from '../../../src/Extent.ts'
import * as shapes from '../../../src/Shape.ts'
import type { Signature } from '../../ir/Module.ts'
import { extentExpression } from './kernel.ts'
import type { SizeNames } from './kernel.ts'
import { inside } from './records.ts'
import { binary, call, conditional, member, name, number, string, when } from './syntax.ts'
import type { Expression, Statement } from './syntax.ts'

/** The largest extent. */
const mostOfExtent = 2 ** 31 - 1

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

/** A size, and the inputs it can be found from; from the first of them, unless both numbers are 0 there. */
interface Found {
  readonly size: string
  readonly ways: readonly Solution[]
}

/**
 * Every size in the order in which it can be found, by a number if possible: that is never 0. Where nothing follows any
 * more the next one is asked for.
 */
const solve = (inputs: readonly Signature[], sizes: readonly string[]): readonly Found[] => {
  const found: Found[] = []
  const solved = new Set<string>()
  for (let left = sizes; left.length > 0; left = left.filter((size) => !solved.has(size))) {
    const ways = inputs.flatMap((signature, k) => solution(signature, k, solved) ?? [])
    const safe = ways.find(({ rest }) => typeof rest === 'number')
    const size = (safe ?? ways[0])?.size ?? at(left, 0)
    found.push({ size, ways: safe === undefined ? ways.filter((way) => way.size === size) : [safe] })
    solved.add(size)
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
  const given = (size: string): Expression => inside(name('sizes'), size)
  const lengthOf = ({ input }: Solution): Expression => member(name(at(arrays, input)), 'length')
  const quotientOf = (way: Solution): Expression => {
    const quotient =
      way.rest === 1 ? lengthOf(way) : binary('/', lengthOf(way), extentExpression(way.rest, sizes))
    return way.twice ? call('sqrt', quotient) : quotient
  }
  const valueOf = ({ size, ways }: Found): Expression =>
    ways.reduceRight<Expression>(
      (otherwise, way) => {
        if (typeof way.rest === 'number') return quotientOf(way)
        const [length, rest] = [lengthOf(way), extentExpression(way.rest, sizes)]
        const isTold = binary('||', binary('!==', length, number(0)), binary('!==', rest, number(0)))
        return conditional(isTold, quotientOf(way), otherwise)
      },
      call('given', given(size), string(size)),
    )
  const found = solve(inputs, [...sizes.keys()]).flatMap((one): readonly Statement[] => {
    const local = known(sizes.get(one.size), 'size')
    const binding: Statement = { kind: 'const', name: local, value: valueOf(one) }
    const [way] = one.ways
    if (way === undefined) return [binding]
    const { path, shape } = at(inputs, way.input)
    return [
      binding,
      when(
        binary('!==', binary('%', name(local), number(1)), number(0)),
        call('misfit', string(path), lengthOf(way), string(shapes.show(shape))),
      ),
      when(binary('>', name(local), number(mostOfExtent)), call('impossible', string(one.size), name(local))),
      when(
        binary('!==', name('sizes'), name('undefined')),
        call('agree', given(one.size), string(one.size), name(local)),
      ),
    ]
  })
  return [{ kind: 'const', name: 'sizes', value: inside(name('options'), 'sizes') }, ...found]
}
