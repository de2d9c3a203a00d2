/**
 * Contractions: sums of products, from `dot` to any einsum.
 * Before it: `construct.ts`, `shape/`. After it: the dictionary in `ops/index.ts`.
 * Invariant: each is a tree of binary Contracts from left to right, after diagonals and sums of lone letters.
 */
import { either as E } from 'fp-ts'
import { at } from '../Bug.ts'
import { contracted, floats, moved, reduced, ruled } from '../construct.ts'
import type { DType } from '../DType.ts'
import * as extent from '../Extent.ts'
import * as move from '../Move.ts'
import * as moves from '../moves.ts'
import { read } from '../shape/equation.ts'
import type { Einsum, Equation, Fits } from '../shape/equation.ts'
import * as products from '../shape/product.ts'
import type { Flipped, IsBias, IsVector, IsWeight, Matmul, Multiplies } from '../shape/product.ts'
import type { Given, Takes } from '../shape/verdict.ts'
import type { Ruled, Shape } from '../Shape.ts'
import type { AnyTensor, Tensor } from '../Tensor.ts'
import { add } from './arithmetic.ts'
import { totalMonoid } from './monoids.ts'
import { stated } from './operation.ts'

/** A tensor whose axes bear letters, each once. */
interface Lettered {
  readonly tensor: AnyTensor
  readonly letters: string
}

const unique = (letters: string): string => [...new Set(letters)].join('')

const only = (letters: string, wanted: string): string =>
  [...letters].filter((letter) => wanted.includes(letter)).join('')

/** The axes in the order of the letters; where axes share a letter, their diagonal. */
const relabelled = ({ tensor, letters }: Lettered, out: string): Lettered => ({
  tensor: moved(tensor, moves.relabel(tensor.shape, [...letters], [...out])),
  letters: out,
})

/** Sums the axes whose letter is not wanted. */
const summedTo = ({ tensor, letters }: Lettered, wanted: string): Lettered => {
  const axes = [...letters].flatMap((letter, k) => (wanted.includes(letter) ? [] : [k]))
  return { tensor: reduced(totalMonoid, tensor, axes), letters: only(letters, wanted) }
}

/** The product of lettered tensors, from left to right; a letter is summed as soon as nothing asks for it. */
const contraction = (operands: readonly Lettered[], out: string): AnyTensor => {
  const wantedAfter = (k: number): string =>
    operands
      .slice(k + 1)
      .map(({ letters }) => letters)
      .join('') + out
  const single = operands.map((operand, k) => {
    const others = operands.filter((_, j) => j !== k).map(({ letters }) => letters)
    return summedTo(relabelled(operand, unique(operand.letters)), others.join('') + out)
  })
  const product = single.reduce((left, right, k) => {
    const wanted = wantedAfter(k)
    const letters = k === operands.length - 1 ? out : only(unique(left.letters + right.letters), wanted)
    const names = { left: left.letters, right: right.letters, out: letters }
    return { tensor: contracted(left.tensor, right.tensor, names), letters }
  })
  return relabelled(product, out).tensor
}

type ShapesOf<T extends readonly AnyTensor[]> = { readonly [K in keyof T]: T[K]['shape'] }

type DTypesOf<T extends readonly AnyTensor[]> = { readonly [K in keyof T]: T[K]['dtype'] }

interface EinsumFunction {
  <const Text extends string, T extends readonly AnyTensor[]>(
    equation: Given<Fits<Text, ShapesOf<T>>, Given<Takes<'einsum', DTypesOf<T>>, Text>>,
    ...operands: T
  ): Tensor<Einsum<Text, ShapesOf<T>>>
}

/**
 * The sum of products that an equation says: one letter an axis, operands split by commas, the result after `->`.
 * Without an arrow the result has every letter that is there once, in order. `...` stands for any axes, which broadcast;
 * their types are known at run time only.
 *
 * @example
 * run(einsum('ij,j->i', constant([[1, 2], [3, 4]]), constant([1, 10]))) // [21, 43]
 */
export const einsum: EinsumFunction = stated((given: unknown, ...operands: readonly AnyTensor[]) => {
  const equation = String(given)
  const rule = (...shapes: Shape[]): Ruled<Equation> => read(equation, shapes)
  return ruled('einsum', operands, rule, ({ terms, out }) =>
    floats('einsum', operands, () => {
      const lettered = terms.map((letters, k) => ({ tensor: at(operands, k), letters }))
      return contraction(lettered, out)
    }),
  )
})

const batchLetters = 'abcdefghijklmnopqrstuv'

/** The operand without those of its batch axes along which it repeats, its axes lettered. */
const batched = (tensor: AnyTensor, own: string, batch: Shape): Lettered => {
  const leading = tensor.shape.length - own.length
  const letters = batchLetters.slice(batch.length - leading, batch.length) + own
  const repeats = [...tensor.shape.keys()].filter(
    (k) => k < leading && !extent.same(at(tensor.shape, k), at(batch, batch.length - leading + k)),
  )
  return {
    tensor: moved(tensor, moves.squeeze(tensor.shape, repeats)),
    letters: [...letters].filter((_, k) => !repeats.includes(k)).join(''),
  }
}

/** The product of two operands whose inner dimensions agree. */
const product = (a: AnyTensor, b: AnyTensor, batch: Shape): AnyTensor => {
  const [row, column] = [a.shape.length === 1 ? '' : 'y', b.shape.length === 1 ? '' : 'x']
  const out = batchLetters.slice(0, batch.length) + row + column
  return contraction([batched(a, `${row}z`, batch), batched(b, `z${column}`, batch)], out)
}

type Rule = (a: Shape, b: Shape) => Ruled

const multiplied = (operation: string, a: AnyTensor, b: AnyTensor, rule: Rule): AnyTensor =>
  ruled(operation, [a, b], rule, (batch) => floats(operation, [a, b], () => product(a, b, batch)))

interface MatmulFunction {
  <A extends Shape, B extends Shape, DA extends DType, DB extends DType>(
    a: Tensor<A, DA>,
    b: Given<Multiplies<'matmul', A, B>, Given<Takes<'matmul', readonly [DA, DB]>, Tensor<B, DB>>>,
  ): Tensor<Matmul<A, B>>
}

/**
 * The matrix product A·B; a vector on the left is a row, on the right a column; the axes before the last two broadcast.
 *
 * @example
 * run(matmul(constant([[1, 2], [3, 4]]), constant([1, 10]))) // [21, 43]
 */
export const matmul: MatmulFunction = stated((a: AnyTensor, b: AnyTensor) =>
  multiplied('matmul', a, b, (p, q) => products.matmul('matmul', p, q)),
)

interface Dot {
  <A extends Shape, B extends Shape, DA extends DType, DB extends DType>(
    a: Given<IsVector<'dot', A>, Tensor<A, DA>>,
    b: Given<
      IsVector<'dot', B>,
      Given<Multiplies<'dot', A, B>, Given<Takes<'dot', readonly [DA, DB]>, Tensor<B, DB>>>
    >,
  ): Tensor<readonly []>
}

/**
 * Σ aᵢ·bᵢ of two vectors.
 *
 * @example
 * run(dot(constant([1, 2]), constant([3, 4]))) // 11
 */
export const dot: Dot = stated((a: AnyTensor, b: AnyTensor) =>
  multiplied('dot', a, b, (p, q) =>
    E.chain(() => products.matmul('dot', p, q))(products.vectors('dot', [p, q])),
  ),
)

interface Outer {
  <A extends Shape, B extends Shape, DA extends DType, DB extends DType>(
    a: Given<IsVector<'outer', A>, Tensor<A, DA>>,
    b: Given<IsVector<'outer', B>, Given<Takes<'outer', readonly [DA, DB]>, Tensor<B, DB>>>,
  ): Tensor<readonly [...A, ...B]>
}

/**
 * The matrix aᵢ·bⱼ of two vectors.
 *
 * @example
 * run(outer(constant([1, 2]), constant([3, 4]))) // [[3, 4], [6, 8]]
 */
export const outer: Outer = stated((a: AnyTensor, b: AnyTensor) =>
  ruled(
    'outer',
    [a, b],
    (...shapes) => products.vectors('outer', shapes),
    () => floats('outer', [a, b], () => contracted(a, b, { left: 'i', right: 'j', out: 'ij' })),
  ),
)

/** A layer: its weight [out, in] and its bias first, then the data. */
type Layer<Name extends string> = <W extends Shape, B extends Shape, DW extends DType, DB extends DType>(
  weight: Given<IsWeight<Name, W>, Tensor<W, DW>>,
  bias: Given<IsBias<Name, W, B>, Tensor<B, DB>>,
) => LayerOf<Name, W, readonly [DW, DB]>

type LayerOf<Name extends string, W extends Shape, D extends readonly DType[]> = Name extends 'linear'
  ? <X extends Shape, DX extends DType>(
      x: Given<Multiplies<Name, X, Flipped<W>>, Given<Takes<Name, readonly [...D, DX]>, Tensor<X, DX>>>,
    ) => Tensor<Matmul<X, Flipped<W>>>
  : <X extends Shape, DX extends DType>(
      x: Given<Multiplies<Name, W, X>, Given<Takes<Name, readonly [...D, DX]>, Tensor<X, DX>>>,
    ) => Tensor<Matmul<W, X>>

/**
 * x·Wᵀ + b, each row of x an input: a fully connected layer for data in rows. W is [out, in].
 *
 * @example
 * run(linear(constant([[1, 2], [3, 4]]), constant([10, 20]))(constant([[1, 1]]))) // [[13, 27]]
 */
export const linear: Layer<'linear'> = stated((weight: AnyTensor, bias: AnyTensor) => (x: AnyTensor) => {
  const rule = (w: Shape, b: Shape, rows: Shape): Ruled =>
    E.chain(({ outputs, inputs }: products.Layer) => products.matmul('linear', rows, [inputs, outputs]))(
      products.layer('linear', w, b),
    )
  return ruled('linear', [weight, bias, x], rule, () =>
    floats('linear', [weight, bias, x], () => {
      const rows = batchLetters.slice(0, x.shape.length - 1)
      return add(contracted(x, weight, { left: `${rows}z`, right: 'yz', out: `${rows}y` }), bias)
    }),
  )
})

/**
 * W·x + b, each column of x an input: the layer as it stands on the board. W is [out, in].
 *
 * @example
 * run(affine(constant([[1, 2], [3, 4]]), constant([10, 20]))(constant([1, 1]))) // [13, 27]
 */
export const affine: Layer<'affine'> = stated((weight: AnyTensor, bias: AnyTensor) => (x: AnyTensor) => {
  const rule = (w: Shape, b: Shape, columns: Shape): Ruled =>
    E.chain(() => products.matmul('affine', w, columns))(products.layer('affine', w, b))
  return ruled('affine', [weight, bias, x], rule, (batch) =>
    floats('affine', [weight, bias, x], () => {
      const columns = product(weight, x, batch)
      const rank = columns.shape.length
      const row = move.unit(rank, Math.max(rank - 2, 0), at(bias.shape, 0))
      return add(columns, moved(bias, { shape: columns.shape, rows: [row], guards: [] }))
    }),
  )
})
