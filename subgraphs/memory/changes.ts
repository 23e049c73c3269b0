import type { Prisma } from '../../prisma/client/client.ts'
import type { Db } from '../../prisma/shards.ts'
import { cacheKey } from '../kit/cache/cache.ts'
import { failure, invalid, notFound } from '../kit/errors.ts'
import type { Identity } from '../kit/identity.ts'
import { parseInput } from '../kit/input.ts'
import { memoryCache } from './cache.ts'
import { changedCopy, findInherited, replaceInherited } from './checkpoints/inherited.ts'
import { newMemory, requireSources } from './commands.ts'
import type { RequestContext } from './context.ts'
import { supersedeMemoryInput, updateMemoryInput } from './inputs.ts'
import { findLinkedFork } from './store/forks.ts'
import { deleteEmbeddings, insertMemories } from './store/memories.ts'
import type { MemoryRow } from './store/memories.ts'
import { readClock } from './store/instants.ts'
import { changeMemory, closeMemory, lockMemory } from './store/versions.ts'
import type { MemoryChange } from './store/versions.ts'
import { storeVectors } from './vectors.ts'

type Context = Pick<
  RequestContext,
  'shards' | 'cache' | 'events' | 'embedder' | 'identity' | 'loaders' | 'halfLives'
>

export async function updateMemory(context: Context, input: unknown): Promise<MemoryRow> {
  const { shards, events, embedder, identity } = context
  const { id, ifVersion, metadata, agentId, ...fields } = parseInput(updateMemoryInput, input)
  const [vector] = fields.content === undefined ? [null] : await embedder.embed([fields.content])

  const { changed, own } = await shards.transact(id, async (db) => {
    const memory = await requireMemory(db, identity, id)
    const inherited = await findInherited(context, db, memory, agentId)
    const { version } = inherited?.seen ?? requireOpen(memory)
    if (ifVersion !== null && version !== ifVersion)
      throw failure('CONFLICT', `memory ${id} is at version ${version}, not ${ifVersion}`, {
        field: 'ifVersion',
      })
    if (inherited) {
      const next = changedCopy(identity, inherited, fields, metadata)
      const vectors = { model: embedder.model, vector }
      return { changed: await replaceInherited(db, inherited, next, vectors), own: true }
    }
    const change = {
      ...fields,
      ...(metadata && { metadata: metadata as Prisma.InputJsonObject }),
      changedBy: identity.keyId,
    } as MemoryChange
    const changed = await changeMemory(db, memory, embedder.model, change)
    if (fields.content !== undefined) {
      await deleteEmbeddings(db, memory.userId, [id])
      await storeVectors(db, { userId: memory.userId, model: embedder.model }, [[id, vector]])
    }
    return { changed, own: false }
  })
  await settle(context, changed)
  events.publish(
    identity.appId,
    changed.userId,
    own ? { type: 'memory.added', memoryIds: [changed.id] } : { type: 'memory.changed', memoryId: id },
  )
  return changed
}

export async function supersedeMemory(context: Context, input: unknown): Promise<MemoryRow> {
  const { shards, events, embedder, identity } = context
  const { id, replacement } = parseInput(supersedeMemoryInput, input)
  const [vector] = await embedder.embed([replacement.content])

  const { before, after } = await shards.transact(id, async (db) => {
    const memory = await requireMemory(db, identity, id)
    const inherited = await findInherited(context, db, memory, replacement.agentId)
    const next = newMemory(identity, memory.userId, replacement)
    await requireSources(db, memory.userId, [next], () => 'replacement')
    if (inherited) {
      const vectors = { model: embedder.model, vector }
      return { before: null, after: await replaceInherited(db, inherited, next, vectors) }
    }
    requireOpen(memory)
    const now = await readClock(db, memory.userId, memory.updatedAt)
    const own = await findLinkedFork(db, memory.userId, memory.agentId)
    if (own && next.agentId !== null && next.agentId !== own.agentId)
      throw invalid('replacement.agentId must be that of the fork whose memory it is', 'replacement.agentId')
    const [after] = await insertMemories(db, [own ? { ...next, agentId: own.agentId } : next], now)
    if (!after) throw new Error('a memory was inserted and is not there')
    await storeVectors(db, { userId: memory.userId, model: embedder.model }, [[next.id, vector]])
    return { before: await closeMemory(db, id, after.id, now), after }
  })
  const { appId } = identity
  if (before === null) {
    events.publish(appId, after.userId, { type: 'memory.added', memoryIds: [after.id] })
    return after
  }
  await settle(context, before)
  const superseded = { memoryId: id, supersededBy: after.id }
  events.publish(appId, after.userId, { type: 'memory.superseded', ...superseded })
  return after
}

/** Holds a memory until the transaction ends. */
async function requireMemory(db: Db, { appId }: Identity, id: string): Promise<MemoryRow> {
  const memory = await lockMemory(db, appId, id)
  if (!memory) throw notFound('memory', id)
  return memory
}

function requireOpen(memory: MemoryRow): MemoryRow {
  if (!memory.supersededAt) return memory
  const { id, supersededBy } = memory
  throw failure('CONFLICT', `memory ${id} was superseded by ${supersededBy ?? 'another'}`, { field: 'id' })
}

/** The cache, and the rest of the request, see a memory as it is now. */
async function settle({ cache, identity, loaders }: Context, memory: MemoryRow): Promise<void> {
  await cache.drop([cacheKey(memoryCache, identity.appId, memory.id)])
  loaders.memory.clear(memory.id).prime(memory.id, memory)
}
