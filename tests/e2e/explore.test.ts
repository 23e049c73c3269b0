import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { describeInBrowser } from '../support/browser.ts'
import { startTestStack } from '../support/stack.ts'
import type { TestStack } from '../support/stack.ts'

let stack: TestStack
beforeAll(async () => {
  stack = await startTestStack()
})
afterAll(() => stack.close())

describeInBrowser('the graph’s URL in a browser', (open) => {
  it('opens a page where the first operation runs with the key filled in', async () => {
    const page = await open()
    await page.route(/apollographql\.com/, (route) => route.abort())
    await page.goto(new URL('/', stack.url).href)
    expect(page.url()).toBe(stack.url)
    await page.locator('#explorer').waitFor()
    await page.locator('#run').click()
    await page.locator('#response', { hasText: 'Ada takes her tea without sugar.' }).waitFor()
    expect(await page.locator('#status').textContent()).toMatch(/200/)
    await page.getByRole('tab', { name: 'Schema' }).click()
    await page.getByLabel('Search the schema').fill('searchMemories')
    await page.getByText('searchMemories').first().waitFor()
  })

  it('has the key for a browser on this machine only', async () => {
    const keyIn = async (headers: Record<string, string>) => {
      const response = await fetch(stack.url, { headers: { accept: 'text/html', ...headers } })
      expect(response.headers.get('content-type')).toMatch(/html/)
      expect(response.headers.get('cache-control')).toBe('no-store')
      return (await response.text()).includes(stack.apiKey)
    }
    expect(await keyIn({})).toBe(true)
    expect(await keyIn({ 'x-forwarded-for': '203.0.113.9' })).toBe(false)
    expect(await keyIn({ forwarded: 'for=203.0.113.9' })).toBe(false)
  })

  it('keeps the key from a page whose host name was pointed here', async () => {
    const { request } = await import('node:http')
    const body = await new Promise<string>((resolve, reject) => {
      request(stack.url, { headers: { accept: 'text/html', host: 'rebound.example' } }, (response) => {
        let text = ''
        response.on('data', (chunk) => (text += String(chunk))).on('end', () => resolve(text))
      })
        .on('error', reject)
        .end()
    })
    expect(body).toContain('<html')
    expect(body).not.toContain(stack.apiKey)
  })
})
