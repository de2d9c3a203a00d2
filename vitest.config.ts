/**
 * The tests run on the sources: a test's `leibniz` is `src/index.ts`. The published build has tests of its own
 * (`test/package`, `test/cli`), which run after it was made.
 */
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import type { Reporter, TestModule } from 'vitest/node'
import { planting } from './test/faults/plugin.ts'

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** The last line of a run: how many tests passed and failed, a file that could not be loaded counting as one. */
const closing: Reporter = {
  onTestRunEnd(modules: readonly TestModule[], unhandled) {
    const results = modules.flatMap((module) => [
      ...[...module.children.allTests()].map((test) => test.result().state),
      ...(module.errors().length > 0 ? ['failed'] : []),
      ...[...module.children.allSuites()].flatMap((suite) => (suite.errors().length > 0 ? ['failed'] : [])),
    ])
    const count = (state: string): number => results.filter((result) => result === state).length
    const line = `${count('passed')} passed, ${count('failed') + unhandled.length} failed`
    process.once('exit', () => process.stdout.write(`${line}\n`))
  },
}

export default defineConfig({
  plugins: [...planting()],
  resolve: {
    alias: [
      { find: /^leibniz$/, replacement: source('src/index.ts') },
      { find: /^leibniz\/compiler$/, replacement: source('compiler/index.ts') },
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default', closing],
    maxWorkers: availableParallelism(),
    // Reading the sources once a worker and not once a file takes minutes less; no file leaves anything changed behind.
    isolate: false,
    // Not even where a test fails.
    unstubGlobals: true,
    restoreMocks: true,
    testTimeout: 180_000,
    hookTimeout: 120_000,
  },
})
