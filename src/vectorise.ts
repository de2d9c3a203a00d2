/**
 * From formulas of one example to the same formulas of a batch, whose axis stands in front.
 * Before it: `Tensor.ts`, `construct.ts`. After it: `program/vmap.ts`, `program/jacobian.ts`.
 * Invariant: one rule a form; what does not depend on a batched tensor stays the same tensor, repeated only where a
 * batched one meets it and the form cannot take it as it is. Nothing recurses.
 */
import { at, Bug, known } from './Bug.ts'
import { contracted, elementwise, gathered, input, moved, reduced, reshaped, scattered } from './construct.ts'
import type { Extent } from './Extent.ts'
import { scanVectorised } from './loops.ts'
import { compose, unit } from './Move.ts'
import * as moves from './moves.ts'
import { children, withChildren } from './operands.ts'
import { totalMonoid } from './ops/monoids.ts'
import type { Substitution } from './program/substitute.ts'
import { substitution } from './program/substitute.ts'
import { node } from './Tensor.ts'
import type { AnyTensor, Custom, CustomRule, Form, Letters, Row } from './Tensor.ts'
import { postorder } from './traverse.ts'

/** What each tensor is in a batch; a tensor that is the same for every example is itself. */
export const vectorisation = (
  roots: readonly AnyTensor[],
  inputs: ReadonlyMap<AnyTensor, AnyTensor>,
  size: Extent,
): Substitution => {
  const made = new Map(inputs)
  const batch: Batch = {
    size,
    has: (tensor) => made.has(tensor),
    own: (tensor) => made.get(tensor) ?? tensor,
    of: (tensor) => made.get(tensor) ?? repeated(tensor, size),
  }
  for (const tensor of postorder(roots, (each) => (inputs.has(each) ? [] : children(each))))
    if (!made.has(tensor) && children(tensor).some(batch.has)) made.set(tensor, inBatch(tensor, batch))
  return batch.own
}

/** The roots in a batch, the axis in front; one that is the same for every example is repeated. */
export const vectorised = (
  roots: readonly AnyTensor[],
  inputs: ReadonlyMap<AnyTensor, AnyTensor>,
  size: Extent,
): readonly AnyTensor[] => {
  const now = vectorisation(roots, inputs, size)
  return roots.map((root) => (now(root) === root ? repeated(root, size) : now(root)))
}

/** The same for every example of a batch; what is a move already is one move, so that a number stays one. */
const repeated = (tensor: AnyTensor, size: Extent): AnyTensor => {
  const { form, shape } = tensor
  if (form.tag === 'invalid') return tensor
  const along = moves.repeatAlong([0], [size, ...shape])
  return form.tag === 'move'
    ? moved(form.operand, compose(along, { shape, rows: form.rows, guards: form.guards }), form.fill)
    : moved(tensor, along)
}

/** A batch, and what operands are in it. */
interface Batch {
  readonly size: Extent
  /** Whether examples differ in it. */
  readonly has: (tensor: AnyTensor) => boolean
  /** With the batch axis where it has one. */
  readonly own: Substitution
  /** With the batch axis. */
  readonly of: Substitution
}

/** The rules, one a form: a tensor in a batch, where examples differ in one of its operands. */
const inBatch = (tensor: AnyTensor, batch: Batch): AnyTensor => {
  const { form, shape } = tensor
  const { size, of, own } = batch
  const operands = children(tensor).map(own)
  if (form.tag === 'invalid' || operands.some((operand) => operand.form.tag === 'invalid'))
    return withChildren(tensor, operands)
  switch (form.tag) {
    case 'constant':
    case 'input':
    case 'index':
      throw new Bug(`a ${form.tag} has no operands`)
    case 'elementwise':
      return elementwise(form.op, ...form.operands.map(of))
    case 'reduce':
      return reduced(
        form.monoid,
        of(form.operand),
        form.axes.map((axis) => axis + 1),
      )
    case 'contract':
      return contracted(own(form.left), own(form.right), batchLetters(form, batch))
    case 'move': {
      const behind = (row: Row): Row => ({ ...row, coefficients: [0, ...row.coefficients] })
      const rows = [unit(shape.length + 1, 0, size), ...form.rows.map(behind)]
      const map = { shape: [size, ...shape], rows, guards: form.guards.map(behind) }
      return moved(of(form.operand), map, form.fill)
    }
    case 'reshape':
      return reshaped(of(form.operand), [size, ...shape])
    case 'gather':
      // An index of many into the one table needs no table for each.
      return form.batch === 0 && !batch.has(form.operand)
        ? gathered(form.operand, of(form.index), 0)
        : gathered(of(form.operand), of(form.index), form.batch + 1)
    case 'scatter':
      return scattered(of(form.operand), of(form.index), at(shape, form.batch), form.batch + 1)
    case 'scan': {
      const given = form.operands
      const isBatched = (k: number): boolean => batch.has(at(given, k))
      return scanVectorised({ form, operands, isBatched, repeated: (k) => of(at(given, k)), size })
    }
    case 'custom':
      return customInBatch(form, batch)
  }
}

type Contract = Extract<Form<AnyTensor>, { readonly tag: 'contract' }>

const alphabet: string = 'ijklmnopqrstuvwxyzabcdefghABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** The batch axis is a new letter of the operands that have it, and of the result. */
const batchLetters = ({ left, right, letters }: Contract, { has }: Batch): Letters => {
  const used = letters.left + letters.right
  const letter = known(
    [...alphabet].find((free) => !used.includes(free)),
    'letter that is free',
  )
  return {
    left: (has(left) ? letter : '') + letters.left,
    right: (has(right) ? letter : '') + letters.right,
    out: letter + letters.out,
  }
}

/** The value in a batch, and its rule in one. */
const customInBatch = ({ rule, operands: [value, ...others] }: Custom, batch: Batch): AnyTensor => {
  const inFront = batch.of(value)
  const differing = others.map((operand) => ({ operand, differs: batch.has(operand) }))
  const together =
    rule.kind === 'requirement' ? rule : ruleInBatch(rule.pullback, differing, value, batch.size)
  return node(
    { tag: 'custom', rule: together, operands: [inFront, ...others.map(batch.own)] },
    inFront.shape,
    inFront.dtype,
  )
}

type PullbackRule = Extract<CustomRule, { readonly kind: 'derivative' }>['pullback']

/**
 * The rule for one example, found on stand-ins and taken into the batch; the cotangent of an operand that all examples
 * share is the sum of theirs.
 */
const ruleInBatch = (
  pullback: PullbackRule,
  others: readonly { readonly operand: AnyTensor; readonly differs: boolean }[],
  value: AnyTensor,
  size: Extent,
): CustomRule => {
  const standIn = (name: string, { shape, dtype }: AnyTensor): AnyTensor => input(name, shape, dtype)
  return {
    kind: 'derivative',
    pullback: (cotangents, operands, values) => {
      const [one, result] = [standIn('cotangent', value), standIn('value', value)]
      const own = others.map(({ operand }, k) => standIn(`operand${k}`, operand))
      const back = pullback(one, own, result)
      const differ = own.flatMap((each, k) =>
        at(others, k).differs ? [[each, at(operands, k)] as const] : [],
      )
      const shared = own.flatMap((each, k) =>
        at(others, k).differs ? [] : [[each, at(operands, k)] as const],
      )
      const inputs = new Map([[one, cotangents] as const, [result, values] as const, ...differ])
      const found = vectorised(back, inputs, size)
      const now = substitution(found, new Map(shared))
      return found.map((cotangent, k) =>
        at(others, k).differs || cotangent.form.tag === 'invalid'
          ? now(cotangent)
          : reduced(totalMonoid, now(cotangent), [0]),
      )
    },
  }
}
