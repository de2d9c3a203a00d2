/**
 * Reverse mode: from a tensor and a seed to cotangents, which are tensors again and so have derivatives.
 * Before it: `shares.ts`. After it: `program/gradient.ts`.
 * Invariant: only what depends on the tensors asked for and leads to what is differentiated gets a cotangent; what
 * would be zero makes no term. Nothing recurses.
 */
import { at } from './Bug.ts'
import { filled, invalid } from './construct.ts'
import type { Contribution, Derivation, Step } from './Derivation.ts'
import { derivedBy } from './Derivation.ts'
import { scanPullback } from './loops.ts'
import { plus } from './mask.ts'
import type { Shape } from './Shape.ts'
import { children } from './operands.ts'
import { node, typed } from './Tensor.ts'
import type { AnyTensor, Loop, Tensor } from './Tensor.ts'
import { passes, sharesOf } from './shares.ts'
import type { Share } from './shares.ts'
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
  const loops = loopsAmong(order)
  for (const { of, cotangent } of seeds) found.set(of, total(found.get(of), [cotangent]))
  for (let k = order.length - 1; k >= 0; k--) {
    const of = at(order, k)
    const contributions = pending.get(of) ?? []
    const seed = found.get(of)
    if (active.has(of) && (seed !== undefined || contributions.length > 0)) {
      const cotangent = total(
        seed,
        contributions.map(({ value }) => value),
      )
      found.set(of, cotangent)
      pending.delete(of)
      steps.push({ of, cotangent, contributions })
      if (of.form.tag !== 'scan') contribute(of, sharesOf(of, cotangent, active), pending)
    }
    const results = loops.get(of)
    if (results !== undefined) contribute(of, sharesOfLoop(of, results, active, found), pending)
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

/** The tensors through which a derivative reaches one of those asked for. */
export const dependents = (
  order: readonly AnyTensor[],
  wrt: ReadonlySet<AnyTensor>,
): ReadonlySet<AnyTensor> => {
  const active = new Set<AnyTensor>()
  for (const tensor of order) {
    const { form, dtype } = tensor
    if (form.tag === 'invalid' || (dtype !== 'f32' && form.tag !== 'scan')) continue
    if (wrt.has(tensor) || children(tensor).some((operand, k) => active.has(operand) && passes(form, k)))
      active.add(tensor)
  }
  return active
}

/** Hands each operand of a tensor its share of the cotangent. */
const contribute = (
  user: AnyTensor,
  shares: readonly (Share | undefined)[],
  pending: Map<AnyTensor, Contribution[]>,
): void =>
  children(user).forEach((of, operand) => {
    const share = shares[operand]
    if (share === undefined) return
    const contribution = { user, operand, ...share }
    const others = pending.get(of)
    if (others === undefined) pending.set(of, [contribution])
    else others.push(contribution)
  })

/** The results of each loop, at the one that comes first: when its turn has come, the others have their cotangents. */
const loopsAmong = (order: readonly AnyTensor[]): ReadonlyMap<AnyTensor, readonly AnyTensor[]> => {
  const byLoop = new Map<Loop, AnyTensor[][]>()
  for (const tensor of order) {
    const { form } = tensor
    if (form.tag !== 'scan') continue
    const groups = byLoop.get(form.loop) ?? []
    const group = groups.find(([first]) => first !== undefined && haveSameOperands(first, tensor))
    if (group === undefined) groups.push([tensor])
    else group.push(tensor)
    byLoop.set(form.loop, groups)
  }
  return new Map([...byLoop.values()].flat().map((group) => [at(group, 0), group]))
}

const haveSameOperands = (a: AnyTensor, b: AnyTensor): boolean => {
  const others = children(b)
  return children(a).every((operand, k) => operand === others[k])
}

const sharesOfLoop = (
  first: AnyTensor,
  results: readonly AnyTensor[],
  active: ReadonlySet<AnyTensor>,
  found: ReadonlyMap<AnyTensor, AnyTensor>,
): readonly (Share | undefined)[] => {
  const cotangents = new Map<number, AnyTensor>()
  for (const result of results) {
    const cotangent = active.has(result) ? found.get(result) : undefined
    if (result.form.tag !== 'scan' || cotangent === undefined) continue
    const place = result.form.result
    cotangents.set(place, total(cotangents.get(place), [cotangent]))
  }
  if (first.form.tag !== 'scan' || cotangents.size === 0) return []
  const { operands } = first.form
  return scanPullback(first.form, cotangents, (k) => active.has(at(operands, k))).map((value) =>
    value === undefined ? undefined : { reason: { rule: 'scan' }, value },
  )
}
