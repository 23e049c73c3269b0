import { newId } from '../../../prisma/ids.ts'
import { cacheKey } from '../../kit/cache/cache.ts'
import { extractMemories } from '../../kit/extraction.ts'
import { inEvents } from '../../kit/events/events.ts'
import { handle } from '../../kit/jobs/handler.ts'
import type { JobRun } from '../../kit/jobs/handler.ts'
import { LlmError } from '../../kit/llm.ts'
import { memoryCache } from '../cache.ts'
import type { MemoryContext } from '../context.ts'
import { withoutContexts } from '../context-block/titles.ts'
import { takeTurn } from '../store/duplicates.ts'
import {
  endExtraction,
  findKnown,
  findKnownToFork,
  findQueued,
  findStatements,
  insertDecisions,
  noteFailure,
} from '../store/extractions.ts'
import type { QueuedExtraction, StatementRow } from '../store/extractions.ts'
import { findLinkedFork, maskMemory } from '../store/forks.ts'
import { insertMemories } from '../store/memories.ts'
import { closeMemory } from '../store/versions.ts'
import { storeVectors } from '../vectors.ts'
import { decide } from './decide.ts'
import type { Decision } from './decide.ts'
import type { Fact } from './fact.ts'

type Context = Pick<MemoryContext, 'shards' | 'cache' | 'events' | 'embedder' | 'extractor' | 'halfLives'>

/** With the queue's pauses of e, e² … seconds, about four minutes after the first. */
const MAX_ATTEMPTS = 6
/** A memory drawn from a message counts as much as one stored without a word about its importance. */
const IMPORTANCE = 0.5

/** read the messages → draw facts → decide and store, all at once */
export const extractionHandler = (context: Context) =>
  handle(extractMemories, async ({ extractionId }, run) => {
    const found = await run.read(async (db) => {
      const extraction = await findQueued(db, extractionId)
      return extraction && { extraction, statements: await findStatements(db, extraction) }
    })
    // Erased since, or done by an attempt before.
    if (!found) return
    const { extraction, statements } = found
    const facts = await draw(context, run, extraction, statements)
    if (!facts) return
    await settle(context, extraction, await store(context, run, extraction, statements, facts))
  })

/** Null where it failed for good. Where another attempt is worth it, it notes why and throws. */
async function draw(
  context: Context,
  run: JobRun,
  extraction: QueuedExtraction,
  statements: readonly StatementRow[],
): Promise<Fact[] | null> {
  const { shards, extractor } = context
  const { id } = extraction
  try {
    return await extractor(statements.map(({ id, content }) => ({ id, content: withoutContexts(content) })))
  } catch (error) {
    if (!(error instanceof LlmError)) throw error
    const failure = { attempts: extraction.attempts + 1, error: error.message }
    if (error.reason !== 'REFUSED' && failure.attempts < MAX_ATTEMPTS) {
      await shards.transact(id, (db) => noteFailure(db, id, failure))
      throw error
    }
    await run.commit((db) => endExtraction(db, id, { state: 'FAILED', ...failure }))
    await settle(context, extraction, [])
    return null
  }
}

/** Stores what the facts come to, with the decisions. Returns those that changed something. */
async function store(
  { embedder, halfLives }: Context,
  run: JobRun,
  extraction: QueuedExtraction,
  statements: readonly StatementRow[],
  facts: readonly Fact[],
): Promise<Decision[]> {
  const { id, userId } = extraction
  const contents = facts.map(({ content }) => content)
  const vectors = await embedder.embed(contents)

  return run.commit(async (db) => {
    const done = { state: 'DONE', attempts: extraction.attempts + 1, error: null } as const
    if (facts.length === 0) {
      await endExtraction(db, id, done)
      return []
    }
    // The user first, as everybody does who holds an extraction too.
    const { now, hashes } = await takeTurn(db, userId, contents)
    if (!(await endExtraction(db, id, done))) return []
    const candidates = facts.map((fact, index) => ({ ...fact, id: newId(userId), hash: hashes[index] ?? '' }))
    const vectorOf = new Map(candidates.map((candidate, index) => [candidate.id, vectors[index]]))
    const keys = facts.map(({ key }) => key)
    const fork = await findLinkedFork(db, userId, extraction.agentId)
    const known = fork
      ? await findKnownToFork(db, { at: null, halfLives, fork }, keys, hashes)
      : await findKnown(db, extraction, keys, hashes, now)
    const inherited = new Set(
      known.filter(({ agentId }) => fork && agentId !== fork.agentId).map(({ id }) => id),
    )
    const decisions = decide(candidates, known)
    const changes = decisions.filter(({ action }) => action !== 'KNOWN')
    const brought = changes.map(({ candidate }) => candidate)

    const saidAt = new Map(statements.map((statement) => [statement.id, statement.createdAt]))
    await insertMemories(
      db,
      brought.map((candidate) => ({
        id: candidate.id,
        appId: extraction.appId,
        userId,
        content: candidate.content,
        category: candidate.category,
        importance: IMPORTANCE,
        tags: [],
        metadata: {},
        agentId: extraction.agentId,
        conversationId: extraction.conversationId,
        messageId: candidate.messageId,
        occurredAt: saidAt.get(candidate.messageId) ?? null,
        expiresAt: null,
        changedBy: extraction.createdBy,
        fact: candidate.key,
      })),
      now,
    )
    await storeVectors(
      db,
      { userId, model: embedder.model },
      brought.map((candidate) => [candidate.id, vectorOf.get(candidate.id)]),
    )
    for (const { replacedId, memoryId } of changes)
      if (replacedId !== null)
        await (fork && inherited.has(replacedId)
          ? maskMemory(db, fork, replacedId, now)
          : closeMemory(db, replacedId, memoryId, now))
    await insertDecisions(db, extraction, decisions.map(rowOf))
    return changes
  })
}

/** Caches forget what was superseded, and who follows the user is told. */
async function settle(
  { cache, events }: Context,
  { id, appId, userId }: QueuedExtraction,
  changes: readonly Decision[],
): Promise<void> {
  const added = changes.filter(({ action }) => action === 'ADDED').map(({ memoryId }) => memoryId)
  const replaced = changes.flatMap(({ replacedId: memoryId, memoryId: supersededBy }) =>
    memoryId === null ? [] : [{ memoryId, supersededBy }],
  )
  await cache.drop(replaced.map(({ memoryId }) => cacheKey(memoryCache, appId, memoryId)))
  for (const memoryIds of inEvents(added)) events.publish(appId, userId, { type: 'memory.added', memoryIds })
  for (const change of replaced) events.publish(appId, userId, { type: 'memory.superseded', ...change })
  events.publish(appId, userId, { type: 'extraction.finished', extractionId: id })
}

const rowOf = ({ candidate, action, memoryId, replacedId }: Decision, position: number) => ({
  position,
  action,
  memoryId,
  replacedId,
  messageId: candidate.messageId,
})
