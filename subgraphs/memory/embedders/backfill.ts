import { hotShards } from '../../../prisma/ids.ts'
import type { Platform } from '../../kit/platform.ts'
import { countToEmbed, deleteOtherModels, findToEmbed, insertLateEmbeddings } from '../store/embeddings.ts'
import type { LateEmbedding, MemoryToEmbed } from '../store/embeddings.ts'
import type { PatientEmbedder } from './patient.ts'

/** Memories looked at in one statement, and so the most that are embedded in one call. */
const PAGE = 96
/** Then others have their turn until the next sweep. */
const EMBEDDED_PER_SWEEP = 10_000
/** Of each shard as many are looked at, at most, to tell how many remain. */
const COUNTED = 10_000
const USERS_PER_DELETION = 500
/** A memory can be seen at most this long after its id was made: more than a write takes and than clocks are apart. */
const SETTLE_MS = 5 * 60_000
const WHOLE_EVERY_MS = 60 * 60_000

interface Context extends Pick<Platform, 'shards' | 'log'> {
  readonly embedder: PatientEmbedder
}

/** How far a shard's memories were looked at, in the order of their ids, which is that of their making. */
interface Walk {
  readonly shard: number
  after: string
  done: boolean
}

/** What a sweep did: vectors made, and vectors of other models removed. */
interface Tally {
  embedded: number
  removed: number
}

/**
 * Makes the vectors that memories lack: those of writes that the embedder failed, and all of them after a change of the
 * model, whose predecessors' vectors are removed shard by shard once it has every memory. The sweep that is returned goes on
 * where the one before it stopped, and stops where the embedder fails.
 *
 * The first walk is over everything. After it there is something to do only if a write of this process went without
 * vectors: then for what is new since, and within the hour for everything, because a memory that was changed keeps its
 * old id.
 */
export function createBackfill({ shards, embedder, log }: Context): (signal: AbortSignal) => Promise<void> {
  const { model } = embedder
  const walks = hotShards.map((shard): Walk => ({ shard, after: lowestId(shard, 0), done: false }))
  let current = { whole: true, startedAt: Date.now() }
  let walkedAt = 0
  let wholeAt = 0
  let pageSize = PAGE

  /** Begins new walks once those under way are done and where memories may lack vectors again. */
  function prepare(): Walk[] {
    const unfinished = walks.filter(({ done }) => !done)
    if (unfinished.length > 0) return unfinished
    const startedAt = Date.now()
    const certainAt = embedder.missedAt() + SETTLE_MS
    const whole = wholeAt < certainAt && wholeAt + WHOLE_EVERY_MS <= startedAt
    if (!whole && walkedAt >= certainAt) return []
    current = { whole, startedAt }
    for (const walk of walks) {
      walk.after = lowestId(walk.shard, whole ? 0 : walkedAt - SETTLE_MS)
      walk.done = false
    }
    return walks
  }

  function finish() {
    walkedAt = current.startedAt
    if (current.whole) wholeAt = current.startedAt
  }

  /** Does a walk's next page, and what its end calls for. False where the embedder failed. */
  async function step(walk: Walk, tally: Tally, signal: AbortSignal): Promise<boolean> {
    const limit = pageSize
    const page = await shards.read(walk.after, (db) => findToEmbed(db, model, walk.after, limit))
    const embedded = await embedLacking(page, signal)
    // Smaller pages get through where a large one takes too long.
    pageSize = embedded === null ? Math.ceil(limit / 2) : Math.min(PAGE, limit * 2)
    if (embedded === null) return false
    tally.embedded += embedded
    walk.after = page.at(-1)?.id ?? walk.after
    if (page.length < limit) {
      if (current.whole) tally.removed += await removeOtherModels(walk, signal)
      walk.done = true
    }
    return true
  }

  async function embedLacking(page: readonly MemoryToEmbed[], signal: AbortSignal): Promise<number | null> {
    const lacking = page.filter(({ content }) => content !== null)
    const [first] = lacking
    if (!first) return 0
    const vectors = await embedder.embedLater(
      lacking.map(({ content }) => content ?? ''),
      signal,
    )
    if (!vectors) return null
    const embeddings = lacking.flatMap((memory, index): LateEmbedding[] => {
      const vector = vectors[index]
      return vector ? [{ memory, vector }] : []
    })
    return shards.transact(first.id, (db) => insertLateEmbeddings(db, model, embeddings))
  }

  async function removeOtherModels({ shard }: Walk, signal: AbortSignal): Promise<number> {
    let total = 0
    for (let after: string | null = lowestId(shard, 0); after !== null && !signal.aborted;) {
      const user: string = after
      const { removed, lastUser } = await shards.transact(user, (db) =>
        deleteOtherModels(db, model, user, USERS_PER_DELETION),
      )
      total += removed
      after = lastUser
    }
    return total
  }

  async function countRemaining(): Promise<number> {
    let remaining = 0
    for (const { after } of walks.filter(({ done }) => !done))
      remaining += await shards.read(after, (db) => countToEmbed(db, model, after, COUNTED))
    return remaining
  }

  return async function sweep(signal) {
    const tally = { embedded: 0, removed: 0 }
    let failed = false
    // A page of each shard in turn: none waits for another's end.
    let unfinished = prepare()
    while (unfinished.length > 0 && tally.embedded < EMBEDDED_PER_SWEEP && !failed) {
      for (const walk of unfinished) {
        if (signal.aborted) return
        failed = !(await step(walk, tally, signal))
        if (failed) break
      }
      unfinished = unfinished.filter(({ done }) => !done)
      if (unfinished.length === 0) finish()
    }
    if (tally.embedded + tally.removed === 0 && !failed) return
    log.info({ model, ...tally, remaining: await countRemaining() }, 'embedded memories later')
  }
}

/** Before every id of a shard made at `ms` of the epoch or later (0: at all), and on that shard itself. */
function lowestId(shard: number, ms: number): string {
  const time = Math.max(0, ms).toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-1000-8000-${shard.toString(16).padStart(12, '0')}`
}
