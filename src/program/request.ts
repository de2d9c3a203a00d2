/**
 * What a differentiation asks of a program: some outputs, some inputs, a name that is free.
 * Before it: `select.ts`, `paths.ts`. After it: `gradient.ts`, `products.ts`, `jacobian.ts`.
 * Invariant: a request is refused with the sentence that its type shows, on the program.
 */
import { input, invalid } from '../construct.ts'
import type { DType } from '../DType.ts'
import type { Program } from '../Program.ts'
import * as shapes from '../Shape.ts'
import type { Show } from '../Shape.ts'
import type { Given, IsOpen, ShapeOf, Typed } from '../shape/verdict.ts'
import { isTensor } from '../Tensor.ts'
import type { AnyTensor } from '../Tensor.ts'
import * as tree from '../Tree.ts'
import type { Tensors, At, Each, Path, Paths, Selected } from './paths.ts'
import type { Selection } from './select.ts'
import { entriesOf, mapSelection, select } from './select.ts'

/** Which outputs, every one where nothing is said, and with respect to which inputs. */
export interface Between<Of extends Paths | undefined, Wrt extends Paths> {
  readonly of?: Of
  readonly wrt: Wrt
}

/** The outputs that a request speaks of. */
export type Outputs<O, Of extends Paths | undefined> = Of extends Paths ? Selected<O, Of> : O

type EachOutput<O, Of extends Paths | undefined> = Of extends Paths ? Each<Of> : keyof O & string

/**
 * The program, or the sentence that says what it lacks; `Added` is the input that it must not have, `Verdict` what
 * else is asked of it.
 */
export type Requested<
  Name extends string,
  I extends Tensors,
  O extends Tensors,
  Of extends Paths | undefined,
  Wrt extends Paths,
  Added extends string = never,
  Verdict = true,
> = [EachOutput<O, Of>] extends [Path<O>]
  ? [Each<Wrt>] extends [Path<I>]
    ? Given<
        IsFree<Name, I, Added>,
        Given<
          AreReal<Name, O, EachOutput<O, Of>>,
          Given<AreReal<Name, I, Each<Wrt>>, Given<Verdict, Program<I, O>>>
        >
      >
    : `${Name}: there is no input ${Exclude<Each<Wrt>, Path<I>>}`
  : `${Name}: there is no output ${Exclude<EachOutput<O, Of>, Path<O>>}`

/** Whether no input has the name, or the sentence. */
type IsFree<Name extends string, I, Added extends string> = string extends keyof I
  ? true
  : [Added & keyof I] extends [never]
    ? true
    : `${Name}: there is an input ${Added} already`

/** Whether everything at the paths is f32, or not known; or the sentence. */
type AreReal<Name extends string, T, P extends string> = [Unreal<T, P>] extends [never]
  ? true
  : `${Name}: ${Unreal<T, P>}, which carries no derivative`

type Unreal<T, P extends string> = P extends string ? UnrealAt<At<T, P>, P> : never

type UnrealAt<X, P extends string> = X extends Typed
  ? DType extends X['dtype']
    ? never
    : [X['dtype']] extends ['f32']
      ? never
      : `${P} is ${X['dtype']}`
  : string extends keyof X
    ? never
    : { [K in keyof X & string]: UnrealAt<X[K], `${P}.${K}`> }[keyof X & string]

/** Whether one tensor stands at the path, of no axes where it must be a scalar; or the sentence. */
export type One<Name extends string, Of extends string, T, IsScalar extends boolean> = [T] extends [never]
  ? true
  : AnyTensor extends T
    ? true
    : T extends Typed
      ? IsScalar extends false
        ? true
        : ShapeOf<T> extends readonly []
          ? true
          : IsOpen<ShapeOf<T>> extends true
            ? true
            : `${Name}: ${Of} is ${Show<ShapeOf<T>>}, not a scalar`
      : `${Name}: ${Of} is a record, not a tensor`

/** The tensors that a request speaks of. */
interface Request {
  readonly of: Selection
  readonly wrt: Selection
}

/** What a request speaks of in a program, or the mistake that it makes. */
export const requested = (
  name: string,
  { inputs, outputs }: Program,
  { of = Object.keys(outputs), wrt }: Between<Paths | undefined, Paths>,
  added?: string,
): Request | { readonly mistake: AnyTensor } => {
  const [results, variables] = [select(outputs, of), select(inputs, wrt)]
  if ('missing' in results) return refuse('LBZ2002', name, `there is no output ${results.missing}`)
  if ('missing' in variables) return refuse('LBZ2002', name, `there is no input ${variables.missing}`)
  if (added !== undefined && Object.hasOwn(inputs, added))
    return refuse('LBZ2004', name, `there is an input ${added} already`)
  const unreal = [...unrealAt(outputs, of), ...unrealAt(inputs, wrt)][0]
  return unreal === undefined
    ? { of: results.found, wrt: variables.found }
    : refuse('LBZ2003', name, `${unreal}, which carries no derivative`)
}

/** A request of one output, which is a scalar where it must be. */
export const requestedOne = (
  name: string,
  p: Program,
  { of, wrt }: { readonly of: string; readonly wrt: Paths },
  isScalar: boolean,
  added?: string,
): (Request & { readonly of: AnyTensor }) | { readonly mistake: AnyTensor } => {
  const request = requested(name, p, { of, wrt }, added)
  if ('mistake' in request) return request
  if (!isTensor(request.of)) return refuse('LBZ2005', name, `${of} is a record, not a tensor`)
  return isScalar && request.of.form.tag !== 'invalid' && request.of.shape.length > 0
    ? refuse('LBZ2001', name, `${of} is ${shapes.show(request.of.shape)}, not a scalar`)
    : { of: request.of, wrt: request.wrt }
}

const refuse = (
  code: 'LBZ2001' | 'LBZ2002' | 'LBZ2003' | 'LBZ2004' | 'LBZ2005',
  name: string,
  sentence: string,
): { readonly mistake: AnyTensor } => ({ mistake: invalid(code, name, `${name}: ${sentence}`, []) })

const unrealAt = (tensors: Tensors, paths: Paths): readonly string[] =>
  (typeof paths === 'string' ? [paths] : paths).flatMap((path) => {
    const found = tree.get(tensors, path, isTensor)
    return entriesOf(found ?? {}).flatMap(([inner, { form, dtype }]) =>
      dtype === 'f32' || form.tag === 'invalid'
        ? []
        : [`${inner === '' ? path : `${path}.${inner}`} is ${dtype}`],
    )
  })

/** New inputs under a name, shaped like a selection: one tensor, or a record of them. */
export const inputsLike = (name: string, selection: Selection): Selection =>
  mapSelection(selection, ({ shape }, path) => input(path === '' ? name : `${name}.${path}`, shape, 'f32'))
