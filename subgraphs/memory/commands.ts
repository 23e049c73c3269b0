import { createHash } from 'node:crypto'
import type { Prisma } from '../../prisma/client/client.ts'
import { newId, userIdOf } from '../../prisma/ids.ts'
import type { Db } from '../../prisma/shards.ts'
import { erasing, failure, notFound } from '../kit/errors.ts'
import { parseInput } from '../kit/input.ts'
import { nameUser, requireUser } from '../kit/users.ts'
import type { UserRow } from '../kit/users.ts'
import type { Identity } from '../kit/identity.ts'
import type { RequestContext } from './context.ts'
import { mergeDuplicates } from './duplicates.ts'
import { addMemoriesInput, upsertUserInput } from './inputs.ts'
import type { MemoryItem } from './inputs.ts'
import { findSame, takeTurn } from './store/duplicates.ts'
import { findClaim, insertClaim } from './store/idempotency.ts'
import { findMemories, findSources, insertMemories } from './store/memories.ts'
import type { MemoryRow, NewMemory } from './store/memories.ts'
import { insertStatements } from './store/statements.ts'
import { upsertUserRow } from './store/users.ts'
import { storeVectors } from './vectors.ts'

type Context = Pick<RequestContext, 'shards' | 'events' | 'embedder' | 'identity' | 'uses'>

export async function upsertUser({ shards, identity: { appId } }: Context, input: unknown): Promise<UserRow> {
  const { externalId, metadata } = parseInput(upsertUserInput, input)
  const id = userIdOf(appId, externalId)
  return shards.transact(id, async (db) => {
    const row = await upsertUserRow(db, { id, appId, externalId }, metadata)
    if (row.erasureId !== null) throw erasing()
    return row
  })
}

/** What became of the items: a memory for each, in their order, and how many were merged with one that was there. */
export interface Added {
  readonly memories: readonly MemoryRow[]
  readonly merged: number
}

export async function addMemories(
  { shards, events, embedder, identity, uses }: Context,
  input: unknown,
): Promise<Added> {
  const { items, idempotencyKey: key, ...ref } = parseInput(addMemoriesInput, input)
  const { appId } = identity
  const user = nameUser(identity, ref)
  const userId = user.id
  const additions = items.map((item) => ({ item, memory: newMemory(identity, userId, item) }))
  const memories = additions.map(({ memory }) => memory)
  const contents = memories.map(({ content }) => content)
  // Embedded before the transaction begins: nothing slow is done while it holds a connection.
  const vectors = await embedder.embed(contents)
  const vectorOf = new Map(memories.map(({ id }, index) => [id, vectors[index]]))

  const { added, brought, restated } = await shards.transact(userId, async (db) => {
    await requireUser(db, identity, user)
    const { now, hashes } = await takeTurn(db, userId, contents)
    const requestHash = hashOf(items)
    const earlier = key === null ? null : await earlierAnswer(db, appId, { userId, key, requestHash })
    if (earlier) return { added: earlier, brought: [], restated: [] }

    await requireSources(db, userId, memories, (index) => `items.${index}`)
    const same = await findSame(db, { appId, userId }, hashes, now)
    const hashed = additions.map((addition, index) => ({ ...addition, hash: hashes[index] ?? '' }))
    const { fresh, statements, ids } = mergeDuplicates(hashed, same, now)
    const inserted = await insertMemories(db, fresh, now)
    await storeVectors(
      db,
      { userId, model: embedder.model },
      fresh.map(({ id }) => [id, vectorOf.get(id)]),
    )
    await insertStatements(db, statements)
    const merged = statements.length
    if (key !== null) await insertClaim(db, { userId, key, requestHash, resultIds: ids, merged })
    const unfaded = inserted.map((row) => ({ ...row, recency: 1 }))
    return {
      added: { memories: inOrder(ids, [...same, ...unfaded]), merged },
      brought: fresh.map(({ id }) => id),
      restated: statements.map(({ memoryId }) => memoryId),
    }
  })
  uses.count(restated)
  if (brought.length > 0) events.publish(appId, userId, { type: 'memory.added', memoryIds: brought })
  return added
}

const hashOf = (items: readonly MemoryItem[]) =>
  new Uint8Array(createHash('sha256').update(JSON.stringify(items)).digest())

function inOrder(ids: readonly string[], rows: readonly MemoryRow[]): MemoryRow[] {
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}

export const newMemory = ({ appId, keyId }: Identity, userId: string, item: MemoryItem): NewMemory => ({
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

/** What the same key was answered before, without memories deleted since; null where the key is new. */
async function earlierAnswer(
  db: Db,
  appId: string,
  { userId, key, requestHash }: { userId: string; key: string; requestHash: Uint8Array },
): Promise<Added | null> {
  const claim = await findClaim(db, userId, key)
  if (!claim) return null
  if (claim.requestHash !== null && Buffer.compare(claim.requestHash, requestHash) !== 0)
    throw failure('CONFLICT', 'this idempotencyKey was used for other items', { field: 'idempotencyKey' })
  const rows = await findMemories(db, appId, claim.resultIds)
  return { memories: inOrder(claim.resultIds, rows), merged: claim.merged }
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
