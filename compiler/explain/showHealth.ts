/**
 * The health of a network as tables and a few sentences.
 * Before it: `health.ts`, `columns.ts`. After it: the command line.
 * Invariant: at most 100 columns; the last sentences say what is wrong and what to try, or that nothing is.
 */
import { showError } from '../CompileError.ts'
import { cut, shown, table, wrapped } from './columns.ts'
import type { ActivationView, HealthReport, LayerView } from './HealthReport.ts'

/** `3 %`; what is not quite nothing or all is said so. */
const percent = (share: number): string => {
  if (share === 0) return '0 %'
  if (share === 1) return '100 %'
  const whole = Math.round(share * 100)
  return whole === 0 ? '< 1 %' : whole === 100 ? '> 99 %' : `${whole} %`
}

/** A number in two digits. */
const brief = (value: number): string =>
  Number.isFinite(value) ? shown(Number(value.toPrecision(2))) : shown(value)

const most = 24

/** The rows of a table with a head; in the middle of very many some are left out. */
const headed = (head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] => {
  if (rows.length <= most) return table([head, ...rows])
  const shownRows = [...rows.slice(0, most / 2), ...rows.slice(-most / 2)]
  const lines = table([head, ...shownRows])
  return [...lines.slice(0, most / 2 + 1), `  … ${rows.length - most} more`, ...lines.slice(most / 2 + 1)]
}

const activationRow = (one: ActivationView): readonly string[] => {
  const { name, formula, kind, share, units, stuck, finding, loop } = one
  const isRectifying = kind === 'rectifying'
  return [
    cut(name, 24),
    String(units),
    isRectifying ? `${stuck} dead (${percent(units === 0 ? 0 : stuck / units)})` : `${stuck} saturated`,
    `${percent(share)} ${isRectifying ? 'at slope 0' : 'flat'}`,
    finding ?? '',
    `${cut(formula, 30)}${loop === undefined ? '' : ' in a loop'}`,
  ]
}

const layerRow = ({ name, formula, parameters, gradient, ratio, finding }: LayerView): readonly string[] => [
  cut(name, 16),
  gradient === undefined ? '' : brief(gradient),
  ratio === undefined ? '' : brief(ratio),
  cut(parameters.map((one) => one.name).join(', '), 16),
  cut(parameters.map((one) => brief(one.gradient)).join(', '), 20),
  cut(parameters.map((one) => (one.value === 0 ? '–' : brief(one.gradient / one.value))).join(', '), 20),
  finding ?? '',
  name === formula ? '' : formula,
]

const names = (all: readonly { readonly name: string }[]): string => {
  const said = all.slice(0, 4).map(({ name }) => cut(name, 24))
  const more = all.length - said.length
  if (more > 0) return `${said.join(', ')} and ${more} more`
  return said.length < 2 ? said.join('') : `${said.slice(0, -1).join(', ')} and ${said.slice(-1).join('')}`
}

const isAre = (all: readonly unknown[]): string => (all.length === 1 ? 'is' : 'are')

const sentences = ({ activations, layers, loss, thresholds }: HealthReport): readonly string[] => {
  const of = (finding: ActivationView['finding']): readonly ActivationView[] =>
    activations.filter((one) => one.finding === finding)
  const at = (finding: LayerView['finding']): readonly LayerView[] =>
    layers.filter((one) => one.finding === finding)
  const [dead, saturated] = [of('dead'), of('saturated')]
  const said = [
    ...(dead.length === 0
      ? []
      : [
          `${names(dead)} ${isAre(dead)} dead: at least ${percent(thresholds.dead)} of the units give no slope on any of the data, so that nothing before them learns. Try a smaller rate, larger biases, or leakyRelu; initial weights by heNormal.`,
        ]),
    ...(saturated.length === 0
      ? []
      : [
          `${names(saturated)} ${isAre(saturated)} saturated: at ${percent(thresholds.saturated)} or more of the elements the slope is below ${percent(thresholds.flat)} of its largest. Try smaller initial weights (xavierNormal), layerNorm or batchNorm before, or relu.`,
        ]),
    ...(at('zero').length === 0
      ? []
      : [
          `No gradient at all reaches ${names(at('zero'))}: everything between there and ${loss ?? 'the loss'} has slope 0.`,
        ]),
    ...(at('vanishing').length === 0
      ? []
      : [
          `Gradients vanish: at ${names(at('vanishing'))} they are below ${shown(thresholds.vanishing)} of those of the layer nearest to ${loss ?? 'the loss'}. Try relu instead of sigmoid or tanh, layerNorm or batchNorm, a residual path, initial weights by heNormal or xavierNormal.`,
        ]),
    ...(at('exploding').length === 0
      ? []
      : [
          `Gradients explode: at ${names(at('exploding'))} they are over ${shown(1 / thresholds.vanishing)} times those of the layer nearest to ${loss ?? 'the loss'}. Try smaller initial weights (heNormal, xavierNormal), layerNorm or batchNorm, clipped gradients, a smaller rate.`,
        ]),
    ...(at('not finite').length === 0
      ? []
      : [`Gradients are not finite at ${names(at('not finite'))}: trace the NaN before anything else.`]),
  ]
  return said.length > 0
    ? said
    : ['Nothing is wrong: no layer is dead or saturated, and no gradient vanishes or explodes.']
}

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', title, ...lines]

/** A report as text. */
export const showHealth = (report: HealthReport): string => {
  const { examples, activations, layers, loss, refused } = report
  const along =
    examples === undefined || examples.along === String(examples.count) ? '' : ` (${examples.along})`
  const on =
    examples === undefined || examples.count === 1 ? 'one example' : `${examples.count} examples${along}`
  const lines = [
    ...section(
      'refused by the interpreter; compiled code takes the nearest value that is allowed',
      refused.map((error) => showError(error)),
    ),
    ...section(
      `activations, on ${on}`,
      activations.length === 0
        ? ['  none']
        : [
            ...headed(['', 'units', 'on all the data', 'elements', '', ''], activations.map(activationRow)),
            ...wrapped(
              `a unit is dead or saturated where its slope is 0, or below ${percent(report.thresholds.flat)} of its largest, on all the data`,
              '  ',
              '    ',
            ),
          ],
    ),
    ...(loss === undefined
      ? ['', 'no output is a float32 scalar, so there are no gradients to look at']
      : section(
          `gradients of ${cut(loss, 40)}, root mean squares, after each layer and of its parameters`,
          headed(
            ['', 'after it', '/ last', 'parameters', 'gradient', '/ value', '', ''],
            layers.map(layerRow),
          ),
        )),
    '',
    ...sentences(report).flatMap((sentence) => wrapped(sentence, '')),
  ]
  return `${lines.slice(1).join('\n')}\n`
}
