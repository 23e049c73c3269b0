import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { hotShardOf, newId, newOwnerId } from '../../prisma/ids.ts'
import { appendMessages, startConversation } from '../../subgraphs/conversation/commands.ts'
import * as conversation from '../../subgraphs/conversation/context.ts'
import { createMemoryCache } from '../../subgraphs/kit/cache/memory.ts'
import { createEvents } from '../../subgraphs/kit/events/events.ts'
import { createMemoryJournal } from '../../subgraphs/kit/events/memory.ts'
import { createLog } from '../../subgraphs/kit/log.ts'
import { supersedeMemory, updateMemory } from '../../subgraphs/memory/changes.ts'
import { createCheckpoint } from '../../subgraphs/memory/checkpoints/create.ts'
import { readCheckpointMemories, readGoneMemories } from '../../subgraphs/memory/checkpoints/reads.ts'
import { rollbackTo } from '../../subgraphs/memory/checkpoints/rollback.ts'
import { addMemories } from '../../subgraphs/memory/commands.ts'
import * as memory from '../../subgraphs/memory/context.ts'
import type { CheckpointRow } from '../../subgraphs/memory/store/checkpoints.ts'
import { keyIdentity } from '../support/identity.ts'
import { memoryContext } from '../support/memory-context.ts'
import { describeWithPostgres } from '../support/describe-postgres.ts'
import { startPostgres } from '../support/postgres.ts'
import type { TestPostgres } from '../support/postgres.ts'

const WRITERS = 6
const CHECKPOINTS = 6
const TOGETHER = 3

describeWithPostgres('writes that race checkpoints', () => {
  let shards: TestPostgres
  let open: memory.OpenContext
  let talk: conversation.ConversationContext
  const userId = newOwnerId()
  // On the user's shard, which is the only one here.
  const identity = keyIdentity(newId(userId), randomUUID())
  const request = () => memory.requestContext(open, identity)
  const requestTalk = () => conversation.requestContext(talk, identity)

  beforeAll(async () => {
    shards = await startPostgres(hotShardOf(userId), WRITERS + 4)
    const log = createLog('test', 'silent')
    const events = createEvents(createMemoryJournal())
    const cache = createMemoryCache()
    open = await memoryContext({ log, shards, cache, events })
    const tokenizer = open.tokenizer
    talk = {
      log,
      shards,
      cache,
      events,
      tokenizer,
      summarizer: () => Promise.resolve({ text: '', source: 'EXTRACTIVE' }),
      close: () => Promise.resolve(),
    } as unknown as conversation.ConversationContext
    await shards.transact(userId, (db) =>
      db.prisma.user.create({ data: { id: userId, appId: identity.appId } }),
    )
  }, 120_000)
  afterAll(async () => {
    await open.close()
    await shards.close()
  })

  /** Everything that a checkpoint has, as text. */
  async function contentsOf(checkpoint: CheckpointRow): Promise<string[]> {
    const contents: string[] = []
    for (let after: string | null = null, more = true; more;) {
      const page = { limit: 100, after, before: null, backward: false }
      const { edges, pageInfo } = await readCheckpointMemories(request(), checkpoint, { filter: {} }, page)
      contents.push(...edges.map(({ node }) => node.content))
      after = edges.at(-1)?.node.id ?? null
      more = pageInfo.hasNextPage
    }
    return contents.toSorted()
  }

  it('are wholly in each or wholly out, for ever after', async () => {
    const { id: conversationId } = await startConversation(requestTalk(), { userId })
    const counters = await addMemories(request(), {
      userId,
      items: Array.from({ length: WRITERS }, (_, writer) => ({ content: `counter ${writer} 0` })),
    })
    const claims = await addMemories(request(), {
      userId,
      items: Array.from({ length: WRITERS }, (_, writer) => ({ content: `claim ${writer} 0` })),
    })

    const taken: { checkpoint: CheckpointRow; contents: string[] }[] = []
    let rounds = 0
    const isDone = () => taken.length >= CHECKPOINTS && rounds > 1

    /** Each round adds a batch, tells of it, then changes one memory and has another take the place of a third. */
    async function write(writer: number) {
      let claim = claims.memories[writer]?.id ?? ''
      const counter = counters.memories[writer]?.id ?? ''
      for (let round = 1; !isDone(); round++) {
        rounds = Math.max(rounds, round)
        const name = `${writer} ${round}`
        await addMemories(request(), {
          userId,
          items: Array.from({ length: TOGETHER }, (_, place) => ({ content: `batch ${name} ${place}` })),
        })
        await appendMessages(requestTalk(), {
          conversationId,
          messages: Array.from({ length: TOGETHER }, () => ({ role: 'USER', content: `told ${name}` })),
        })
        await updateMemory(request(), { id: counter, content: `counter ${name}` })
        claim = (await supersedeMemory(request(), { id: claim, replacement: { content: `claim ${name}` } }))
          .id
      }
    }

    async function take() {
      while (!isDone()) {
        const checkpoint = await createCheckpoint(request(), { userId, conversationId })
        taken.push({ checkpoint, contents: await contentsOf(checkpoint) })
        await sleep(20)
      }
    }
    await Promise.all([take(), ...Array.from({ length: WRITERS }, (_, writer) => write(writer))])

    const told = await shards.read(userId, (db) =>
      db.prisma.message.findMany({ where: { conversationId }, select: { content: true, sequence: true } }),
    )
    expect(rounds).toBeGreaterThan(1)
    for (const { checkpoint, contents } of taken) {
      const count = (start: string) => contents.filter((content) => content.startsWith(start)).length
      const last = (start: string) =>
        Number(contents.find((content) => content.startsWith(start))?.slice(start.length) ?? -1)
      for (let writer = 0; writer < WRITERS; writer++) {
        const batches = Array.from({ length: rounds }, (_, round) => count(`batch ${writer} ${round + 1} `))
        expect(batches.every((rows) => rows === 0 || rows === TOGETHER)).toBe(true)
        const added = batches.filter((rows) => rows > 0).length
        expect(batches.slice(0, added).every((rows) => rows > 0)).toBe(true)
        const said =
          told.filter(
            ({ content, sequence }) =>
              content.startsWith(`told ${writer} `) && sequence <= checkpoint.messageCount,
          ).length / TOGETHER
        // One thing after another: what came later is not in without what came before, whatever kind it is of.
        const steps = [added, said, last(`counter ${writer} `), last(`claim ${writer} `)]
        expect(count(`counter ${writer} `)).toBe(1)
        expect(count(`claim ${writer} `)).toBe(1)
        expect(steps).toEqual(steps.toSorted((one, other) => other - one))
        expect((steps[0] ?? 0) - (steps[3] ?? 0)).toBeLessThanOrEqual(1)
      }
      expect(contents).toHaveLength(checkpoint.memoryCount)
      expect(await readGoneMemories(request(), checkpoint)).toBe(0)
      expect(await contentsOf(checkpoint)).toEqual(contents)
    }
  }, 120_000)

  it('are wholly before a rollback and undone, or wholly after it', async () => {
    const checkpoint = await createCheckpoint(request(), { userId })
    const before = await contentsOf(checkpoint)
    const ids = await shards.read(userId, (db) =>
      db.prisma.memory.findMany({
        where: { userId, supersededAt: null },
        select: { id: true },
        take: WRITERS,
      }),
    )
    let writing = true
    async function write(writer: number) {
      const id = ids[writer]?.id ?? ''
      for (let round = 0; writing; round++) {
        const items = Array.from({ length: TOGETHER }, (_, place) => ({
          content: `late ${writer} ${round} ${place}`,
        }))
        await addMemories(request(), { userId, items })
        await updateMemory(request(), { id, content: `late change ${writer} ${round}` })
      }
    }
    const writers = Array.from({ length: WRITERS }, (_, writer) => write(writer))
    const receipts: Awaited<ReturnType<typeof rollbackTo>>[] = []
    const haveUndone = () => receipts.some(({ counts }) => counts.closed > 0 && counts.restored > 0)
    while (receipts.length < 8 || !haveUndone())
      receipts.push(await rollbackTo(request(), { checkpointId: checkpoint.id }))
    writing = false
    await Promise.all(writers)
    receipts.push(await rollbackTo(request(), { checkpointId: checkpoint.id }))

    for (const { at, counts } of receipts) {
      expect(await contentsOf({ ...checkpoint, at })).toEqual(before)
      expect(counts.restored + counts.reopened + counts.unchanged).toBe(before.length)
      expect(counts.closed % TOGETHER).toBe(0)
    }
    expect(await contentsOf(checkpoint)).toEqual(before)
  }, 120_000)
})
