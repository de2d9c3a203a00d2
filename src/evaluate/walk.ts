/**
 * The interpreter's walk: each tensor once, after its operands; the body of a loop once a turn.
 * Before it: `meaning.ts`. After it: `evaluate.ts`, which says what a value is.
 * Invariant: a value is dropped after its last use; nothing recurses but loops within loops.
 */
import { at, Bug, known } from '../Bug.ts'
import type { DType } from '../DType.ts'
import type { Sizes } from '../Extent.ts'
import { children } from '../operands.ts'
import type { RunError } from '../RunError.ts'
import type { AnyTensor, Loop } from '../Tensor.ts'
import { countUses, postorder } from '../traverse.ts'
import type { Computed, Value } from './meaning.ts'
import { count, sizeOf } from './meaning.ts'
import { refusalOf } from './requirement.ts'

export interface Place<V> {
  readonly shape: readonly number[]
  readonly dtype: DType
  readonly operand: (tensor: AnyTensor) => V
  readonly sizes: Sizes
}

/** What a value is in an interpretation. */
export interface Interpretation<V extends Value> {
  /** What an input is. */
  readonly given: (value: Value) => V
  /** What a form over its operands is. */
  readonly computed: (form: Computed<AnyTensor>, place: Place<V>) => V
  /** The elements of one value from `start` on, as many as the shape has. */
  readonly part: (value: V, start: number, shape: readonly number[]) => V
  /** Values one after the other. */
  readonly joined: (parts: readonly V[], shape: readonly number[]) => V
}

type Scan = Extract<AnyTensor['form'], { readonly tag: 'scan' }>

/** What a body needs, found once for all turns. */
interface Body {
  readonly order: readonly AnyTensor[]
  readonly uses: ReadonlyMap<AnyTensor, number>
}

export class Walk<V extends Value> {
  readonly interpretation: Interpretation<V>
  readonly sizes: Sizes
  /** What tensors require of their values and did not get, each once. */
  readonly refusals: RunError[] = []
  readonly refused = new Set<AnyTensor>()
  readonly bodies = new Map<Loop, Body>()
  readonly ran = new Map<Loop, { readonly operands: readonly V[]; readonly histories: readonly V[] }[]>()

  constructor(interpretation: Interpretation<V>, sizes: Sizes) {
    this.interpretation = interpretation
    this.sizes = sizes
  }

  /** What is computed below the roots, down to what is given. */
  bodyOf(roots: readonly AnyTensor[], given: ReadonlyMap<AnyTensor, V> = new Map()): Body {
    const operands = (tensor: AnyTensor): readonly AnyTensor[] => (given.has(tensor) ? [] : children(tensor))
    const order = postorder(roots, operands)
    return { order, uses: countUses(roots, order, operands) }
  }

  shapeOf(tensor: AnyTensor): readonly number[] {
    return tensor.shape.map((size) => sizeOf(size, this.sizes))
  }

  /** The values of the roots, where those of some tensors are given. */
  run(
    roots: readonly AnyTensor[],
    given: ReadonlyMap<AnyTensor, V>,
    { order, uses }: Body = this.bodyOf(roots, given),
  ): readonly V[] {
    const values = new Map(given)
    const left = new Map(uses)
    const operand = (tensor: AnyTensor): V => known(values.get(tensor), 'value of an operand')
    for (const tensor of order) {
      if (given.has(tensor)) continue
      values.set(tensor, this.value(tensor, operand))
      for (const used of children(tensor)) {
        const remaining = known(left.get(used), 'count of uses') - 1
        left.set(used, remaining)
        if (remaining === 0) values.delete(used)
      }
    }
    return roots.map(operand)
  }

  value(tensor: AnyTensor, operand: (tensor: AnyTensor) => V): V {
    const { form, dtype } = tensor
    const shape = this.shapeOf(tensor)
    switch (form.tag) {
      case 'input':
      case 'invalid':
        throw new Bug(`no value for ${form.tag === 'input' ? form.name : 'a mistake'}`)
      case 'scan':
        return at(this.histories(form, form.operands.map(operand)), form.result)
      case 'custom': {
        const value = operand(form.operands[0])
        const refusal = this.refused.has(tensor) ? undefined : refusalOf(form.rule, value, this.sizes)
        if (refusal !== undefined) {
          this.refused.add(tensor)
          this.refusals.push(refusal)
        }
        return value
      }
      default:
        return this.interpretation.computed(form, { shape, dtype, operand, sizes: this.sizes })
    }
  }

  /** The carries of a loop before its first turn and after each. */
  histories({ loop, steps }: Scan, operands: readonly V[]): readonly V[] {
    const before = this.ran
      .get(loop)
      ?.find((run) => run.operands.every((operand, k) => operand === operands[k]))
    if (before !== undefined) return before.histories
    const { part, joined } = this.interpretation
    const body = this.bodies.get(loop) ?? this.bodyOf(loop.next)
    this.bodies.set(loop, body)
    const turns = sizeOf(steps, this.sizes)
    const { carries, elements, constants } = loop
    const rows = [operands.slice(0, carries.length)]
    const fixed = constants.map(
      (constant, k) => [constant, at(operands, carries.length + elements.length + k)] as const,
    )
    for (let turn = 0; turn < turns; turn++) {
      const taken = elements.map((element, k) => {
        const shape = this.shapeOf(element)
        return [element, part(at(operands, carries.length + k), turn * count(shape), shape)] as const
      })
      const carried = carries.map((carry, k) => [carry, at(at(rows, turn), k)] as const)
      rows.push([...this.run(loop.next, new Map([...carried, ...taken, ...fixed]), body)])
    }
    const histories = carries.map((carry, k) =>
      joined(
        rows.map((row) => at(row, k)),
        [turns + 1, ...this.shapeOf(carry)],
      ),
    )
    this.ran.set(loop, [...(this.ran.get(loop) ?? []), { operands, histories }])
    return histories
  }
}
