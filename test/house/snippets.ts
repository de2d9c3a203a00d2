/**
 * Examples in comments and READMEs, taken out and run.
 * Before it: the sources, the READMEs. After it: `examples.test.ts`, `readme.test.ts`.
 * Invariant: an example is a module of its own that sees what a user sees, and `run` and `show`; a statement with a comment behind it must
 * print that comment.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import * as compiler from 'leibniz/compiler'
import * as library from 'leibniz'
import { ts } from 'ts-morph'
import * as written from '../run.ts'
import { root } from './files.ts'

/** What an example shows: a value, and the text it is said to print. */
export interface Shown {
  readonly code: string
  readonly expected: string
  readonly value: unknown
}

const parse = (code: string): ts.SourceFile =>
  ts.createSourceFile('example.ts', code, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS)

/** The comment behind a statement, on its line or on the lines below it. */
const commentAfter = (code: string, end: number): string | undefined => {
  const comments = [
    ...(ts.getTrailingCommentRanges(code, end) ?? []),
    ...(ts.getLeadingCommentRanges(code, end) ?? []),
  ]
  const text = comments.map(({ pos, end: close }) => code.slice(pos, close).replace(/^\/\/ ?/, '')).join('\n')
  return text === '' ? undefined : text
}

/** `console.log(x)` shows x. */
const subject = (expression: ts.Expression): ts.Expression =>
  ts.isCallExpression(expression) && expression.expression.getText() === 'console.log'
    ? (expression.arguments[0] ?? expression)
    : expression

/** The example as a module that collects what its statements show. */
const instrument = (
  code: string,
): { readonly module: string; readonly claims: readonly Omit<Shown, 'value'>[] } => {
  const file = parse(code)
  const claims: Omit<Shown, 'value'>[] = []
  const statements = file.statements.map((statement) => {
    const expected = commentAfter(code, statement.end)
    // What the type checker refuses, underlined with ~, is there to be read.
    if (expected !== undefined && /^\s*~/.test(expected)) return ''
    if (!ts.isExpressionStatement(statement) || expected === undefined) return statement.getText()
    const shown = subject(statement.expression).getText()
    claims.push({ code: shown, expected })
    return `shown.push(${shown})`
  })
  const imported = statements.filter((text) => text.startsWith('import '))
  const rest = statements.filter((text) => !text.startsWith('import '))
  return { module: [...imported, 'export const shown: unknown[] = []', ...rest].join('\n;'), claims }
}

/** The names that an example uses and does not declare itself, as imports of what exports them. */
const importsFor = async (code: string, home: string | undefined): Promise<readonly string[]> => {
  const declared = new Set<string>()
  const used = new Set<string>()
  const nodes: ts.Node[] = [parse(code)]
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    if (
      (ts.isVariableDeclaration(node) ||
        ts.isParameter(node) ||
        ts.isBindingElement(node) ||
        ts.isImportSpecifier(node)) &&
      ts.isIdentifier(node.name)
    )
      declared.add(node.name.text)
    if (ts.isIdentifier(node)) used.add(node.text)
    node.forEachChild((child) => void nodes.push(child))
  }
  const wanted = (names: readonly string[]): readonly string[] => {
    const found = names.filter((name) => used.has(name) && !declared.has(name))
    for (const name of found) declared.add(name)
    return found
  }
  const own: object = home === undefined ? {} : await import(/* @vite-ignore */ home)
  const sources: readonly (readonly [module: string, exported: object])[] = [
    [`${root}test/run.ts`, written],
    ...(home === undefined ? [] : [[home, own] as const]),
    ['leibniz', library],
    ['leibniz/compiler', compiler],
  ]
  return sources.flatMap(([module, exported]) => {
    const names = wanted(Object.keys(exported))
    return names.length === 0 ? [] : [`import { ${names.join(', ')} } from '${module}'`]
  })
}

/** Runs an example and gives what it shows; an example in a file sees what that file exports. */
export const runExample = async (code: string, home?: string): Promise<readonly Shown[]> => {
  const { module, claims } = instrument(code)
  const folder = mkdtempSync(join(tmpdir(), 'leibniz-example-'))
  const path = join(folder, 'example.ts')
  try {
    writeFileSync(path, [...(await importsFor(code, home)), module].join('\n'))
    const { shown }: { readonly shown: readonly unknown[] } = await import(/* @vite-ignore */ path)
    return claims.map((claim, position) => ({ ...claim, value: shown[position] }))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const numeral = /-?(?:\d+(?:\.(\d+))?(?:e([-+]?\d+))?|Infinity)|NaN/

/** A number to the digits of a numeral: 0.6931471805599453 where it is said to be 0.693 is 0.693. */
const toDigits = (value: number, like: string): string => {
  const [, decimals, exponent] = numeral.exec(like) ?? []
  if (!Number.isFinite(value)) return String(value)
  if (exponent !== undefined)
    return Math.fround(value)
      .toExponential(decimals?.length ?? 0)
      .replace('e+', 'e')
  if (decimals !== undefined) return Math.fround(value).toFixed(decimals.length)
  return Object.is(value, -0) ? '-0' : String(value)
}

const isList = (value: unknown): value is ArrayLike<unknown> =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))

/** The value as text, its numbers to the digits of what is expected. */
export const printed = (value: unknown, expected: string): string => {
  if (typeof value === 'string') return /^'.*'$/.test(expected) ? `'${value}'` : value
  const likes = (expected.match(new RegExp(numeral, 'g')) ?? [])[Symbol.iterator]()
  const text = (inner: unknown): string =>
    isList(inner)
      ? `[${Array.from(inner, text).join(', ')}]`
      : typeof inner === 'number'
        ? toDigits(inner, likes.next().value ?? '')
        : inspect(inner, { depth: 6, breakLength: 100 })
  return text(value)
}
