/**
 * A reader of formulas: conventional precedence, as people read. It says what a printed formula means, in the integers
 * modulo a prime, where sums and products may be taken in any order without rounding.
 */

const prime = 1_000_000_007n

const modulo = (value: bigint): bigint => ((value % prime) + prime) % prime

const power = (base: bigint, exponent: bigint): bigint => {
  let result = 1n
  for (let b = modulo(base), e = exponent; e > 0n; e >>= 1n, b = modulo(b * b))
    if (e & 1n) result = modulo(result * b)
  return result
}

export const field = {
  add: (a: bigint, b: bigint): bigint => modulo(a + b),
  sub: (a: bigint, b: bigint): bigint => modulo(a - b),
  mul: (a: bigint, b: bigint): bigint => modulo(a * b),
  div: (a: bigint, b: bigint): bigint => modulo(a * power(b, prime - 2n)),
  neg: (a: bigint): bigint => modulo(-a),
  square: (a: bigint): bigint => modulo(a * a),
}

/** The value of `formula where name = formula, …`; products bind tighter than quotients, both from the left. */
export const valueOf = (text: string, values: ReadonlyMap<string, bigint>): bigint => {
  const known = new Map(values)
  const [main = '', where = ''] = text.split(' where ')
  for (const definition of where === '' ? [] : where.split(', ')) {
    const [name = '', formula = ''] = definition.split(' = ')
    known.set(name, read(formula, known))
  }
  return read(main, known)
}

const read = (formula: string, values: ReadonlyMap<string, bigint>): bigint => {
  const tokens = formula.match(/\p{L}\d*|\d+|[−+·/()²]/gu) ?? []
  let at = 0
  const takes = (token: string): boolean => tokens[at] === token && ++at > 0
  const atom = (): bigint => {
    const token = tokens[at++] ?? ''
    if (token === '(') {
      const inner = sum()
      at += 1
      return inner
    }
    const value = /^\d/.test(token) ? modulo(BigInt(token)) : values.get(token)
    if (value === undefined) throw new Error(`what is ${token} in ${formula}?`)
    return value
  }
  const squared = (): bigint => {
    let value = atom()
    while (takes('²')) value = field.square(value)
    return value
  }
  const product = (): bigint => {
    let value = squared()
    while (takes('·')) value = field.mul(value, squared())
    return value
  }
  const quotient = (): bigint => {
    let value = product()
    while (takes('/')) value = field.div(value, product())
    return value
  }
  const signed = (): bigint => (takes('−') ? field.neg(quotient()) : quotient())
  const sum = (): bigint => {
    let value = signed()
    for (;;) {
      if (takes('+')) value = field.add(value, quotient())
      else if (takes('−')) value = field.sub(value, quotient())
      else return value
    }
  }
  const value = sum()
  if (at !== tokens.length) throw new Error(`${formula} does not end at ${tokens[at]}`)
  return value
}
