/**
 * What the inputs of a program are for: parameters or data, weights, scales, indices; read off the forms that use them.
 * Before it: `src/Program.ts`. After it: `given.ts`, which makes values up; `health.ts`, which asks for the batch.
 * Invariant: nothing depends on names; linear in the program, loops included.
 */
import { at } from '../../src/Bug.ts'
import { scalarValue } from '../../src/construct.ts'
import type { Extent } from '../../src/Extent.ts'
import { parametersOf } from '../../src/loops.ts'
import { children } from '../../src/operands.ts'
import type { Interval } from '../../src/Op.ts'
import type { Program } from '../../src/Program.ts'
import { leaves } from '../../src/Program.ts'
import { isTensor } from '../../src/Tensor.ts'
import type { AnyTensor, Range } from '../../src/Tensor.ts'
import { postorder } from '../../src/traverse.ts'
import { entries } from '../../src/Tree.ts'

/** Everything that a program computes, operands before users, the bodies of loops after what is around them. */
export interface Everything {
  readonly order: readonly AnyTensor[]
  /** The input whose elements a tensor holds in another order or in part. */
  readonly sourceOf: (tensor: AnyTensor) => AnyTensor | undefined
}

/** The operand whose elements a tensor has, moved. */
const carried = ({ form }: AnyTensor): AnyTensor | undefined => {
  switch (form.tag) {
    case 'move':
    case 'reshape':
    case 'gather':
      return form.operand
    case 'custom':
      return form.operands[0]
    default:
      return undefined
  }
}

export const everythingIn = ({ inputs, outputs }: Pick<Program, 'inputs' | 'outputs'>): Everything => {
  const own = new Set(leaves(inputs))
  const sources = new Map<AnyTensor, AnyTensor>()
  const order: AnyTensor[] = []
  const seen = new Set<object>()
  const enter = (roots: readonly AnyTensor[]): void => {
    for (const tensor of postorder(roots, children)) {
      const operand = carried(tensor)
      const source = own.has(tensor) ? tensor : operand && sources.get(operand)
      if (source !== undefined) sources.set(tensor, source)
      order.push(tensor)
    }
  }
  enter(leaves(outputs))
  for (const { form } of order) {
    if (form.tag !== 'scan' || seen.has(form.loop)) continue
    seen.add(form.loop)
    parametersOf(form.loop).forEach((parameter, k) => {
      const source = sources.get(at(form.operands, k))
      if (source !== undefined) sources.set(parameter, source)
    })
    enter(form.loop.next)
  }
  return { order, sourceOf: (tensor) => sources.get(tensor) }
}

const isFixed = ({ shape }: AnyTensor): boolean => shape.every((extent) => typeof extent === 'number')

/**
 * The inputs that are learnt: those that something is differentiated by. Where nothing is, the float32 inputs inside
 * records, beside others that are in none; or those without a symbolic size, beside others that have one; or all but
 * the first.
 */
export const parametersIn = (program: Program): ReadonlySet<AnyTensor> => {
  const inputs = entries<AnyTensor>(program.inputs, isTensor)
  const steps = new Set(program.derivation.map(({ of }) => of))
  const differentiated = inputs.filter(([, tensor]) => steps.has(tensor))
  const floats = inputs.filter(([, { dtype }]) => dtype === 'f32')
  const some = (among: typeof inputs): typeof inputs | undefined =>
    among.length > 0 && among.length < inputs.length ? among : undefined
  const found =
    (differentiated.length > 0 ? differentiated : undefined) ??
    some(floats.filter(([path]) => path.includes('.'))) ??
    some(floats.filter(([, tensor]) => isFixed(tensor))) ??
    floats.slice(1)
  return new Set(found.map(([, tensor]) => tensor))
}

/** What the forms that use an input say of its values. */
export interface Uses {
  /** The extents of the axes that are summed where it is a weight. */
  readonly summed?: readonly Extent[]
  /** Another tensor is multiplied by it. */
  readonly scales?: boolean
  /** Where it has to lie for logarithms, roots and quotients to have a value. */
  readonly interval?: Interval
  /** The elements that it names. */
  readonly ranges?: readonly Range[]
}

/** How each input is used. */
export const usesIn = (program: Program): ReadonlyMap<AnyTensor, Uses> => {
  const { order, sourceOf } = everythingIn(program)
  const parameters = parametersIn(program)
  const uses = new Map<AnyTensor, Uses>()
  const say = (tensor: AnyTensor, more: (before: Uses) => Uses): void => {
    const source = sourceOf(tensor)
    if (source !== undefined) uses.set(source, { ...uses.get(source), ...more(uses.get(source) ?? {}) })
  }
  const names = (tensor: AnyTensor, range: Range): void =>
    say(tensor, ({ ranges = [] }) => ({ ranges: [...ranges, range] }))
  for (const tensor of order) {
    const { form } = tensor
    if (form.tag === 'contract') {
      const { left, right, letters } = form
      for (const [weight, other, own] of [
        [left, right, letters.left],
        [right, left, letters.right],
      ] as const) {
        const source = sourceOf(weight)
        const isWeight =
          source !== undefined &&
          (parameters.has(source) || (isFixed(source) && sourceOf(other) === undefined))
        if (isWeight)
          say(weight, () => ({
            summed: [...own].flatMap((letter, axis) =>
              letters.out.includes(letter) ? [] : [at(weight.shape, axis)],
            ),
          }))
      }
    }
    if (form.tag === 'elementwise' && form.op.notation.algebra === 'product')
      for (const operand of form.operands) say(operand, () => ({ scales: true }))
    if (form.tag === 'custom' && form.rule.kind === 'requirement' && form.rule.range !== undefined)
      names(form.operands[0], form.rule.range)
    if (form.tag === 'gather') names(form.index, { from: 0, below: at(form.operand.shape, form.batch) })
    if (form.tag === 'scatter') names(form.index, { from: 0, below: at(tensor.shape, form.batch) })
  }
  for (const [tensor, interval] of intervalsIn(order))
    say(tensor, (before) => ({ interval: both(before.interval, interval) }))
  return uses
}

const both = (a: Interval | undefined, b: Interval): Interval => ({
  from: Math.max(a?.from ?? -Infinity, b.from),
  to: Math.min(a?.to ?? Infinity, b.to),
})

/** The number that a tensor is everywhere, repeated or not. */
const constantOf = (tensor: AnyTensor): number | undefined =>
  scalarValue(tensor.form.tag === 'move' ? tensor.form.operand : tensor)

const positive: Interval = { from: 0, to: Infinity }

/** Where operands have to lie so that those of logarithms, roots and quotients lie in their domains. */
const intervalsIn = (order: readonly AnyTensor[]): ReadonlyMap<AnyTensor, Interval> => {
  const found = new Map<AnyTensor, Interval>()
  const ask = (tensor: AnyTensor, interval: Interval): void =>
    void found.set(tensor, both(found.get(tensor), interval))
  for (const tensor of order.toReversed()) {
    const { form } = tensor
    const asked = found.get(tensor)
    if (form.tag === 'elementwise')
      form.operands.forEach((operand, k) => {
        const { from, to, except = [] } = at(form.op.domain, k)
        const isBounded = Number.isFinite(from) || Number.isFinite(to) || except.includes(0)
        if (operand.dtype === 'f32' && isBounded)
          ask(operand, { from: except.includes(0) ? Math.max(from, 0) : from, to })
      })
    if (asked === undefined) continue
    const operand = carried(tensor)
    if (operand !== undefined) ask(operand, asked)
    if (asked.from < 0) continue
    for (const part of positiveParts(tensor)) ask(part, positive)
  }
  return found
}

/** The parts of a tensor that make it positive by being so. */
const positiveParts = ({ form }: AnyTensor): readonly AnyTensor[] => {
  if (form.tag === 'reduce') return [form.operand]
  if (form.tag !== 'elementwise') return []
  const [a, b] = form.operands
  switch (form.op.notation.algebra) {
    case 'sum':
      return form.operands
    case 'product':
      return form.operands.some((operand) => constantOf(operand) !== undefined) ? form.operands : []
    case 'quotient':
      return a === undefined ? [] : [a]
    case 'difference':
      return a !== undefined && b !== undefined && (constantOf(a) ?? 0) >= 1 ? [b] : []
    default:
      return []
  }
}
