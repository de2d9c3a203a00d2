/**
 * The published bundles: the two library entries and the command line, over shared chunks.
 * Invariant: what a browser loads imports nothing that is not inlined here; the command line alone imports Node and
 * the package's dependencies. One copy of every module, whichever entries are loaded together.
 */
import { defineConfig } from 'rolldown'

export default defineConfig({
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
})
