/** The reference of operations is what the records and comments say today. */
import { writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { read, root } from './files.ts'
import { reference } from './reference.ts'

it('src/ops/README.md says what the records say', async () => {
  const text = await reference()
  expect(text.match(/^### /gm)?.length).toBeGreaterThan(100)
  if (process.env['WRITE'] === '1') writeFileSync(`${root}src/ops/README.md`, text)
  else expect(read('src/ops/README.md')).toBe(text)
})
