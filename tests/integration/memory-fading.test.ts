import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { updateMemory } from '../../subgraphs/memory/changes.ts'
import { addMemories } from '../../subgraphs/memory/commands.ts'
import { deleteMemory, forgetMemories } from '../../subgraphs/memory/deletions.ts'
import {
  countUses,
  readImportance,
  readMemories,
  readTally,
  searchUser,
} from '../../subgraphs/memory/reads.ts'
import { withinDay } from '../support/day.ts'
import { startTestMemory } from '../support/memory.ts'
import type { TestMemory } from '../support/memory.ts'

let memory: TestMemory
beforeAll(async () => {
  memory = await startTestMemory()
}, 240_000)
beforeEach(withinDay, 240_000)
afterAll(() => memory.close())

const PAGE = { limit: 100, after: null, before: null, backward: false }

async function userWith(...items: object[]) {
  const userId = await memory.newUser()
  const { memories } = await addMemories(memory.request(), { userId, items })
  return { userId, ids: memories.map(({ id }) => id) }
}

async function importances(userId: string, filter: object = {}) {
  const { edges } = await readMemories(memory.request(), userId, { filter, asOf: null }, PAGE)
  return Promise.all(edges.map(({ node }) => readImportance(memory.request(), node)))
}

/** By id, past lists and searches. */
async function read(id: string) {
  const context = memory.request()
  const row = await context.loaders.memory.load(id)
  if (!row) throw new Error(`there is no ${id}`)
  const { uses } = await readTally(context, row)
  return { importance: await readImportance(context, row), base: row.importance, uses }
}

async function use(userId: string, query: string, asOf: Date | null = null) {
  const search = { query, first: 1, filter: {}, mode: null, minScore: null, asOf }
  const hits = await searchUser(memory.request(), userId, search)
  countUses(memory.request(), hits)
  return hits
}

/** Stores what was counted, and waits for what the counter had begun to store just before: its time is every 5 s. */
async function store(id: string, uses: number) {
  await memory.request().uses.flush()
  while ((await read(id)).uses < uses) await sleep(10)
}

describe('importance', () => {
  it('is what was given on the day itself, and half of it after its category’s half-life', async () => {
    const halves = { FACT: 365, PREFERENCE: 730, PROCEDURE: 730, INSIGHT: 180, CONTEXT: 7 }
    for (const [category, days] of Object.entries(halves)) {
      const { userId, ids } = await userWith({ content: category, category, importance: 0.8 })
      expect(await importances(userId)).toEqual([0.8])
      await memory.daysPass(userId, days)
      expect(await importances(userId)).toEqual([0.4])
      await memory.daysPass(userId, days)
      expect(await importances(userId)).toEqual([0.2])
      expect(await read(ids[0] ?? '')).toMatchObject({ importance: 0.2, base: 0.8 })
    }
  })

  it('is refreshed by a change, and by use from the day after it', async () => {
    const { userId, ids } = await userWith({ content: 'tea', category: 'CONTEXT', importance: 0.8 })
    const [id = ''] = ids
    await memory.daysPass(userId, 7)
    await use(userId, 'tea')
    await memory.request().uses.flush()
    expect(await read(id)).toEqual({ importance: 0.4, base: 0.8, uses: 1 })
    await memory.daysPass(userId, 7)
    expect(await read(id)).toEqual({ importance: 0.4, base: 0.8, uses: 1 })
    expect((await use(userId, 'tea'))[0]).toMatchObject({ recency: 0.5, importance: 0.4 })
    await updateMemory(memory.request(), { id, tags: ['changed'] })
    expect(await importances(userId)).toEqual([0.8])
  })

  it('is filtered by what is left of it, for lists, searches and forgetting', async () => {
    const { userId } = await userWith(
      { content: 'tea in the office', category: 'CONTEXT', importance: 0.9 },
      { content: 'tea at home', category: 'PREFERENCE', importance: 0.5 },
    )
    await memory.daysPass(userId, 14)
    const faded = { importance: { to: 0.3 } }
    expect(await importances(userId, faded)).toEqual([0.225])
    const search = { query: 'tea', first: 10, filter: faded, mode: null, minScore: null, asOf: null }
    expect(await searchUser(memory.request(), userId, search)).toMatchObject([
      { memory: { content: 'tea in the office' }, recency: 0.25, importance: 0.225 },
    ])
    expect(await forgetMemories(memory.request(), { userId, filter: faded })).toMatchObject({ memories: 1 })
    expect(await importances(userId)).toHaveLength(1)
  })

  it('is never written by the fading itself', async () => {
    const { userId, ids } = await userWith({ content: 'tea', importance: 0.8 })
    await memory.daysPass(userId, 400)
    await importances(userId)
    await use(userId, 'tea')
    expect(await memory.request().loaders.memory.load(ids[0] ?? '')).toMatchObject({
      importance: 0.8,
      version: 1,
    })
  })
})

describe('uses', () => {
  it('are many in one statement, and none while reading', async () => {
    const { userId, ids } = await userWith({ content: 'tea' })
    const [id = ''] = ids
    await memory.request().uses.flush()
    memory.shards.statements()
    const began = performance.now()
    for (let index = 0; index < 20; index++) await use(userId, 'tea')
    await store(id, 20)
    // Their time may come meanwhile, every 5 s: one statement for all until then, and one for the rest.
    const flushes = 2 + Math.floor((performance.now() - began) / 5_000)
    const written = memory.shards.statements().filter((text) => /^\s*(insert|update|delete)/i.test(text))
    expect(written.filter((text) => !text.includes('.memory_use '))).toEqual([])
    expect(written.length).toBeLessThanOrEqual(flushes)
    expect(await read(id)).toMatchObject({ uses: 20 })
    await memory.request().uses.flush()
    expect(await read(id)).toMatchObject({ uses: 20 })
  })

  it('count no look at what was, and a statement again', async () => {
    const { userId, ids } = await userWith({ content: 'tea' })
    await use(userId, 'tea', new Date())
    await memory.request().uses.flush()
    expect(await read(ids[0] ?? '')).toMatchObject({ uses: 0 })
    await addMemories(memory.request(), { userId, items: [{ content: 'Tea' }] })
    await memory.request().uses.flush()
    expect(await read(ids[0] ?? '')).toMatchObject({ uses: 1 })
  })

  it('of what is deleted meanwhile are forgotten, and others kept', async () => {
    const { userId, ids } = await userWith({ content: 'tea' }, { content: 'coffee' })
    const [gone = '', kept = ''] = ids
    await use(userId, 'tea')
    await use(userId, 'coffee')
    await deleteMemory(memory.request(), gone)
    await store(kept, 1)
    expect(await read(kept)).toMatchObject({ uses: 1 })
    const rows = await memory.shards.read(userId, ({ schema, query }) =>
      query(`select memory_id from ${schema}.memory_use where user_id = $1`, [userId]),
    )
    expect(rows).toEqual([{ memory_id: kept }])
    await deleteMemory(memory.request(), kept)
    expect(
      await memory.shards.read(userId, ({ schema, query }) =>
        query(`select memory_id from ${schema}.memory_use where user_id = $1`, [userId]),
      ),
    ).toEqual([])
  })
})
