/**
 * The commands of LaTeX that formulas are written with, and the characters that they stand for.
 * Before it: `latexName.ts`. After it: `mathml.ts`.
 * Invariant: a command that is not here is refused, so that what is read here compiles under amsmath and amssymb.
 */
import { letterCommands, markCommands } from './latexName.ts'

/** What a command is in MathML: an identifier, an operator, or a large operator with its limits below. */
export interface Symbol {
  readonly element: 'mi' | 'mo' | 'large'
  readonly text: string
}

const all = (element: Symbol['element'], lines: string): readonly (readonly [string, Symbol])[] =>
  lines
    .trim()
    .split(/\s+/)
    .map((line) => {
      const [command = '', text = ''] = line.split(/(?<=.)=/)
      return [`\\${command}`, { element, text: text === '' ? command : text }]
    })

export const symbols: ReadonlyMap<string, Symbol> = new Map([
  ...[...letterCommands].map(([letter, command]): [string, Symbol] => [
    command,
    { element: 'mi', text: letter },
  ]),
  ...all(
    'mi',
    `exp log ln lg sin cos tan sinh cosh tanh arcsin arccos arctan arg det dim gcd ker lim Pr
     infty=∞ partial=∂ nabla=∇ emptyset=∅ top=⊤ bot=⊥ ldots=… dots=… cdots=⋯ epsilon=ϵ imath=ı jmath=ȷ`,
  ),
  ...all('large', 'sum=∑ prod=∏ max min bigcup=⋃ bigcap=⋂ sup inf'),
  ...all(
    'mo',
    `cdot=⋅ times=× circ=∘ div=÷ ast=∗ star=⋆ odot=⊙ otimes=⊗ oplus=⊕ pm=± mp=∓
     le=≤ ge=≥ leq=≤ geq=≥ ne=≠ neq=≠ ll=≪ gg=≫ lt=< gt=> equiv=≡ approx=≈ sim=∼ propto=∝ in=∈
     land=∧ lor=∨ lnot=¬ neg=¬ veebar=⊻ exists=∃ forall=∀ mid=∣ vert=| colon=:
     to=→ rightarrow=→ leftarrow=← Rightarrow=⇒ Leftarrow=⇐ mapsto=↦ prime=′
     lfloor=⌊ rfloor=⌋ lceil=⌈ rceil=⌉ langle=⟨ rangle=⟩ lbrace={ rbrace=} backslash=\\
     {={ }=} $=$ #=# %=% _=_ &=&`,
  ),
])

/** What a delimiter behind \left and \right may be: a sign or one of these commands. */
export const delimiters: ReadonlySet<string> = new Set([
  ...Array.from('()[]|/.'),
  '\\{',
  '\\}',
  ...'lfloor rfloor lceil rceil langle rangle lbrace rbrace vert'.split(' ').map((name) => `\\${name}`),
])

/** Blanks, in em. */
export const blanks: ReadonlyMap<string, string> = new Map([
  ['\\,', '0.167em'],
  ['\\:', '0.222em'],
  ['\\;', '0.278em'],
  ['\\!', '-0.167em'],
  ['\\ ', '0.25em'],
  ['\\quad', '1em'],
  ['\\qquad', '2em'],
])

/** The signs of marks where they stand alone. */
const overSigns: ReadonlyMap<string, string> = new Map([
  ['\u0304', '¯'],
  ['\u0302', '^'],
  ['\u0303', '~'],
  ['\u0307', '˙'],
  ['\u0308', '¨'],
  ['\u0301', '´'],
  ['\u0300', '`'],
  ['\u0306', '˘'],
  ['\u030c', 'ˇ'],
  ['\u20d7', '→'],
])

/** Marks over a letter, and a bar over what is longer, with their signs. */
export const accents: ReadonlyMap<string, string> = new Map([
  ...[...markCommands].map(([mark, command]): [string, string] => [command, overSigns.get(mark) ?? mark]),
  ['\\overline', '¯'],
  ['\\widehat', '^'],
  ['\\widetilde', '~'],
])
