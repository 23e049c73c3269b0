import type { Prisma } from '../../../prisma/client/client.ts'
import { newId } from '../../../prisma/ids.ts'
import type { Db } from '../../../prisma/shards.ts'
import { notFound } from '../../kit/errors.ts'
import type { Identity } from '../../kit/identity.ts'
import type { JsonObject } from '../../kit/input.ts'
import type { RequestContext } from '../context.ts'
import { findLinkedFork, findSeen, maskMemory } from '../store/forks.ts'
import type { LinkedFork } from '../store/forks.ts'
import { readClock } from '../store/instants.ts'
import { insertMemories } from '../store/memories.ts'
import type { MemoryRow, NewMemory } from '../store/memories.ts'
import { storeVectors } from '../vectors.ts'

/** A memory that a fork has from its checkpoint: what it changes there is for itself. */
export interface Inherited {
  readonly fork: LinkedFork
  /** As the fork sees it. */
  readonly seen: MemoryRow
}

/**
 * Whether an agent that changes a memory is a fork's which has it from its checkpoint; null where the memory is its own or no
 * fork is concerned. Throws NOT_FOUND for a fork that does not see the memory.
 */
export async function findInherited(
  { halfLives }: Pick<RequestContext, 'halfLives'>,
  db: Db,
  memory: MemoryRow,
  agentId: string | null,
): Promise<Inherited | null> {
  if (agentId === null || agentId === memory.agentId) return null
  const fork = await findLinkedFork(db, memory.userId, agentId)
  if (!fork) return null
  const seen = await findSeen(db, fork, memory.id, { at: null, halfLives })
  if (!seen) throw notFound('memory', memory.id)
  return { fork, seen }
}

/** Stores what a fork has from now on in place of a memory that it had from its checkpoint. That one stays as it is. */
export async function replaceInherited(
  db: Db,
  { fork, seen }: Inherited,
  next: NewMemory,
  { model, vector }: { readonly model: string; readonly vector: Float32Array | null | undefined },
): Promise<MemoryRow> {
  const now = await readClock(db, fork.userId, fork.createdAt)
  const [row] = await insertMemories(db, [next], now)
  if (!row) throw new Error('a memory was inserted and is not there')
  await storeVectors(db, { userId: fork.userId, model }, [[row.id, vector]])
  await maskMemory(db, fork, seen.id, now)
  return row
}

/** An inherited memory with changed fields, as a fork's own. */
export const changedCopy = (
  { appId, keyId }: Identity,
  { fork, seen }: Inherited,
  fields: object,
  metadata: JsonObject | undefined,
): NewMemory => ({
  id: newId(fork.userId),
  appId,
  userId: fork.userId,
  content: seen.content,
  category: seen.category,
  importance: seen.importance,
  tags: seen.tags,
  occurredAt: seen.occurredAt,
  expiresAt: seen.expiresAt,
  ...fields,
  metadata: (metadata ?? seen.metadata) as Prisma.InputJsonObject,
  agentId: fork.agentId,
  conversationId: seen.conversationId,
  messageId: seen.messageId,
  changedBy: keyId,
})
