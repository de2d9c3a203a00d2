import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { at } from '../src/Bug.ts'
import { dim } from '../src/Extent.ts'
import * as extent from '../src/Extent.ts'
import * as move from '../src/Move.ts'
import type { Move } from '../src/Move.ts'
import * as moves from '../src/moves.ts'
import type { Row } from '../src/Tensor.ts'

/** A tensor of whole numbers, and every position of a shape in row-major order. */
interface Block {
  readonly shape: readonly number[]
  readonly values: readonly number[]
}

const positions = (shape: readonly number[]): readonly (readonly number[])[] =>
  shape.reduce<readonly (readonly number[])[]>(
    (all, size) => all.flatMap((position) => Array.from({ length: size }, (_, k) => [...position, k])),
    [[]],
  )

const read = ({ shape, values }: Block, position: readonly number[]): number =>
  position.every((k, axis) => Number.isInteger(k) && k >= 0 && k < at(shape, axis))
    ? at(
        values,
        position.reduce((place, k, axis) => place * at(shape, axis) + k, 0),
      )
    : 0

const build = (shape: readonly number[], value: (position: readonly number[]) => number): Block => ({
  shape,
  values: positions(shape).map(value),
})

const numbers = (shape: readonly extent.Extent[]): readonly number[] =>
  shape.map((size) => (typeof size === 'number' ? size : NaN))

/** What a map means, row by row. */
const through = (map: Move, x: Block): Block => {
  const place = (row: Row, o: readonly number[]): number =>
    (row.coefficients.reduce((sum, c, k) => sum + c * at(o, k), 0) + Number(row.offset)) / row.divisor
  const holds = (row: Row, o: readonly number[]): boolean => {
    const k = place(row, o)
    return Number.isInteger(k) && k >= 0 && k < Number(row.extent)
  }
  return build(numbers(map.shape), (o) =>
    map.guards.every((guard) => holds(guard, o)) && map.rows.every((row) => holds(row, o))
      ? read(
          x,
          map.rows.map((row) => place(row, o)),
        )
      : 0,
  )
}

/** The sum over trailing axes. */
const summed = (x: Block, trailing: number): Block => {
  const kept = x.shape.slice(0, x.shape.length - trailing)
  const rest = positions(x.shape.slice(kept.length))
  return build(kept, (o) => rest.reduce((sum, r) => sum + read(x, [...o, ...r]), 0))
}

const inner = (a: Block, b: Block): number =>
  a.values.reduce((sum, value, k) => sum + value * at(b.values, k), 0)

/** One move twice: as a map, and as it is read naively, without rows. */
interface Case {
  readonly name: string
  readonly map: Move
  readonly naive: (x: Block) => Block
}

/** Takes the next number below `bound` from what fast-check drew. */
type Draw = (bound: number) => number

const kinds: Readonly<Record<string, (shape: readonly number[], draw: Draw) => Case | undefined>> = {
  transpose: (shape, draw) => {
    const order = [...shape.keys()]
    for (let k = order.length - 1; k > 0; k--) {
      const j = draw(k + 1)
      const held = at(order, k)
      order[k] = at(order, j)
      order[j] = held
    }
    return {
      name: `transpose ${order.join()}`,
      map: moves.transpose(shape, order),
      naive: (x) =>
        build(
          order.map((axis) => at(shape, axis)),
          (o) =>
            read(
              x,
              shape.map((_, axis) => at(o, order.indexOf(axis))),
            ),
        ),
    }
  },
  broadcast: (shape, draw) => {
    const lead = draw(2)
    const to = [
      ...Array.from({ length: lead }, () => 1 + draw(3)),
      ...shape.map((n) => (n === 1 ? 1 + draw(3) : n)),
    ]
    return {
      name: `broadcast ${to.join()}`,
      map: moves.repeat(shape, to),
      naive: (x) =>
        build(to, (o) =>
          read(
            x,
            shape.map((n, k) => (n === 1 ? 0 : at(o, lead + k))),
          ),
        ),
    }
  },
  slice: (shape, draw) => {
    const axis = draw(shape.length)
    const n = at(shape, axis)
    const start = draw(n)
    const step = (1 + draw(3)) * (draw(2) === 0 ? 1 : -1)
    const size = 1 + draw(1 + Math.floor((step > 0 ? n - 1 - start : start) / Math.abs(step)))
    return {
      name: `slice ${axis}: ${start} ${step} ${size}`,
      map: moves.slice(shape, axis, start, step, size),
      naive: (x) => build(shape.with(axis, size), (o) => read(x, o.with(axis, start + step * at(o, axis)))),
    }
  },
  pad: (shape, draw) => {
    const axis = draw(shape.length)
    const [low, high, interior] = [draw(3), draw(3), draw(3)]
    const n = at(shape, axis)
    const size = low + high + (n - 1) * (interior + 1) + 1
    return {
      name: `pad ${axis}: ${low} ${high} ${interior}`,
      map: moves.pad(shape, axis, low, high, interior),
      naive: (x) => {
        const values = new Map<string, number>()
        for (const i of positions(shape))
          values.set(i.with(axis, low + at(i, axis) * (interior + 1)).join(), read(x, i))
        return build(shape.with(axis, size), (o) => values.get(o.join()) ?? 0)
      },
    }
  },
  flip: (shape, draw) => {
    const axis = draw(shape.length)
    return {
      name: `flip ${axis}`,
      map: moves.flip(shape, axis),
      naive: (x) => build(shape, (o) => read(x, o.with(axis, at(shape, axis) - 1 - at(o, axis)))),
    }
  },
  diagonal: (shape, draw) => {
    const j = draw(shape.length)
    const k = [...shape.keys()].find((other) => other > j && shape[other] === shape[j])
    if (k === undefined) return undefined
    const letters = [...shape.keys()].map((axis) => (axis === k ? j : axis))
    const out = [...shape.keys()].filter((axis) => axis !== k)
    return {
      name: `diagonal ${j} ${k}`,
      map: moves.relabel(shape, letters, out),
      naive: (x) => build(shape.toSpliced(k, 1), (o) => read(x, o.toSpliced(k, 0, at(o, j)))),
    }
  },
  window: (shape, draw) => {
    const axis = draw(shape.length)
    const n = at(shape, axis)
    const [size, stride, dilation, padding] = [1 + draw(3), 1 + draw(3), 1 + draw(2), draw(2)]
    const room = n + 2 * padding - dilation * (size - 1)
    if (room < 1) return undefined
    const count = Math.floor((room - 1) / stride) + 1
    return {
      name: `window ${axis}: ${size} ${stride} ${dilation} ${padding}`,
      map: moves.window(shape, axis, count, { size, stride, dilation, padding }),
      naive: (x) =>
        build(shape.toSpliced(axis, 1, count, size), (o) =>
          read(x, o.toSpliced(axis, 2, stride * at(o, axis) + dilation * at(o, axis + 1) - padding)),
        ),
    }
  },
}

interface Chain {
  readonly shape: readonly number[]
  readonly cases: readonly Case[]
  readonly draw: Draw
}

/** A shape of up to three axes and up to four moves of it, from a tape of numbers; results stay small. */
const chainFrom = (tape: readonly number[], length: number): Chain => {
  let next = 0
  const draw: Draw = (bound) => at(tape, next++ % tape.length) % bound
  const shape = Array.from({ length: 1 + draw(3) }, () => 1 + draw(4))
  const cases: Case[] = []
  let current: readonly number[] = shape
  while (cases.length < length && next < tape.length) {
    const kind = at(Object.values(kinds), draw(Object.keys(kinds).length))
    const made = kind(current, draw)
    if (made === undefined || made.map.shape.length > 5) continue
    const size = numbers(made.map.shape)
    if (size.reduce((product, n) => product * n, 1) > 600) continue
    cases.push(made)
    current = size
  }
  return { shape, cases, draw }
}

const chains = fc
  .tuple(fc.array(fc.nat(1_000_000), { minLength: 60, maxLength: 60 }), fc.integer({ min: 1, max: 4 }))
  .map(([tape, length]) => chainFrom(tape, length))
  .filter(({ cases }) => cases.length > 0)

const block = (shape: readonly number[], draw: Draw): Block => build(shape, () => draw(19) - 9)

const composed = (cases: readonly Case[]): Move =>
  cases.map(({ map }) => map).reduce((first, second) => move.compose(second, first))

const runs = { seed: 20, numRuns: 3000 }

describe('a move', () => {
  it('reads what its name says', () => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(chains, ({ shape, cases, draw }) => {
        let x = block(shape, draw)
        for (const { name, map, naive } of cases) {
          seen.add(String(name.split(' ')[0]))
          const y = naive(x)
          expect(through(map, x)).toEqual(y)
          expect(through(move.normal(map), x)).toEqual(y)
          x = y
        }
      }),
      runs,
    )
    expect([...seen].sort()).toEqual(Object.keys(kinds).sort())
  })

  it('composes: a chain is one move', () => {
    fc.assert(
      fc.property(chains, ({ shape, cases, draw }) => {
        const x = block(shape, draw)
        expect(through(composed(cases), x)).toEqual(cases.reduce((y, { naive }) => naive(y), x))
      }),
      runs,
    )
  })

  it('has an adjoint that is a sum of a move: ⟨u, Mx⟩ = ⟨Mᵀu, x⟩', () => {
    fc.assert(
      fc.property(chains, ({ shape, cases, draw }) => {
        const map = composed(cases)
        const [x, u] = [block(shape, draw), block(numbers(map.shape), draw)]
        const back = move.adjoint(map, shape)
        const gathered = summed(through(back.map, u), back.summed)
        expect(gathered.shape).toEqual(shape)
        expect(inner(gathered, x)).toBe(inner(u, through(map, x)))
      }),
      runs,
    )
  })

  it('is the adjoint of its adjoint', () => {
    fc.assert(
      fc.property(chains, ({ shape, cases, draw }) => {
        const map = composed(cases)
        const x = block(shape, draw)
        const back = move.adjoint(map, shape)
        // the adjoint of Σ ∘ N is Nᵀ after repeating along what was summed
        const again = move.adjoint(back.map, map.shape)
        const trailing = [...back.map.shape.keys()].slice(shape.length)
        const forward = move.compose(again.map, moves.repeatAlong(trailing, back.map.shape))
        expect(summed(through(forward, x), again.summed)).toEqual(through(map, x))
      }),
      runs,
    )
  })

  it('never reads its fill where it is total', () => {
    let total = 0
    fc.assert(
      fc.property(chains, ({ shape, cases }) => {
        const map = composed(cases)
        if (!move.isTotal(map)) return
        total += 1
        expect(
          through(
            map,
            build(shape, () => 1),
          ).values.every((value) => value === 1),
        ).toBe(true)
      }),
      runs,
    )
    expect(total).toBeGreaterThan(runs.numRuns / 4)
  })
})

describe('a move of symbolic sizes', () => {
  const n = dim('n')

  it('is the identity where what was padded is cut away', () => {
    const padded = moves.pad([n, 3], 0, 2, 1, 0)
    const cut = moves.slice(padded.shape, 0, 2, 1, n)
    expect(move.isIdentity(move.compose(cut, padded))).toBe(true)
  })

  it('is the identity where it is flipped twice', () => {
    const flipped = moves.flip([n, 3], 0)
    expect(move.isIdentity(move.compose(flipped, flipped))).toBe(true)
  })

  it('is the identity where it is transposed and back', () => {
    const turned = moves.transpose([n, 3, 4], [2, 0, 1])
    expect(move.isIdentity(move.compose(moves.transpose(turned.shape, [1, 2, 0]), turned))).toBe(true)
  })

  it('keeps the guard that it cannot prove away', () => {
    const cut = moves.slice([n], 0, 0, 1, 5)
    expect(move.isTotal(cut)).toBe(false)
    expect(move.isTotal(moves.slice([extent.add(n, 5)], 0, 0, 1, n))).toBe(true)
  })

  it('sums a broadcast back over the axes it was repeated along', () => {
    const back = move.adjoint(moves.repeat([3], [n, 3]), [3])
    expect(back.summed).toBe(1)
    expect(back.map.guards).toEqual([])
    expect(back.map.shape).toEqual([3, n])
  })
})
