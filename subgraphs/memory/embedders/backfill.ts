import { lowestId } from '../../../prisma/ids.ts'
import { handle } from '../../kit/jobs/handler.ts'
import { enqueue } from '../../kit/jobs/job.ts'
import { SCHEDULED, schedule } from '../../kit/jobs/schedule.ts'
import type { Jobs } from '../../kit/jobs/worker.ts'
import type { Platform } from '../../kit/platform.ts'
import { embedMemories, embedShard, removeOtherModels } from '../jobs.ts'
import { deleteOtherModels, findLacking, findToEmbed, insertLateEmbeddings } from '../store/embeddings.ts'
import type { LateEmbedding, MemoryToEmbed } from '../store/embeddings.ts'
import { deleteOtherProgress, findProgress, lacksWalk, saveProgress } from '../store/progress.ts'
import type { Progress } from '../store/progress.ts'
import type { PatientEmbedder } from './patient.ts'

/** Memories looked at in one job, and so the most that are embedded in one call. */
const PAGE = 96
const USERS_PER_DELETION = 500
/**
 * A walk begins again this long before the last one ended: more than a write takes, than clocks are apart and than a
 * deployment has processes with two models.
 */
const OVERLAP_MS = 60 * 60_000
/** While the embedder is away, a job waits twice as long each time, up to 2⁴ times as long. */
const DOUBLINGS = 4

interface Context extends Pick<Platform, 'shards' | 'log'> {
  readonly embedder: PatientEmbedder
  /** How long an embedder that failed is left alone. */
  readonly pauseMs: number
}

/**
 * Makes the vectors that memories lack: those of writes that the embedder failed, at once; and on every shard those of all
 * memories after a change of the model, whose predecessors' vectors are removed when it has every memory.
 */
export function createBackfill({ shards, embedder, log, pauseMs }: Context): Jobs {
  const { model } = embedder
  let pageSize = PAGE

  /** Null where the embedder is away. */
  async function embed(
    memories: readonly MemoryToEmbed[],
    signal: AbortSignal,
  ): Promise<LateEmbedding[] | null> {
    const lacking = memories.filter(({ content }) => content !== null)
    if (lacking.length === 0) return []
    const vectors = await embedder.embedLater(
      lacking.map(({ content }) => content ?? ''),
      signal,
    )
    signal.throwIfAborted()
    // Smaller pages get through where a large one takes too long.
    pageSize = vectors ? Math.min(PAGE, pageSize * 2) : Math.ceil(pageSize / 2)
    return (
      vectors &&
      lacking.flatMap((memory, index) => {
        const vector = vectors[index]
        return vector ? [{ memory, vector }] : []
      })
    )
  }

  const later = (tries: number) => new Date(Date.now() + pauseMs * 2 ** Math.min(tries, DOUBLINGS))

  const embedWritten = handle(embedMemories, async ({ memoryIds, tries }, run) => {
    const lacking = await run.read((db) => findLacking(db, model, memoryIds))
    const page = lacking.slice(0, pageSize)
    const rest = lacking.slice(page.length).map(({ id }) => id)
    const embeddings = await embed(page, run.signal)
    await run.commit(async (db) => {
      if (!embeddings)
        return enqueue(db, embedMemories, { memoryIds, tries: tries + 1 }, { runAt: later(tries) })
      await insertLateEmbeddings(db, model, embeddings)
      if (rest.length > 0) await enqueue(db, embedMemories, { memoryIds: rest, tries: 0 })
    })
  })

  const walk = handle(embedShard, async (_, run) => {
    const progress = await run.read((db) => findProgress(db, model))
    const limit = pageSize
    const from = startOf(run.shard, progress)
    const page = await run.read((db) => findToEmbed(db, model, from, limit))
    const embeddings = await embed(page, run.signal)
    const last = page.length < limit ? null : (page.at(-1)?.id ?? null)
    const embedded = await run.commit(async (db) => {
      const again = { key: SCHEDULED, ...(!embeddings && { runAt: later(0) }) }
      if (!embeddings || last !== null) await enqueue(db, embedShard, {}, again)
      if (!embeddings) return 0
      const made = await insertLateEmbeddings(db, model, embeddings)
      await saveProgress(db, model, { after: last, embedded: made })
      if (last === null && !progress.walkedAt)
        await enqueue(db, removeOtherModels, { model, afterUser: lowestId(run.shard) })
      return made
    })
    if (embeddings && last === null && progress.embedded + embedded > 0)
      log.info(
        { model, shard: run.shard, embedded: progress.embedded + embedded },
        'every memory of a shard is embedded',
      )
  })

  const remove = handle(removeOtherModels, async ({ model: kept, afterUser }, run) => {
    // The model has changed once more: its own walk ends with the same.
    if (kept !== model) return
    await run.commit(async (db) => {
      const { lastUser } = await deleteOtherModels(db, kept, afterUser, USERS_PER_DELETION)
      if (lastUser === null) await deleteOtherProgress(db, kept)
      else await enqueue(db, removeOtherModels, { model: kept, afterUser: lastUser })
    })
  })

  return {
    handlers: [embedWritten, walk, remove],
    schedules: [schedule(embedShard, '7 * * * *')],
    /** A new model begins at once. */
    async start() {
      const lacking = await shards.fanOut(async (db) => ((await lacksWalk(db, model)) ? db.shard : null))
      for (const shard of lacking)
        if (shard !== null)
          await shards.transact(lowestId(shard), (db) => enqueue(db, embedShard, {}, { key: SCHEDULED }))
    },
  }
}

const startOf = (shard: number, { after, walkedAt }: Progress): string =>
  after ?? lowestId(shard, walkedAt ? walkedAt.getTime() - OVERLAP_MS : 0)
