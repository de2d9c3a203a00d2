/**
 * The last look at generated code before it is written: parsed, and held against what generated code may hold.
 * Before it: `standalone.ts`. After it: `output.ts`.
 * Invariant: a kind of syntax, a name or a property that is not listed is refused; no listed one leads to code from
 * strings, to another module or to anything but the arrays that are passed; WebAssembly is given a memory and, at most,
 * the remainder of two numbers. The text that asks a host what it has is compared as a whole.
 */
import type { ts as typescript } from 'ts-morph'
import { either as E, function as F, taskEither as TE } from 'fp-ts'
import { nonEmpty } from '../../src/NonEmpty.ts'
import { compileError } from '../CompileError.ts'
import type { CompileError } from '../CompileError.ts'
import { decodeText } from '../targets/javascript/prelude.ts'
import { threadsText } from '../targets/wasm/threads.ts'
import { bug, errors } from './Failure.ts'
import type { Failure } from './Failure.ts'

type Typescript = typeof typescript
type Node = typescript.Node

export interface Code {
  readonly name: string
  readonly text: string
}

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/))

const statementKinds = words(`
  SourceFile EndOfFileToken VariableStatement VariableDeclarationList VariableDeclaration FunctionDeclaration Parameter
  Block ForStatement ForOfStatement ForInStatement IfStatement ReturnStatement ExpressionStatement ThrowStatement ExportDeclaration
  NamedExports ExportSpecifier ObjectBindingPattern ArrayBindingPattern BindingElement ArrowFunction
  TryStatement CatchClause EqualsGreaterThanToken Identifier NumericLiteral StringLiteral BinaryExpression PrefixUnaryExpression
  PostfixUnaryExpression ConditionalExpression CallExpression NewExpression ElementAccessExpression
  PropertyAccessExpression QuestionDotToken ParenthesizedExpression ArrayLiteralExpression ObjectLiteralExpression
  PropertyAssignment ShorthandPropertyAssignment ComputedPropertyName SpreadElement TemplateExpression TemplateHead
  TemplateMiddle TemplateTail TemplateSpan NoSubstitutionTemplateLiteral RegularExpressionLiteral TypeOfExpression
  TrueKeyword FalseKeyword NullKeyword InstanceOfKeyword InKeyword QuestionToken ColonToken`)

const declarationKinds = words(`
  SourceFile EndOfFileToken InterfaceDeclaration TypeAliasDeclaration FunctionDeclaration VariableStatement
  VariableDeclarationList VariableDeclaration ExportDeclaration NamedExports ExportSpecifier ExportKeyword DeclareKeyword Parameter
  TypeParameter TypeReference TypeLiteral PropertySignature IndexSignature IntersectionType UnionType TupleType NamedTupleMember FunctionType
  ArrayType LiteralType TypeOperator ReadonlyKeyword ParenthesizedType ConditionalType MappedType IndexedAccessType
  Identifier StringLiteral NumericLiteral UniqueKeyword SymbolKeyword NumberKeyword StringKeyword BooleanKeyword
  UndefinedKeyword UnknownKeyword NeverKeyword VoidKeyword QuestionToken JSDoc CallSignature`)

/** Text that asks hosts what they have, compared as a whole, and what stands for it where the rest is looked at. */
const known: readonly (readonly [text: string, placeholder: string])[] = [
  [threadsText.join('\n'), 'function hire() {}\nfunction team() {}'],
  [decodeText.join('\n'), 'function decode() {}'],
]

/** What the language brings that generated code may name. */
const globals = words(`
  undefined Object Number Array Map Math Error RangeError TypeError Float32Array Float64Array Int32Array Uint8Array
  Uint16Array Uint32Array ArrayBuffer WeakSet WebAssembly`)

const properties = words(`
  length buffer resizable growable byteOffset byteLength BYTES_PER_ELEMENT add prototype toString call slice subarray fill set get has keys entries map some
  every includes filter ceil grow Memory Module Instance exports join push forEach assign charCodeAt test hasOwn isInteger isSafeInteger isView abs floor fround imul max min sqrt size
  sizes into views code share close`)

/** A property, or a kernel among the exports of a WebAssembly module. */
const isListedProperty = (name: string): boolean => properties.has(name) || /^k\d+$/.test(name)

/** The kinds by their numbers: some have several names. */
const kindsNamed = (ts: Typescript, names: ReadonlySet<string>): ReadonlySet<number> =>
  new Set(Object.entries(ts.SyntaxKind).flatMap(([name, kind]) => (names.has(name) ? [Number(kind)] : [])))

/** The nodes of a file, each with its parent, outer before inner. */
const nodesOf = (ts: Typescript, file: typescript.SourceFile): readonly Node[] => {
  const found: Node[] = []
  const stack: Node[] = [file]
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    found.push(next)
    ts.forEachChild(next, (child) => void stack.push(child))
  }
  return found
}

/** The names that a file declares: all of them, and those that are functions and nothing else. */
const declaredIn = (
  ts: Typescript,
  nodes: readonly Node[],
): {
  readonly names: ReadonlySet<string>
  readonly functions: ReadonlySet<string>
  readonly parameters: ReadonlySet<string>
} => {
  const found = { names: new Set<string>(), functions: new Set<string>(), parameters: new Set<string>() }
  const isGlobal = (node: Node | undefined): boolean =>
    node !== undefined && ts.isIdentifier(node) && globals.has(node.text)
  for (const node of nodes) {
    const isDeclaration =
      ts.isVariableDeclaration(node) ||
      ts.isParameter(node) ||
      ts.isBindingElement(node) ||
      ts.isFunctionDeclaration(node)
    if (!isDeclaration || node.name === undefined || !ts.isIdentifier(node.name)) continue
    const name = node.name.text
    found.names.add(name)
    if (ts.isParameter(node)) found.parameters.add(name)
    if (ts.isFunctionDeclaration(node)) found.functions.add(name)
    if (ts.isVariableDeclaration(node) && isGlobal(node.initializer)) found.functions.add(name)
    if (ts.isBindingElement(node) && isListedProperty(name)) found.functions.add(name)
  }
  return found
}

const obstaclesIn = (ts: Typescript, { name, text }: Code): readonly string[] => {
  const isDeclaration = name.endsWith('.d.ts')
  const file = ts.createSourceFile(
    name,
    known.reduce((rest, [whole, placeholder]) => rest.replace(whole, placeholder), text),
    ts.ScriptTarget.Latest,
    true,
    isDeclaration ? ts.ScriptKind.TS : ts.ScriptKind.JS,
  )
  const nodes = nodesOf(ts, file)
  const kinds = kindsNamed(ts, isDeclaration ? declarationKinds : statementKinds)
  const isListed = ({ kind }: Node): boolean =>
    kinds.has(kind) || (kind >= ts.SyntaxKind.FirstPunctuation && kind <= ts.SyntaxKind.LastPunctuation)
  const declared = declaredIn(ts, nodes)

  const syntax = (node: Node): string | undefined => {
    if (!isListed(node)) return `syntax of kind ${ts.SyntaxKind[node.kind]}`
    return ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined ? 'another module' : undefined
  }
  /** Data may have any key; a property that is read may not. */
  const isKey = (node: Node): boolean =>
    (ts.isPropertyAssignment(node.parent) && node.parent.name === node) ||
    (ts.isExportSpecifier(node.parent) && node.parent.name === node)
  const isProperty = (node: Node): boolean =>
    (ts.isPropertyAccessExpression(node.parent) && node.parent.name === node) ||
    ts.isObjectBindingPattern(node.parent.parent)
  const naming = (node: Node): string | undefined => {
    if (!ts.isIdentifier(node) || isKey(node)) return undefined
    if (isProperty(node)) return isListedProperty(node.text) ? undefined : `the property ${node.text}`
    return declared.names.has(node.text) || globals.has(node.text) ? undefined : `the name ${node.text}`
  }
  /** What is called is a property, or a name that cannot hold anything but a listed function. */
  const call = (node: Node): string | undefined => {
    if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return undefined
    const callee = node.expression
    if (ts.isPropertyAccessExpression(callee)) return undefined
    const callable =
      ts.isIdentifier(callee) &&
      (globals.has(callee.text) ||
        declared.functions.has(callee.text) ||
        (ts.isNewExpression(node) && declared.parameters.has(callee.text)))
    return callable ? undefined : `a call of ${callee.getText().slice(0, 40)}`
  }
  const pattern = (node: Node): string | undefined =>
    ts.isBinaryExpression(node) &&
    node.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
    (ts.isObjectLiteralExpression(node.left) || ts.isArrayLiteralExpression(node.left))
      ? 'an assignment to a pattern'
      : undefined
  const checks = isDeclaration ? [syntax] : [syntax, naming, call, pattern]
  return nodes.flatMap((node) => checks.flatMap((check) => check(node) ?? []))
}

const problems = (ts: Typescript, codes: readonly Code[]): readonly CompileError[] =>
  codes.flatMap((code) =>
    [...new Set(obstaclesIn(ts, code))].map((what) => compileError('LBZ4001', `${code.name} holds ${what}`)),
  )

/** The same code, where it holds nothing that it must not. */
export const allowed = <C extends Code>(codes: readonly C[]): TE.TaskEither<Failure, readonly C[]> =>
  F.pipe(
    TE.tryCatch(() => import('ts-morph'), bug),
    TE.flatMapEither(({ ts }) => {
      const some = nonEmpty(problems(ts, codes))
      return some === undefined ? E.right(codes) : E.left(errors(some))
    }),
  )
