/**
 * The trace of a NaN as text: what one needs at three in the morning.
 * Before it: `trace.ts`, `columns.ts`. After it: the command line.
 * Invariant: at most 100 columns, and as many lines as a screen has, however large the graph is.
 */
import { showError } from '../CompileError.ts'
import { cut, shown, table, wrapped } from './columns.ts'
import type { BadNode, ElementView, NanTrace, OriginView } from './NanTrace.ts'

const placeOf = (name: string, position: readonly number[]): string => {
  if (position.length === 0) return name
  return `${/[\s·∘]/.test(name) ? `(${name})` : name}[${position.join(', ')}]`
}

const shapeText = (shape: readonly number[]): string => (shape.length === 0 ? '' : `   ${shape.join('×')}`)

/** `3 of 40 elements`, where there is more than one. */
const countText = ({ elements, of }: BadNode): string =>
  of === 1 ? '' : elements === of ? `all ${of} elements` : `${elements} of ${of} elements`

const operandText = ({ name, formula, position, value }: ElementView): readonly string[] =>
  wrapped(
    `${placeOf(cut(name, 40), position)} = ${shown(value)}${formula === undefined ? '' : `   where ${name} = ${cut(formula, 50)}`}`,
    '    ',
    '      ',
  )

const turnText = ({ turns }: OriginView): readonly string[] =>
  turns.map(({ loop, turn, of }) => cut(`  in turn ${turn} of ${of} (the first is 0) of ${loop}`, 100))

const stepText = ({ step, role }: OriginView): readonly string[] => {
  if (role !== 'backward') return []
  if (step === undefined) return ['  in the backward pass']
  return [
    ...wrapped(
      `in the backward pass, in the cotangent of ${cut(step.cotangentOf, 40)}, through ${cut(step.through, 40)}`,
      '  ',
      '    ',
    ),
    ...(step.rule === '' ? [] : wrapped(step.rule, '    ', '      ')),
  ]
}

/** `3 of 40 elements are not finite`, where there is more than one. */
const badText = (node: BadNode): readonly string[] =>
  node.of === 1 ? [] : [`  ${countText(node)} ${node.elements === 1 ? 'is' : 'are'} not finite`]

const originText = (origin: OriginView): readonly string[] => {
  const { name, formula, shape, position, value, why, operands, role } = origin
  const place = position.length === 0 ? '' : `at [${position.join(', ')}]: `
  const isComputed = role === 'forward' || role === 'backward'
  const said = role === 'given' ? `${placeOf(name, position)} is ${shown(value)}: ${why}` : `${place}${why}`
  return [
    ...(isComputed
      ? wrapped(`${name === formula ? '' : `${name} = `}${formula}${shapeText(shape)}`, '  ', '    ')
      : []),
    ...turnText(origin),
    ...stepText(origin),
    ...wrapped(said, '  ', '    '),
    ...operands.flatMap(operandText),
    ...badText(origin),
  ]
}

const row = ({ name, formula, value, ...node }: BadNode): readonly string[] => [
  cut(name, 40),
  shown(value),
  countText({ name, formula, value, ...node }),
  name === formula ? '' : formula,
]

/** The rows of a table, those in the middle of very many left out. */
const rows = (nodes: readonly BadNode[], most: number): readonly string[] => {
  if (nodes.length <= most) return table(nodes.map(row))
  const last = 4
  const left = nodes.length - most
  const all = table([...nodes.slice(0, most - last), ...nodes.slice(-last)].map(row))
  return [...all.slice(0, most - last), `  … ${left} more`, ...all.slice(most - last)]
}

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', title, ...lines]

const brief = ({ name, position, value, why }: OriginView): readonly string[] =>
  wrapped(`${placeOf(cut(name, 40), position)} is ${shown(value)}: ${why}`, '  ', '    ')

/** A trace as text. */
export const showTrace = ({
  first,
  firstNaN,
  way,
  others,
  outputs,
  vanished,
  finiteInDouble,
  refused,
}: NanTrace): string => {
  const last = way.at(-1)
  const lines = [
    ...section(
      'refused by the interpreter; compiled code takes the nearest value that is allowed',
      refused.map((error) => showError(error)),
    ),
    ...(first === undefined ? [] : section('the first that is not finite', originText(first))),
    ...(first === undefined ? ['', 'every output is finite'] : []),
    ...(firstNaN === undefined ? [] : section('where it becomes NaN', originText(firstNaN))),
    ...(way.length > 1 && last !== undefined
      ? section(`the way to ${cut(last.name, 60)}`, rows(way, 12))
      : []),
    ...section('outputs that are not finite', rows(outputs, 12)),
    ...section('not finite on its own, too', others.flatMap(brief)),
    ...section('not finite on the way, and harmless', rows(vanished, 6)),
    ...(first !== undefined && finiteInDouble
      ? [
          '',
          ...wrapped(
            'In double precision every output is finite: it is float32 that is too small. Compiled code, which rounds where it stores, may get past some of it.',
            '',
          ),
        ]
      : []),
    ...(first === undefined ? [] : ['', ...wrapped(first.hint, '')]),
  ]
  return `${lines.slice(1).join('\n')}\n`
}
