/**
 * The elementary functions of one operand over the whole of float32, every stride-th pattern of bits, in both
 * carriers; prints the largest error in ulp and where it lies. Every pattern (stride 1) takes hours.
 *
 *     npx jiti test/campaigns/elementary.ts [stride = 1009] [first pattern = 0] [last pattern = 4294967295]
 */
import type { Basis } from '../../src/basis.ts'
import { double, single } from '../../src/basis.ts'
import * as elementary from '../../src/elementary.ts'
import { distance, ofBits } from '../ulp.ts'

const [stride = 1009, first = 0, last = 2 ** 32 - 1] = process.argv.slice(2).map(Number)

type Unary = <E>(basis: Basis<E>, x: E) => E

const functions: Record<string, readonly [Unary, (x: number) => number]> = {
  exp: [elementary.exp, Math.exp],
  log: [elementary.log, Math.log],
  tanh: [elementary.tanh, Math.tanh],
  sigmoid: [elementary.sigmoid, (x) => 1 / (1 + Math.exp(-x))],
}

for (const [name, [definition, truth]] of Object.entries(functions))
  for (const [carrier, basis] of Object.entries({ double, single })) {
    let error = 0
    let where = NaN
    for (let pattern = first; pattern <= last; pattern += stride) {
      const x = ofBits(pattern)
      const found = distance(definition(basis, x), truth(x))
      if (found > error) [error, where] = [found, x]
    }
    console.log(`${name} ${carrier}: ${error.toFixed(4)} ulp at ${where}`)
  }
