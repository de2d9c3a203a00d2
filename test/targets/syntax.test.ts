/**
 * The printer of JavaScript: what it prints reads back as the tree it was given, whatever tree that is.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  binary,
  conditional,
  literal,
  name,
  number,
  printStatements,
  quoted,
} from '../../compiler/targets/javascript/syntax.ts'
import type { Expression, Operator } from '../../compiler/targets/javascript/syntax.ts'
import { at } from '../../src/Bug.ts'

/** What JavaScript makes of a text, in which `a` is 3 and `b` −0.5. */
const evaluated = (text: string): unknown =>
  Reflect.apply(Reflect.construct(Function, ['a', 'b', `'use strict'; ${text}`]), undefined, [3, -0.5])

const printed = (value: Expression): string => printStatements([{ kind: 'return', value }])

type Value = number | boolean

const arithmetic =
  (f: (a: number, b: number) => Value) =>
  (a: Value, b: Value): Value =>
    f(Number(a), Number(b))

const operations = {
  '+': arithmetic((a, b) => a + b),
  '-': arithmetic((a, b) => a - b),
  '*': arithmetic((a, b) => a * b),
  '/': arithmetic((a, b) => a / b),
  '%': arithmetic((a, b) => a % b),
  '<': arithmetic((a, b) => a < b),
  '<=': arithmetic((a, b) => a <= b),
  '>': arithmetic((a, b) => a > b),
  '===': (a, b) => a === b,
  '!==': (a, b) => a !== b,
  '&': arithmetic((a, b) => a & b),
  '|': arithmetic((a, b) => a | b),
  '>>>': arithmetic((a, b) => a >>> b),
  '&&': (a, b) => a && b,
  '||': (a, b) => a || b,
} satisfies Partial<Record<Operator, (a: Value, b: Value) => Value>>

type Known = keyof typeof operations

/** What a tree means. */
const meaning = (tree: Expression): Value => {
  switch (tree.kind) {
    case 'number':
      return tree.value
    case 'name':
      return tree.name === 'a' ? 3 : -0.5
    case 'unary':
      return tree.operator === '-' ? -Number(meaning(tree.operand)) : !meaning(tree.operand)
    case 'binary':
      return operations[tree.operator as Known](meaning(tree.left), meaning(tree.right))
    case 'conditional':
      return meaning(tree.test) ? meaning(tree.then) : meaning(tree.otherwise)
    case 'element':
      return meaning(at(tree.object.kind === 'array' ? tree.object.items : [], Number(meaning(tree.index))))
    default:
      throw new Error(`no meaning of ${tree.kind}`)
  }
}

const numbers = fc.oneof(
  fc.double(),
  fc.constantFrom(0, -0, 1, -1, NaN, Infinity, -Infinity, 0.1, 1e21, -1e-7, 5e-324),
)

const trees = fc.letrec<{ tree: Expression }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'medium' },
    numbers.map(number),
    fc.constantFrom('a', 'b').map(name),
    fc
      .tuple(fc.constantFrom<'-' | '!'>('-', '!'), tie('tree'))
      .map(([operator, operand]): Expression => ({ kind: 'unary', operator, operand })),
    fc
      .tuple(fc.constantFrom(...(Object.keys(operations) as Known[])), tie('tree'), tie('tree'))
      .map(([operator, left, right]) => binary(operator, left, right)),
    fc.tuple(tie('tree'), tie('tree'), tie('tree')).map(([test, a, b]) => conditional(test, a, b)),
    fc.tuple(tie('tree'), tie('tree')).map(([a, b]): Expression => ({
      kind: 'element',
      object: { kind: 'array', items: [a, b] },
      index: number(1),
    })),
  ),
})).tree

describe('what is printed', () => {
  it('means what the tree means', () => {
    fc.assert(
      fc.property(trees, (tree) => {
        expect(evaluated(printed(tree))).toBe(meaning(tree))
      }),
      { seed: 8, numRuns: 5000 },
    )
  })

  it('holds no parentheses that say nothing', () => {
    const [a, b] = [name('a'), name('b')]
    const sum = binary('+', a, b)
    expect(printed(binary('+', sum, binary('*', a, b)))).toBe('return a + b + a * b')
    expect(printed(binary('-', a, sum))).toBe('return a - (a + b)')
    expect(printed(binary('*', sum, a))).toBe('return (a + b) * a')
  })
})

describe('a number', () => {
  it('reads back to the same bits', () => {
    fc.assert(
      fc.property(numbers, (value) => {
        expect(evaluated(`return ${literal(value)}`)).toBe(value)
      }),
      { seed: 9, numRuns: 2000 },
    )
  })

  it('is written without names', () => {
    for (const value of [NaN, Infinity, -Infinity]) expect(literal(value)).not.toMatch(/[A-Za-z]/)
  })
})

/** Texts that want to leave a literal, alone and inside others. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        '"',
        "'",
        '`',
        '\\',
        '\n',
        '\r',
        '\u2028',
        '\u2029',
        '</script>',
        '<!--',
        '*/',
        '${x}',
        '\0',
        '\ud800',
      ),
    )
    .map((parts) => parts.join('')),
)

describe('a string', () => {
  it('reads back as it was, from one line of ASCII without tags', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const code = quoted(text)
        expect(evaluated(`return ${code}`)).toBe(text)
        expect(code).toMatch(/^"[ -~]*"$/)
        expect(code).not.toMatch(/[<>]/)
      }),
      { seed: 10, numRuns: 3000 },
    )
  })

  it('is a key of the record that it names, and of nothing else', () => {
    for (const text of ['__proto__', 'constructor', 'a b', '0', 'if', '"', '', 'é']) {
      const found = evaluated(printed({ kind: 'object', entries: [[text, number(7)]] }))
      expect(Object.entries(found as object)).toEqual([[text, 7]])
      expect(Object.getPrototypeOf(found)).toBe(Object.prototype)
    }
  })
})
