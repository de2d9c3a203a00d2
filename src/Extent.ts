/**
 * Extents: the size along one axis, a number or a polynomial with integer coefficients in named sizes.
 * Before it: nothing. After it: `Shape.ts`, every representation's shapes, strides and loop bounds.
 * Invariant: polynomials are canonical, so that two extents are equal exactly where their texts are.
 */

/** One product of named sizes with its coefficient; factors are sorted and may repeat: n² is `['n', 'n']`. */
export interface Monomial {
  readonly coefficient: number
  readonly factors: readonly string[]
}

/**
 * A symbolic size. A single name has its name as its type, `Dim<'batch'>`; any other polynomial is `Dim<string>`.
 * `name` is the canonical text: `batch`, `2·n + 1`.
 */
export interface Dim<out N extends string = string> {
  readonly name: N
  readonly terms: readonly Monomial[]
}

export type Extent = number | Dim

/** The sizes that names stand for in one run. */
export type Sizes = ReadonlyMap<string, number>

/**
 * A named size, the same wherever it has the same name.
 *
 * @example
 * const batch = dim('batch')
 * show(f32(batch, 64)) // batch×64
 */
export const dim = <const N extends string>(name: N): Dim<N> => ({
  name,
  terms: [{ coefficient: 1, factors: [name] }],
})

const textOf = ({ coefficient, factors }: Monomial): string =>
  factors.length === 0
    ? String(coefficient)
    : (coefficient === 1 ? '' : coefficient === -1 ? '-' : `${coefficient}·`) + factors.join('·')

/** Sums equal monomials, drops zeros, sorts by factors; a polynomial without names is a number. */
const canonical = (monomials: readonly Monomial[]): Extent => {
  const byFactors = new Map<string, Monomial>()
  for (const { coefficient, factors } of monomials) {
    const key = factors.join('·')
    byFactors.set(key, { coefficient: coefficient + (byFactors.get(key)?.coefficient ?? 0), factors })
  }
  const terms = [...byFactors.entries()]
    .filter(([, term]) => term.coefficient !== 0)
    .sort(([a], [b]) => (a === '' ? 1 : b === '' ? -1 : a < b ? -1 : 1))
    .map(([, term]) => term)
  if (terms.every((term) => term.factors.length === 0)) return terms[0]?.coefficient ?? 0
  return { name: terms.map(textOf).join(' + ').replaceAll('+ -', '- '), terms }
}

const termsOf = (extent: Extent): readonly Monomial[] =>
  typeof extent === 'number' ? [{ coefficient: extent, factors: [] }] : extent.terms

export const add = (a: Extent, b: Extent): Extent =>
  typeof a === 'number' && typeof b === 'number' ? a + b : canonical([...termsOf(a), ...termsOf(b)])

export const mul = (a: Extent, b: Extent): Extent =>
  typeof a === 'number' && typeof b === 'number'
    ? a * b
    : canonical(
        termsOf(a).flatMap((p) =>
          termsOf(b).map((q) => ({
            coefficient: p.coefficient * q.coefficient,
            factors: [...p.factors, ...q.factors].sort(),
          })),
        ),
      )

export const negate = (a: Extent): Extent => mul(-1, a)

export const sub = (a: Extent, b: Extent): Extent => add(a, negate(b))

export const product = (extents: readonly Extent[]): Extent => extents.reduce<Extent>(mul, 1)

/** The quotient where `b` is a number or a single product that divides `a` exactly; undefined elsewhere. */
export const divide = (a: Extent, b: Extent): Extent | undefined => {
  const [divisor, ...others] = termsOf(b)
  if (divisor === undefined || others.length > 0 || divisor.coefficient === 0) return undefined
  const quotient: Monomial[] = []
  for (const term of termsOf(a)) {
    const factors = [...term.factors]
    for (const factor of divisor.factors) {
      const at = factors.indexOf(factor)
      if (at < 0) return undefined
      factors.splice(at, 1)
    }
    const coefficient = term.coefficient / divisor.coefficient
    if (!Number.isInteger(coefficient)) return undefined
    quotient.push({ coefficient, factors })
  }
  return canonical(quotient)
}

export const same = (a: Extent, b: Extent): boolean =>
  typeof a === 'number' || typeof b === 'number' ? a === b : a.name === b.name

/** Whether an extent is proven to be 0 or more, whatever its sizes are. */
export const isNonNegative = (extent: Extent): boolean =>
  typeof extent === 'number' ? extent >= 0 : extent.terms.every((term) => term.coefficient >= 0)

export const show = (extent: Extent): string => (typeof extent === 'number' ? String(extent) : extent.name)

/** Whether a value is an extent: a number, or a polynomial in sizes. */
export const isExtent = (value: unknown): value is Extent =>
  typeof value === 'number' ||
  (typeof value === 'object' && value !== null && 'terms' in value && Array.isArray(value.terms))

/** The names an extent depends on, each once, in order. */
export const names = (extent: Extent): readonly string[] =>
  typeof extent === 'number' ? [] : [...new Set(extent.terms.flatMap((term) => term.factors))]

/** The number an extent is for given sizes, or undefined where a name has none. */
export const resolve = (extent: Extent, sizes: Sizes): number | undefined => {
  if (typeof extent === 'number') return extent
  let total = 0
  for (const { coefficient, factors } of extent.terms) {
    let term = coefficient
    for (const factor of factors) {
      const size = sizes.get(factor)
      if (size === undefined) return undefined
      term *= size
    }
    total += term
  }
  return total
}
