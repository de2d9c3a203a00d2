/**
 * Forward mode: from tangents of some tensors to tangents of what depends on them, which are tensors again.
 * Before it: `Tensor.ts`, `mask.ts`, the records of `src/ops`, `differentiate.ts`. After it: `program/products.ts`.
 * Invariant: the rules are those of reverse mode read the other way: a record's tangent serves both. What would be
 * zero makes no term; what is masked stays masked. Nothing recurses.
 */
import { at, known } from './Bug.ts'
import {
  broadcastTo,
  contracted,
  gathered,
  input,
  invalid,
  moved,
  number,
  reduced,
  repeatedAlong,
  reshaped,
  scalarValue,
  scattered,
} from './construct.ts'
import { pullback } from './differentiate.ts'
import { scanPushforward } from './loops.ts'
import { masked, plus, unmask } from './mask.ts'
import { children } from './operands.ts'
import { totalMonoid } from './ops/monoids.ts'
import { substitution } from './program/substitute.ts'
import type { Shape } from './Shape.ts'
import { node, typed } from './Tensor.ts'
import type { AnyTensor, Custom, Form, Term } from './Tensor.ts'
import { postorder } from './traverse.ts'

/** A tensor that moves, and how. */
export interface Motion {
  readonly of: AnyTensor
  readonly tangent: AnyTensor
}

/** The tangent of a tensor, or undefined where it does not move. */
type TangentOf = (tensor: AnyTensor) => AnyTensor | undefined

/** The tangents of the roots, each of its root's shape. */
export const pushforward = (
  roots: readonly AnyTensor[],
  motions: readonly Motion[],
): readonly AnyTensor[] => {
  const refusal = refused([...roots, ...motions.map(({ of }) => of)])
  if (refusal !== undefined) return roots.map(() => refusal)
  const tangents = tangentsAmong(roots, motions)
  return roots.map((root) =>
    root.dtype === 'f32'
      ? (tangents.get(root) ?? broadcastTo(number(0), root.shape))
      : invalid('LBZ2003', 'jvp', `jvp: ${root.dtype} carries no derivative`, [root]),
  )
}

/** The tangents of everything that moves. */
const tangentsAmong = (
  roots: readonly AnyTensor[],
  motions: readonly Motion[],
): ReadonlyMap<AnyTensor, AnyTensor> => {
  const tangents = new Map(motions.map(({ of, tangent }) => [of, tangent]))
  const tangentOf: TangentOf = (tensor) => tangents.get(tensor)
  for (const tensor of postorder(roots, (each) => (tangents.has(each) ? [] : children(each)))) {
    if (tensor.dtype !== 'f32' || tangents.has(tensor)) continue
    const tangent = tangentThrough(tensor, tangentOf)
    if (tangent !== undefined) tangents.set(tensor, tangent)
  }
  return tangents
}

/** What stands for every tangent where what is differentiated has a mistake, or something moves that cannot. */
const refused = (tensors: readonly AnyTensor[]): AnyTensor | undefined =>
  postorder(tensors, children).some(({ form }) => form.tag === 'invalid')
    ? node({ tag: 'invalid', mistake: undefined, operands: tensors }, [], 'f32')
    : undefined

/** The rules, one a form: the tangent of the result from those of the operands. */
const tangentThrough = (tensor: AnyTensor, tangentOf: TangentOf): AnyTensor | undefined => {
  const { form } = tensor
  switch (form.tag) {
    case 'invalid':
    case 'constant':
    case 'input':
    case 'index':
      return undefined
    case 'elementwise':
      return throughElementwise(tensor, form, tangentOf)
    case 'reduce':
      return throughReduce(tensor, form, tangentOf)
    case 'contract':
      return throughContract(form, tangentOf)
    case 'scan':
      return scanPushforward(form, form.operands.map(tangentOf))
    case 'custom':
      return throughCustom(tensor, form, tangentOf)
    case 'move':
    case 'reshape':
    case 'gather':
    case 'scatter': {
      const tangent = tangentOf(form.operand)
      return tangent && linearly(tensor, form, tangent)
    }
  }
}

type FormOf<Tag extends Form<AnyTensor>['tag']> = Extract<Form<AnyTensor>, { readonly tag: Tag }>

const term = (tensor: AnyTensor): Term => typed<Shape, never>(tensor)

/** Σ over what is there. */
const total = (terms: readonly (AnyTensor | undefined)[]): AnyTensor | undefined =>
  terms.reduce(
    (sum, next) => (sum === undefined || next === undefined ? (sum ?? next) : plus(sum, next)),
    undefined,
  )

/** The form of another operand, in which it is linear; what a move fills with does not move. */
const linearly = (
  { shape }: AnyTensor,
  form: FormOf<'move' | 'reshape' | 'gather' | 'scatter'>,
  tangent: AnyTensor,
): AnyTensor => {
  switch (form.tag) {
    case 'move':
      return moved(tangent, { shape, rows: form.rows, guards: form.guards })
    case 'reshape':
      return reshaped(tangent, shape)
    case 'gather':
      return gathered(tangent, form.index, form.batch)
    case 'scatter':
      return scattered(tangent, form.index, at(shape, form.batch), form.batch)
  }
}

/** Each operand's share is what its record's tangent says; where the operand's motion is masked, so is the share. */
const throughElementwise = (
  value: AnyTensor,
  { op, operands }: FormOf<'elementwise'>,
  tangentOf: TangentOf,
): AnyTensor | undefined => {
  const [first = value, ...rest] = [...operands, value].map(term)
  return total(
    operands.map((operand, k) => {
      const [moves, tangent] = [tangentOf(operand), at(op.tangents, k)]
      if (moves === undefined || tangent === null) return undefined
      const { mask, under } = unmask(moves)
      const share = tangent(term(under), term(first), ...rest)
      return share === under ? moves : masked(mask, share)
    }),
  )
}

/** The sum over the reduced axes of each element's share. */
const throughReduce = (
  value: AnyTensor,
  { monoid, operand, axes }: FormOf<'reduce'>,
  tangentOf: TangentOf,
): AnyTensor | undefined => {
  const tangent = tangentOf(operand)
  if (tangent === undefined || monoid.tangent === null) return undefined
  const back = scalarValue(value) === undefined ? repeatedAlong(value, axes, operand.shape) : value
  const share = monoid.tangent(term(tangent), term(operand), term(back), axes)
  return reduced(totalMonoid, share, axes)
}

/** The product rule: ȧ·b + a·ḃ. */
const throughContract = (
  { left, right, letters }: FormOf<'contract'>,
  tangentOf: TangentOf,
): AnyTensor | undefined => {
  const [leftMoves, rightMoves] = [tangentOf(left), tangentOf(right)]
  return total([
    leftMoves && contracted(leftMoves, right, letters),
    rightMoves && contracted(left, rightMoves, letters),
  ])
}

/**
 * The rule of a custom derivative says how cotangents go back, linearly; its transpose is how tangents go on. It is
 * found on stand-ins of the operands, so that only the rule itself is walked.
 */
const throughCustom = (
  { shape, dtype }: AnyTensor,
  { rule, operands }: Custom,
  tangentOf: TangentOf,
): AnyTensor | undefined => {
  const [value, ...others] = operands
  if (rule.kind === 'requirement') return tangentOf(value)
  const moving = others.flatMap((operand, k) => {
    const tangent = tangentOf(operand)
    return tangent === undefined ? [] : [{ k, tangent }]
  })
  if (moving.length === 0) return undefined
  const cotangent = input('cotangent', shape, dtype)
  const standIns = operands.map((operand, k) => input(`operand${k}`, operand.shape, operand.dtype))
  const [standIn, ...standInsOfOthers] = standIns
  const back = rule.pullback(cotangent, standInsOfOthers, known(standIn, 'value'))
  const tangents = moving.map(({ tangent }, j) => input(`tangent${j}`, tangent.shape, tangent.dtype))
  const seeds = moving.map(({ k }, j) => ({ of: at(back, k), cotangent: at(tangents, j) }))
  const { cotangents } = pullback(seeds, [cotangent])
  const now = substitution(
    cotangents,
    new Map([
      ...standIns.map((each, k) => [each, at(operands, k)] as const),
      ...tangents.map((each, j) => [each, at(moving, j).tangent] as const),
      [cotangent, broadcastTo(number(0), shape)],
    ]),
  )
  return now(at(cotangents, 0))
}
