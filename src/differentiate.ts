/**
 * Reverse mode: from a tensor and a seed to cotangents, which are tensors again and so have derivatives.
 * Before it: `Tensor.ts`, `Move.ts`, the records of `src/ops`. After it: `program/gradient.ts`.
 * Invariant: only what depends on the tensors asked for and leads to what is differentiated gets a cotangent; what
 * would be zero makes no term. Nothing recurses.
 */
import { at } from './Bug.ts'
import {
  broadcastTo,
  contracted,
  invalid,
  moved,
  number,
  reduced,
  repeatedAlong,
  reshaped,
  scalarValue,
} from './construct.ts'
import type { Contribution, Derivation, Reason, Step } from './Derivation.ts'
import { derivedBy } from './Derivation.ts'
import type { Extent } from './Extent.ts'
import { masked, plus, unmask } from './mask.ts'
import * as move from './Move.ts'
import { totalMonoid } from './ops/monoids.ts'
import type { Shape } from './Shape.ts'
import { children, operandsOf } from './operands.ts'
import { node, typed } from './Tensor.ts'
import type { AnyTensor, Form, Letters, Tensor, Term } from './Tensor.ts'
import { postorder } from './traverse.ts'

/** What is differentiated, and the cotangent that it starts with. */
export interface Seed {
  readonly of: AnyTensor
  readonly cotangent: AnyTensor
}

export interface Pullback {
  /** One for each tensor asked for, of its shape. */
  readonly cotangents: readonly AnyTensor[]
  readonly steps: Derivation
}

/** The cotangents of `wrt` for the seeds: each cotangent is the sum of what the users of its tensor contribute. */
export const pullback = (seeds: readonly Seed[], wrt: readonly AnyTensor[]): Pullback => {
  const roots = seeds.map((seed) => seed.of)
  const order = postorder(roots, children)
  const refusal = refused(roots, order)
  if (refusal !== undefined) return { cotangents: wrt.map(() => refusal), steps: [] }
  const active = dependents(order, new Set(wrt))
  const pending = new Map<AnyTensor, Contribution[]>()
  const found = new Map<AnyTensor, AnyTensor>()
  const steps: Step[] = []
  for (const { of, cotangent } of seeds) found.set(of, total(found.get(of), [cotangent]))
  for (let k = order.length - 1; k >= 0; k--) {
    const of = at(order, k)
    const contributions = pending.get(of) ?? []
    const seed = found.get(of)
    if (!active.has(of) || (seed === undefined && contributions.length === 0)) continue
    const cotangent = total(
      seed,
      contributions.map(({ value }) => value),
    )
    found.set(of, cotangent)
    pending.delete(of)
    steps.push({ of, cotangent, contributions })
    contribute(of, cotangent, active, pending)
  }
  return { cotangents: wrt.map((tensor) => resultFor(tensor, active, found)), steps }
}

/**
 * The cotangent of x for a seed of ones: the derivative where y is a scalar or an operation on each element.
 *
 * @example
 * const x = input('x', f32(3))
 * run(derivative(square(x), x), { x: Float32Array.of(1, 2, 3) }) // [2, 4, 6]
 */
export const derivative = <T extends Shape, S extends Shape>(y: Tensor<T>, x: Tensor<S>): Tensor<S> => {
  const { cotangents, steps } = pullback([{ of: y, cotangent: filled(1, y.shape) }], [x])
  return typed<S, 'f32'>(at(derivedBy(cotangents, steps), 0))
}

/** A number at every position. */
export const filled = (value: number, shape: Shape): AnyTensor => broadcastTo(number(value), shape)

/** What stands for every cotangent where what is differentiated has a mistake or no derivative. */
const refused = (roots: readonly AnyTensor[], order: readonly AnyTensor[]): AnyTensor | undefined => {
  if (order.some(({ form }) => form.tag === 'invalid'))
    return node({ tag: 'invalid', mistake: undefined, operands: roots }, [], 'f32')
  const wrong = roots.find(({ dtype }) => dtype !== 'f32')
  return wrong && undifferentiable(wrong)
}

const undifferentiable = (tensor: AnyTensor): AnyTensor =>
  invalid('LBZ2003', 'derivative', `derivative: ${tensor.dtype} carries no derivative`, [tensor])

const resultFor = (
  tensor: AnyTensor,
  active: ReadonlySet<AnyTensor>,
  found: ReadonlyMap<AnyTensor, AnyTensor>,
): AnyTensor => {
  if (tensor.form.tag === 'invalid') return tensor
  if (tensor.dtype !== 'f32') return undifferentiable(tensor)
  return (active.has(tensor) ? found.get(tensor) : undefined) ?? filled(0, tensor.shape)
}

const total = (seed: AnyTensor | undefined, values: readonly AnyTensor[]): AnyTensor =>
  (seed === undefined ? values : [seed, ...values]).reduce(plus)

/** Whether a derivative passes from the result to the operand. */
const passes = (form: Form<AnyTensor>, operand: number): boolean =>
  form.tag === 'elementwise'
    ? at(form.op.tangents, operand) !== null
    : form.tag !== 'reduce' || form.monoid.tangent !== null

/** The tensors through which a derivative reaches one of those asked for. */
const dependents = (order: readonly AnyTensor[], wrt: ReadonlySet<AnyTensor>): ReadonlySet<AnyTensor> => {
  const active = new Set<AnyTensor>()
  for (const tensor of order) {
    const { form, dtype } = tensor
    if (dtype !== 'f32' || form.tag === 'invalid') continue
    if (wrt.has(tensor) || operandsOf(form).some((operand, k) => active.has(operand) && passes(form, k)))
      active.add(tensor)
  }
  return active
}

/** Hands each operand of a tensor its share of the cotangent. */
const contribute = (
  user: AnyTensor,
  cotangent: AnyTensor,
  active: ReadonlySet<AnyTensor>,
  pending: Map<AnyTensor, Contribution[]>,
): void => {
  const { form } = user
  if (form.tag === 'invalid') return
  operandsOf(form).forEach((operand, k) => {
    if (!active.has(operand) || !passes(form, k)) return
    const share = shareOf(user, form, k, cotangent)
    if (share === undefined) return
    const contribution = { user, operand: k, ...share }
    const others = pending.get(operand)
    if (others === undefined) pending.set(operand, [contribution])
    else others.push(contribution)
  })
}

type Share = Pick<Contribution, 'reason' | 'value'>

/** The rules, one a form: an operand's share of the cotangent of the result. */
const shareOf = (
  user: AnyTensor,
  form: Form<AnyTensor>,
  operand: number,
  cotangent: AnyTensor,
): Share | undefined => {
  switch (form.tag) {
    case 'constant':
    case 'input':
    case 'index':
      return undefined
    case 'elementwise':
      return throughElementwise(user, form, operand, cotangent)
    case 'reduce':
      return throughReduce(user, form, cotangent)
    case 'contract':
      return throughContract(form, operand, cotangent)
    case 'move':
      return throughMove(user, form, cotangent)
    case 'reshape':
      return { reason: { rule: 'reshape' }, value: reshaped(cotangent, form.operand.shape) }
  }
}

type FormOf<Tag extends Form<AnyTensor>['tag']> = Extract<Form<AnyTensor>, { readonly tag: Tag }>

/** A tensor where a derivative's expression wants a term: an active tensor is f32, and the others fit by their record. */
const term = (tensor: AnyTensor): Term => typed<Shape, never>(tensor)

/** Elementwise derivatives are diagonal: the record's tangent carries a cotangent back as it carries a tangent on. */
const throughElementwise = (
  user: AnyTensor,
  { op, operands }: FormOf<'elementwise'>,
  operand: number,
  cotangent: AnyTensor,
): Share | undefined => {
  const tangent = at(op.tangents, operand)
  if (tangent === null) return undefined
  const { mask, under } = unmask(cotangent)
  const [first, ...rest] = operands
  const value =
    first === undefined
      ? tangent(term(under), term(user))
      : tangent(term(under), term(first), ...rest.map(term), term(user))
  return {
    reason: { rule: 'elementwise', op: op.name },
    value: value === under ? cotangent : masked(mask, value),
  }
}

const throughReduce = (
  user: AnyTensor,
  { monoid, operand, axes }: FormOf<'reduce'>,
  cotangent: AnyTensor,
): Share | undefined => {
  if (monoid.tangent === null) return undefined
  const back = (tensor: AnyTensor): Term => {
    const value = scalarValue(tensor)
    return term(
      value === undefined ? repeatedAlong(tensor, axes, operand.shape) : filled(value, operand.shape),
    )
  }
  const value = monoid.tangent(back(cotangent), term(operand), back(user), axes)
  return { reason: { rule: 'reduce', monoid: monoid.name, axes }, value }
}

/** For z = W·x: z̄·xᵀ on the left, Wᵀ·z̄ on the right. The factors keep their order. */
const throughContract = (
  { left, right, letters }: FormOf<'contract'>,
  operand: number,
  cotangent: AnyTensor,
): Share =>
  operand === 0
    ? factorOf('left', cotangent, right, { left: letters.out, right: letters.right, out: letters.left })
    : factorOf('right', left, cotangent, { left: letters.left, right: letters.out, out: letters.right })

const factorOf = (side: 'left' | 'right', left: AnyTensor, right: AnyTensor, letters: Letters): Share => {
  const summed = [...letters.left].flatMap((letter, axis): readonly Extent[] =>
    letters.out.includes(letter) ? [] : [at(left.shape, axis)],
  )
  return { reason: { rule: 'contract', side, summed }, value: contracted(left, right, letters) }
}

/** Never a scatter: each element of the operand gathers what was read from it. */
const throughMove = (
  user: AnyTensor,
  { operand, rows, guards }: FormOf<'move'>,
  cotangent: AnyTensor,
): Share => {
  const { map, summed } = move.adjoint({ shape: user.shape, rows, guards }, operand.shape)
  const rank = operand.shape.length
  const axes = Array.from({ length: summed }, (_, k) => rank + k)
  const reason: Reason = { rule: 'move', summed: map.shape.slice(rank) }
  return { reason, value: reduced(totalMonoid, moved(cotangent, map), axes) }
}
