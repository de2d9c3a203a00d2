/**
 * How a library computes each family of workloads; a family may be missing.
 * Before it: `../workloads/Problem.ts`, `../Engine.ts`. After it: one file a library.
 * Invariant: a recipe knows a workload by its problem alone: sizes and numbers.
 */
import type { Work } from '../Engine.ts'
import type { Problem } from '../workloads/Problem.ts'
import type { Workload } from '../workloads/Workload.ts'

type Recipe<P extends Problem> = (problem: P, workload: Workload) => Work | Promise<Work>

export type Recipes = {
  readonly [K in Problem['kind']]?: Recipe<Extract<Problem, { readonly kind: K }>>
}

/** The work for a workload, by the recipe for its family. */
export const follow = (recipes: Recipes, workload: Workload): Work | Promise<Work> | undefined => {
  const { problem } = workload
  switch (problem.kind) {
    case 'mlp':
      return recipes.mlp?.(problem, workload)
    case 'training':
      return recipes.training?.(problem, workload)
    case 'columns':
      return recipes.columns?.(problem, workload)
    case 'product':
      return recipes.product?.(problem, workload)
    case 'chain':
      return recipes.chain?.(problem, workload)
    case 'rows':
      return recipes.rows?.(problem, workload)
    case 'convolutions':
      return recipes.convolutions?.(problem, workload)
    case 'tiny':
      return recipes.tiny?.(problem, workload)
  }
}
