/**
 * Plants a fault while the tests load the sources; the files themselves stay as they are.
 * Before it: `faults.ts`. After it: the configuration of the tests.
 * Invariant: without a fault named in the environment nothing is planted.
 */
import type { Plugin } from 'vitest/config'
import { planted, variable } from './Fault.ts'
import { faults } from './faults.ts'

/** The plugin that plants the fault of this name, or none. */
export const planting = (name = process.env[variable]): readonly Plugin[] => {
  if (name === undefined) return []
  const fault = faults.find((one) => one.name === name)
  if (fault === undefined) throw new Error(`there is no fault “${name}”`)
  return [
    {
      name: 'plant a fault',
      enforce: 'pre',
      transform: (text, id) => (id.endsWith(`/${fault.file}`) ? planted(fault, text) : undefined),
    },
  ]
}
