/** What the cases beside this file are written with: each is compiled, and each is run. */
import type { AnyTensor, DType, Shape, Spec, Tensor } from 'leibniz'
import { input } from 'leibniz'

/** A tensor of the spec. */
export const t = <S extends Shape, D extends DType>(spec: Spec<S, D>): Tensor<S, D> => input('x', spec)

/** A case that compiles: the tensor has this very type, and at run time this very shape and dtype. */
export interface Accepted {
  readonly spec: Spec
  readonly tensor: AnyTensor
}

export const accepted: Accepted[] = []

export const gives =
  <S extends Shape, D extends DType>(spec: Spec<S, D>) =>
  (tensor: Tensor<S, D>): void =>
    void accepted.push({ spec, tensor })

/** A case that does not compile: what is refused is, at run time, a mistake with the same sentence. */
export const refused: AnyTensor[] = []

export const refuses = (tensor: AnyTensor): void => void refused.push(tensor)
