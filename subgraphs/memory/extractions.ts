import { newId } from '../../prisma/ids.ts'
import { cacheKey } from '../kit/cache/cache.ts'
import { failure, notFound } from '../kit/errors.ts'
import { extractMemories } from '../kit/extraction.ts'
import { enqueue } from '../kit/jobs/job.ts'
import { parseId } from '../kit/input.ts'
import type { Db } from '../../prisma/shards.ts'
import { memoryCache } from './cache.ts'
import type { RequestContext } from './context.ts'
import { copyMemory, listDecisions, lockExtraction, setExtractionState } from './store/extractions.ts'
import type { DecisionRow, ExtractionRow } from './store/extractions.ts'
import { findLinkedFork, unmaskMemory } from './store/forks.ts'
import { readClock } from './store/instants.ts'
import { closeMemory, lockMemory } from './store/versions.ts'

type Context = Pick<RequestContext, 'shards' | 'cache' | 'identity' | 'loaders'>

/** Has a failed extraction tried again, as if for the first time. */
export function retryExtraction({ shards, identity }: Context, givenId: string): Promise<ExtractionRow> {
  const id = parseId(givenId)
  return shards.transact(id, async (db) => {
    const extraction = await requireExtraction(db, identity.appId, id)
    if (extraction.state === 'QUEUED') return extraction
    if (extraction.state !== 'FAILED')
      throw failure('CONFLICT', `extraction ${id} is ${extraction.state}: only a failed one is tried again`, {
        field: 'id',
      })
    await enqueue(db, extractMemories, { extractionId: id })
    return setExtractionState(db, id, { state: 'QUEUED', attempts: 0, error: null, finishedAt: null })
  })
}

/**
 * Takes back what an extraction brought, as a change like any other: its memories are closed and not deleted, and what they
 * superseded is stored again. What was changed, superseded or deleted since stays as it is. Undoing twice changes nothing.
 */
export async function undoExtraction(context: Context, givenId: string): Promise<ExtractionRow> {
  const { shards, cache, identity, loaders } = context
  const { appId } = identity
  const id = parseId(givenId)
  const { extraction, closed } = await shards.transact(id, async (db) => {
    const extraction = await requireExtraction(db, appId, id)
    if (extraction.state === 'UNDONE') return { extraction, closed: [] }
    if (extraction.state !== 'DONE')
      throw failure('CONFLICT', `extraction ${id} is ${extraction.state}: there is nothing to undo`, {
        field: 'id',
      })
    const now = await readClock(db, extraction.userId, extraction.createdAt)
    const closed: string[] = []
    for (const { memoryId, before } of broughtBy(await listDecisions(db, appId, [id]))) {
      const memory = await lockMemory(db, appId, memoryId)
      if (!memory || memory.supersededAt || memory.version > 1) continue
      const earlier = before === null ? undefined : await lockMemory(db, appId, before)
      const fork = await findLinkedFork(db, extraction.userId, memory.agentId)
      const inherited = earlier && fork && earlier.agentId !== fork.agentId
      if (inherited) await unmaskMemory(db, fork, earlier.id, now)
      const copyId = earlier && !inherited ? newId(extraction.userId) : null
      if (earlier && copyId) await copyMemory(db, earlier.id, copyId, now)
      await closeMemory(db, memoryId, copyId, now)
      closed.push(memoryId)
    }
    return { extraction: await setExtractionState(db, id, { state: 'UNDONE' }), closed }
  })
  await cache.drop(closed.map((memoryId) => cacheKey(memoryCache, appId, memoryId)))
  for (const memoryId of closed) loaders.memory.clear(memoryId)
  return extraction
}

async function requireExtraction(db: Db, appId: string, id: string): Promise<ExtractionRow> {
  const extraction = await lockExtraction(db, appId, id)
  if (!extraction) throw notFound('extraction', id)
  return extraction
}

/** The memories that were brought, and what each stands for that was there before the extraction. */
function broughtBy(decisions: readonly DecisionRow[]): { memoryId: string; before: string | null }[] {
  const brought = decisions.filter(({ action }) => action !== 'KNOWN')
  const replacedBy = new Map(brought.map(({ memoryId, replacedId }) => [memoryId, replacedId]))
  return brought.map(({ memoryId }) => {
    let before = replacedBy.get(memoryId) ?? null
    // A fact may have superseded one of the same messages.
    while (before !== null && replacedBy.has(before)) before = replacedBy.get(before) ?? null
    return { memoryId, before }
  })
}
