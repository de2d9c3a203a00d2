/**
 * The page where things are large, forbidden or damaged.
 * Invariant: the times that are printed are those of this machine, now; what is demanded of them leaves room for one that is
 * busy with other things.
 */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { policyOf } from '../../compiler/explain/html.ts'
import type { PageContent } from '../../compiler/explain/html.ts'
import { givenElement, graphElement } from '../../compiler/explain/page/content.ts'
import { assets, executable, launched, opened, removeFolder, textOf } from './browser.ts'
import { deep, fanOut, network } from './programs.ts'

/** The text of a page with the data of one of its scripts replaced. */
const withData = (text: string, id: string, data: string): string => {
  const start = text.indexOf('>', text.indexOf(`id="${id}"`)) + 1
  return text.slice(0, start) + data + text.slice(text.indexOf('</script>', start))
}

/** Milliseconds from the start of the navigation until something with content was painted. */
const painted = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) => {
          const [entry] = list.getEntriesByName('first-contentful-paint')
          if (entry !== undefined) resolve(entry.startTime)
        }).observe({ type: 'paint', buffered: true })
      }),
  )

describe.runIf(executable !== undefined)('the page', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launched()
  })
  afterAll(async () => {
    await browser?.close()
    removeFolder()
  })

  /** The shortest of a few openings: what the page takes, rather than what else the machine does. */
  const shortest = async (content: PageContent): Promise<number> => {
    const text = await textOf(content)
    const times: number[] = []
    for (let k = 0; k < 4; k++) {
      const { page } = await opened(browser, text)
      times.push(await painted(page))
      expect(await page.locator('.box').count()).toBeGreaterThan(5)
      await page.context().close()
    }
    const least = Math.min(...times)
    process.stdout.write(`first paint of ${content.graph.nodes.length} nodes: ${least.toFixed(0)} ms\n`)
    return least
  }

  it('paints a graph of 200 nodes in less than a second', async () => {
    const content = deep(22)
    expect(content.graph.nodes.length).toBeGreaterThanOrEqual(200)
    expect(await shortest(content)).toBeLessThan(2_000)
  })

  it('opens a program of 10,000 nodes collapsed, in less than two seconds, and opens its blocks', async () => {
    const content = deep(1120)
    expect(content.graph.nodes.length).toBeGreaterThanOrEqual(10_000)
    expect(await shortest(content)).toBeLessThan(4_000)
    const { page, told } = await opened(browser, await textOf(content))
    await page.locator('.box.block').first().waitFor()
    const closed = await page.locator('.box').count()
    expect(closed).toBeLessThan(300)
    await page.locator('.box.block').first().press('Enter')
    await expect.poll(() => page.locator('.opened li').count()).toBe(1)
    expect(await page.locator('.box').count()).toBeGreaterThan(closed)
    await page.locator('.opened button').click()
    await expect.poll(() => page.locator('.box').count()).toBe(closed)
    await page.keyboard.press('/')
    await page.keyboard.type('h500')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 2, name: 'h500', exact: true }).waitFor()
    await page.locator('.box.selected').waitFor()
    await page.getByRole('tab', { name: 'Paths' }).click()
    await page.locator('.sum').waitFor()
    await page.getByRole('tab', { name: 'Passes' }).click()
    await page.locator('.passes .line').first().waitFor()
    expect(told).toEqual([])
    await page.context().close()
  })

  it('works where the server allows its script and its style and nothing else', async () => {
    const context = await browser.newContext()
    const page = await context.newPage()
    const told: string[] = []
    const text = await textOf(fanOut)
    const policy = policyOf(await assets()).replace('img-src data:; ', '')
    page.on('console', (message) => told.push(message.text()))
    page.on('pageerror', (error) => told.push(error.message))
    page.on('request', (request) => told.push(`request: ${request.url()}`))
    const address = 'http://127.0.0.1:9/page.html'
    await page.route('**', (route) =>
      route.request().url() === address
        ? route.fulfill({
            contentType: 'text/html',
            headers: {
              'content-security-policy': `${policy}; sandbox allow-scripts; require-trusted-types-for 'script'`,
            },
            body: text.replace('<link rel="icon" href="data:,">', ''),
          })
        : route.abort(),
    )
    await page.goto(address)
    await page.getByRole('button', { name: /^x .*parameter/ }).click()
    await expect.poll(() => page.locator('.node-panel output').allTextContents()).toEqual(['0.7', '4.114175'])
    for (const name of ['Paths', 'Code', 'Passes', 'Inputs']) {
      await page.getByRole('tab', { name }).click()
      await page.locator('#panel > *').first().waitFor()
    }
    expect(told.filter((line) => !line.includes(address) && !line.includes('favicon'))).toEqual([])
    await context.close()
  })

  it('says where a graph is damaged, and shows another', async () => {
    const whole = await textOf(fanOut)
    const graph = /leibniz-graph">(.*?)<\/script>/.exec(whole)?.[1] ?? ''
    for (const damage of [
      '',
      graph.slice(0, 200),
      '{"format": "leibniz.graph"}',
      graph.replace('"sin"', '"sine"'),
    ]) {
      const { page, told } = await opened(browser, withData(whole, graphElement, damage))
      expect(await page.getByRole('alert').textContent()).toMatch(/(?:damaged|holds no graph)/)
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(fanOut.title)
      await page.getByLabel('A graph in JSON').fill(graph.replaceAll('\\u003c', '<'))
      await page.getByRole('button', { name: 'Show it' }).click()
      await page.getByRole('button', { name: /^x .*parameter/ }).waitFor()
      expect(told).toEqual([])
      await page.context().close()
    }
  })

  it('says where inputs are damaged or missing, shows the graph, and takes others', async () => {
    const whole = await textOf(fanOut)
    for (const damage of [
      '',
      '{"arrays": [["x", "f32", "!"]], "sizes": []}',
      '{"arrays": [], "sizes": []}',
    ]) {
      const { page, told } = await opened(browser, withData(whole, givenElement, damage))
      await page.getByRole('button', { name: /^x .*parameter/ }).click()
      await page.getByText('There is no value').first().waitFor()
      await page.getByRole('tab', { name: 'Inputs' }).click()
      await expect.poll(() => page.locator('.inputs .wrong').allTextContents()).not.toEqual([''])
      await page.locator('#input-x').fill('0.7')
      await page.getByRole('tab', { name: 'Node' }).click()
      await expect
        .poll(() => page.locator('.node-panel output').allTextContents())
        .toEqual(['0.7', '4.114175'])
      expect(told).toEqual([])
      await page.context().close()
    }
  })

  it('draws the network, with what its weights are', async () => {
    const { content, said } = network('two_layer_relu')
    const { page, told } = await opened(browser, await textOf(content))
    await page.getByRole('button', { name: 'Network', exact: true }).click()
    await expect.poll(() => page.locator('.unit').count()).toBe(4 + 6 + 3)
    await expect.poll(() => page.locator('.synapse').count()).toBe(4 * 6 + 6 * 3)
    const weights = said.inputs
      .filter(({ name }) => name.startsWith('W'))
      .flatMap(({ data }) => data.map(Number))
    expect(await page.locator('.synapse.below').count()).toBe(weights.filter((weight) => weight < 0).length)
    await page.locator('.unit').nth(4).click()
    const strongest = Math.max(...[0, 6, 12, 18].map((k) => Math.abs(Number(said.inputs[0]?.data[k]))))
    expect(await page.locator('.chosen').textContent()).toContain(strongest.toPrecision(3))
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Enter')
    expect(await page.locator('.chosen').textContent()).toMatch(/^layer 2, unit 0/)
    expect(told).toEqual([])
    await page.context().close()
  })
})
