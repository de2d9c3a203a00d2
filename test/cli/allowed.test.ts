/**
 * The last look at generated code: everything that programs become passes it, and nothing that leads elsewhere does.
 */
import { describe, expect, it } from 'vitest'
import { allowed } from '../../compiler/cli/allowed.ts'
import { orThrow } from '../../compiler/compile.ts'
import { standalone } from '../../compiler/targets/standalone.ts'
import {
  add,
  argmax,
  bitNot,
  bitXor,
  cast,
  conv2d,
  dim,
  f32,
  floorDiv,
  gather,
  i32,
  maxPool,
  mod,
  mul,
  program,
  random,
  scan,
  scatterAdd,
  shiftRight,
  slice,
  square,
  u32,
} from '../../src/index.ts'
import type { Program } from '../../src/Program.ts'
import { corpus } from '../corpus.ts'

const look = (name: string, text: string) => allowed([{ name, text }])()

describe('generated code passes', () => {
  it.each(corpus)('$name', async ({ program }) => {
    const { js, dts } = orThrow(standalone({ name: 'generated', program }))
    expect(await look('generated.js', js)).toMatchObject({ _tag: 'Right' })
    expect(await look('generated.d.ts', dts)).toMatchObject({ _tag: 'Right' })
  })
})

const kinds: readonly (readonly [what: string, program: Program])[] = [
  [
    'a convolution',
    program({ x: f32(dim('n'), 2, 5, 5), w: f32(3, 2, 3, 3), b: f32(3) }, ({ x, w, b }) => ({
      y: maxPool({ size: 2 })(conv2d({ padding: 1 }, w, b)(x)),
    })),
  ],
  [
    'a gather and a scatter',
    program({ x: f32(dim('n'), 2), i: i32(3), j: i32(3, 2), u: f32(3, 2) }, ({ x, i, j, u }) => ({
      read: gather({ axis: 0 })(x, i),
      added: scatterAdd({ axis: 0 })(x, j, u),
    })),
  ],
  [
    'a scan',
    program({ x: f32(dim('T'), 2), h: f32(2) }, ({ x, h }) => ({
      last: scan({ carry: h, xs: x }, (sum, now) => ({ carry: add(mul(sum, 0.5), now) })).carry,
    })),
  ],
  [
    'integers',
    program({ a: i32(4), b: i32(4), u: u32(4), v: u32(4) }, ({ a, b, u, v }) => ({
      a: mod(add(mul(a, b), floorDiv(a, 3)), b),
      u: shiftRight(bitXor(mul(u, v), bitNot(v)), 3),
      most: argmax(cast('f32')(a)),
    })),
  ],
  [
    'keys',
    program({ key: u32(2) }, ({ key }) => ({ x: random.normal(key, [5]), y: random.uniform(key, [2, 3]) })),
  ],
  [
    'sizes that may be too small',
    program({ x: f32(dim('n')) }, ({ x }) => ({ y: square(slice({ axis: 0, start: 7 })(x)) })),
  ],
]

describe('generated code of every kind passes', () => {
  it.each(kinds)('%s', async (_, given) => {
    for (const tile of [true, false]) {
      const { js, dts } = orThrow(standalone({ name: 'generated', program: given, tile }))
      expect(await look('generated.js', js)).toMatchObject({ _tag: 'Right' })
      expect(await look('generated.d.ts', dts)).toMatchObject({ _tag: 'Right' })
    }
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
