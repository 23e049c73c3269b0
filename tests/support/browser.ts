import { existsSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe } from '@jest/globals'
import { chromium } from 'playwright-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'

const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Opens a page in a context of its own, with no cookies or cache of another's. It is closed when the test ends. */
export type OpenPage = (options?: BrowserContextOptions) => Promise<Page>

/**
 * A suite whose tests open pages in one headless Chromium: the one at CHROMIUM_PATH, or in a usual place. Where there is
 * none the suite is skipped, and its name says why; under CI=true that is a failure, as a wrong CHROMIUM_PATH always is.
 */
export function describeInBrowser(name: string, suite: (open: OpenPage) => void): void {
  const executablePath = process.env.CHROMIUM_PATH ?? USUAL_PLACES.find((path) => existsSync(path))
  let browser: Browser | undefined

  const body = () => {
    beforeAll(async () => {
      if (executablePath === undefined) throw new Error('no Chromium in the usual places: set CHROMIUM_PATH')
      browser = await chromium.launch({ executablePath, args: FLAGS })
    })
    afterEach(() => Promise.all(browser?.contexts().map((context) => context.close()) ?? []))
    afterAll(() => browser?.close())

    suite(async (options) => {
      if (browser === undefined) throw new Error('a page can be opened inside a test only')
      const context = await browser.newContext(options)
      return context.newPage()
    })
  }
  if (executablePath !== undefined || process.env.CI === 'true') describe(name, body)
  else describe.skip(`${name} (skipped: no Chromium in the usual places or at CHROMIUM_PATH)`, body)
}

/**
 * What goes wrong in a page from now on: uncaught errors and console errors, among which Chromium reports refusals of the
 * content security policy. A request that failed is told as `<message> <url>`.
 */
export function recordProblems(page: Page): readonly string[] {
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`${message.text()} ${message.location().url}`)
  })
  return problems
}
