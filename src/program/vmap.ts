/**
 * From a program for one example to the program for a batch of them.
 * Before it: `vectorise.ts`, `Program.ts`. After it: per-example gradients, layers stacked of neurons.
 * Invariant: what is made is a program like any other; an input that is not batched stays the same input.
 */
import { either as E } from 'fp-ts'
import { checkShape, input, invalid } from '../construct.ts'
import type { Extent } from '../Extent.ts'
import type { Program } from '../Program.ts'
import { closed, leaves } from '../Program.ts'
import type { AreExtents } from '../shape/reshape.ts'
import type { Given } from '../shape/verdict.ts'
import { isTensor } from '../Tensor.ts'
import type { AnyTensor } from '../Tensor.ts'
import * as tree from '../Tree.ts'
import { vectorisation, vectorised } from '../vectorise.ts'
import { programOf, spoiled } from './mistaken.ts'
import type { Batched, BatchedAt, Each, Path, Paths, Tensors } from './paths.ts'
import { picked, select } from './select.ts'
import { mentioned, rederived } from './substitute.ts'

/** How many examples, and which inputs they differ in: all of them where nothing is said. */
export interface VmapOptions<N extends Extent, In extends Paths | undefined> {
  readonly size: N
  readonly in?: In
}

/** The program, or the sentence that says why there is none of a batch. */
type Vectorisable<I extends Tensors, O extends Tensors, N extends Extent, In extends Paths | undefined> = [
  EachIn<In>,
] extends [Path<I>]
  ? Given<AreExtents<'vmap', readonly [N]>, Program<I, O>>
  : `vmap: there is no input ${Exclude<EachIn<In>, Path<I>>}`

type EachIn<In extends Paths | undefined> = In extends Paths ? Each<In> : never

type InputsIn<I extends Tensors, N extends Extent, In extends Paths | undefined> = In extends Paths
  ? BatchedAt<I, Each<In>, N>
  : { readonly [K in keyof I]: Batched<I[K], N> }

type OutputsIn<O extends Tensors, N extends Extent> = { readonly [K in keyof O]: Batched<O[K], N> }

/**
 * The program for a batch: an axis of `size` in front of the inputs that examples differ in, and of every output.
 *
 * @example
 * const length = program({ x: f32(2), scale: f32() }, ({ x, scale }) => ({ y: mul(scale, sqrt(sum(square(x)))) }))
 * const lengths = vmap({ in: 'x', size: dim('n') })(length)
 * run(lengths.outputs.y, { x: Float32Array.of(3, 4, 6, 8), scale: Float32Array.of(2) }) // [10, 20]
 */
export const vmap =
  <const N extends Extent, const In extends Paths | undefined = undefined>(options: VmapOptions<N, In>) =>
  <I extends Tensors, O extends Tensors>(
    given: Vectorisable<I, O, N, In>,
  ): Program<InputsIn<I, N, In>, OutputsIn<O, N>> => {
    const { inputs, outputs, derivation } = programOf('vmap', given)
    const { size } = options
    const paths = options.in ?? Object.keys(inputs)
    const mistake = refused(inputs, paths, size)
    if (mistake !== undefined) return closed(inputs, spoiled(outputs, [mistake]), derivation)
    const batch = new Map(
      tree
        .entries(picked(inputs, paths), isTensor)
        .map(([path, one]) => [one, input(path, [size, ...one.shape], one.dtype)]),
    )
    const roots = leaves(outputs)
    const all = vectorised(roots, batch, size)
    const places = new Map(roots.map((root, k) => [root, all[k] ?? root]))
    const now = vectorisation([...roots, ...mentioned(derivation)], batch, size)
    return closed(
      tree.map(inputs, isTensor, (one) => batch.get(one) ?? one),
      tree.map(outputs, isTensor, (one) => places.get(one) ?? one),
      rederived(derivation, now),
    )
  }

const refused = (inputs: Tensors, paths: Paths, size: Extent): AnyTensor | undefined => {
  const selection = select(inputs, paths)
  if ('missing' in selection)
    return invalid('LBZ2002', 'vmap', `vmap: there is no input ${selection.missing}`, [])
  const fits = checkShape('vmap', [size])
  return E.isLeft(fits) ? invalid(fits.left.code, 'vmap', fits.left.sentence, []) : undefined
}
