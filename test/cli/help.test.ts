/**
 * What `--help` prints, as it is.
 */
import { describe, expect, it } from 'vitest'
import { folderOf } from './run.ts'

describe('help', () => {
  it.each([[], ['build'], ['explain'], ['inspect']])('of leibniz %s', async (...command) => {
    const { exit, out, err } = folderOf({}).leibniz(...command, '--help')
    expect(exit).toBe(0)
    expect(err).toBe('')
    await expect(out).toMatchFileSnapshot(`../golden/cli/${['leibniz', ...command].join('-')}.txt`)
  })
})
