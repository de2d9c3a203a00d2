/**
 * The faults of forward mode and of batches.
 * Before it: `Fault.ts`. After it: `faults.ts`.
 * Invariant: as there, each is found by every law it names.
 */
import type { Fault } from './Fault.ts'

const law = (name: string): string => `test/laws/${name}.test.ts`

export const calculus: readonly Fault[] = [
  {
    name: 'the product rule forgets its second term',
    file: 'src/pushforward.ts',
    find: 'rightMoves && contracted(left, rightMoves, letters),',
    replace: 'undefined,',
    laws: [law('table'), law('curvature')],
  },
  {
    name: 'forward mode leaves open what is masked',
    file: 'src/pushforward.ts',
    find: 'masked(mask, share)',
    replace: 'share',
    laws: ['test/pushforward.test.ts'],
  },
  {
    name: 'a batch of moves forgets its guards',
    file: 'src/vectorise.ts',
    find: 'guards: form.guards.map(behind)',
    replace: 'guards: []',
    laws: [law('table')],
  },
  {
    name: 'a batch reduces the axis before',
    file: 'src/vectorise.ts',
    find: '(axis) => axis + 1',
    replace: '(axis) => axis',
    laws: [law('table'), 'test/program/vmap.test.ts'],
  },
]
