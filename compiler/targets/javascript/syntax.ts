/**
 * The JavaScript that generated modules are made of: a small tree, and its printer.
 * Before it: `names.ts`. After it: the files beside this one, which build trees and never glue text.
 * Invariant: text is lines, each with what it computes; parentheses follow from one table of precedences; names that came from outside appear only in string
 * literals, which one function makes.
 */
import { at } from '../../../src/Bug.ts'
import type { Line, Provenance } from '../../ir/Provenance.ts'
import { isPlainName } from '../../names.ts'

export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'unary'; readonly operator: '-' | '!'; readonly operand: Expression }
  | {
      readonly kind: 'binary'
      readonly operator: Operator
      readonly left: Expression
      readonly right: Expression
    }
  | {
      readonly kind: 'conditional'
      readonly test: Expression
      readonly then: Expression
      readonly otherwise: Expression
    }
  | { readonly kind: 'call'; readonly callee: Expression; readonly operands: readonly Expression[] }
  | { readonly kind: 'new'; readonly callee: Expression; readonly operands: readonly Expression[] }
  | {
      readonly kind: 'element'
      readonly object: Expression
      readonly index: Expression
      readonly optional?: true
    }
  | { readonly kind: 'member'; readonly object: Expression; readonly name: string }
  | { readonly kind: 'array'; readonly items: readonly Expression[] }
  | { readonly kind: 'object'; readonly entries: readonly (readonly [key: string, value: Expression])[] }

export type Operator =
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '<'
  | '<='
  | '>'
  | '==='
  | '!=='
  | '&'
  | '|'
  | '^'
  | '<<'
  | '>>'
  | '>>>'
  | '&&'
  | '||'
  | '??'
  | 'instanceof'

type Form =
  | { readonly kind: 'comment'; readonly text: string }
  | { readonly kind: 'const'; readonly name: string; readonly value: Expression }
  | { readonly kind: 'let'; readonly name: string; readonly value?: Expression }
  | { readonly kind: 'assign'; readonly target: Expression; readonly value: Expression }
  | {
      readonly kind: 'for'
      readonly variable: string
      readonly start: Expression
      readonly end: Expression
      readonly step: number
      readonly body: readonly Statement[]
    }
  /** Over the names in a record. */
  | {
      readonly kind: 'names'
      readonly variable: string
      readonly record: Expression
      readonly body: Statement
    }
  | { readonly kind: 'if'; readonly test: Expression; readonly then: Statement }
  | {
      readonly kind: 'choice'
      readonly test: Expression
      readonly then: readonly Statement[]
      readonly otherwise: readonly Statement[]
    }
  | { readonly kind: 'return'; readonly value: Expression }
  | { readonly kind: 'expression'; readonly value: Expression }
  | {
      readonly kind: 'function'
      readonly name: string
      readonly parameters: readonly string[]
      readonly body: readonly Statement[]
    }
  /** Text of this library itself, never of a program. */
  | { readonly kind: 'text'; readonly lines: readonly string[] }
  | { readonly kind: 'export'; readonly local: string; readonly name: string }
  | { readonly kind: 'blank' }

export type Statement = Form & {
  /** What its line computes; of a block, the line that opens it. */
  readonly of?: readonly Provenance[]
}

export const number = (value: number): Expression => ({ kind: 'number', value })
export const string = (value: string): Expression => ({ kind: 'string', value })
export const name = (text: string): Expression => ({ kind: 'name', name: text })
export const binary = (operator: Operator, left: Expression, right: Expression): Expression => ({
  kind: 'binary',
  operator,
  left,
  right,
})
export const call = (callee: string, ...operands: readonly Expression[]): Expression => ({
  kind: 'call',
  callee: name(callee),
  operands,
})
export const element = (object: Expression, index: Expression): Expression => ({
  kind: 'element',
  object,
  index,
})
export const conditional = (test: Expression, then: Expression, otherwise: Expression): Expression => ({
  kind: 'conditional',
  test,
  then,
  otherwise,
})
export const member = (object: Expression, property: string): Expression => ({
  kind: 'member',
  object,
  name: property,
})

/** `if (test) value`, for the value's effect. */
export const when = (test: Expression, value: Expression): Statement => ({
  kind: 'if',
  test,
  then: { kind: 'expression', value },
})

/** From loosest to tightest. */
const precedence = {
  conditional: 1,
  '??': 2,
  '||': 3,
  '&&': 4,
  '|': 5,
  '^': 6,
  '&': 7,
  '===': 8,
  '!==': 8,
  '<': 9,
  '<=': 9,
  '>': 9,
  instanceof: 9,
  '<<': 10,
  '>>': 10,
  '>>>': 10,
  '+': 11,
  '-': 11,
  '*': 12,
  '/': 12,
  '%': 12,
  unary: 13,
  postfix: 14,
} as const

const precedenceOf = (expression: Expression): number => {
  switch (expression.kind) {
    case 'conditional':
    case 'unary':
      return precedence[expression.kind]
    case 'binary':
      return precedence[expression.operator]
    case 'number':
      return expression.value < 0 || Object.is(expression.value, -0) || !Number.isFinite(expression.value)
        ? precedence['/']
        : precedence.postfix
    default:
      return precedence.postfix
  }
}

/** A number that reads back to the same bits; none of the shadowable names NaN and Infinity. */
export const literal = (value: number): string => {
  if (Number.isNaN(value)) return '0 / 0'
  if (!Number.isFinite(value)) return value > 0 ? '1 / 0' : '-1 / 0'
  return Object.is(value, -0) ? '-0' : String(value)
}

/** The only way from outside text into generated code: a literal that no line end, quote or tag can leave. */
export const quoted = (text: string): string =>
  JSON.stringify(text).replace(
    /[<>\u2028\u2029\u007f-\uffff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

/** `__proto__` as a plain key would set the prototype. */
const key = (text: string): string => {
  if (text === '__proto__') return '["__proto__"]'
  return isPlainName(text) ? text : quoted(text)
}

/** The text of an expression; its depth is bounded by whoever built it. */
const print = (expression: Expression): string => {
  const within = (inner: Expression, least: number): string =>
    precedenceOf(inner) < least ? `(${print(inner)})` : print(inner)
  switch (expression.kind) {
    case 'number':
      return literal(expression.value)
    case 'string':
      return quoted(expression.value)
    case 'name':
      return expression.name
    case 'unary':
      return `${expression.operator}${within(expression.operand, precedence.postfix)}`
    case 'binary': {
      const level = precedence[expression.operator]
      return `${within(expression.left, level)} ${expression.operator} ${within(expression.right, level + 1)}`
    }
    case 'conditional':
      return `${within(expression.test, precedence.conditional + 1)} ? ${within(expression.then, precedence.conditional)} : ${within(expression.otherwise, precedence.conditional)}`
    case 'call':
      return `${within(expression.callee, precedence.postfix)}(${expression.operands.map(print).join(', ')})`
    case 'new':
      return `new ${within(expression.callee, precedence.postfix)}(${expression.operands.map(print).join(', ')})`
    case 'element':
      return `${within(expression.object, precedence.postfix)}${expression.optional === true ? '?.' : ''}[${print(expression.index)}]`
    case 'member':
      return `${within(expression.object, precedence.postfix)}.${expression.name}`
    case 'array':
      return `[${expression.items.map(print).join(', ')}]`
    case 'object':
      return expression.entries.length === 0
        ? '{}'
        : `{ ${expression.entries.map(([k, value]) => `${key(k)}: ${print(value)}`).join(', ')} }`
  }
}

/** The lines of a statement; the depth of the recursion is that of the blocks. */
const lines = (statement: Statement, depth: number, out: Line[]): void => {
  const { of = [] } = statement
  const margin = '  '.repeat(depth)
  const line = (text: string): void =>
    void out.push({ text: text === '' ? '' : `${margin}${text}`, depth, of })
  const close = (text: string): void => void out.push({ text: `${margin}${text}`, depth, of: [] })
  const block = (body: readonly Statement[]): void => body.forEach((inner) => lines(inner, depth + 1, out))
  /** A statement that goes on in the line of what is before it. */
  const behind = (before: string, inner: Statement): void => {
    const start = out.length
    lines(inner, depth, out)
    const first = at(out, start)
    out[start] = { ...first, text: `${margin}${before}${first.text.trimStart()}`, of: [...of, ...first.of] }
  }
  switch (statement.kind) {
    case 'blank':
      return line('')
    case 'comment':
      return line(`// ${statement.text}`)
    case 'const':
    case 'let':
      return line(
        statement.value === undefined
          ? `${statement.kind} ${statement.name}`
          : `${statement.kind} ${statement.name} = ${print(statement.value)}`,
      )
    case 'assign':
      return line(`${print(statement.target)} = ${print(statement.value)}`)
    case 'for': {
      const { variable, start, end, step, body } = statement
      const next = step === 1 ? `${variable}++` : `${variable} += ${step}`
      line(`for (let ${variable} = ${print(start)}; ${variable} < ${print(end)}; ${next}) {`)
      block(body)
      return close('}')
    }
    case 'names':
      return behind(`for (const ${statement.variable} in ${print(statement.record)}) `, statement.body)
    case 'if':
      return behind(`if (${print(statement.test)}) `, statement.then)
    case 'choice': {
      const [only, ...more] = statement.otherwise
      line(`if (${print(statement.test)}) {`)
      block(statement.then)
      if (only?.kind === 'choice' && more.length === 0) return behind('} else ', only)
      close('} else {')
      block(statement.otherwise)
      return close('}')
    }
    case 'return':
      return line(`return ${print(statement.value)}`)
    case 'expression':
      return line(print(statement.value))
    case 'function':
      line(`function ${statement.name}(${statement.parameters.join(', ')}) {`)
      block(statement.body)
      return close('}')
    case 'text':
      return statement.lines.forEach(line)
    case 'export':
      return line(`export { ${statement.local} as ${statement.name} }`)
  }
}

/** The lines of statements, two spaces a level. */
export const printLines = (body: readonly Statement[]): readonly Line[] => {
  const out: Line[] = []
  for (const statement of body) lines(statement, 0, out)
  return out
}

/** The text of statements. */
export const printStatements = (body: readonly Statement[]): string =>
  printLines(body)
    .map(({ text }) => text)
    .join('\n')
