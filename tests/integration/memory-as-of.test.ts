import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { supersedeMemory, updateMemory } from '../../subgraphs/memory/changes.ts'
import { addMemories } from '../../subgraphs/memory/commands.ts'
import { deleteMemory } from '../../subgraphs/memory/deletions.ts'
import {
  countUses,
  readImportance,
  readMemories,
  readTally,
  searchUser,
} from '../../subgraphs/memory/reads.ts'
import { createTexts } from '../load/support/texts.ts'
import { mulberry32 } from '../support/random.ts'
import type { MemoryHitView } from '../../subgraphs/memory/views.ts'
import { withinDay } from '../support/day.ts'
import { startTestMemory } from '../support/memory.ts'
import type { TestMemory } from '../support/memory.ts'

let memory: TestMemory
beforeAll(async () => {
  memory = await startTestMemory()
}, 240_000)
beforeEach(withinDay, 240_000)
afterAll(() => memory.close())

const DAY_MS = 24 * 60 * 60 * 1000
const CATEGORIES = ['FACT', 'PREFERENCE', 'PROCEDURE', 'INSIGHT', 'CONTEXT'] as const
const FILTERS = [
  {},
  { category: ['FACT', 'CONTEXT'] as const },
  { importance: { from: 0.3 } },
  { tags: ['a'] },
]
const MODES = ['HYBRID', 'LEXICAL', 'SEMANTIC'] as const

/** What lists and searches say of a user, as of an instant or now. */
async function readEverything(userId: string, query: string, asOf: Date | null) {
  const context = memory.request()
  const lists = []
  for (const filter of FILTERS) {
    const list = []
    for (let after: string | null = null, more = true; more;) {
      const { edges, pageInfo } = await readMemories(
        context,
        userId,
        { filter, asOf },
        { limit: 8, after, before: null, backward: false },
      )
      const nodes = edges.map(async ({ node }) => ({
        ...node,
        at: null,
        importance: await readImportance(context, node),
        timesStated: (await readTally(context, node)).timesStated,
      }))
      list.push(...(await Promise.all(nodes)))
      after = edges.at(-1)?.node.id ?? null
      more = pageInfo.hasNextPage
    }
    lists.push(list)
  }
  const searches = []
  for (const mode of MODES)
    for (const filter of FILTERS.slice(0, 2)) {
      const search = { query, first: 100, filter, mode, minScore: null, asOf }
      const hits = await searchUser(context, userId, search)
      if (asOf === null) countUses(context, hits)
      const rounded = hits.map(({ memory: { id, content }, ...parts }) => ({
        id,
        content,
        ...rounding(parts),
      }))
      searches.push(rounded.toSorted((one, other) => other.score - one.score || (one.id < other.id ? 1 : -1)))
    }
  return { lists, searches }
}

/** The order in which a database adds up the words of a query shows in the last digits. */
const rounding = (parts: Omit<MemoryHitView, 'memory'>) => ({
  score: digits(parts.score),
  lexical: parts.lexical && digits(parts.lexical),
  semantic: parts.semantic,
  recency: parts.recency,
  importance: parts.importance,
})
const digits = (value: number) => Number(value.toFixed(12))

type Everything = Awaited<ReturnType<typeof readEverything>>

interface Recorded {
  at: Date
  readonly query: string
  readonly answer: Everything
  /** Of what was listed and is deleted since, nothing is told; and searches that it took part in are others without it. */
  readonly deleted: Set<string>
}

/** What a memory is, as the test knows it. */
interface Known {
  readonly id: string
  content: string
  expiresAt: Date | null
}

describe('asOf', () => {
  for (const seed of [1, 2, 3])
    it(`answers what was answered then, through random changes (seed ${seed})`, async () => {
      const random = mulberry32(seed)
      const texts = createTexts(seed)
      const below = (end: number) => Math.floor(random() * end)
      const one = <T>(of: readonly [T, ...T[]]) => of[below(of.length)] ?? of[0]
      const userId = await memory.newUser()
      const known = new Map<string, Known>()
      const recorded: Recorded[] = []
      const said: [string, ...string[]] = [texts.memory()]

      const item = () => {
        const content = random() < 0.25 ? one(said) : texts.memory()
        said.push(content)
        return {
          content,
          category: one(CATEGORIES),
          ...(random() < 0.5 && { importance: below(11) / 10 }),
          ...(random() < 0.5 && { tags: [one(['a', 'b'])] }),
          ...(random() < 0.3 && { expiresAt: new Date(Date.now() + (below(40) + 0.5) * DAY_MS) }),
        }
      }
      const live = () =>
        [...known.values()].filter(({ expiresAt }) => expiresAt === null || expiresAt > new Date())
      const some = () => live()[below(live().length)]

      const operations = {
        async add() {
          const items = Array.from({ length: 1 + below(3) }, item)
          const { memories } = await addMemories(memory.request(), { userId, items })
          for (const row of memories) known.set(row.id, row)
        },
        async update(it: Known) {
          const { category, ...rest } = item()
          const change = one<object>([rest, { category }, { importance: 0.9 }, { expiresAt: null }])
          const row = await updateMemory(memory.request(), { id: it.id, ...change })
          known.set(row.id, row)
        },
        async supersede(it: Known) {
          const row = await supersedeMemory(memory.request(), { id: it.id, replacement: item() })
          known.delete(it.id)
          known.set(row.id, row)
        },
        async delete(it: Known) {
          await deleteMemory(memory.request(), it.id)
          known.delete(it.id)
          for (const { deleted } of recorded) deleted.add(it.id)
        },
        async pass() {
          const days = 1 + below(10)
          await memory.daysPass(userId, days)
          for (const record of recorded) record.at = new Date(record.at.getTime() - days * DAY_MS)
          for (const it of known.values())
            it.expiresAt = it.expiresAt && new Date(it.expiresAt.getTime() - days * DAY_MS)
        },
        async record() {
          const query = texts.query()
          const answer = await readEverything(userId, query, null)
          expect(answer.lists[0]?.map(({ id, content }) => ({ id, content }))).toEqual(
            live()
              .map(({ id, content }) => ({ id, content }))
              .toSorted((one, other) => (one.id < other.id ? 1 : -1)),
          )
          recorded.push({ at: new Date(), query, answer, deleted: new Set() })
          // What changes in a millisecond counts as of all of it.
          await sleep(2)
        },
      }

      for (let step = 0; step < 70; step++) {
        const at = random()
        const it = some()
        if (at < 0.25 || !it) await operations.add()
        else if (at < 0.45) await operations.update(it)
        else if (at < 0.55) await operations.supersede(it)
        else if (at < 0.6) await operations.delete(it)
        else if (at < 0.75) await operations.pass()
        else await operations.record()
      }
      await operations.record()
      for (let last = 0; last < 5; last++)
        await operations.update(some() ?? { id: '', content: '', expiresAt: null })

      expect(recorded.length).toBeGreaterThan(10)
      for (const { at, query, answer, deleted } of recorded) {
        const now = await readEverything(userId, query, at)
        const undated = (lists: Everything['lists']) =>
          lists.map((list) =>
            list.map(({ createdAt, updatedAt, expiresAt, ...row }) => ({
              ...row,
              age: updatedAt.getTime() - createdAt.getTime(),
              expires: expiresAt !== null,
            })),
          )
        expect(undated(now.lists)).toEqual(
          undated(answer.lists).map((list) => list.filter(({ id }) => !deleted.has(id))),
        )
        const intact = answer.lists[0]?.every(({ id }) => !deleted.has(id)) ?? false
        if (intact) expect(now.searches).toEqual(answer.searches)
      }
    }, 240_000)
})
