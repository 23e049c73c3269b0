import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { hotShardOf, lowestId } from '../../prisma/ids.ts'
import { startTestStack } from '../support/stack.ts'
import type { TestStack } from '../support/stack.ts'

let stack: TestStack
beforeAll(async () => {
  stack = await startTestStack()
  await quieten()
}, 240_000)
afterAll(() => stack.close())

/** Has the worker do nothing more of itself: the statements of a tick's jobs would be counted. */
async function quieten() {
  const count = async (sql: string) => {
    const rows = await stack.shards.read(lowestId(0), ({ query }) => query<{ count: number }>(sql, []))
    return rows[0]?.count ?? 0
  }
  // All schedules are made known at once, soon after the start; a tick before the last one is passed over.
  const passOver = `with known as (
    update graphile_worker._private_known_crontabs set last_execution = now() + interval '1 day' returning 1
  ) select count(*)::int as count from known`
  while ((await count(passOver)) === 0) await sleep(50)
  while ((await count('select count(*)::int as count from graphile_worker._private_jobs')) > 0)
    await sleep(50)
}

interface Seeded {
  readonly externalId: string
  readonly shard: string
}

/** A user with memories, each said in a conversation of its own. */
async function seed(externalId: string, memories: number): Promise<Seeded> {
  const items = []
  for (let index = 0; index < memories; index++) {
    const { startConversation } = await stack.data(
      `mutation ($input: StartConversationInput!) { startConversation(input: $input) { id } }`,
      { input: { externalId, title: `conversation ${index}` } },
    )
    const conversationId = startConversation.id as string
    const { appendMessages } = await stack.data(
      `mutation ($input: AppendMessagesInput!) { appendMessages(input: $input) { messages { id } } }`,
      { input: { conversationId, messages: [{ role: 'USER', content: `message ${index}` }] } },
    )
    items.push({
      content: `memory ${index}`,
      source: { conversationId, messageId: appendMessages.messages[0].id },
    })
  }
  const { addMemories } = await stack.data(
    `mutation ($input: AddMemoriesInput!) { addMemories(input: $input) { memories { id } } }`,
    { input: { externalId, items } },
  )
  return {
    externalId,
    shard: `"shard_${String(hotShardOf(addMemories.memories[0].id)).padStart(2, '0')}"`,
  }
}

/**
 * Those since the last call, but for the key's: a gateway believes it for 1 s, which a slow machine needs longer than; and for
 * those of the sweep of sandboxes, every minute.
 */
const statements = () => stack.statements().filter((text) => !/"api_key"|\.sandbox\b/.test(text))

/** Statements by the shard that they were for. */
function byShard(sent: string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const statement of sent) {
    const shard = /"shard_\d\d"/.exec(statement)?.[0] ?? statement
    counts[shard] = (counts[shard] ?? 0) + 1
  }
  return counts
}

const FIELDS = `memories(first: 50) { edges { node {
  content
  user { externalId }
  source { conversation { title user { externalId } messages(first: 5) { edges { node { content } } } } message { content } }
} } }`

const USERS = (...users: Seeded[]) =>
  `{ ${users.map(({ externalId }, index) => `u${index}: user(externalId: "${externalId}") { ${FIELDS} }`).join(' ')} }`

describe('batching', () => {
  it('answers 50 memories with their users, conversations and messages by as many statements as 2 memories', async () => {
    const [few, many] = [await seed('few', 2), await seed('many', 50)]
    statements()
    const { u0: two } = await stack.data(USERS(few))
    const forFew = byShard(statements())
    const { u0: fifty } = await stack.data(USERS(many))
    const forMany = byShard(statements())

    expect(two.memories.edges).toHaveLength(2)
    expect(fifty.memories.edges).toHaveLength(50)
    expect(fifty.memories.edges[0].node).toEqual({
      content: 'memory 49',
      user: { externalId: 'many' },
      source: {
        conversation: {
          title: 'conversation 49',
          user: { externalId: 'many' },
          messages: { edges: [{ node: { content: 'message 49' } }] },
        },
        message: { content: 'message 49' },
      },
    })
    // The user's version, the user, its memories, their conversations, those conversations' messages, the sources' messages.
    expect(forFew).toEqual({ [few.shard]: 6 })
    expect(forMany).toEqual({ [many.shard]: 6 })
  }, 240_000)

  it('makes as many statements for each shard as it has users among those asked for, and one for the users', async () => {
    const users = await Promise.all(Array.from({ length: 4 }, (_, index) => seed(`user-${index}`, 3)))
    statements()
    const answer = await stack.data(USERS(...users))
    expect(Object.values(answer)).toHaveLength(4)
    const counts = byShard(statements())
    expect(Object.keys(counts).toSorted()).toEqual([...new Set(users.map(({ shard }) => shard))].toSorted())
    for (const [shard, count] of Object.entries(counts)) {
      const usersThere = users.filter((user) => user.shard === shard).length
      // The users are one statement, and their versions another; the gateway asks for each alias's lists and entities by itself,
      // and where several users are asked for no row of theirs is cached.
      expect(count).toBe(2 + 5 * usersThere)
    }
  }, 240_000)

  it('makes one statement, for the version, where rows or the whole answer are cached', async () => {
    const query = `{ user(externalId: "few") { externalId createdAt } }`
    await stack.data(query)
    for (const equal of [query, query.replace('createdAt', 'updatedAt')]) {
      statements()
      await stack.data(equal)
      expect(statements()).toEqual([expect.stringContaining('user_version')])
    }
  })
})
