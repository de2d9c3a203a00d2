/**
 * The element types of tensors and the typed arrays that hold them.
 * Invariant: a dtype is part of a tensor's type; nothing converts silently.
 */

export type DType = 'f32' | 'i32' | 'bool' | 'u32'

/** The typed array that holds the elements of a tensor of dtype `D`; a bool is one byte, 0 or 1, and 1 for any other given. */
export interface ArrayOf {
  readonly f32: Float32Array
  readonly i32: Int32Array
  readonly bool: Uint8Array
  readonly u32: Uint32Array
}

/** The same over memory of its own: what is made anew. */
export interface FreshArrayOf {
  readonly f32: Float32Array<ArrayBuffer>
  readonly i32: Int32Array<ArrayBuffer>
  readonly bool: Uint8Array<ArrayBuffer>
  readonly u32: Uint32Array<ArrayBuffer>
}

export type TypedArray = ArrayOf[DType]

/** The dtype whose elements a typed array holds. */
export type DTypeOfArray<A> = { readonly [D in DType]: A extends ArrayOf[D] ? D : never }[DType]

export const dtypes: readonly DType[] = ['f32', 'i32', 'bool', 'u32']

/** The name of the typed array of a dtype, for sentences and for generated code. */
export const arrayName = {
  f32: 'Float32Array',
  i32: 'Int32Array',
  bool: 'Uint8Array',
  u32: 'Uint32Array',
} as const satisfies Record<DType, string>

/** The numbers of an array that is given for a dtype. */
export const numbersOf = (dtype: DType, given: ArrayLike<number>): Float64Array =>
  dtype === 'bool' ? Float64Array.from(given, (byte) => (byte === 0 ? 0 : 1)) : Float64Array.from(given)

/** The bytes of an element. */
export const bytesOf = { f32: 4, i32: 4, u32: 4, bool: 1 } as const satisfies Record<DType, number>

/** A new typed array of zeros of the dtype. */
export const allocate = (dtype: DType, length: number): TypedArray => {
  switch (dtype) {
    case 'f32':
      return new Float32Array(length)
    case 'i32':
      return new Int32Array(length)
    case 'bool':
      return new Uint8Array(length)
    case 'u32':
      return new Uint32Array(length)
  }
}

/** The dtype that an array holds, or undefined where it is none of the four typed arrays. */
export const dtypeOfArray = (array: unknown): DType | undefined => {
  const name: unknown = ArrayBuffer.isView(array) ? Reflect.get(array, Symbol.toStringTag) : undefined
  return dtypes.find((dtype) => arrayName[dtype] === name)
}

/** Whether a value is the typed array of the dtype. */
export const holds = <D extends DType>(dtype: D, array: unknown): array is ArrayOf[D] =>
  dtypeOfArray(array) === dtype
