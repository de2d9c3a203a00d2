/**
 * The reference workloads by name, W1 to W7; W8 is W1 in a process that has loaded nothing (`../cold/race.ts`).
 * Before it: one file a family. After it: `../engines.ts`, `../main.ts`, `../peers/main.ts`.
 * Invariant: a name means the same sizes and the same numbers, whoever computes it.
 */
import { convolutions } from './convolutions.ts'
import { chain, rows, tiny } from './elementwise.ts'
import { mlp, training } from './layers.ts'
import { columns, product } from './products.ts'
import type { Named } from './Workload.ts'

const digits = { pixels: 784, hidden: 128, classes: 10 }
const photos = { pixels: 3072, hidden: 100, classes: 10 }

export const workloads: readonly Named[] = [
  { name: 'W1 b1', make: () => mlp({ ...digits, batch: 1 }) },
  { name: 'W1 b64', make: () => mlp({ ...digits, batch: 64 }) },
  { name: 'W1 b1024', make: () => mlp({ ...digits, batch: 1024 }) },
  { name: 'W2 b1', make: () => columns({ ...photos, batch: 1 }) },
  { name: 'W2 b256', make: () => columns({ ...photos, batch: 256 }) },
  { name: 'W3 mlp', make: () => training({ ...digits, batch: 64 }) },
  { name: 'W3 cs', make: () => training({ ...photos, batch: 256 }) },
  { name: 'W4 256', make: () => product(256) },
  { name: 'W4 512', make: () => product(512) },
  { name: 'W4 1024', make: () => product(1024) },
  { name: 'W5 chain', make: () => chain(1_000_000) },
  { name: 'W5 softmax', make: () => rows(1024, 1000) },
  { name: 'W6 b1', make: () => convolutions({ batch: 1, side: 28 }) },
  { name: 'W6 b32', make: () => convolutions({ batch: 32, side: 28 }) },
  { name: 'W7', make: tiny },
]
