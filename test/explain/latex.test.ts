/**
 * LaTeX that compiles: run where a TeX is installed, read structurally everywhere.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { orThrow } from '../../compiler/compile.ts'
import { explanation } from '../../compiler/explain/Explanation.ts'
import { showLatex } from '../../compiler/explain/latex.ts'
import { rules } from '../../compiler/passes/rules.ts'
import { latexStyle } from '../../src/notation/latex.ts'
import { letterCommands, markCommands } from '../../src/notation/latexName.ts'
import { corpus } from '../corpus.ts'
import { deepNetwork, lessons, programs } from './programs.ts'

const cases = [
  ...Object.entries({ ...programs, ...lessons, deep: deepNetwork(30) }),
  ...corpus.map(({ name, program }) => [name, program] as const),
]

/** The commands and environments that are printed; amsmath and amssymb know all of them. */
const commands = new Set(
  (
    'alpha backslash begin bot cdot circ documentclass ell end exists exp forall frac ge geq hat hypot in infty item land langle Large ' +
    'lceil ldots le left lfloor lnot log lor lt max mathrm min mod ne operatorname overline par parindent partial prod ' +
    'quad raggedright rangle rceil rfloor right section setlength sigma sim small sqrt sum surd tan tanh text textasciicircum ' +
    'textasciitilde textbackslash texttt times to top usepackage vdots varepsilon veebar sin cos arcsin arccos arctan Phi ' +
    'lvert rvert lVert rVert textless textgreater textbar'
  )
    .split(' ')
    .concat(...[...letterCommands.values(), ...markCommands.values()].map((command) => command.slice(1))),
)

/** What is wrong with the structure of a document: braces, dollars, environments, \left without \right, unknown commands, foreign letters. */
const complaints = (text: string): readonly string[] => {
  const found: string[] = /\\begin\{itemize\}\s*\\end/.test(text) ? ['a list without items'] : []
  const open: string[] = []
  const close = (what: string): void => {
    const last = open.pop()
    if (last !== what) found.push(`${what} closes ${last}`)
  }
  for (const [token] of text.matchAll(/\\(?:begin|end)\{\w+\}|\\[A-Za-z]+|\\.|[{}$]|[^\p{ASCII}]/gu)) {
    const [, edge, name] = /^\\(begin|end)\{(\w+)\}$/.exec(token) ?? []
    if (edge === 'begin') open.push(`env ${name}`)
    else if (edge === 'end') close(`env ${name}`)
    else if (token === '{' || token === '\\left') open.push(token)
    else if (token === '}') close('{')
    else if (token === '\\right') close('\\left')
    else if (token === '$' && open.at(-1) === '$') close('$')
    else if (token === '$') open.push('$')
    else if (/^\\[A-Za-z]/.test(token) && !commands.has(token.slice(1))) found.push(`unknown ${token}`)
    else if (/[^\p{ASCII}]/u.test(token) && token >= '\u0180') found.push(`letter ${token}`)
  }
  return [...found, ...open.map((what) => `${what} stays open`)]
}

const documentOf = (all: typeof cases): string =>
  showLatex(all.map(([name, program]) => [name, orThrow(explanation(program, { rules }))]))

describe('a document', () => {
  it.each(cases)('of %s is well-formed', (name, program) => {
    expect(complaints(documentOf([[name, program]]))).toEqual([])
  })

  it('is refused by the reader where it is not', () => {
    expect(complaints('\\left( x')).toEqual(['\\left stays open'])
    expect(complaints('{ \\end{itemize}')).not.toEqual([])
    expect(complaints('\\nonsense ℓ')).toEqual(['unknown \\nonsense', 'letter ℓ'])
  })

  const hasTex = spawnSync('pdflatex', ['--version']).status === 0
  if (!hasTex)
    console.log('pdflatex is not installed (Debian: texlive-latex-recommended): LaTeX is read, not run')

  it.runIf(hasTex)('of everything compiles', () => {
    const folder = mkdtempSync(join(tmpdir(), 'leibniz-tex-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    writeFileSync(join(folder, 'all.tex'), documentOf(cases))
    const { status, stdout } = spawnSync(
      'pdflatex',
      ['-interaction=nonstopmode', '-halt-on-error', 'all.tex'],
      { cwd: folder, encoding: 'utf8' },
    )
    expect({ status, errors: stdout.split('\n').filter((line) => line.startsWith('!')) }).toEqual({
      status: 0,
      errors: [],
    })
  })
})

describe('names', () => {
  it.each([
    ['x', 'x'],
    ['W1', 'W_{1}'],
    ['x\u0304', '\\overline{x}'],
    ['z12\u0304', '\\overline{z_{12}}'],
    ['ℓ', '\\ell'],
    ['ℓ\u0304', '\\overline{\\ell}'],
    ['L′', "{L}'"],
    ['L′\u0304', "\\overline{{L}'}"],
    ['α3', '\\alpha_{3}'],
    ['grad.W1', '\\mathrm{grad.W1}'],
    ['a_b', '\\mathrm{a\\_b}'],
    ['größe', '\\text{größe}'],
    ['重み', '\\text{U+91CDU+307F}'],
  ])('%s is %s', (name, latex) => {
    expect(latexStyle.name(name)).toBe(latex)
  })
})
