/**
 * The elementary functions of one operand over the whole of float32, every stride-th pattern of bits, in both
 * carriers; prints the largest error in ulp and where it lies. Every pattern (stride 1) takes hours.
 *
 *     node --import jiti/register test/campaigns/elementary.ts [stride = 1009] [first = 0] [last = 4294967295] [name ...]
 */
import { double, single } from '../../src/basis.ts'
import { operations } from '../../src/ops/index.ts'
import { distance, ofBits } from '../ulp.ts'

const [stride = 1009, first = 0, last = 2 ** 32 - 1] = process.argv.slice(2, 5).map(Number)
const names = process.argv.slice(5)

const functions = [...operations.values()].filter(
  ({ name, arity, ieee }) => arity === 1 && !ieee && (names.length === 0 || names.includes(name)),
)

for (const { name, definition, meaning } of functions)
  for (const [carrier, basis] of Object.entries({ double, single })) {
    let error = 0
    let where = NaN
    for (let pattern = first; pattern <= last; pattern += stride) {
      const x = ofBits(pattern)
      const found = distance(definition(basis, x), meaning(x))
      if (found > error) [error, where] = [found, x]
    }
    console.log(`${name} ${carrier}: ${error.toFixed(4)} ulp at ${where}`)
  }
