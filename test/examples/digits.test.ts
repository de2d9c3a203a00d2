import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { random } from 'leibniz'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { batches, pixels, readDigits, shuffled } from '../../examples/digits/data.ts'
import type { Digits } from '../../examples/digits/data.ts'
import { accuracy, median } from '../../examples/digits/measure.ts'
import { progress } from '../../examples/digits/report.ts'
import { predictElsewhere } from '../../examples/digits/standalone.ts'
import { survey } from '../../examples/digits/survey.ts'
import { walk } from '../../examples/digits/walk.ts'

const { learnt, heldOut } = readDigits()

/** Each image with what it shows, as text. */
const pairs = ({ x, y, count }: Digits): readonly string[] =>
  Array.from(
    { length: count },
    (_, image) => `${x.subarray(image * pixels, (image + 1) * pixels).join()}: ${y[image]}`,
  )

/** What is printed meanwhile. */
const printed = (act: () => void): string => {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  try {
    act()
    return write.mock.calls.map(([text]) => String(text)).join('')
  } finally {
    write.mockRestore()
  }
}

describe('the digits', () => {
  it('are 1437 images to learn from and 36 of each digit held out', () => {
    expect(learnt.count).toBe(1437)
    expect(heldOut.y.toSorted()).toEqual(
      Int32Array.from({ length: 360 }, (_, image) => Math.floor(image / 36)),
    )
  })

  it('have 64 pixels from 0 to 1, and none is in both halves', () => {
    for (const { x, y, count } of [learnt, heldOut]) {
      expect([x.length, y.length]).toEqual([64 * count, count])
      expect(x.every((pixel) => pixel >= 0 && pixel <= 1)).toBe(true)
      expect(Math.max(...x)).toBe(1)
    }
    const all = new Set(pairs(learnt))
    expect(pairs(heldOut).filter((pair) => all.has(pair))).toEqual([])
  })

  it('keep their labels when shuffled', () => {
    const mixed = shuffled(random.key(1), learnt)
    expect(pairs(mixed)).not.toEqual(pairs(learnt))
    expect(pairs(mixed).toSorted()).toEqual(pairs(learnt).toSorted())
  })

  it('come in batches that lose none', () => {
    expect(batches(learnt, 16).map(({ count }) => count)).toEqual([
      ...Array.from({ length: 89 }, () => 16),
      13,
    ])
    expect(batches(learnt, 16).flatMap(pairs)).toEqual(pairs(learnt))
  })
})

describe('what is measured', () => {
  it('counts the likeliest digit', () => {
    const images = { count: 3, x: new Float32Array(3 * 64), y: Int32Array.of(1, 0, 1) }
    expect(accuracy(Float32Array.of(0.1, 0.9, 0.4, 0.6, 0.2, 0.8), images)).toBe(2 / 3)
  })

  it('takes the middle, or the mean of the two', () => {
    expect([median([3]), median([5, 1, 3]), median([4, 1, 3, 10])]).toEqual([3, 3, 3.5])
  })

  it('is one line on a terminal, and plain lines elsewhere', () => {
    const both = (onTerminal: boolean): string =>
      printed(() => {
        progress('one', false, onTerminal)
        progress('two', true, onTerminal)
      })
    expect(both(true)).toBe('\r\u001B[Kone\r\u001B[Ktwo\n')
    expect(both(false)).toBe('one\ntwo\n')
  })
})

describe('the walk', () => {
  const folder = mkdtempSync(join(tmpdir(), 'digits-'))
  const timeless = (text: string): string => text.replaceAll(/[\d.]+ (µs|ms)\b/g, 'time')
  let output = ''

  beforeAll(() => {
    output = printed(() => walk({ learnt, heldOut }, folder))
  })

  afterAll(() => {
    rmSync(folder, { recursive: true })
  })

  it('prints the same again, times apart', () => {
    const again = printed(() => walk({ learnt, heldOut }, folder))
    expect(timeless(again)).toBe(timeless(output))
  })

  it('ends with the accuracy, the check and the table', () => {
    expect(Number(/held-out images: ([\d.]+) %/.exec(output)?.[1])).toBeGreaterThanOrEqual(96)
    expect(output).toContain('alone in a new process, predicts the same, bit for bit')
    expect(output).toMatch(/parameters +2,410\n/)
  })

  it('writes a module that takes any number of images, one and none among them', () => {
    const file = join(folder, 'digits.js')
    const predicted = (from: number, to: number): string =>
      predictElsewhere(file, heldOut.x.slice(from * pixels, to * pixels)).toString('hex')
    const whole = predicted(0, 7)
    expect(whole).toHaveLength(7 * 10 * 4 * 2)
    expect(Array.from({ length: 7 }, (_, image) => predicted(image, image + 1)).join('')).toBe(whole)
    expect(predicted(0, 0)).toBe('')
  })

  it('writes a module that imports and evaluates nothing, and its declarations', () => {
    expect(readFileSync(join(folder, 'digits.js'), 'utf8')).not.toMatch(/\b(import|require|eval|Function)\b/)
    expect(readFileSync(join(folder, 'digits.d.ts'), 'utf8')).toContain('classify')
  })
})

describe('the survey', () => {
  it('finds at least 97 % in the median of ten seeds, and never less than 96 %', () => {
    let shares: readonly number[] = []
    printed(() => {
      shares = survey({ learnt, heldOut }, 10)
    })
    expect(shares).toHaveLength(10)
    expect(median(shares)).toBeGreaterThanOrEqual(0.97)
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(0.96)
  }, 120_000)
})
