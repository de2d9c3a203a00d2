/**
 * What was measured on.
 * Before it: nothing. After it: `main.ts`, `peers/`.
 * Invariant: no figure is printed without it.
 */
import { cpus } from 'node:os'
import process from 'node:process'

export const machine = {
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  node: process.version,
}

export const showMachine = (): string => `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}`
