import type { Prisma } from '../../prisma/client/client.ts'
import type { Db } from '../../prisma/shards.ts'
import { cacheKey } from '../kit/cache/cache.ts'
import { failure, notFound } from '../kit/errors.ts'
import type { Identity } from '../kit/identity.ts'
import { parseInput } from '../kit/input.ts'
import { memoryCache } from './cache.ts'
import { newMemory, requireSources } from './commands.ts'
import type { RequestContext } from './context.ts'
import { supersedeMemoryInput, updateMemoryInput } from './inputs.ts'
import { embedLater } from './jobs.ts'
import { deleteEmbeddings, insertEmbeddings, insertMemories } from './store/memories.ts'
import type { MemoryRow } from './store/memories.ts'
import { changeMemory, closeMemory, lockMemory } from './store/versions.ts'
import type { MemoryChange } from './store/versions.ts'

type Context = Pick<RequestContext, 'shards' | 'cache' | 'embedder' | 'identity' | 'loaders'>

export async function updateMemory(context: Context, input: unknown): Promise<MemoryRow> {
  const { shards, embedder, identity } = context
  const { id, ifVersion, metadata, ...fields } = parseInput(updateMemoryInput, input)
  const [vector] = fields.content === undefined ? [null] : await embedder.embed([fields.content])

  const changed = await shards.transact(id, async (db) => {
    const memory = await requireCurrent(db, identity, id)
    if (ifVersion !== null && memory.version !== ifVersion)
      throw failure('CONFLICT', `memory ${id} is at version ${memory.version}, not ${ifVersion}`, {
        field: 'ifVersion',
      })
    const change = {
      ...fields,
      ...(metadata && { metadata: metadata as Prisma.InputJsonObject }),
      changedBy: identity.keyId,
    } as MemoryChange
    if (fields.content !== undefined) {
      await deleteEmbeddings(db, memory.userId, [id])
      if (vector) await insertEmbeddings(db, memory.userId, embedder.model, [{ memoryId: id, vector }])
      await embedLater(db, [id], [vector])
    }
    return changeMemory(db, memory, change)
  })
  await settle(context, changed)
  return changed
}

export async function supersedeMemory(context: Context, input: unknown): Promise<MemoryRow> {
  const { shards, embedder, identity } = context
  const { id, replacement } = parseInput(supersedeMemoryInput, input)
  const [vector] = await embedder.embed([replacement.content])

  const { before, after } = await shards.transact(id, async (db) => {
    const memory = await requireCurrent(db, identity, id)
    const next = newMemory(identity, memory.userId, replacement)
    await requireSources(db, memory.userId, [next], () => 'replacement')
    const [after] = await insertMemories(db, [next])
    if (!after) throw new Error('a memory was inserted and is not there')
    if (vector) await insertEmbeddings(db, memory.userId, embedder.model, [{ memoryId: next.id, vector }])
    await embedLater(db, [next.id], [vector])
    return { before: await closeMemory(db, id, after.id, after.createdAt), after }
  })
  await settle(context, before)
  return after
}

/** Holds a memory that nothing has superseded until the transaction ends. */
async function requireCurrent(db: Db, { appId }: Identity, id: string): Promise<MemoryRow> {
  const memory = await lockMemory(db, appId, id)
  if (!memory) throw notFound('memory', id)
  if (!memory.supersededAt) return memory
  throw failure('CONFLICT', `memory ${id} was superseded by ${memory.supersededBy ?? 'another'}`, {
    field: 'id',
  })
}

/** The cache, and the rest of the request, see a memory as it is now. */
async function settle({ cache, identity, loaders }: Context, memory: MemoryRow): Promise<void> {
  await cache.drop([cacheKey(memoryCache, identity.appId, memory.id)])
  loaders.memory.clear(memory.id).prime(memory.id, memory)
}
