/**
 * The last look at generated code: everything that programs become passes it, and nothing that leads elsewhere does.
 */
import { describe, expect, it } from 'vitest'
import { allowed } from '../../compiler/cli/allowed.ts'
import { orThrow } from '../../compiler/compile.ts'
import { standalone } from '../../compiler/targets/standalone.ts'
import { corpus } from '../corpus.ts'

const look = (name: string, text: string) => allowed([{ name, text }])()

describe('generated code passes', () => {
  it.each(corpus)('$name', async ({ program }) => {
    const { js, dts } = orThrow(standalone({ name: 'generated', program }))
    expect(await look('generated.js', js)).toMatchObject({ _tag: 'Right' })
    expect(await look('generated.d.ts', dts)).toMatchObject({ _tag: 'Right' })
  })
})

describe('refused is', () => {
  const planted = [
    "import fs from 'node:fs'",
    "import('node:fs')",
    "eval('1')",
    "new Function('return 1')()",
    'globalThis.x = 1',
    "fetch('there')",
    'process.exit()',
    '[].constructor.constructor("return 1")()',
    "[]['constructor']['constructor']('return 1')()",
    'const { constructor } = () => 0; constructor("return 1")()',
    'const { constructor: make } = () => 0; make("return 1")()',
    'let f; ({ constructor: f } = () => 0); f("return 1")()',
    'const { constructor } = 0; constructor("return 1")',
    'const { constructor: make } = 0; make("return 1")',
    'let f; ({ constructor: f } = 0); f("return 1")',
    'let f = []["constructor"]["constructor"]; f("return 1")',
    'function f(g) { g("return 1") }',
    "export * from 'there'",
    "export { x } from 'there'",
    'class A {}',
    'this.x',
    'async function f() { await 0 }',
    'while (true) ;',
    'label: for (;;) break label',
    'delete [].length',
    'debugger',
    'with ({}) ;',
    'Math.random()',
    'new Date()',
    '`${0}`.at(0)',
    'Array.from([])',
    'f`text`',
  ]
  it.each(planted)('%s', async (text) => {
    expect(await look('planted.js', text)).toMatchObject({
      _tag: 'Left',
      left: { errors: expect.arrayContaining([expect.objectContaining({ code: 'LBZ4001' })]) },
    })
  })

  it.each([
    "import { x } from 'there'",
    "export * from 'there'",
    "declare const x: import('there').X",
    'declare global {}',
  ])('in declarations %s', async (text) => {
    expect(await look('planted.d.ts', text)).toMatchObject({ _tag: 'Left' })
  })
})
