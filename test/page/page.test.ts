/**
 * The page in a real browser: opened from disk, read, walked through, played, edited, damaged.
 * Invariant: what is shown is what PyTorch says; nothing leaves the page, and nothing goes wrong in silence.
 */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { shown } from '../../compiler/explain/page/numbers.ts'
import { executable, launched, opened, removeFolder, textOf } from './browser.ts'
import { fanOut, network } from './programs.ts'

const relu = network('two_layer_relu')

/** The numbers of a table of values, as they are read. */
const cells = (page: Page, label: string): Promise<readonly string[]> =>
  page.locator(`[aria-label="${label}"] td`).allTextContents()

const selectByName = async (page: Page, name: string): Promise<void> => {
  await page.keyboard.press('/')
  await page.keyboard.type(name)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 2, name, exact: true }).waitFor()
}

describe.runIf(executable !== undefined)('the page', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launched()
  })
  afterAll(async () => {
    await browser?.close()
    removeFolder()
  })

  it('opens from disk with no error and no request', async () => {
    const { page, told } = await opened(browser, await textOf(relu.content))
    await page.getByRole('button', { name: /^W1 .*parameter/ }).waitFor()
    expect(await page.title()).toBe('two_layer_relu')
    expect(told).toEqual([])
    await page.context().close()
  })

  it('shows the value and the gradient of a node that is clicked, those of PyTorch', async () => {
    const { page, told } = await opened(browser, await textOf(relu.content))
    for (const [name, want] of Object.entries(relu.said.grads)) {
      await page.getByRole('button', { name: new RegExp(`^${name} .*parameter`) }).click()
      await page.getByRole('heading', { level: 2, name, exact: true }).waitFor()
      const got = await cells(page, `gradient of ${name}`)
      expect(got.length).toBe(want.data.length)
      got.forEach((text, k) => {
        const number = Number(text.replace('−', '-').replace(/·10(.*)/, ''))
        if (!text.includes('·10')) expect(Math.abs(number - Number(want.data[k]))).toBeLessThan(2e-4)
      })
      const input = relu.said.inputs.find((one) => one.name === name)
      expect(await cells(page, `value of ${name}`)).toEqual(input?.data.map((x) => shown(Number(x))))
    }
    await selectByName(page, 'loss')
    const loss = await page.locator('.node-panel output').first().textContent()
    expect(Number(loss)).toBeCloseTo(Number(relu.said.loss), 5)
    expect(told).toEqual([])
    await page.context().close()
  })

  it('is walked by keys: along edges, to a node, into its panel', async () => {
    const { page } = await opened(browser, await textOf(fanOut))
    await page.getByRole('button', { name: /^x .*parameter/ }).focus()
    const label = (): Promise<string> => page.evaluate(() => document.activeElement?.textContent ?? '')
    await page.keyboard.press('ArrowDown')
    expect(await label()).toMatch(/x|exp|sin/)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('ArrowUp')
    expect(await label()).toMatch(/^x .*parameter/)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 2, name: 'x', exact: true }).waitFor()
    expect(await page.locator('.node-panel output').allTextContents()).toEqual(['0.7', '4.114175'])
    const scale = (): Promise<string | undefined> =>
      page.evaluate(() => document.querySelector<SVGElement>('.canvas')?.dataset['scale'])
    const before = Number(await scale())
    await page.keyboard.press('+')
    expect(Number(await scale())).toBeGreaterThan(before)
    await page.keyboard.press('Escape')
    expect(await page.getByRole('heading', { level: 2 }).count()).toBe(0)
    await page.context().close()
  })

  it('plays to the end, and steps', async () => {
    const { page, told } = await opened(browser, await textOf(fanOut))
    const place = page.locator('.bar .place')
    const frames = 6 + fanOut.graph.derivation.length
    await page.getByRole('button', { name: 'Step forward' }).click()
    await expect.poll(() => place.textContent()).toBe(`1 / ${frames}`)
    await page.getByRole('button', { name: 'Play', exact: true }).click()
    await expect.poll(() => place.textContent(), { timeout: 60_000 }).toBe(`${frames} / ${frames}`)
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor()
    expect(await page.locator('.caption').textContent()).toMatch(/^x gets its gradient/)
    expect(await page.locator('.caption').textContent()).toContain('added')
    await page.getByRole('button', { name: 'Step back' }).click()
    await expect.poll(() => place.textContent()).toBe(`${frames - 1} / ${frames}`)
    expect(await page.locator('.box.waiting').count()).toBeGreaterThan(0)
    await page.getByRole('button', { name: 'Show all' }).click()
    expect(await page.locator('.box.waiting').count()).toBe(0)
    expect(told).toEqual([])
    await page.context().close()
  })

  it('takes a gradient apart into paths, which add up to it', async () => {
    const { page, told } = await opened(browser, await textOf(fanOut))
    await page.getByRole('tab', { name: 'Paths' }).click()
    const paths = page.locator('.paths li .number')
    await expect.poll(() => paths.count()).toBe(3)
    const x = 0.7
    const [sine, rest] = [Math.sin(x), x * x + Math.exp(x)]
    const want = [Math.exp(x) * sine, 2 * x * sine, Math.cos(x) * rest]
    const got = (await paths.allTextContents()).map((text) => Number(text.replace('= ', '')))
    want.sort((a, b) => a - b)
    got.sort((a, b) => a - b).forEach((value, k) => expect(value).toBeCloseTo(want[k] ?? 0, 3))
    expect(await page.locator('.sum').textContent()).toContain('equal to 9 digits')
    expect(await page.locator('.edge.path').count()).toBe(7)
    await page.locator('.paths li button').first().click()
    expect(await page.locator('.edge.path').count()).toBeLessThan(4)
    expect(told).toEqual([])
    await page.context().close()
  })

  it('shows the program after each pass, with what changed', async () => {
    const { page, told } = await opened(browser, await textOf(relu.content))
    await page.getByRole('tab', { name: 'Passes' }).click()
    const slider = page.getByRole('slider', { name: 'Pass' })
    const last = Number(await slider.getAttribute('max'))
    expect(last).toBeGreaterThan(7)
    const seen: string[] = []
    for (let k = 0; k <= last; k++) {
      await slider.fill(String(k))
      const name = (await page.locator('h2.pass').textContent()) ?? ''
      expect(seen).not.toContain(name)
      seen.push(name)
      expect(await page.locator('.passes .line').count(), name).toBeGreaterThan(0)
    }
    await slider.fill('1')
    expect(await page.locator('.passes .line.added').count()).toBeGreaterThan(0)
    expect(await page.locator('.passes .line.removed').count()).toBeGreaterThan(0)
    expect(told).toEqual([])
    await page.context().close()
  })

  it('follows an edited input everywhere, and keeps the last good state where the edit is wrong', async () => {
    const { page, told } = await opened(browser, await textOf(fanOut))
    await selectByName(page, 'x')
    await page.getByRole('tab', { name: 'Inputs' }).click()
    const field = page.locator('#input-x')
    await field.fill('1.5')
    const [sine, rest] = [Math.sin(1.5), 1.5 ** 2 + Math.exp(1.5)]
    const value = page.locator('.box.result.forward .value')
    await expect.poll(() => value.textContent()).toBe(shown(sine * rest))
    await field.fill('one')
    await expect
      .poll(() => page.locator('.inputs .wrong').allTextContents())
      .toContain('“one” (element 0) is not a number')
    expect(await value.textContent()).toBe(shown(sine * rest))
    await field.fill('1 2')
    await expect
      .poll(async () => (await page.locator('.inputs .wrong').allTextContents()).join(''))
      .toContain('length 2')
    await field.fill('2')
    await expect.poll(() => value.textContent()).toBe(shown(Math.sin(2) * (4 + Math.exp(2))))
    expect((await page.locator('.inputs .wrong').allTextContents()).join('')).toBe('')
    await page.getByRole('tab', { name: 'Node' }).click()
    const gradient = Math.cos(2) * (4 + Math.exp(2)) + Math.sin(2) * (4 + Math.exp(2))
    expect(await page.locator('.node-panel output').allTextContents()).toEqual(['2', shown(gradient, 7)])
    await page.getByRole('tab', { name: 'Paths' }).click()
    expect(await page.locator('.sum output').textContent()).toBe(shown(gradient, 7))
    expect(told).toEqual([])
    await page.context().close()
  })

  it('leads from a node to its loop, and from a line to its formula', async () => {
    const { page, told } = await opened(browser, await textOf(relu.content))
    await selectByName(page, 'z1')
    await page.getByRole('tab', { name: 'Code' }).click()
    const own = page.locator('.code .line.own')
    await own.first().waitFor()
    expect((await own.allTextContents()).join('\n')).toMatch(/for \(let i0/)
    for (const kind of ['JavaScript', 'Loops']) {
      await page.getByRole('button', { name: kind, exact: true }).click()
      const lines = page.locator('.code .line button')
      const count = await lines.count()
      expect(count).toBeGreaterThan(20)
      for (let k = 0; k < count; k += 9) {
        await lines.nth(k).click()
        await page.locator('.box.selected').first().waitFor()
        expect(await page.locator('.code .line.own, .code .line.part').count()).toBeGreaterThan(0)
      }
    }
    const line = page.locator('.code .line button', { hasText: /= max 0,/ }).first()
    await line.click()
    expect(await page.locator('.selected-line').textContent()).toContain('relu')
    await page.getByRole('tab', { name: 'Node' }).click()
    await page.getByRole('heading', { level: 2, name: 'h', exact: true }).waitFor()
    expect(told).toEqual([])
    await page.context().close()
  })

  it('judges the health of the network', async () => {
    const { page, told } = await opened(browser, await textOf(relu.content))
    await page.getByRole('tab', { name: 'Health' }).click()
    await page.locator('.health tbody tr').first().waitFor()
    expect(await page.locator('.health').textContent()).toMatch(/of 6 dead/)
    const dead = relu.said.values['hidden']
    const columns = Array.from({ length: 6 }, (_, unit) => dead?.data.filter((_x, k) => k % 6 === unit) ?? [])
    const count = columns.filter((column) => column.every((value) => Number(value) === 0)).length
    expect(await page.locator('.health tbody td').nth(1).textContent()).toBe(`${count} of 6 dead`)
    await page.getByRole('tab', { name: 'Inputs' }).click()
    await page.locator('#input-params\\.b1').fill('-99 -99 -99 -99 -99 -99')
    await page.getByRole('tab', { name: 'Health' }).click()
    await expect.poll(() => page.locator('.health tbody td').nth(1).textContent()).toBe('6 of 6 dead')
    expect(await page.locator('.health .wrong').first().textContent()).toBe('dead')
    expect(told).toEqual([])
    await page.context().close()
  })
})
