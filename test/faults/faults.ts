/**
 * The faults, from the derivative of one operation to the number emitter, in the order of the pipeline.
 * Before it: `Fault.ts`. After it: `plugin.ts`, `main.ts`, `faults.test.ts`.
 * Invariant: each is a mistake that somebody could make, type-checks or nearly so, and is found by every law it names.
 */
import { calculus } from './calculus.ts'
import { calls } from './calls.ts'
import { border } from './border.ts'
import { bounding } from './bounding.ts'
import type { Fault } from './Fault.ts'
import { explaining } from './explaining.ts'
import { formats } from './formats.ts'
import { lanes } from './lanes.ts'
import { threads } from './threads.ts'
import { functions } from './functions.ts'
import { learning } from './learning.ts'
import { lowering } from './lowering.ts'
import { networks } from './networks.ts'
import { profiles } from './profile.ts'
import { placing } from './placing.ts'
import { provenance } from './provenance.ts'
import { sharing } from './sharing.ts'
import { shaping } from './shaping.ts'
import { turns } from './turns.ts'
import { unrolling } from './unrolling.ts'

const law = (name: string): string => `test/laws/${name}.test.ts`

export const faults: readonly Fault[] = [
  {
    name: 'the derivative of tanh has the wrong sign',
    file: 'src/ops/exponential.ts',
    find: 'mul(g, sub(1, square(y)))',
    replace: 'mul(g, sub(square(y), 1))',
    laws: [law('operations')],
  },
  {
    name: 'the derivative of a quotient forgets a minus',
    file: 'src/ops/arithmetic.ts',
    find: 'neg(div(mul(g, y), b))',
    replace: 'div(mul(g, y), b)',
    laws: [law('operations'), law('gradients')],
  },
  {
    name: 'the derivative of a square lacks its factor',
    file: 'src/ops/arithmetic.ts',
    find: 'mul(mul(2, g), x)',
    replace: 'mul(g, x)',
    laws: [law('operations')],
  },
  {
    name: 'a tie of maximum goes to the second operand',
    file: 'src/ops/comparison.ts',
    find: 'where(lt(a, b), 0, g)',
    replace: 'where(le(a, b), 0, g)',
    laws: [law('gradients')],
  },
  {
    name: 'the derivative of relu at 0 is 1',
    file: 'src/ops/comparison.ts',
    find: 'where(lt(0, x), g, 0)',
    replace: 'where(le(0, x), g, 0)',
    laws: [law('gradients')],
  },
  ...calculus,
  {
    name: 'max folds from 0',
    file: 'src/ops/monoids.ts',
    find: 'identity: -Infinity',
    replace: 'identity: 0',
    laws: [law('gradients')],
  },
  {
    name: 'a coefficient of exp is rounded',
    file: 'src/elementary.ts',
    find: 'number(0.16666539013385773)',
    replace: 'number(0.16667)',
    laws: ['test/elementary.test.ts'],
  },
  {
    name: 'ln 2 has a wrong lower part',
    file: 'src/elementary.ts',
    find: 'lower: -0.00021219444005469057',
    replace: 'lower: 0.00021219444005469057',
    laws: ['test/elementary.test.ts', law('stages')],
  },
  {
    name: 'a repeated operand is repeated along the wrong axes',
    file: 'src/moves.ts',
    find: 'unit(to.length, missing + k, size)',
    replace: 'unit(to.length, k, size)',
    laws: [law('oracle'), law('nets')],
  },
  {
    name: 'a use beside another contributes nothing',
    file: 'src/differentiate.ts',
    find: 'else others.push(contribution)',
    replace: 'else void others',
    laws: [law('gradients')],
  },
  {
    name: 'what is masked is not masked again',
    file: 'src/shares.ts',
    find: 'masked(mask, value)',
    replace: 'value',
    laws: ['test/differentiate.test.ts'],
  },
  {
    name: 'the right factor of a contraction is transposed',
    file: 'src/shares.ts',
    find: '{ left: letters.left, right: letters.out, out: letters.right }',
    replace: "{ left: letters.left, right: letters.out, out: [...letters.right].reverse().join('') }",
    laws: [law('gradients')],
  },
  {
    name: 'the adjoint of a move is off by one',
    file: 'src/Move.ts',
    find: 'offset: extent.mul(Math.sign(weight), residue.offset)',
    replace: 'offset: extent.add(extent.mul(Math.sign(weight), residue.offset), 1)',
    laws: [law('gradients'), law('moves')],
  },
  {
    name: 'the adjoint of a move forgets its offset',
    file: 'src/Move.ts',
    find: 'offset: extent.mul(Math.sign(weight), residue.offset)',
    replace: 'offset: 0',
    laws: [law('moves')],
  },
  {
    name: 'composed moves forget the guards of the first',
    file: 'src/Move.ts',
    find: '[...second.guards, ...second.rows, ...first.guards.map(substitute)]',
    replace: '[...second.guards, ...second.rows]',
    laws: [law('moves')],
  },
  {
    name: 'a key schedule has the wrong parity',
    file: 'src/random/numbers.ts',
    find: '0x1bd11bda',
    replace: '0x1bd11bdb',
    laws: ['test/random.test.ts'],
  },
  {
    name: 'gradient descent ascends',
    file: 'src/nn/descent.ts',
    find: 'sub(now.parameter, mul(now.rate, decayed',
    replace: 'add(now.parameter, mul(now.rate, decayed',
    laws: ['test/nn/training.test.ts'],
  },
  {
    name: 'two moves merge although their fills differ',
    file: 'compiler/passes/rules.ts',
    find: 'if (!oneFill && !move.isTotal(outerMap) && !move.isTotal(innerMap)) return undefined',
    replace: '',
    laws: [law('randomSquares')],
  },
  {
    name: 'an axis along which both factors repeat is not counted',
    file: 'compiler/passes/rules.ts',
    find: 'if (![...all].every((letter) => `${left.letters}${right.letters}`.includes(letter))) return undefined',
    replace: '',
    laws: [law('randomSquares')],
  },
  {
    name: 'a contraction that is used twice is transposed away',
    file: 'compiler/passes/rules.ts',
    find: 'axes === undefined || !site.usedOnce(root.form.operand)',
    replace: 'axes === undefined',
    laws: [law('randomSquares')],
  },
  {
    name: 'totals of totals forget which axes are gone',
    file: 'compiler/passes/rules.ts',
    find: 'root.form.axes.map((axis) => at(kept, axis))',
    replace: 'root.form.axes',
    laws: [law('rules'), law('randomSquares')],
  },
  {
    name: 'a minus passes through every reduction',
    file: 'compiler/passes/rules.ts',
    find: 'root.form.monoid.name === totalMonoid.name ?',
    replace: "root.form.monoid.keeps === 'total' ?",
    laws: [law('randomSquares')],
  },
  {
    name: 'an exact rule changes the order of a sum',
    file: 'compiler/passes/rules.ts',
    find: 'transposed(root, site, true)',
    replace: 'transposed(root, site, false)',
    laws: [law('randomSquares')],
  },
  {
    name: 'a product that is used twice is taken into a sum',
    file: 'compiler/passes/rules.ts',
    find: 'if (!site.usedOnce(root.form.operand)) return undefined',
    replace: '',
    laws: [law('randomSquares')],
  },
  {
    name: 'a cluster reads what comes later',
    file: 'compiler/passes/Gathering.ts',
    find: 'return this.levelOf(element.node) < cluster.level',
    replace: 'return true',
    laws: [law('randomGraphs')],
  },
  {
    name: 'a member is read at another place than it stands',
    file: 'compiler/passes/Gathering.ts',
    find: 'stands !== undefined && samePosition(element.position, stands)',
    replace: 'stands !== undefined',
    laws: [law('randomSquares')],
  },
  {
    name: 'a map is stored only where it is an output',
    file: 'compiler/passes/fuse.ts',
    find: 'if (!own.has(base(graph, operand))) stored.add(base(graph, operand))',
    replace:
      'if (!own.has(base(graph, operand)) && draft.folded.length > 0) stored.add(base(graph, operand))',
    laws: [law('randomGraphs'), law('stages')],
  },
  {
    name: 'an address counts its axes from the wrong end',
    file: 'compiler/passes/Memory.ts',
    find: '[at(steps, k), place]',
    replace: '[at(steps, steps.length - 1 - k), place]',
    laws: [law('stages'), law('randomGraphs')],
  },
  {
    name: 'every accumulator starts at 0',
    file: 'compiler/passes/Lowering.ts',
    find: 'nest.accumulator(form.monoid.identity, of)',
    replace: 'nest.accumulator(0, of)',
    laws: [law('stages')],
  },
  {
    name: 'the rows behind a reduction are dropped',
    file: 'compiler/passes/Lowering.ts',
    find: 'for (const node of rows) store(this, node, position)',
    replace: '',
    laws: [law('stages')],
  },
  {
    name: 'a logarithm of a sum lacks its logarithm',
    file: 'compiler/passes/expandReductions.ts',
    find: 'return add(elementwise(node, log.op, total))',
    replace: 'return total',
    laws: [law('stages')],
  },
  {
    name: 'a definition reads the operands before their own definitions',
    file: 'compiler/passes/expand.ts',
    find: 'stmt.value.operands.map(use)',
    replace: 'stmt.value.operands',
    laws: [law('stages')],
  },
  {
    name: 'a slot is free one kernel too early',
    file: 'compiler/passes/share.ts',
    find: 'this.lifeOf(id).last === k && !taken',
    replace: 'this.lifeOf(id).last - 1 === k && !taken',
    laws: [law('plan'), law('stages')],
  },
  {
    name: 'a donated input is overwritten before its readers',
    file: 'compiler/passes/plan.ts',
    find: '...readers.map((reader) => [reader, writer] as const)',
    replace: '',
    laws: [law('plan')],
  },
  {
    name: 'a kernel overwrites elements that it reads later',
    file: 'compiler/ir/inPlace.ts',
    find: 'affine.same(load.index, store.index)',
    replace: 'load.order < store.order',
    laws: ['test/ir/inPlace.test.ts'],
  },
  {
    name: 'a difference on the right loses its parentheses',
    file: 'compiler/targets/javascript/syntax.ts',
    find: 'within(expression.right, level + 1)',
    replace: 'within(expression.right, level)',
    laws: [law('stages'), 'test/targets/syntax.test.ts'],
  },
  {
    name: 'the number −0 is written as 0',
    file: 'compiler/targets/javascript/syntax.ts',
    find: "Object.is(value, -0) ? '-0' : String(value)",
    replace: 'String(value)',
    laws: ['test/targets/syntax.test.ts', 'test/targets/numbers.test.ts'],
  },
  {
    name: 'strings let tags through',
    file: 'compiler/targets/javascript/syntax.ts',
    find: '[<>\\u2028\\u2029\\u007f-\\uffff]',
    replace: '[\\u007f-\\u009f]',
    laws: [law('reproducible')],
  },
  {
    name: 'a record gets a prototype from outside',
    file: 'compiler/targets/javascript/syntax.ts',
    find: "if (text === '__proto__') return '[\"__proto__\"]'",
    replace: '',
    laws: [law('reproducible')],
  },
  {
    name: 'a position is taken where the total stays',
    file: 'compiler/targets/javascript/kernel.ts',
    find: "binary('!==', name(fresh), name(total))",
    replace: "binary('===', name(fresh), name(total))",
    laws: [law('stages')],
  },
  {
    name: 'a partial address is computed outside its loops',
    file: 'compiler/targets/javascript/kernel.ts',
    find: 'Math.max(0, ...others.map((other) => depthOf(other.variable)))',
    replace: 'Math.min(...others.map((other) => depthOf(other.variable)))',
    laws: [law('stages')],
  },
  {
    name: 'the loop behind the tiles is left out',
    file: 'compiler/passes/tile.ts',
    find: 'const exact = typeof loop.extent',
    replace: 'const exact = true || typeof loop.extent',
    laws: ['test/passes/tile.test.ts'],
  },
  {
    name: 'the second element of a tile is the first again',
    file: 'compiler/passes/schedule/rewrite.ts',
    find: 'extent.mul(by, term.coefficient)',
    replace: 'extent.mul(0, term.coefficient)',
    laws: ['test/passes/tile.test.ts', law('stages')],
  },
  {
    name: 'a size is the whole length',
    file: 'compiler/targets/javascript/sizes.ts',
    find: 'way.rest === 1 ? lengthOf(way) :',
    replace: 'way.rest !== 0 ? lengthOf(way) :',
    laws: [law('stages'), law('plan')],
  },
  {
    name: 'the lengths of inputs are not checked',
    file: 'compiler/targets/javascript/entry.ts',
    find: '...inputs.map(({ signature, array }) => checkLength(array, signature, sizes)),',
    replace: '',
    laws: [law('memory')],
  },
  {
    name: 'an array for a donated output is ignored',
    file: 'compiler/targets/javascript/entry.ts',
    find: "side === 'inputs' || module.buffers.some",
    replace: "side !== '' || module.buffers.some",
    laws: [law('memory')],
  },
  {
    name: 'outputs may overlap inputs',
    file: 'compiler/targets/javascript/entry.ts',
    find: 'test: hasInto, then: checkApart }',
    replace: "test: hasInto, then: { kind: 'blank' } }",
    laws: [law('memory')],
  },
  {
    name: 'slots do not grow with the sizes',
    file: 'compiler/targets/javascript/host.ts',
    find: 'before: growSlots(module, sizes),',
    replace: 'before: [],',
    laws: [law('plan'), law('stages')],
  },
  {
    name: 'the stages on the way are made again each time',
    file: 'compiler/compile.ts',
    find: '(made ??= { value: make() }).value',
    replace: 'make()',
    laws: [law('stages')],
  },
  {
    name: 'constants lose their last byte',
    file: 'compiler/targets/javascript/constants.ts',
    find: '(bytes[from + 2] ?? 0)',
    replace: '0',
    laws: [law('stages')],
  },
  ...placing,
  ...sharing,
  ...functions,
  ...shaping,
  ...networks,
  ...turns,
  ...learning,
  ...formats,
  ...lowering,
  ...calls,
  ...unrolling,
  ...lanes,
  ...profiles,
  ...threads,
  ...border,
  ...explaining,
  ...provenance,
  ...bounding,
]
