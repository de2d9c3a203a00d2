/**
 * How the page looks: at both sizes and in both themes nothing is cut off, no labels overlap, every label can be read, and an
 * accessibility check finds nothing.
 * Invariant: what is measured is what a reader sees, in a real browser.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PageContent } from '../../compiler/explain/html.ts'
import { executable, folder, launched, opened, removeFolder, sizes, textOf } from './browser.ts'
import { deep, fanOut, network } from './programs.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8')

interface Finding {
  readonly id: string
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[]
}

/** What an accessibility check finds, as lines. */
const findings = async (page: Page): Promise<readonly string[]> => {
  await page.evaluate(axe)
  const found: readonly Finding[] = await page.evaluate(
    `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)`,
  )
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary = '' }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`),
  )
}

/** Texts in the drawing that reach out of their boxes, and boxes that overlap. */
const misplaced = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const wrong: string[] = []
    const boxes = [...document.querySelectorAll('.canvas .box')].map((box) => ({
      name: box.textContent,
      frame: box.querySelector('.shape')?.getBoundingClientRect() ?? new DOMRect(),
      texts: [...box.querySelectorAll('text')].map((text) => ({
        text: text.textContent,
        frame: text.getBoundingClientRect(),
      })),
    }))
    boxes.forEach(({ name, frame, texts }, k) => {
      for (const one of texts)
        if (one.frame.width > 0 && (one.frame.left < frame.left - 1 || one.frame.right > frame.right + 1))
          wrong.push(`${name}: “${one.text}” is wider than its box`)
      texts.forEach((a, i) => {
        for (const b of texts.slice(i + 1))
          if (
            a.frame.width > 0 &&
            b.frame.width > 0 &&
            a.frame.left < b.frame.right - 1 &&
            b.frame.left < a.frame.right - 1 &&
            a.frame.top + a.frame.height * 0.3 < b.frame.bottom - b.frame.height * 0.3 &&
            b.frame.top + b.frame.height * 0.3 < a.frame.bottom - a.frame.height * 0.3
          )
            wrong.push(`${name}: “${a.text}” and “${b.text}” overlap`)
      })
      for (const other of boxes.slice(k + 1))
        if (
          frame.left < other.frame.right - 1 &&
          other.frame.left < frame.right - 1 &&
          frame.top < other.frame.bottom - 1 &&
          other.frame.top < frame.bottom - 1
        )
          wrong.push(`${name} and ${other.name} overlap`)
    })
    return wrong
  })

/** What is wider than the window, or cut by what holds it without a way to scroll there. */
const cut = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const wrong: string[] = []
    if (document.documentElement.scrollWidth > innerWidth)
      wrong.push(`the page is ${document.documentElement.scrollWidth} wide`)
    const isScrolled = (element: Element): boolean => {
      for (let around: Element | null = element; around !== null; around = around.parentElement)
        if (/auto|scroll/.test(getComputedStyle(around).overflowX)) return true
      return false
    }
    for (const element of document.querySelectorAll(
      'button, h1, h2, h3, p, label, summary, legend, li, td, th',
    )) {
      const { left, right, width } = element.getBoundingClientRect()
      if (width === 0 || element.closest('.unseen, svg') !== null || isScrolled(element)) continue
      if (left < -1 || right > innerWidth + 1)
        wrong.push(`${element.tagName} “${element.textContent}” is cut off`)
      if (element.scrollWidth > element.clientWidth + 2 && getComputedStyle(element).overflow === 'hidden')
        wrong.push(`${element.tagName} “${element.textContent}” is cut inside`)
    }
    return wrong
  })

const panels = ['Node', 'Paths', 'Code', 'Passes', 'Inputs', 'Health'] as const

const programs: readonly PageContent[] = [
  network('two_layer_relu').content,
  fanOut,
  network('conv_net').content,
]

describe.runIf(executable !== undefined)('the page', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launched()
  })
  afterAll(async () => {
    await browser?.close()
    removeFolder()
  })

  /** The first program at both sizes in both themes, the others at each once. */
  const views = programs.flatMap((content, k) =>
    sizes.flatMap((size, s) =>
      (['light', 'dark'] as const)
        .filter((_, theme) => k === 0 || theme === (s + k) % 2)
        .map((colorScheme) => ({ content, size, colorScheme })),
    ),
  )

  it.each(views)(
    'of $content.title at $size.width×$size.height, $colorScheme: nothing overlaps, is cut off, or keeps a reader out',
    async ({ content, size, colorScheme }) => {
      const { page, told } = await opened(browser, await textOf(content), { viewport: size, colorScheme })
      const shot = (name: string): Promise<unknown> =>
        page.screenshot({
          path: join(folder, `${content.graph.nodes.length}-${size.width}-${colorScheme}-${name}.png`),
        })
      await page.locator('.box .value').first().waitFor()
      for (const detail of ['Lines', 'Nodes']) {
        await page.getByRole('button', { name: detail, exact: true }).click()
        expect(await misplaced(page), detail).toEqual([])
      }
      await page
        .getByRole('button', { name: /parameter/ })
        .first()
        .press('Enter')
      for (const name of panels) {
        await page.getByRole('tab', { name }).click()
        await page.locator('#panel > *').first().waitFor()
        expect(await cut(page), name).toEqual([])
        expect(await findings(page), name).toEqual([])
        await shot(name)
      }
      await page.getByRole('button', { name: 'Network', exact: true }).click()
      expect(await cut(page), 'network').toEqual([])
      expect(await findings(page), 'network').toEqual([])
      await shot('network')
      expect(told).toEqual([])
      await page.context().close()
    },
  )

  it('lets every label of 200 nodes be read at some zoom, and found', async () => {
    const content = deep(25)
    const { page } = await opened(browser, await textOf(content))
    await page.getByRole('button', { name: 'Nodes', exact: true }).click()
    await page.locator('.box .value').first().waitFor()
    expect(await misplaced(page)).toEqual([])
    const keys = await page.evaluate(() =>
      [...document.querySelectorAll('.box')].map((box) => box.getAttribute('data-key') ?? ''),
    )
    expect(keys.length).toBeGreaterThan(180)
    for (const key of keys.filter((_, k) => k % 16 === 0)) {
      await page.keyboard.press('/')
      await page.keyboard.type(`%${key.slice(1)}`)
      await page.keyboard.press('Enter')
      await page.locator(`.box.selected[data-key="${key}"]`).waitFor()
    }
    const [scale, cutTexts] = await page.evaluate((): readonly [number, readonly string[]] => {
      const texts = [...document.querySelectorAll('.box text.name, .box text.formula')]
      return [
        Number(document.querySelector<SVGElement>('.canvas')?.dataset['scale']),
        texts.map((text) => text.textContent ?? '').filter((text) => text.endsWith('…')),
      ]
    })
    expect(scale).toBeGreaterThanOrEqual(0.8)
    expect(cutTexts).toEqual([])
    await page.context().close()
  })
})
