/**
 * A real Chromium, where there is one, and pages opened in it.
 * Before it: the build. After it: the tests of the page.
 * Invariant: a page is opened from disk, as a reader opens it; a request for anything else, an error and a warning are kept
 * and told.
 */
import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { loadPageAssets } from '../../compiler/cli/pageAssets.ts'
import { pageOf } from '../../compiler/explain/html.ts'
import type { PageAssets, PageContent } from '../../compiler/explain/html.ts'
import { root } from '../house/files.ts'

const names = ['chromium', 'chromium-browser', 'google-chrome']

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Where Chromium is: `CHROMIUM_PATH`, or the first of its names on the path. */
export const executable: string | undefined = [
  ...(process.env['CHROMIUM_PATH'] === undefined ? [] : [process.env['CHROMIUM_PATH']]),
  ...(process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name))),
].find(isExecutable)

if (executable === undefined)
  process.stdout.write(
    'test/page: no Chromium on the PATH, so the tests in a browser are passed over. ' +
      'Install one (apt-get install chromium), or name one in CHROMIUM_PATH.\n',
  )

const quiet = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export const folder = mkdtempSync(join(tmpdir(), 'leibniz-page-'))

export const removeFolder = (): void => rmSync(folder, { recursive: true, force: true })

export const launched = (): Promise<Browser> =>
  chromium.launch({ ...(executable === undefined ? {} : { executablePath: executable }), args: quiet })

/** The page's script and style as `npm run build` made them. */
export const assets = (): Promise<PageAssets> => {
  if (!existsSync(`${root}dist/page.js`)) throw new Error('there is no dist/page.js: npm run build makes it')
  return loadPageAssets(pathToFileURL(`${root}dist/`))
}

export const sizes = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
] as const

export interface Opened {
  readonly page: Page
  /** Errors, warnings, and requests for anything but the file itself. */
  readonly told: readonly string[]
  readonly address: string
}

let count = 0

/** Writes a page's text into a file of its own. */
export const written = (text: string): string => {
  count += 1
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `${count}.html`)
  writeFileSync(path, text)
  return pathToFileURL(path).href
}

/** A page opened from disk. */
export const opened = async (
  browser: Browser,
  text: string,
  options: BrowserContextOptions = {},
): Promise<Opened> => {
  const context = await browser.newContext({ viewport: sizes[0], ...options })
  const page = await context.newPage()
  const told: string[] = []
  const address = written(text)
  page.on('pageerror', (error) => told.push(`error: ${error.message}`))
  page.on('console', (message) => told.push(`${message.type()}: ${message.text()}`))
  page.on('request', (request) => {
    if (request.url() !== address && !request.url().startsWith('data:'))
      told.push(`request: ${request.url()}`)
  })
  await page.goto(address)
  return { page, told, address }
}

/** The text of a program's page. */
export const textOf = async (content: PageContent): Promise<string> => pageOf(content, await assets())
