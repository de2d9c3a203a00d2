/**
 * Predictions and targets that fit, and what is left of a loss.
 * Before it: `axes.ts`. After it: `ops/loss.ts`, `ops/classLoss.ts`.
 * Invariant: a rule and its twin give the same sentence; nothing is broadcast.
 */
import { either as E } from 'fp-ts'
import type { DType } from '../DType.ts'
import { refuse, same, show } from '../Shape.ts'
import type { Ruled, Shape, Show } from '../Shape.ts'
import type { AllAgree } from './axes.ts'
import type { Option, Takes } from './verdict.ts'

/** What becomes of the losses of the elements or the examples: their mean where nothing is said. */
export interface LossOptions {
  readonly reduction?: 'mean' | 'sum' | 'none'
}

/** A target of the shape of a prediction. */
export const target = (operation: string, prediction: Shape, wanted: Shape): Ruled<Shape> =>
  same(prediction, wanted)
    ? E.right(prediction)
    : refuse(
        'LBZ1034',
        `${operation}: a target of ${show(wanted)} does not fit a prediction of ${show(prediction)}`,
      )

/** Whether a target has the shape of a prediction, or the sentence. */
export type IsTarget<Name extends string, P extends Shape, T extends Shape> =
  AllAgree<P, T> extends true
    ? true
    : `${Name}: a target of ${Show<T>} does not fit a prediction of ${Show<P>}`

/** Whether scores are numbers and labels integers, or the sentence. */
export type AreScoresAndLabels<Name extends string, DL extends DType, DY extends DType> =
  Takes<'', readonly [DL]> extends true
    ? Takes<'', readonly [DY], 'i32'> extends true
      ? true
      : NotLabels<Name, DL, DY>
    : NotLabels<Name, DL, DY>

type NotLabels<
  Name extends string,
  DL extends DType,
  DY extends DType,
> = `${Name}: logits are f32 and labels i32, not ${DL} and ${DY}`

/** The reduction that options name. */
export type ReductionOf<Options> = Option<Options, 'reduction', 'mean', string>

/** A loss for each example where they are not reduced. */
export type Left<Each extends Shape, Reduction> = 'none' extends Reduction
  ? Reduction extends 'none'
    ? Each
    : Shape
  : Reduction extends 'mean' | 'sum'
    ? readonly []
    : Shape
