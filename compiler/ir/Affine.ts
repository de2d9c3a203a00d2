/**
 * An affine value of loop variables and clamped integers: base + Σ coefficient·variable, with numbers or products of
 * sizes as coefficients.
 * Before it: `src/Extent.ts`. After it: the addresses and positions in a `Kernel`.
 * Invariant: no coefficient is 0, no variable stands twice, variables are sorted: equal values are written alike.
 */
import * as extent from '../../src/Extent.ts'
import type { Extent } from '../../src/Extent.ts'

export interface Affine {
  readonly base: Extent
  readonly terms: readonly { readonly variable: string; readonly coefficient: Extent }[]
}

export const constant = (base: Extent): Affine => ({ base, terms: [] })

export const variable = (name: string): Affine => ({ base: 0, terms: [{ variable: name, coefficient: 1 }] })

/** Σ weightₖ·partₖ + base. */
export const combine = (
  base: Extent,
  parts: readonly (readonly [weight: Extent, part: Affine])[],
): Affine => {
  const coefficients = new Map<string, Extent>()
  let total = base
  for (const [weight, part] of parts) {
    total = extent.add(total, extent.mul(weight, part.base))
    for (const term of part.terms)
      coefficients.set(
        term.variable,
        extent.add(coefficients.get(term.variable) ?? 0, extent.mul(weight, term.coefficient)),
      )
  }
  return {
    base: total,
    terms: [...coefficients]
      .filter(([, coefficient]) => coefficient !== 0)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, coefficient]) => ({ variable: name, coefficient })),
  }
}

export const same = (a: Affine, b: Affine): boolean => show(a) === show(b)

const factor = (size: Extent): string =>
  typeof size === 'number' || size.terms.length === 1 ? extent.show(size) : `(${extent.show(size)})`

export const show = ({ base, terms }: Affine): string => {
  const parts = terms.map(({ variable: name, coefficient }) =>
    coefficient === 1 ? name : `${factor(coefficient)}·${name}`,
  )
  return [...parts, ...(base === 0 && parts.length > 0 ? [] : [extent.show(base)])].join(' + ')
}

export const coefficientOf = (index: Affine, variable: string): Extent =>
  index.terms.find((term) => term.variable === variable)?.coefficient ?? 0

/** The least and the most of an address over all turns of the loops inside, for each turn of those around. */
export const reach = (
  index: Affine,
  inside: ReadonlyMap<string, Extent>,
): readonly [least: Extent, most: Extent] => {
  let [least, most] = [index.base, index.base]
  for (const { variable, coefficient } of index.terms) {
    const turns = extent.sub(inside.get(variable) ?? 1, 1)
    if (extent.isNonNegative(coefficient)) most = extent.add(most, extent.mul(coefficient, turns))
    else least = extent.add(least, extent.mul(coefficient, turns))
  }
  return [least, most]
}
