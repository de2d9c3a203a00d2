/**
 * What the lines of a module say of the nodes they compute, held against the nodes' values while the module runs.
 * Before it: `compiler/ir/runModule.ts`, the interpreter with its bounds. After it: `provenance.test.ts`.
 */
import type { Clustered, Clusters } from '../../compiler/ir/Clusters.ts'
import { tensorsOf } from '../../compiler/ir/Graph.ts'
import { statements, totalOf } from '../../compiler/ir/Kernel.ts'
import type { BufferId, Kernel } from '../../compiler/ir/Kernel.ts'
import type { Module } from '../../compiler/ir/Module.ts'
import { spaceOf } from '../../compiler/ir/placement.ts'
import { nameIn, valueOf } from '../../compiler/ir/Provenance.ts'
import type { NodeName, Provenance } from '../../compiler/ir/Provenance.ts'
import { run } from '../../compiler/ir/runModule.ts'
import type { Executed } from '../../compiler/ir/runModule.ts'
import { at, known } from '../../src/Bug.ts'
import type { TypedArray } from '../../src/DType.ts'
import type { Bounded } from '../../src/evaluate/bound.ts'
import { formBound } from '../../src/evaluate/bound.ts'
import { count, formValue, sizeOf } from '../../src/evaluate/meaning.ts'
import { Walk } from '../../src/evaluate/walk.ts'
import type { Interpretation } from '../../src/evaluate/walk.ts'
import type { Sizes } from '../../src/Extent.ts'
import { operandsOfScan } from '../../compiler/ir/body.ts'

const concatenated = (arrays: readonly Float64Array[]): Float64Array =>
  Float64Array.from(arrays.flatMap((array) => [...array]))

/** Values with bounds, as `evaluateWithBounds` has them. */
const bounded: Interpretation<Bounded> = {
  given: (value) => ({ ...value, bound: new Float64Array(value.data.length) }),
  computed: (form, { shape, dtype, operand, sizes }) => {
    const data = formValue(form, shape, operand, sizes)
    return { shape, data, bound: formBound(form, shape, dtype, data, operand, sizes) }
  },
  part: ({ data, bound }, start, shape) => {
    const end = start + count(shape)
    return { shape, data: data.subarray(start, end), bound: bound.subarray(start, end) }
  },
  joined: (parts, shape) => ({
    shape,
    data: concatenated(parts.map(({ data }) => data)),
    bound: concatenated(parts.map(({ bound }) => bound)),
  }),
}

/** The values of every node: of one in the body of a loop, those of all turns. */
export type Values = ReadonlyMap<NodeName, readonly Bounded[]>

export const valuesOf = (
  { bodies, ...whole }: Clusters,
  inputs: ReadonlyMap<string, TypedArray>,
  sizes: Sizes,
): Values => {
  const found = new Map<NodeName, Bounded[]>()
  const loops = [...bodies.keys()]
  const walk = new Walk(bounded, sizes)
  const enter = (
    { graph }: Clustered,
    loop: number | undefined,
    given: readonly Bounded[],
  ): readonly Bounded[] => {
    const tensors = tensorsOf(graph)
    const values = walk.run(
      tensors,
      new Map(graph.inputs.map(({ node }, k) => [at(tensors, node), at(given, k)])),
    )
    values.forEach((value, id) => {
      const name = nameIn(loop)(id)
      found.set(name, [...(found.get(name) ?? []), value])
    })
    graph.nodes.forEach(({ form }) => {
      if (form.tag !== 'scan') return
      const body = known(bodies.get(form.loop), 'body')
      const { starts, sequences, constants } = operandsOfScan(form)
      const of = (id: number): Bounded => at(values, id)
      let carries = starts.map(of)
      for (let turn = 0; turn < sizeOf(form.steps, sizes); turn++) {
        const taken = sequences.map(of).map((value) => {
          const shape = value.shape.slice(1)
          return bounded.part(value, turn * count(shape), shape)
        })
        const inside = enter(body, loops.indexOf(form.loop), [...carries, ...taken, ...constants.map(of)])
        carries = body.graph.outputs.map(({ node }) => at(inside, node))
      }
    })
    return values
  }
  const arrays = whole.graph.inputs.map(({ path, node }) => ({
    shape: at(whole.graph.nodes, node).shape.map((size) => sizeOf(size, sizes)),
    data: Float64Array.from(known(inputs.get(path), path)),
  }))
  enter(whole, undefined, arrays.map(bounded.given))
  return found
}

/** The elements of one node, those of all turns one after the other, and which of them lines have given. */
class Elements {
  readonly data: Float64Array
  readonly bound: Float64Array
  readonly seen: Uint8Array
  /** How many elements there are in a turn. */
  readonly width: number
  /** Where each number is, and the numbers in order. */
  readonly places = new Map<number | string, number[]>()
  readonly sorted: readonly number[]
  /** What was asked before. */
  readonly given = new Map<number | string, boolean>()
  readonly undecided: readonly number[]
  readonly widest: number
  readonly exact: boolean

  constructor(values: readonly Bounded[], exact: boolean) {
    this.exact = exact
    this.data = concatenated(values.map(({ data }) => data))
    this.bound = exact ? new Float64Array(this.data.length) : concatenated(values.map(({ bound }) => bound))
    this.width = values[0]?.data.length ?? 0
    this.seen = new Uint8Array(this.data.length)
    this.data.forEach((value, place) => {
      const key = this.key(value)
      const others = this.places.get(key)
      if (others === undefined) this.places.set(key, [place])
      else others.push(place)
    })
    this.sorted = [...new Set(this.data)].filter((value) => !Number.isNaN(value)).sort((x, y) => x - y)
    this.undecided = [...this.bound.keys()].filter((place) => this.bound[place] === Infinity)
    this.widest = this.bound.reduce((most, bound) => (bound < Infinity ? Math.max(most, bound) : most), 0)
  }

  /** Within bounds, 0 and −0 are the same. */
  key(value: number): number | string {
    return this.exact && Object.is(value, -0) ? '-0' : value
  }

  is(value: number, place: number): boolean {
    const wanted = at(this.data, place)
    const bound = at(this.bound, place)
    return (
      bound === Infinity ||
      this.key(value) === this.key(wanted) ||
      Object.is(value, wanted) ||
      Math.abs(value - wanted) <= bound
    )
  }

  /** Whether a number is an element, which is seen then. */
  give(value: number): boolean {
    const key = Object.is(value, -0) ? '-0' : value
    const before = this.given.get(key)
    if (before !== undefined) return before
    const found = [...(this.places.get(this.key(value)) ?? []), ...this.undecided]
    for (let k = this.from(value - this.widest); k < this.sorted.length; k++) {
      const other = at(this.sorted, k)
      if (!(other <= value + this.widest)) break
      for (const place of this.places.get(this.key(other)) ?? []) if (this.is(value, place)) found.push(place)
    }
    for (const place of found) this.seen[place] = 1
    this.given.set(key, found.length > 0)
    return found.length > 0
  }

  /** The place of the first number in order that is not below one. */
  from(least: number): number {
    let [low, high] = [0, this.sorted.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (at(this.sorted, middle) < least) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Whether a number is the element at an index, in some turn. */
  giveAt(value: number, index: number): boolean {
    if (index >= this.width) return false
    let found = false
    for (let place = index; place < this.data.length; place += this.width)
      if (this.is(value, place)) {
        found = true
        this.seen[place] = 1
      }
    return found
  }

  get found(): number {
    return this.seen.reduce((sum, mark) => sum + mark, 0)
  }

  get turns(): number {
    return this.width === 0 ? 0 : this.data.length / this.width
  }
}

export interface Testimony {
  /** Lines that say of a value that it is of a node, and it is not. */
  readonly wrong: readonly string[]
  /** Nodes that are computed, and elements of which no line gives. */
  readonly unseen: readonly string[]
  /** How many values were judged. */
  readonly judged: number
}

/** Which elements lines have to give: of a part of an assembly those that are no fill, of what is inside the sum none. */
const owed = ({ clusters, assemblies }: Clustered): ReadonlyMap<number, 'all' | 'own'> => {
  const parts = new Set(assemblies.flatMap((assembly) => assembly.parts))
  const inner = new Set(assemblies.flatMap(({ whole, sums }) => sums.filter((sum) => sum !== whole)))
  return new Map(
    clusters
      .flatMap(({ members }) => members)
      .filter((id) => !inner.has(id))
      .map((id) => [id, parts.has(id) ? 'own' : 'all'] as const),
  )
}

/** The lines of a module, held against the values of the nodes that they name while they run. */
class Trial {
  readonly wrong = new Set<string>()
  judged = 0
  readonly module: Module
  readonly values: Values
  readonly exact: boolean
  readonly elements = new Map<NodeName, Elements>()
  kernel = ''
  /** Accumulators of the kernel: what they are for, and what those that are open were last. */
  totals: ReadonlyMap<string, Provenance> = new Map()
  readonly open = new Map<string, number>()
  /** What was stored last at each element of each buffer. */
  readonly last: readonly Map<number, { readonly value: number; readonly of: Provenance }>[]

  constructor(module: Module, values: Values, exact: boolean) {
    this.module = module
    this.values = values
    this.exact = exact
    this.last = module.buffers.map(() => new Map())
  }

  elementsOf(name: NodeName): Elements {
    const found = this.elements.get(name) ?? new Elements(this.values.get(name) ?? [], this.exact)
    this.elements.set(name, found)
    return found
  }

  /** The nodes that a line says it gives; one in the body of a loop that has no turn has no value. */
  claimed({ nodes }: Provenance): readonly NodeName[] {
    return nodes.filter((name) => typeof name === 'number' || this.values.has(name))
  }

  blame(line: string, name: NodeName, value: number): void {
    this.wrong.add(`${this.kernel}: ${line} gives ${value}, which is not of %${name}`)
  }

  give(local: string, of: Provenance, value: number): void {
    for (const name of this.claimed(of)) {
      this.judged += 1
      if (!this.elementsOf(name).give(value)) this.blame(local, name, value)
    }
  }

  /** Judges what an accumulator is in the end. */
  close(name: string): void {
    const [value, of] = [this.open.get(name), this.totals.get(name)]
    if (value !== undefined && of !== undefined) this.give(name, of, value)
    this.open.delete(name)
  }

  enter({ name, body }: Kernel): void {
    for (const total of this.open.keys()) this.close(total)
    this.kernel = name
    this.totals = new Map(
      statements(body).flatMap((stmt) =>
        stmt.tag === 'accumulate' ? [[totalOf(stmt), stmt.of] as const] : [],
      ),
    )
  }

  store(id: BufferId, of: Provenance, value: number, index: number): void {
    const buffer = at(this.module.buffers, id)
    at(this.last, id).set(index, { value, of })
    for (const name of this.claimed(of)) {
      this.judged += 1
      const own = this.elementsOf(name)
      // What holds no node whole, a panel, has elements in an order of its own.
      const inPlace = buffer.of.includes(name) || (typeof name === 'number' && buffer.of.length > 0)
      if (!(inPlace ? own.giveAt(value, index) : own.give(value))) this.blame(`b${id}[${index}]`, name, value)
    }
    for (const name of of.partOf) if (buffer.of.includes(name)) this.elementsOf(name).giveAt(value, index)
  }

  readonly observe = ({ kernel, stmt, value, index }: Executed): void => {
    if (kernel.name !== this.kernel) this.enter(kernel)
    switch (stmt.tag) {
      case 'let':
        return this.give(stmt.name, stmt.of, value)
      case 'accumulator':
        this.close(stmt.name)
        return void this.open.set(stmt.name, value)
      case 'accumulate':
        return void this.open.set(totalOf(stmt), value)
      case 'store':
        return this.store(stmt.buffer, stmt.of, value, known(index, 'index'))
    }
  }

  /** What is left in memory is what its buffer is said to hold, stored by lines that say so. */
  judgeMemory(): void {
    this.module.buffers.forEach(({ of }, id) => {
      const stored = at(this.last, id)
      if (stored.size === 0) return
      for (const name of of.filter((one) => typeof one === 'number'))
        for (let index = 0; index < this.elementsOf(name).width; index++) {
          const { value, of: line } = stored.get(index) ?? { value: NaN, of: valueOf() }
          const says = line.nodes.includes(name) || line.partOf.includes(name)
          if (!says || !this.elementsOf(name).giveAt(value, index))
            this.wrong.add(`b${id}[${index}] is left without a line that says it is of %${name}`)
        }
    })
  }
}

/** Runs a module and holds every line against the values of the nodes that it names. */
export const testimony = (
  module: Module,
  clusters: Clusters,
  values: Values,
  inputs: ReadonlyMap<string, TypedArray>,
  sizes: Sizes,
  exact: boolean,
): Testimony => {
  const trial = new Trial(module, values, exact)
  run(module, inputs, sizes, trial.observe)
  for (const total of trial.open.keys()) trial.close(total)
  trial.judgeMemory()
  const bodies = [...clusters.bodies.values()].map((body, k) => [k, body] as const)
  const unseen = [[undefined, clusters] as const, ...bodies].flatMap(([loop, clustered]) =>
    [...owed(clustered)].flatMap(([id, which]) => {
      const own = trial.elementsOf(nameIn(loop)(id))
      const space = spaceOf(clustered.graph, id).reduce<number>((size, side) => size * sizeOf(side, sizes), 1)
      const least = which === 'all' ? own.data.length : space * own.turns
      return own.found < least ? [`of %${nameIn(loop)(id)} ${own.found} of ${least} elements are given`] : []
    }),
  )
  return { wrong: [...trial.wrong], unseen, judged: trial.judged }
}

/** The names in the statements of a module. */
export const namesIn = (module: Module): readonly (readonly [line: string, of: Provenance])[] =>
  module.kernels.flatMap(({ name, body }) =>
    statements(body).flatMap((stmt, k) =>
      stmt.tag === 'for' ? [] : [[`${name}, line ${k}`, stmt.of] as const],
    ),
  )
