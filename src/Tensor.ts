/**
 * The expression: an immutable graph of few tags, shared by reference, each node with its shape and dtype.
 * Before it: `Shape.ts`, `Op.ts`, `Monoid.ts`. After it: everything.
 * Invariant: operands of an elementwise node have the node's shape (broadcasting is a Move); no letter of a
 * Contract stands alone; an ill-shaped application is an `invalid` node and never an exception.
 */
import type { DType, TypedArray } from './DType.ts'
import type { Extent } from './Extent.ts'
import type { Mistake } from './Mistake.ts'
import type { Monoid } from './Monoid.ts'
import { inspectTensor } from './notation/text.ts'
import type { Op } from './Op.ts'
import type { Shape } from './Shape.ts'

/** Reads element (coefficients·o + offset) / divisor of an axis of `extent`, where that is an integer within. */
export interface Row {
  readonly coefficients: readonly number[]
  readonly offset: Extent
  readonly divisor: number
  readonly extent: Extent
}

/** The tags, over what an operand is: a tensor in `src`, a position in a `Graph`. */
export type Form<X> =
  /** A number (rank 0), or row-major data. */
  | { readonly tag: 'constant'; readonly value: number | TypedArray }
  | { readonly tag: 'input'; readonly name: string }
  /** A value that is affine in its own position o: coefficients·o + offset. */
  | { readonly tag: 'index'; readonly coefficients: readonly Extent[]; readonly offset: Extent }
  | { readonly tag: 'elementwise'; readonly op: Op; readonly operands: readonly X[] }
  /** Folds the axes, which are sorted, and drops them. */
  | { readonly tag: 'reduce'; readonly monoid: Monoid; readonly operand: X; readonly axes: readonly number[] }
  /** Σ over the letters that the result lacks of left·right; one letter an axis, none twice in an operand. */
  | { readonly tag: 'contract'; readonly left: X; readonly right: X; readonly letters: Letters }
  /** Element o is element (row₀(o), row₁(o), …) of the operand, or `fill` where a row or a guard is out of range. */
  | {
      readonly tag: 'move'
      readonly operand: X
      readonly rows: readonly Row[]
      readonly guards: readonly Row[]
      readonly fill: number
    }
  /** The same elements in row-major order. */
  | { readonly tag: 'reshape'; readonly operand: X }
  /** Of [B…, K, R…] the elements of the axis K that an index [B…, I…] names, held within 0 … K − 1: [B…, I…, R…]. */
  | { readonly tag: 'gather'; readonly operand: X; readonly index: X; readonly batch: number }
  /** The adjoint of gather: [B…, I…, R…] added up where an index [B…, I…] says: [B…, K, R…]. */
  | { readonly tag: 'scatter'; readonly operand: X; readonly index: X; readonly batch: number }
  /**
   * One result of a loop that runs `steps` times: the history of a carry, its first value first. The operands are the
   * first value of each carry, what the elements are taken from, a leading axis longer, and the constants. The other
   * results are the nodes with this loop and these operands.
   */
  | {
      readonly tag: 'scan'
      readonly loop: Loop
      readonly steps: Extent
      readonly operands: readonly X[]
      readonly result: number
    }

/** The body of a loop: from inputs that stand for what one turn is given to the carries after it; it is closed. */
export interface Loop {
  readonly carries: readonly AnyTensor[]
  readonly elements: readonly AnyTensor[]
  readonly constants: readonly AnyTensor[]
  /** One a carry, of its shape and dtype. */
  readonly next: readonly AnyTensor[]
}

export interface Letters {
  readonly left: string
  readonly right: string
  readonly out: string
}

/** The value of its first operand, about which its rule says more; no graph has one. */
export interface Custom {
  readonly tag: 'custom'
  readonly rule: CustomRule
  readonly operands: readonly [value: AnyTensor, ...others: readonly AnyTensor[]]
}

export type CustomRule =
  /** How the value depends on the other operands: their cotangents, linear in that of the value. */
  | {
      readonly kind: 'derivative'
      readonly pullback: (
        cotangent: AnyTensor,
        operands: readonly AnyTensor[],
        value: AnyTensor,
      ) => readonly AnyTensor[]
    }
  /** What the interpreter refuses: NaN, and what is out of range. */
  | {
      readonly kind: 'requirement'
      readonly operation: string
      readonly subject: string
      readonly range?: Range
    }

/** from … below − 1. */
export interface Range {
  readonly from: Extent
  readonly below: Extent
}

/** An application that makes no sense; without a mistake of its own where an operand has one already. */
export interface Invalid {
  readonly tag: 'invalid'
  readonly mistake: Mistake | undefined
  readonly operands: readonly AnyTensor[]
}

/** A tensor of whatever shape and dtype. */
export interface AnyTensor {
  readonly form: TensorForm
  readonly shape: Shape
  readonly dtype: DType
}

/** What a tensor may be: a form, or what only people write. */
export type TensorForm = Form<AnyTensor> | Custom | Invalid

/**
 * A tensor whose static shape is the literal type of its run-time shape; invariant in it, so that a size used twice
 * is not inferred as a union.
 */
export interface Tensor<in out S extends Shape, out D extends DType = 'f32'> extends AnyTensor {
  readonly shape: S
  readonly dtype: D
}

/** A tensor inside a derivative: its dtype is guaranteed by the record that speaks of it. */
export type Term = Tensor<Shape, never>

/** The key by which a tensor of any copy of this library is recognised, and the version of its format. */
export const tensorBrand: unique symbol = Symbol.for('leibniz.tensor')
const formatVersion = 1

class Node implements AnyTensor {
  readonly form: TensorForm
  readonly shape: Shape
  readonly dtype: DType

  constructor(form: TensorForm, shape: Shape, dtype: DType) {
    this.form = form
    this.shape = shape
    this.dtype = dtype
  }

  get [tensorBrand](): number {
    return formatVersion
  }

  /** The formula and the shape. */
  toString(): string {
    return inspectTensor(this)
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return inspectTensor(this)
  }
}

export const isTensor = (value: unknown): value is AnyTensor =>
  typeof value === 'object' && value !== null && Reflect.get(value, tensorBrand) === formatVersion

/** A node as it is; the constructors of `src/ops` check and fold first. */
export const node = (form: TensorForm, shape: Shape, dtype: DType): AnyTensor => new Node(form, shape, dtype)

/**
 * States the type of a tensor whose shape was computed at run time. The only place where a static shape is claimed:
 * each caller's shape rule has the type-level twin that it names.
 */
export const typed = <S extends Shape, D extends DType>(tensor: AnyTensor): Tensor<S, D> =>
  tensor as Tensor<S, D>
