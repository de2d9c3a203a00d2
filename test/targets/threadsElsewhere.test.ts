/**
 * Threads in processes and pages: a process ends by itself, forgotten threads end, and a page has them only where it
 * is isolated from other origins.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compile, orThrow } from '../../compiler/compile.ts'
import { standalone } from '../../compiler/targets/standalone.ts'
import { matmul } from '../../src/ops/contraction.ts'
import { program } from '../../src/Program.ts'
import { f32 } from '../../src/Spec.ts'
import { root } from '../house/files.ts'
import { executable, launched } from '../page/browser.ts'

const n = 200

const square = program({ a: f32(n, n), b: f32(n, n) }, ({ a, b }) => ({ c: matmul(a, b) }))

const { js } = orThrow(
  standalone({ name: 'square', program: square, target: 'wasm', threads: 2, grain: 1000 }),
)

/** Numbers that every host makes alike, and the sum of the bits of what comes out. */
const given = `const array = () => Float32Array.from({ length: ${n * n} }, (_, k) => ((k * 7919) % 1000) / 999 - 0.5)
const sumOf = (c) => new Uint32Array(c.buffer).reduce((sum, bits) => (sum + bits) % 4294967291, 0)`

const expected: unknown = Reflect.apply(
  Reflect.construct(Function, ['run', `${given}\nreturn sumOf(run({ a: array(), b: array() }).c)`]),
  undefined,
  [orThrow(compile(square, { target: 'wasm' }))],
)

/** Calls until another thread has taken a part, and says what came out each time. */
const calling = `${given}
let helpers = 0
const { compareExchange } = Atomics
Atomics.compareExchange = (words, place, from, to) => {
  const start = performance.now()
  while (Atomics.load(words, place) === from && performance.now() - start < 2);
  const found = compareExchange(words, place, from, to)
  if (found !== from) helpers += 1
  return found
}
const sums = new Set()
const pause = () => new Promise((resolve) => setTimeout(resolve, 20))
for (let turn = 0; turn < 500 && !(helpers > 0 && turn > 5) && (turn < 20 || isThreaded); turn++) {
  sums.add(sumOf(square({ a: array(), b: array() }).c))
  await pause()
}
const answer = JSON.stringify({ sums: [...sums], helped: helpers > 0 })`

const folder = mkdtempSync(join(tmpdir(), 'leibniz-threads-'))

afterAll(() => rmSync(folder, { recursive: true }))

const ran = (
  text: string,
  ...flags: readonly string[]
): { readonly exit: number | null; readonly out: string } => {
  const path = join(folder, 'main.mjs')
  writeFileSync(join(folder, 'square.mjs'), js)
  writeFileSync(path, text)
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, path], {
    cwd: root,
    encoding: 'utf8',
    timeout: 50_000,
  })
  return { exit: status, out: stdout + stderr }
}

describe('a process', { timeout: 120_000 }, () => {
  it('runs a module on two threads and ends by itself', () => {
    const { exit, out } = ran(
      `import { square } from './square.mjs'\nconst isThreaded = true\n${calling}\nconsole.log(answer)`,
    )
    expect(JSON.parse(out)).toEqual({ sums: [expected], helped: true })
    expect(exit).toBe(0)
  })

  it('ends by itself after one call', () => {
    const text = `import { square } from './square.mjs'\n${given}\nconsole.log(sumOf(square({ a: array(), b: array() }).c))`
    expect(ran(text)).toEqual({ exit: 0, out: `${String(expected)}\n` })
  })

  it('ends the threads of an executable that nobody has any more', () => {
    const text = `
      import { compile, orThrow } from '${root}dist/compiler.js'
      import { f32, matmul, program } from '${root}dist/index.js'
      import host from 'node:worker_threads'
      let left = 0
      host.Worker = class extends host.Worker {
        constructor(...all) {
          super(...all)
          left += 1
          this.once('exit', () => void (left -= 1))
        }
      }
      ${given}
      const once = () => {
        const square = program({ a: f32(${n}, ${n}), b: f32(${n}, ${n}) }, ({ a, b }) => ({ c: matmul(a, b) }))
        orThrow(compile(square, { target: 'wasm', threads: 2, grain: 1000 }))({ a: array(), b: array() })
      }
      once()
      const before = left
      for (let turn = 0; turn < 400 && left > 0; turn++) {
        await new Promise((resolve) => setTimeout(resolve, 20))
        globalThis.gc()
      }
      console.log(before, left)`
    expect(ran(text, '--expose-gc')).toEqual({ exit: 0, out: '1 0\n' })
  })
})

describe.runIf(executable !== undefined)('a page', { timeout: 120_000 }, () => {
  let browser: Browser
  let server: Server
  const isolated = {
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
  }

  beforeAll(async () => {
    browser = await launched()
    server = createServer(({ url = '' }, response) => {
      const isModule = url.endsWith('.js')
      response.writeHead(200, {
        'Content-Type': isModule ? 'text/javascript' : 'text/html',
        ...(url.includes('isolated') ? isolated : {}),
      })
      response.end(isModule ? js : '<!doctype html><title>threads</title>')
    })
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', () => resolve()))
  }, 60_000)

  afterAll(async () => {
    await browser.close()
    server.close()
  })

  it.each([
    ['is isolated', 'isolated', true],
    ['is not', 'open', false],
  ])('that %s', async (_, path, isThreaded) => {
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const page = await browser.newPage()
    await page.goto(`http://127.0.0.1:${port}/${path}/`)
    expect(await page.evaluate('globalThis.crossOriginIsolated')).toBe(isThreaded)
    const answer: unknown = await page.evaluate(`(async () => {
      const { square } = await import('/${path}/square.js')
      const isThreaded = ${String(isThreaded)}
      ${calling}
      square.close()
      return answer
    })()`)
    expect(JSON.parse(String(answer))).toEqual({ sums: [expected], helped: isThreaded })
    await page.close()
  })
})
