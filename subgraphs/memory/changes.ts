import type { Prisma } from '../../prisma/client/client.ts'
import type { Db } from '../../prisma/shards.ts'
import { failure, notFound } from '../kit/errors.ts'
import type { Identity } from '../kit/identity.ts'
import { parseInput } from '../kit/input.ts'
import { newMemory, requireSources } from './commands.ts'
import type { RequestContext } from './context.ts'
import { supersedeMemoryInput, updateMemoryInput } from './inputs.ts'
import { deleteEmbeddings, insertMemories } from './store/memories.ts'
import type { MemoryRow } from './store/memories.ts'
import { changeMemory, closeMemory, lockMemory, readClock } from './store/versions.ts'
import type { MemoryChange } from './store/versions.ts'
import { storeVectors } from './vectors.ts'

type Context = Pick<RequestContext, 'shards' | 'events' | 'embedder' | 'identity' | 'loaders'>

export async function updateMemory(context: Context, input: unknown): Promise<MemoryRow> {
  const { shards, events, embedder, identity } = context
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
    const changed = await changeMemory(db, memory, embedder.model, change)
    if (fields.content !== undefined) {
      await deleteEmbeddings(db, memory.userId, [id])
      await storeVectors(db, { userId: memory.userId, model: embedder.model }, [[id, vector]])
    }
    return changed
  })
  settle(context, changed)
  events.publish(identity.appId, changed.userId, { type: 'memory.changed', memoryId: id })
  return changed
}

export async function supersedeMemory(context: Context, input: unknown): Promise<MemoryRow> {
  const { shards, events, embedder, identity } = context
  const { id, replacement } = parseInput(supersedeMemoryInput, input)
  const [vector] = await embedder.embed([replacement.content])

  const { before, after } = await shards.transact(id, async (db) => {
    const memory = await requireCurrent(db, identity, id)
    const next = newMemory(identity, memory.userId, replacement)
    await requireSources(db, memory.userId, [next], () => 'replacement')
    const now = await readClock(db, memory.updatedAt)
    const [after] = await insertMemories(db, [next], now)
    if (!after) throw new Error('a memory was inserted and is not there')
    await storeVectors(db, { userId: memory.userId, model: embedder.model }, [[next.id, vector]])
    return { before: await closeMemory(db, id, after.id, now), after }
  })
  settle(context, before)
  const superseded = { memoryId: id, supersededBy: after.id }
  events.publish(identity.appId, after.userId, { type: 'memory.superseded', ...superseded })
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

/** The rest of the request sees a memory as it is now. */
function settle({ loaders }: Context, memory: MemoryRow): void {
  loaders.memory.clear(memory.id).prime(memory.id, memory)
}
