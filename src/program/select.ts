/**
 * Some inputs of a program, by path: one tensor, a record of them, or several.
 * Before it: `paths.ts`, its types. After it: `gradient.ts`, `nn/training.ts`.
 * Invariant: a selection has the shape of what stands at its path; of several paths, the record that holds them.
 */
import { isTensor } from '../Tensor.ts'
import type { AnyTensor } from '../Tensor.ts'
import * as tree from '../Tree.ts'
import type { Paths, Tensors } from './paths.ts'

export type Selection = AnyTensor | Tensors

/** What stands at the paths, or the first path at which nothing does. */
export const select = (
  tensors: Tensors,
  paths: Paths,
): { readonly found: Selection } | { readonly missing: string } => {
  if (typeof paths === 'string') {
    const found = tree.get(tensors, paths, isTensor)
    return found === undefined ? { missing: paths } : { found }
  }
  const missing = paths.find((path) => tree.get(tensors, path, isTensor) === undefined)
  return missing === undefined ? { found: picked(tensors, paths) } : { missing }
}

/** The record that holds what stands at the paths, where it stands. */
export const picked = (tensors: Tensors, paths: Paths): Tensors => {
  const wanted = typeof paths === 'string' ? [paths] : paths
  const within = (path: string): boolean =>
    wanted.some((prefix) => path === prefix || path.startsWith(`${prefix}.`))
  return tree.fromEntries(tree.entries(tensors, isTensor).filter(([path]) => within(path)))
}

/** The tensors of a selection with their paths within it; the path of a tensor alone is empty. */
export const entriesOf = (selection: Selection): readonly (readonly [path: string, tensor: AnyTensor])[] =>
  isTensor(selection) ? [['', selection]] : tree.entries(selection, isTensor)

export const tensorsOf = (selection: Selection): readonly AnyTensor[] =>
  entriesOf(selection).map(([, tensor]) => tensor)

/** A selection of the same shape, made from each of its tensors and its path within the selection. */
export const mapSelection = (
  selection: Selection,
  change: (tensor: AnyTensor, path: string) => AnyTensor,
): Selection =>
  isTensor(selection)
    ? change(selection, '')
    : tree.map(selection, isTensor, (tensor, names) => change(tensor, names.join('.')))

/** A selection for each tensor of another: of records, records of records. */
export const crossSelection = (selection: Selection, change: (tensor: AnyTensor) => Selection): Selection =>
  isTensor(selection)
    ? change(selection)
    : tree.fromEntries(
        tree
          .entries(selection, isTensor)
          .flatMap(([path, tensor]) =>
            entriesOf(change(tensor)).map(([inner, made]) => [`${path}.${inner}`, made] as const),
          ),
      )
