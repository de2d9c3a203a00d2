/**
 * Formulas and code side by side: lines of code lead to nodes and to steps of the chain rule, nodes to lines.
 */
import { describe, expect, it } from 'vitest'
import { compile, orThrow } from '../../compiler/compile.ts'
import { linksOf, stepsOf, stopsOf } from '../../compiler/explain/provenance.ts'
import { kernelLines, sourceLines } from '../../compiler/explain/source.ts'
import type { SourceLine } from '../../compiler/explain/source.ts'
import { needed } from '../../compiler/ir/Graph.ts'
import type { Graph, NodeId } from '../../compiler/ir/Graph.ts'
import { show } from '../../compiler/pipeline.ts'
import type { Trace } from '../../compiler/pipeline.ts'
import { at, known } from '../../src/Bug.ts'
import { operandsOf } from '../../src/operands.ts'
import type { Program } from '../../src/Program.ts'
import { corpus } from '../corpus.ts'
import { linearised } from '../graphs.ts'
import { stageAfter } from '../stages.ts'
import { programs } from './programs.ts'

const cases: readonly (readonly [name: string, program: Program])[] = [
  ...Object.entries(programs),
  ...corpus.filter(({ name }) => name !== 'deep chain').map(({ name, program }) => [name, program] as const),
]

const usersOf = ({ nodes }: Graph): readonly (readonly NodeId[])[] => {
  const users = nodes.map((): NodeId[] => [])
  nodes.forEach(({ form }, id) => operandsOf(form).forEach((operand) => at(users, operand).push(id)))
  return users
}

/** The nodes that some lead to, through their users. */
const reached = (users: readonly (readonly NodeId[])[], from: readonly NodeId[]): ReadonlySet<NodeId> => {
  const found = new Set(from)
  for (const id of found) for (const user of at(users, id)) found.add(user)
  return found
}

describe.each(cases)('%s', (_, program) => {
  const executable = orThrow(compile(program))
  const { trace, module } = executable
  const graph = linearised(program)
  const steps = stepsOf(graph)
  const users = usersOf(graph)

  it('has steps for what derivatives are made of, and for nothing else', () => {
    const wholes = graph.derivation.map(({ cotangent, contributions }) => [
      cotangent,
      ...contributions.map(({ value }) => value),
    ])
    const differentiated = graph.derivation.map(({ of }) => of)
    const all = new Set(wholes.flat())
    for (const id of graph.nodes.keys()) {
      const beyond = reached(users, [id])
      const leads = [...beyond].some((user) => all.has(user))
      const isPrimal = differentiated.some((of) => beyond.has(of))
      if (all.has(id)) {
        const own = wholes.flatMap((whole, step) => (whole.includes(id) ? [step] : []))
        expect(steps[id]).toEqual(own.slice(0, 32))
      } else if (isPrimal || !leads) expect(steps[id]).toEqual([])
      else {
        expect(at(steps, id).length).toBeGreaterThan(0)
        for (const step of at(steps, id))
          expect(at(wholes, step).some((whole) => beyond.has(whole))).toBe(true)
      }
    }
  })

  it('says where each node is after each pass over graphs', () => {
    const stops = stopsOf(trace)
    for (const { graph: here, places, nearest, origins, nearestOrigins } of stops) {
      expect([places.length, nearest.length]).toEqual([graph.nodes.length, graph.nodes.length])
      places.forEach((to, from) => {
        if (to === undefined) return
        expect(at(origins, to)).toContain(from)
        expect(at(here.nodes, to).shape).toEqual(at(graph.nodes, from).shape)
        expect(nearest[from]).toBe(to)
      })
      expect(origins.flat().length).toBe(places.filter((to) => to !== undefined).length)
      // What died is found in a living node that it leads to, and so is what no linearised node became.
      nearest.forEach((to, from) => {
        const living = [...reached(users, [from])].filter((user) => places[user] !== undefined)
        expect(to === undefined).toBe(living.length === 0)
        if (to !== undefined) expect(living.map((user) => places[user])).toContain(to)
      })
      const live = needed(here)
      nearestOrigins.forEach((from, id) => {
        if (live[id] === 1) expect(from.length).toBeGreaterThan(0)
        const own = at(origins, id)
        if (own.length > 0) expect(from).toEqual(own)
      })
    }
  })

  it('ties lines to nodes, and nodes to lines', () => {
    const source = sourceLines(module)
    const { lines, linesOf } = linksOf(trace, source)
    expect(lines).toHaveLength(source.length)
    expect(linesOf).toHaveLength(graph.nodes.length)
    const live = needed(graph)
    linesOf.forEach((found, id) => {
      if (live[id] === 1 && !graph.inputs.some(({ node }) => node === id))
        expect(found.length).toBeGreaterThan(0)
      // A line that is found for a node says so, or says it of a node that the first one leads to.
      const beyond = reached(users, [id])
      for (const line of found) {
        const { nodes, reads, partOf } = at(lines, line)
        expect([...nodes, ...reads, ...partOf].some((node) => beyond.has(node))).toBe(true)
      }
      const computing = lines.flatMap(({ nodes }, k) => (nodes.includes(id) ? [k] : []))
      if (computing.length > 0) expect(computing).toEqual(expect.arrayContaining([...found]))
    })
    for (const { steps: own, nodes, partOf } of lines) {
      const said = new Set((nodes.length > 0 ? nodes : partOf).flatMap((node) => at(steps, node)))
      expect(own.filter((step) => !said.has(step))).toEqual([])
      if (nodes.length > 0) expect(own.length > 0).toBe(said.size > 0)
    }
  })

  it('shows kernels by lines', () => {
    const text = show(known(trace.at(-1), 'stage').stage)
    const shown = kernelLines(module).map((line) => line.text)
    const printed = text.split('\n').slice(-shown.length)
    expect(printed.map((line) => line.replace(/ {3}\/\/ .*$/, ''))).toEqual(
      shown.map((line) => line.replace(/ {3}\/\/ .*$/, '')),
    )
  })
})

/** Lines as a page shows them: what each gives, what it is on the way to, and the steps of the chain rule. */
const beside = (trace: Trace, source: readonly SourceLine[]): string => {
  const { lines } = linksOf(trace, source)
  const list = (names: readonly (string | number)[], mark: string): string =>
    names.map((one) => `${mark}${one}`).join(' ')
  return source
    .flatMap(({ text, kernel }, k) => {
      if (kernel === undefined) return []
      const { nodes, reads, partOf, steps } = at(lines, k)
      const way = partOf.length === 0 ? '' : `for ${list(partOf, '%')}`
      const read = reads.length === 0 ? '' : `of ${list(reads, '%')}`
      const said = [
        [list(nodes, '%'), read].filter((one) => one !== '').join(' '),
        way,
        steps.length === 0 ? '' : `steps ${list(steps, '')}`,
      ]
      return [`${text.padEnd(56)} ${said.filter((one) => one !== '').join(', ')}`.trimEnd()]
    })
    .join('\n')
}

describe('a loop of generated code', () => {
  it('is read beside the formula and the chain rule', async () => {
    const program = known(programs['network'], 'network')
    const { trace, module } = orThrow(compile(program, { tile: false }))
    const text = [
      show(stageAfter(trace, 'linearise')),
      ...at(stopsOf(trace), 0).graph.derivation.map(
        ({ of, cotangent, contributions }, step) =>
          `step ${step}: %${cotangent} is the cotangent of %${of}${contributions.map(({ value, reason }) => `; %${value} by ${reason.rule}`).join('')}`,
      ),
      beside(trace, sourceLines(module)),
    ].join('\n\n')
    await expect(`${text}\n`).toMatchFileSnapshot('../golden/provenance/network.txt')
  })

  it('tells the nodes of its turns from those around it', async () => {
    const elman = known(
      corpus.find(({ name }) => name === 'elman'),
      'elman',
    )
    const { trace } = orThrow(compile(elman.program, { tile: false }))
    const text = [show(stageAfter(trace, 'pad')), show(stageAfter(trace, 'lower'))].join('\n\n')
    await expect(`${text}\n`).toMatchFileSnapshot('../golden/provenance/loop.txt')
  })
})
