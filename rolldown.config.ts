/**
 * The published bundles: the two library entries and the command line over shared chunks, and the script and the style
 * that `explain --format html` puts into its pages.
 * Invariant: what a browser loads imports nothing that is not inlined here; the command line alone imports Node and
 * the package's dependencies. One copy of every module, whichever entries are loaded together. A page's script is one file.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { defineConfig } from 'rolldown'

const page = 'compiler/explain/page'

/** The page's style: its sheets in the order of their names. */
const style = (): string =>
  readdirSync(`${page}/style`)
    .filter((file) => file.endsWith('.css'))
    .toSorted()
    .map((file) => readFileSync(`${page}/style/${file}`, 'utf8'))
    .join('\n')

export default defineConfig([
  {
    input: { index: 'src/index.ts', compiler: 'compiler/index.ts', cli: 'compiler/cli/main.ts' },
    platform: 'browser',
    external: [/^node:/, 'commander', 'jiti', 'ts-morph'],
    treeshake: { moduleSideEffects: false },
    output: {
      dir: 'dist',
      cleanDir: true,
      format: 'esm',
      entryFileNames: '[name].js',
      chunkFileNames: 'chunks/[name]-[hash].js',
      banner: (chunk) => (chunk.name === 'cli' ? '#!/usr/bin/env node' : ''),
    },
  },
  {
    input: { page: `${page}/main.tsx` },
    platform: 'browser',
    tsconfig: `${page}/tsconfig.json`,
    treeshake: { moduleSideEffects: false },
    output: { dir: 'dist', format: 'iife', entryFileNames: '[name].js', minify: true },
    plugins: [
      {
        name: 'style',
        generateBundle() {
          this.emitFile({ type: 'asset', fileName: 'page.css', source: style() })
        },
      },
    ],
  },
])
