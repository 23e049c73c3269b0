import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { newId, newOwnerId } from '../../prisma/ids.ts'
import { DEFAULT_HALF_LIVES } from '../../subgraphs/memory/half-lives.ts'
import type { MemoryFilter } from '../../subgraphs/memory/store/filter.ts'
import { searchMemories } from '../../subgraphs/memory/store/search.ts'
import { startShards } from '../support/shards.ts'
import type { TestShards } from '../support/shards.ts'

let shards: TestShards
beforeAll(async () => {
  shards = await startShards()
}, 240_000)
afterAll(() => shards.close())

const EVERYTHING: MemoryFilter = { category: null, tags: null, agentId: null, conversationId: null }

interface Told {
  readonly content: string
  readonly conversationId?: string
  readonly occurredAt?: Date
  readonly expiresAt?: Date
  readonly tags?: string[]
}

/** A user who was told these things, in this order. */
async function userOf(told: readonly Told[]) {
  const [appId, userId] = [randomUUID(), newOwnerId()]
  await shards.read(userId, async ({ prisma }) => {
    await prisma.user.create({ data: { id: userId, appId } })
    await prisma.memory.createMany({
      data: told.map((memory) => ({ ...memory, id: newId(userId), appId, userId })),
    })
  })
  return {
    /** What words alone find, best first. */
    find: async (text: string, { filter = EVERYTHING, candidates = 10 } = {}) => {
      const found = await shards.read(userId, (db) =>
        searchMemories(db, {
          appId,
          userId,
          text,
          embedding: null,
          lexical: true,
          filter,
          candidates,
          moment: { at: null, halfLives: DEFAULT_HALF_LIVES },
        }),
      )
      return found
        .sort((one, other) => (other.bm25 ?? 0) - (one.bm25 ?? 0))
        .map(({ memory }) => memory.content)
    },
  }
}

const said = (conversationId: string, ...contents: string[]): Told[] =>
  contents.map((content) => ({ content, conversationId }))

const ASKED = 'Did you go to the pottery class?'
const ANSWERED = 'Yes, it was wonderful!'

describe('a memory with a source', () => {
  it('is found by the words beside it, below the one that has them', async () => {
    const { find } = await userOf([
      ...said(newId(newOwnerId()), 'Hello!', ASKED, ANSWERED, 'Glad to hear.', 'Bye.'),
      { content: 'The car is blue.' },
    ])
    const [first, ...others] = await find('pottery')
    expect(first).toBe(ASKED)
    expect(others.toSorted()).toEqual(['Glad to hear.', 'Hello!', ANSWERED])
  })

  it('borrows nothing across conversations, nor where there is none', async () => {
    const one = newId(newOwnerId())
    const other = newId(newOwnerId())
    const alone = await userOf([...said(one, ASKED), ...said(other, ANSWERED)])
    expect(await alone.find('pottery')).toEqual([ASKED])
    const sourceless = await userOf([{ content: ASKED }, { content: ANSWERED }])
    expect(await sourceless.find('pottery')).toEqual([ASKED])
  })

  it('stays beside its own when conversations take turns', async () => {
    const [one, other] = [newId(newOwnerId()), newId(newOwnerId())]
    const { find } = await userOf([
      ...said(one, ASKED),
      ...said(other, 'How is the weather?'),
      ...said(one, ANSWERED),
      ...said(other, 'Rainy.'),
    ])
    expect(await find('pottery')).toEqual([ASKED, ANSWERED])
    expect(await find('weather')).toEqual(['How is the weather?', 'Rainy.'])
  })

  it('borrows only from what the search may see', async () => {
    const conversationId = newId(newOwnerId())
    const gone = await userOf([
      { content: ASKED, conversationId, expiresAt: new Date(0) },
      { content: ANSWERED, conversationId },
    ])
    expect(await gone.find('pottery')).toEqual([])
    const filtered = await userOf([
      { content: ASKED, conversationId, tags: ['Ada'] },
      { content: ANSWERED, conversationId, tags: ['Bo'] },
    ])
    expect(await filtered.find('pottery', { filter: { ...EVERYTHING, tags: ['Bo'] } })).toEqual([])
  })
})

describe('a search', () => {
  it('finds by the day that a memory tells of', async () => {
    const { find } = await userOf([
      { content: 'We met for lunch.', occurredAt: new Date('2023-10-13T23:59:59.999Z') },
      { content: 'We met for dinner.', occurredAt: new Date('2023-05-02T00:00:00Z') },
      { content: 'We met for tea.' },
    ])
    expect((await find('Who met on October 13, 2023?'))[0]).toBe('We met for lunch.')
    expect(await find('What happened in May?')).toEqual(['We met for dinner.'])
    expect(await find('2023')).toHaveLength(2)
  })

  it('prefers what the subject of the question said', async () => {
    const { find } = await userOf([
      { content: 'Bo: Ada, I have a violin.' },
      { content: 'Ada: Bo, I have a violin.' },
    ])
    expect((await find('Which instrument does Ada have, a violin?'))[0]).toBe('Ada: Bo, I have a violin.')
    expect((await find('Which instrument does Bo have, a violin?'))[0]).toBe('Bo: Ada, I have a violin.')
  })

  it('keeps to its number where all are as good, and prefers the latest', async () => {
    const { find } = await userOf(Array.from({ length: 30 }, (_, index) => ({ content: `tea ${index}` })))
    const found = await find('tea', { candidates: 5 })
    expect(found.toSorted()).toEqual(['tea 25', 'tea 26', 'tea 27', 'tea 28', 'tea 29'])
  })
  it('finds what says a word most among many that say it once', async () => {
    const { find } = await userOf([
      {
        content: `Tea, tea and more tea: ${'she had it with milk and cake and never tired of '.repeat(2)}tea.`,
      },
      ...Array.from({ length: 100 }, (_, index) => ({ content: `tea ${index}` })),
    ])
    expect((await find('tea', { candidates: 5 }))[0]).toMatch(/^Tea, tea and more tea/)
  })

  it('reads what is promising in its context, however much there is', async () => {
    const conversationId = newId(newOwnerId())
    const { find } = await userOf([
      ...Array.from({ length: 100 }, (_, index) => ({ content: `A class, the ${index}th.` })),
      ...said(conversationId, 'Which class do you like?', 'Pottery!', 'Oh, that class.'),
    ])
    const [first, ...others] = await find('pottery class', { candidates: 3 })
    expect(first).toBe('Pottery!')
    expect(others.toSorted()).toEqual(['Oh, that class.', 'Which class do you like?'])
  })

  it('takes a query of more words than it tells apart', async () => {
    const { find } = await userOf([{ content: 'The zeppelin landed.' }, { content: 'Nothing happened.' }])
    const words = Array.from({ length: 80 }, (_, index) => `w${index}`)
    expect(await find([...words, 'zeppelin'].join(' '))).toEqual(['The zeppelin landed.'])
    expect(await find('the of and')).toEqual([])
  })
})
