import { newId } from '../../../prisma/ids.ts'
import { cacheKey } from '../../kit/cache/cache.ts'
import { extractMemories } from '../../kit/extraction.ts'
import { handle } from '../../kit/jobs/handler.ts'
import type { JobRun } from '../../kit/jobs/handler.ts'
import { LlmError } from '../../kit/llm.ts'
import { memoryCache } from '../cache.ts'
import type { MemoryContext } from '../context.ts'
import { takeTurn } from '../store/duplicates.ts'
import {
  endExtraction,
  findKnown,
  findQueued,
  findStatements,
  insertDecisions,
  noteFailure,
} from '../store/extractions.ts'
import type { QueuedExtraction, StatementRow } from '../store/extractions.ts'
import { insertEmbeddings, insertMemories } from '../store/memories.ts'
import { closeMemory } from '../store/versions.ts'
import { decide } from './decide.ts'
import type { Decision } from './decide.ts'
import type { Fact } from './fact.ts'

type Context = Pick<MemoryContext, 'shards' | 'cache' | 'embedder' | 'extractor'>

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
    const replaced = await store(context, run, extraction, statements, facts)
    await context.cache.drop(replaced.map((id) => cacheKey(memoryCache, extraction.appId, id)))
  })

/** Null where it failed for good. Where another attempt is worth it, it notes why and throws. */
async function draw(
  { shards, extractor }: Context,
  run: JobRun,
  { id, attempts: earlier }: QueuedExtraction,
  statements: readonly StatementRow[],
): Promise<Fact[] | null> {
  try {
    return await extractor(statements)
  } catch (error) {
    if (!(error instanceof LlmError)) throw error
    const failure = { attempts: earlier + 1, error: error.message }
    if (error.reason !== 'REFUSED' && failure.attempts < MAX_ATTEMPTS) {
      await shards.transact(id, (db) => noteFailure(db, id, failure))
      throw error
    }
    await run.commit((db) => endExtraction(db, id, { state: 'FAILED', ...failure }))
    return null
  }
}

/** Stores what the facts come to, with the decisions. Returns the ids of the memories that were superseded. */
async function store(
  { embedder }: Context,
  run: JobRun,
  extraction: QueuedExtraction,
  statements: readonly StatementRow[],
  facts: readonly Fact[],
): Promise<string[]> {
  const { id, userId } = extraction
  const contents = facts.map(({ content }) => content)
  const vectors = await embedder.embed(contents)

  return run.commit(async (db) => {
    const done = { state: 'DONE', attempts: extraction.attempts + 1, error: null } as const
    if (!(await endExtraction(db, id, done)) || facts.length === 0) return []
    const { now, hashes } = await takeTurn(db, userId, contents)
    const candidates = facts.map((fact, index) => ({ ...fact, id: newId(userId), hash: hashes[index] ?? '' }))
    const vectorOf = new Map(candidates.map((candidate, index) => [candidate.id, vectors[index]]))
    const keys = facts.map(({ key }) => key)
    const decisions = decide(candidates, await findKnown(db, extraction, keys, hashes, now))
    const brought = decisions.filter(({ action }) => action !== 'KNOWN').map(({ candidate }) => candidate)

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
    await insertEmbeddings(
      db,
      userId,
      embedder.model,
      brought.flatMap((candidate) => {
        const vector = vectorOf.get(candidate.id)
        return vector ? [{ memoryId: candidate.id, vector }] : []
      }),
    )
    const replaced = decisions.flatMap(({ replacedId, memoryId }) =>
      replacedId === null ? [] : [{ replacedId, memoryId }],
    )
    for (const { replacedId, memoryId } of replaced) await closeMemory(db, replacedId, memoryId, now)
    await insertDecisions(db, extraction, decisions.map(rowOf))
    return replaced.map(({ replacedId }) => replacedId)
  })
}

const rowOf = ({ candidate, action, memoryId, replacedId }: Decision, position: number) => ({
  position,
  action,
  memoryId,
  replacedId,
  messageId: candidate.messageId,
})
