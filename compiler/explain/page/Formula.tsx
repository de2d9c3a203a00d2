/**
 * A formula, as it is typeset: MathML, which every browser draws and every reader reads aloud.
 * Before it: `marks.ts`. After it: every view that shows one.
 * Invariant: elements are made one by one, never from text as markup.
 */
import { tokensOf } from './marks.ts'
import type { Token } from './marks.ts'

/** `name = formula`, or the name alone where that is all there is to say. */
export const equation = (name: string, formula: string): string =>
  name === formula ? name : `${name} = ${formula}`

type Written = Exclude<Token, { readonly kind: 'space' }>

/** Brackets stay as high as a line, close to what they hold. */
const formOf = (text: string): 'prefix' | 'postfix' | undefined =>
  '([⟨'.includes(text) ? 'prefix' : ')]⟩'.includes(text) ? 'postfix' : undefined

/** Without a space at either side. */
const close = (form: 'prefix' | 'postfix') => ({ form, lspace: '0', rspace: '0' })

/** A sign at the start of something is close to what follows. */
const isSignAtStart = (text: string, before: Token | undefined): boolean =>
  '−∂Σ¬'.includes(text) &&
  (before === undefined || (before.kind === 'sign' && formOf(before.text) !== 'postfix'))

const base = ({ kind, text }: Written, before: Token | undefined) => {
  if (kind === 'name') return <mi>{text}</mi>
  if (kind === 'number') return <mn>{text}</mn>
  if (kind === 'quotation') return <mtext>{text}</mtext>
  const form = formOf(text)
  if (form !== undefined)
    return (
      <mo {...close(form)} stretchy={false}>
        {text}
      </mo>
    )
  return isSignAtStart(text, before) ? <mo {...close('prefix')}>{text}</mo> : <mo>{text}</mo>
}

/** A letter, number or sign with what stands over, below and above it. */
const written = (token: Written, before: Token | undefined) => {
  const { hasBar, index, power } = token
  const inner = base(token, before)
  const barred = hasBar ? (
    <mover accent>
      {inner}
      <mo stretchy={false}>¯</mo>
    </mover>
  ) : (
    inner
  )
  const [low, high] = [<mn>{index}</mn>, <mi mathvariant="normal">{power}</mi>]
  if (index !== '' && power !== '')
    return (
      <msubsup>
        {barred}
        {low}
        {high}
      </msubsup>
    )
  if (index !== '')
    return (
      <msub>
        {barred}
        {low}
      </msub>
    )
  return power === '' ? (
    barred
  ) : (
    <msup>
      {barred}
      {high}
    </msup>
  )
}

/** Between two names a space says that one is applied to the other, or that both are words. */
const isKept = (before: Token | undefined, after: Token | undefined): boolean => {
  const isWord = (token: Token | undefined): boolean =>
    token !== undefined &&
    token.kind !== 'space' &&
    (token.kind !== 'sign' || token.index !== '' || token.text === ',')
  return isWord(before) && after !== undefined && after.kind !== 'space' && after.kind !== 'sign'
    ? true
    : isWord(before) && after?.kind === 'sign' && after.text === '('
}

/** The last token before a place that is no space. */
const lastWritten = (tokens: readonly Token[], place: number): Token | undefined => {
  const before = tokens[place - 1]
  return before?.kind === 'space' ? tokens[place - 2] : before
}

export function Formula({ text }: { readonly text: string }) {
  const tokens = tokensOf(text)
  return (
    <math class="math">
      <mrow>
        {tokens.map((token, k) => {
          if (token.kind !== 'space') return written(token, lastWritten(tokens, k))
          return isKept(tokens[k - 1], tokens[k + 1]) ? <mspace width="0.3em" /> : null
        })}
      </mrow>
    </math>
  )
}
