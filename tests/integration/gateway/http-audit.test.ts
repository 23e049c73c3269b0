import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { serverAudits } from 'graphql-http'
import { startTestStack } from '../../support/stack.ts'
import type { TestStack } from '../../support/stack.ts'

let stack: TestStack

beforeAll(async () => {
  stack = await startTestStack()
}, 240_000)

afterAll(() => stack.close())

it('gateway.follows GraphQL over HTTP: no MUST and no SHOULD fails', async () => {
  const authorization = `Bearer ${stack.apiKey}`
  const audits = serverAudits({
    url: stack.url,
    fetchFn: (url: string, init?: RequestInit) =>
      fetch(url, { ...init, headers: { ...(init?.headers as Record<string, string>), authorization } }),
  })
  const results = await Promise.all(audits.map((audit) => audit.fn()))
  const failed = results.flatMap((result) =>
    // A notice is of something that may be.
    result.status === 'ok' || result.status === 'notice'
      ? []
      : [`${result.status}: ${result.name}: ${result.reason}`],
  )
  expect(failed).toEqual([])
  expect(results.length).toBeGreaterThan(50)
})
