/**
 * Faults in explanations: a wrong number, a sentence that is missing, a name that means something else.
 * Before it: `Fault.ts`. After it: `faults.ts`.
 */
import { law } from './Fault.ts'
import type { Fault } from './Fault.ts'

export const explaining: readonly Fault[] = [
  {
    name: 'a difference is taken on one side only',
    file: 'compiler/explain/differences.ts',
    find: 'return (to(1) - to(-1)) / (2 * reach)',
    replace: 'return (to(1) - to(-1)) / reach',
    laws: [law('explain/chain', 'agrees with differences')],
  },
  {
    name: 'what depends on a moved node is not computed anew',
    file: 'compiler/explain/differences.ts',
    find: 'for (let id = moved + 1; id < nodes.length; id++)',
    replace: 'for (let id = moved + 2; id < nodes.length; id++)',
    laws: [law('explain/chain', 'agrees with differences')],
  },
  {
    name: 'the product of a term is its cotangent',
    file: 'compiler/explain/chain.ts',
    find: 'product: { node: nodeOf(value), formula: formulaOf(nodeOf(value)) },',
    replace: 'product: { node: nodeOf(user), formula: formulaOf(nodeOf(value)) },',
    laws: [law('explain/chain', 'has a rule, a partial')],
  },
  {
    name: 'a sum over shared axes goes without a reason',
    file: 'compiler/explain/reasons.ts',
    find: "explains: 'sum', sentence: summed.length === 0",
    replace: "explains: 'place', sentence: summed.length === 0",
    laws: [law('explain/chain', 'every transpose')],
  },
  {
    name: 'only the first transposed factor has a reason',
    file: 'compiler/explain/reasons.ts',
    find: 'const sides = reading.as === ',
    replace: 'const sides = reading.as !== ',
    laws: [law('explain/chain', 'every transpose')],
  },
  {
    name: 'blocks are repeated once less than they are',
    file: 'compiler/explain/repeats.ts',
    find: 'const count = 1 + Math.floor(at(at(matches, period - 1), start) / period)',
    replace: 'const count = Math.floor(at(at(matches, period - 1), start) / period)',
    laws: [law('explain/formats', 'layers'), law('explain/outline', 'of 300 layers')],
  },
  {
    name: 'names count alike in every block or in none',
    file: 'compiler/explain/repeats.ts',
    find: 'if (Math.abs(apart) > neighbourhood) return word',
    replace: '',
    laws: [law('explain/formats', 'transformer')],
  },
  {
    name: 'words are not escaped in LaTeX',
    file: 'compiler/explain/latex.ts',
    find: '.map((part, k) => (k % 2 === 1 ? part : escaped(part)))',
    replace: '.map((part) => part)',
    laws: [law('explain/latex')],
  },
  {
    name: 'a question leaves in the gradients that were not asked for',
    file: 'compiler/explain/question.ts',
    find: 'if (!wanted.has(step.of)) continue',
    replace: '',
    laws: [law('explain/question', 'leaves out the gradients')],
  },
]
