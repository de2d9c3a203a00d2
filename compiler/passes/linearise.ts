/**
 * From a program to a flat graph: the first pass, and the border at which mistakes are reported.
 * Before it: `src/Program.ts`. After it: `simplify.ts`.
 * Invariant: the graph has a node for every input, for what the outputs depend on, and behind these for what the steps of
 * the chain rule speak of besides; none is custom; all mistakes come at once.
 */
import { known } from '../../src/Bug.ts'
import type { Derivation } from '../../src/Derivation.ts'
import { left, right } from '../../src/Either.ts'
import type { Misapplied } from '../../src/mistakes.ts'
import { mistakesOf } from '../../src/mistakes.ts'
import { nonEmpty } from '../../src/NonEmpty.ts'
import { showTensor } from '../../src/notation/text.ts'
import type { Program } from '../../src/Program.ts'
import * as shapes from '../../src/Shape.ts'
import { isTensor } from '../../src/Tensor.ts'
import type { AnyTensor } from '../../src/Tensor.ts'
import { children } from '../../src/operands.ts'
import { postorder } from '../../src/traverse.ts'
import * as tree from '../../src/Tree.ts'
import type { CompileError } from '../CompileError.ts'
import { unproven } from '../ir/Graph.ts'
import type { Graph, Port } from '../ir/Graph.ts'
import { bodyOf, laid, loopsAmong } from '../ir/body.ts'
import { graphBuilder } from '../ir/GraphBuilder.ts'
import { renumbered } from '../ir/steps.ts'
import type { Pass } from '../Pass.ts'

export const linearise: Pass<Program, Graph> = {
  name: 'linearise',
  purpose: 'lays the expression out as a flat table in which equal nodes are one',
  run: ({ inputs, outputs, derivation }) => {
    const given = tree.entries(inputs, isTensor)
    const wanted = tree.entries(outputs, isTensor)
    const roots = [...given, ...wanted].map(([, tensor]) => tensor)
    const mistakes = nonEmpty(mistakesOf(roots).map(reported))
    if (mistakes !== undefined) return left(mistakes)

    const builder = graphBuilder()
    const needed = laid(roots, builder)
    const names = laid(spokenOf(derivation, new Set(given.map(([, tensor]) => tensor))), builder, needed)
    const port = ([path, tensor]: readonly [string, AnyTensor]): Port => ({
      path,
      node: known(names.get(tensor), 'node of a port'),
    })
    return right({
      value: {
        nodes: builder.nodes,
        inputs: given.map(port),
        outputs: wanted.map(port),
        derivation: renumbered(derivation, (tensor) => names.get(tensor)),
        assumed: unproven([
          ...builder.nodes,
          ...loopsAmong(builder.nodes).flatMap((loop) => bodyOf(loop).nodes),
        ]),
      },
      renaming: undefined,
    })
  },
}

/** The tensors of the steps that speak of nothing but the program's inputs. */
const spokenOf = (derivation: Derivation, inputs: ReadonlySet<AnyTensor>): readonly AnyTensor[] => {
  const spoken = derivation.flatMap(({ of, cotangent, contributions }) => [
    of,
    cotangent,
    ...contributions.map(({ value }) => value),
  ])
  const foreign = new Set<AnyTensor>()
  for (const tensor of postorder(spoken, children))
    if (
      tensor.form.tag === 'invalid' ||
      (tensor.form.tag === 'input' && !inputs.has(tensor)) ||
      children(tensor).some((operand) => foreign.has(operand))
    )
      foreign.add(tensor)
  return spoken.filter((tensor) => !foreign.has(tensor))
}

/** A mistake with the formulas and the shapes of its operands. */
const reported = ({ mistake, operands }: Misapplied): CompileError => ({
  ...mistake,
  place: {
    operation: mistake.operation,
    operands: operands.map((operand) => ({
      formula: showTensor(operand),
      shape: shapes.show(operand.shape),
    })),
  },
})
