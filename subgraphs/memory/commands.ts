import { createHash } from 'node:crypto'
import type { Prisma } from '../../prisma/client/client.ts'
import { newId, userIdOf } from '../../prisma/ids.ts'
import type { Db } from '../../prisma/shards.ts'
import { cacheKey } from '../kit/cache/cache.ts'
import { erasing, failure, notFound } from '../kit/errors.ts'
import { parseInput } from '../kit/input.ts'
import { nameUser, requireUser, userCache } from '../kit/users.ts'
import type { UserRow } from '../kit/users.ts'
import type { Identity } from '../kit/identity.ts'
import type { RequestContext } from './context.ts'
import { addMemoriesInput, upsertUserInput } from './inputs.ts'
import type { AddMemoriesInput } from './inputs.ts'
import { embedLater } from './jobs.ts'
import { claimKey, findClaim } from './store/idempotency.ts'
import { findMemories, findSources, insertEmbeddings, insertMemories } from './store/memories.ts'
import type { MemoryRow, NewMemory } from './store/memories.ts'
import { upsertUserRow } from './store/users.ts'

type Context = Pick<RequestContext, 'shards' | 'cache' | 'embedder' | 'identity'>

export async function upsertUser(
  { shards, cache, identity: { appId } }: Context,
  input: unknown,
): Promise<UserRow> {
  const { externalId, metadata } = parseInput(upsertUserInput, input)
  const id = userIdOf(appId, externalId)
  const user = await shards.transact(id, async (db) => {
    const row = await upsertUserRow(db, { id, appId, externalId }, metadata)
    if (row.erasureId !== null) throw erasing()
    return row
  })
  await cache.drop([cacheKey(userCache, appId, id)])
  return user
}

export async function addMemories(
  { shards, embedder, identity }: Context,
  input: unknown,
): Promise<MemoryRow[]> {
  const parsed = parseInput(addMemoriesInput, input)
  const user = nameUser(identity, parsed)
  const memories = parsed.items.map((item) => newMemory(identity, user.id, item))
  // Embedded before the transaction begins: nothing slow is done while it holds a connection.
  const vectors = await embedder.embed(memories.map(({ content }) => content))
  const embeddings = memories.flatMap(({ id }, index) => {
    const vector = vectors[index]
    return vector ? [{ memoryId: id, vector }] : []
  })

  return shards.transact(user.id, async (db) => {
    await requireUser(db, identity, user)
    if (parsed.idempotencyKey !== null) {
      const earlier = await earlierAnswer(
        db,
        identity.appId,
        user.id,
        parsed.idempotencyKey,
        parsed.items,
        memories,
      )
      if (earlier) return earlier
    }
    await requireSources(db, user.id, memories, (index) => `items.${index}`)
    const rows = await insertMemories(db, memories)
    await insertEmbeddings(db, user.id, embedder.model, embeddings)
    await embedLater(
      db,
      memories.map(({ id }) => id),
      vectors,
    )
    return rows
  })
}

export const newMemory = (
  { appId, keyId }: Identity,
  userId: string,
  item: AddMemoriesInput['items'][number],
): NewMemory => ({
  id: newId(userId),
  appId,
  userId,
  content: item.content,
  category: item.category ?? 'FACT',
  importance: item.importance ?? 0.5,
  tags: item.tags ?? [],
  metadata: (item.metadata ?? {}) as Prisma.InputJsonObject,
  agentId: item.agentId,
  conversationId: item.source?.conversationId ?? null,
  messageId: item.source?.messageId ?? null,
  occurredAt: item.occurredAt,
  expiresAt: item.expiresAt,
  changedBy: keyId,
})

/** What the same key was answered before, or null after taking the key for this write. */
async function earlierAnswer(
  db: Db,
  appId: string,
  userId: string,
  key: string,
  items: AddMemoriesInput['items'],
  memories: readonly NewMemory[],
): Promise<MemoryRow[] | null> {
  const requestHash = new Uint8Array(createHash('sha256').update(JSON.stringify(items)).digest())
  const resultIds = memories.map(({ id }) => id)
  if (await claimKey(db, { userId, key, requestHash, resultIds })) return null
  const claim = await findClaim(db, userId, key)
  if (Buffer.compare(claim.requestHash, requestHash) !== 0)
    throw failure('CONFLICT', 'this idempotencyKey was used for other items', { field: 'idempotencyKey' })
  const rows = new Map((await findMemories(db, appId, claim.resultIds)).map((row) => [row.id, row]))
  return claim.resultIds.flatMap((id) => rows.get(id) ?? [])
}

/** Sources must be the same user's: a memory never points at somebody else's words. */
export async function requireSources(
  db: Db,
  userId: string,
  memories: readonly NewMemory[],
  fieldOf: (index: number) => string,
): Promise<void> {
  const conversations = memories.flatMap(({ conversationId }) => conversationId ?? [])
  const messages = memories.flatMap(({ messageId }) => messageId ?? [])
  if (conversations.length === 0) return
  const found = await findSources(db, userId, { conversations, messages })
  for (const [index, { conversationId, messageId }] of memories.entries()) {
    const field = `${fieldOf(index)}.source`
    if (conversationId !== null && !found.has(conversationId))
      throw notFound('conversation', conversationId, `${field}.conversationId`)
    if (messageId !== null && !found.has(messageId))
      throw notFound('message', messageId, `${field}.messageId`)
  }
}
