import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { Supergraph } from '@apollo/federation-internals'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import pLimit from 'p-limit'
import { newApiKey } from '../../../gateway/api-keys.ts'
import { startTestGateway } from '../../support/gateway.ts'
import type { TestGateway } from '../../support/gateway.ts'
import { startTestStack } from '../../support/stack.ts'
import type { TestStack } from '../../support/stack.ts'
import { createRandom } from '../../support/random.ts'
import { KINDS } from './hostile/requests.ts'
import type { Target } from './hostile/requests.ts'
import { send } from './hostile/send.ts'

/** The same requests each time; another seed gives others. */
const SEED = Number(process.env['HOSTILE_SEED'] ?? 20_261_123)
const REQUESTS = 10_000
const AT_ONCE = 32

/** What answers never hold: where things are, what they are made of, other tenants' content. */
const LEAKS =
  /node_modules|\/(subgraphs|gateway|prisma)\/|\.[tj]s:\d+|\bat \w+ \(|prisma|pglite|postgres|ioredis|select .+ from|shard_\d\d|127\.0\.0\.1:\d|ECONN(REFUSED|RESET)|INTERNAL_SERVER_ERROR|Internal server error|a secret of another tenant/i

let stack: TestStack
let gateway: TestGateway
let target: Target

beforeAll(async () => {
  stack = await startTestStack()
  gateway = await startTestGateway(stack, { RATE_LIMIT_PER_KEY: '0', RATE_LIMIT_PER_USER: '0' })
  const secret = await stack.data(
    `mutation { addMemories(input: {externalId: "ada", items: [{content: "a secret of another tenant"}]}) { memories { id user { id } } } }`,
  )
  const credential = await stack.newTenant()
  const mine = await stack.data(
    `mutation {
      addMemories(input: {externalId: "eve", items: [{content: "a cup of tea"}]}) { memories { id user { id } } }
      startConversation(input: {externalId: "eve"}) { id }
      createSnapshot(input: {externalId: "eve", files: [{path: "a", content: "b"}]}) { id }
    }`,
    {},
    credential,
  )
  const sdl = readFileSync(new URL('../../../gateway/supergraph.graphql', import.meta.url), 'utf8')
  const idsOf = ({ id, user }: { id: string; user: { id: string } }) => [id, user.id]
  target = {
    host: new URL(gateway.url).host,
    credential,
    schema: Supergraph.build(sdl).apiSchema().toGraphQLJSSchema(),
    ids: [
      mine.startConversation.id,
      mine.createSnapshot.id,
      ...idsOf(mine.addMemories.memories[0]),
      ...idsOf(secret.addMemories.memories[0]),
      newApiKey().slice(3, 35),
    ],
  }
}, 240_000)
afterAll(async () => {
  await gateway.close()
  await stack.close()
})

describe('the gateway', () => {
  it(`answers ${REQUESTS} hostile requests without an internal error or a leak, and lives`, async () => {
    const random = createRandom(SEED)
    const kinds = Object.entries(KINDS).flatMap(([name, { share, make }]) =>
      Array.from({ length: (share * REQUESTS) / 100 }, () => ({ name, ...make(random, target) })),
    )
    expect(kinds).toHaveLength(REQUESTS)
    const limit = pLimit(AT_ONCE)
    const seen = new Map<string, number>()
    const bad: string[] = []
    await Promise.all(
      kinds.map((request) =>
        limit(async () => {
          const answer = await send(target.host, request)
          const status = /^HTTP\/1\.1 ([2-5]\d\d)/m.exec(answer)?.[1] ?? 'closed'
          seen.set(status, (seen.get(status) ?? 0) + 1)
          if (status.startsWith('5') || LEAKS.test(answer))
            bad.push(
              `${request.name}\n${request.head}${request.body.toString().slice(0, 2_000)}\n→ ${answer.slice(0, 1_500)}`,
            )
        }),
      ),
    )
    expect(bad.slice(0, 5).join('\n\n')).toBe('')
    // They got through to where they were meant to be refused, and some to the end.
    for (const status of ['200', '400', '401', '404']) expect(seen.get(status)).toBeGreaterThan(20)

    const { data } = (await (
      await fetch(gateway.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${stack.apiKey}` },
        body: JSON.stringify({
          query: '{ user(externalId: "ada") { memories { edges { node { content } } } } }',
        }),
      })
    ).json()) as { data: unknown }
    expect(data).toEqual({
      user: { memories: { edges: [{ node: { content: 'a secret of another tenant' } }] } },
    })
    expect(Object.prototype).toEqual({})
    // On a busy machine a dependency may be late at first.
    while ((await fetch(new URL('/readyz', gateway.url))).status !== 200) await sleep(100)
  }, 600_000)
})
