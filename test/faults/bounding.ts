/**
 * The faults of bounds of errors.
 * Before it: `Fault.ts`. After it: `faults.ts`.
 * Invariant: as there, each is found by every law it names.
 */
import { law } from './Fault.ts'
import type { Fault } from './Fault.ts'

export const bounding: readonly Fault[] = [
  {
    name: 'the bound of a product counts its first factor',
    file: 'src/evaluate/bound.ts',
    find: 'const rounded = magnitude * Math.expm1(items.length * half)',
    replace: 'const rounded = 0 * magnitude',
    laws: [law('laws/table', "compiled 'prod")],
  },
  {
    name: 'the bound of a product forgets what its factors carry',
    file: 'src/evaluate/bound.ts',
    find: 'largest(bounds) === 0 ? 0 : magnitude - Math.abs(y)',
    replace: '0',
    laws: [law('evaluate/bound', 'a product of all')],
  },
  {
    name: 'the bound of a contraction forgets one factor',
    file: 'src/evaluate/bound.ts',
    find: 'Math.abs(p) * dq + Math.abs(q) * dp + dp * dq',
    replace: 'Math.abs(p) * dq',
    laws: [law('evaluate/bound', 'a contraction')],
  },
  {
    name: 'the bound of a sum does not grow with its terms',
    file: 'src/evaluate/bound.ts',
    find: 'times * half * magnitude + Math.min',
    replace: 'half * magnitude + Math.min',
    laws: [law('evaluate', 'the bound'), law('laws/bounds')],
  },
  {
    name: 'an undecided index is taken for sure',
    file: 'src/evaluate/bound.ts',
    find: 'undecided ? Infinity : bound',
    replace: 'bound',
    laws: [law('evaluate/bound', 'decides no index')],
  },
  {
    name: 'the bound of a scatter is that of its first addend',
    file: 'src/evaluate/bound.ts',
    find: 'bounds[place]?.push(at(x.bound, i))',
    replace: 'if (items[place]?.length === 1) bounds[place]?.push(at(x.bound, i))',
    laws: [law('evaluate/bound', 'a scatter')],
  },
  {
    name: 'the steepest place between two ends is not looked at',
    file: 'src/evaluate/bound.ts',
    find: ', integer, integer + 1, steepest]',
    replace: ', integer, integer + 1]',
    laws: [law('laws/boundsInside', 'sin')],
  },
  {
    name: 'a branch between two ends is not looked at',
    file: 'src/evaluate/bound.ts',
    find: 'branch(...point) !== branch(...values)',
    replace: 'branch(...point) !== branch(...point)',
    laws: [law('laws/boundsInside', 'tan')],
  },
]
