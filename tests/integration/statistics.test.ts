import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { hotShards, lowestId } from '../../prisma/ids.ts'
import { enqueue } from '../../subgraphs/kit/jobs/job.ts'
import { countShard } from '../../subgraphs/memory/jobs.ts'
import { startTestStack } from '../support/stack.ts'
import type { TestStack } from '../support/stack.ts'

const STATISTICS = `{ app { statistics { users memories conversations messages snapshots countedAt } } }`

let stack: TestStack

beforeAll(async () => {
  stack = await startTestStack()
}, 240_000)
afterAll(() => stack.close())

/** Has every shard counted, and waits until the app's statistics are as expected. */
async function count(users: number) {
  for (const shard of hotShards)
    await stack.shards.transact(lowestId(shard), (db) => enqueue(db, countShard, {}))
  for (;;) {
    const { app } = await stack.data(STATISTICS)
    if (app.statistics?.users === users) return app.statistics
    await sleep(50)
  }
}

describe('statistics', () => {
  it('tell what an app has on all shards, as of the last count, and nothing of other apps', async () => {
    expect((await stack.data(STATISTICS)).app.statistics).toBeNull()
    for (const externalId of ['ada', 'bob', 'cy'])
      await stack.data(
        `mutation ($externalId: String!) {
          addMemories(input: { externalId: $externalId, items: [{ content: "tea" }, { content: "milk" }] }) { merged }
          startConversation(input: { externalId: $externalId }) { id }
        }`,
        { externalId },
      )
    expect(await count(3)).toEqual({
      users: 3,
      memories: 6,
      conversations: 3,
      messages: 0,
      snapshots: 0,
      countedAt: expect.any(String),
    })
    expect((await stack.data(STATISTICS, {}, await stack.newTenant())).app.statistics).toBeNull()

    await stack.data(`mutation { eraseUser(input: { externalId: "bob" }) { status } }`)
    expect(await count(2)).toMatchObject({ users: 2, memories: 4, conversations: 2 })
  })
})
