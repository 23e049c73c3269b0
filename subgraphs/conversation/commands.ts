import type { Prisma } from '../../prisma/client/client.ts'
import { newId } from '../../prisma/ids.ts'
import { cacheKey } from '../kit/cache/cache.ts'
import { notFound } from '../kit/errors.ts'
import { inEvents } from '../kit/events/events.ts'
import { parseInput } from '../kit/input.ts'
import { nameUser, requireUser } from '../kit/users.ts'
import { conversationCache } from './cache.ts'
import type { RequestContext } from './context.ts'
import { appendMessagesInput, startConversationInput } from './inputs.ts'
import type { MessageInput } from './inputs.ts'
import {
  findByClientId,
  findMessagesByClientId,
  insertConversation,
  insertMessages,
  lockConversation,
  updateMessageCount,
} from './store.ts'
import type { ConversationRow, MessageRow } from './store.ts'

type Context = Pick<RequestContext, 'shards' | 'cache' | 'events' | 'identity' | 'loaders'>

/** Starts a conversation, or returns the one that the user has under the same clientId, as it is. */
export async function startConversation(
  { shards, events, identity }: Pick<Context, 'shards' | 'events' | 'identity'>,
  input: unknown,
): Promise<ConversationRow> {
  const { title, agentId, clientId, metadata, ...named } = parseInput(startConversationInput, input)
  const user = nameUser(identity, named)
  const id = newId(user.id)
  const conversation = await shards.transact(user.id, async (db) => {
    await requireUser(db, identity, user)
    const started = await insertConversation(db, {
      id,
      appId: identity.appId,
      userId: user.id,
      clientId,
      title,
      agentId,
      metadata: (metadata ?? {}) as Prisma.InputJsonObject,
    })
    // Only a clientId can have been there already.
    return started ?? findByClientId(db, user.id, clientId ?? '')
  })
  if (conversation.id === id)
    events.publish(identity.appId, user.id, { type: 'conversation.started', conversationId: id })
  return conversation
}

export interface Appended {
  /** One for each message of the input, in its order: new, or there already under its clientId. */
  readonly messages: readonly MessageRow[]
  readonly conversation: ConversationRow
}

/**
 * Appends messages under the numbers that follow the conversation's last, with at most four statements. Those whose
 * clientId is there already are not added. Throws NOT_FOUND where the caller's app has no such conversation.
 */
export async function appendMessages(
  { shards, cache, events, identity: { appId }, loaders }: Context,
  input: unknown,
): Promise<Appended> {
  const { conversationId, messages } = parseInput(appendMessagesInput, input)
  const clientIds = messages.flatMap(({ clientId }) => clientId ?? [])

  const { added, ...appended } = await shards.transact(conversationId, async (db) => {
    const conversation = await lockConversation(db, appId, conversationId)
    if (!conversation) throw notFound('conversation', conversationId, 'conversationId')
    // A statement of its own, begun under the lock: only so it sees all that earlier holders have committed.
    const known = await findMessagesByClientId(db, conversationId, clientIds)
    const now = new Date()
    const { rows, added } = place(conversation, known, messages, now)
    if (added.length === 0) return { conversation, messages: rows, added }

    await insertMessages(db, { appId, userId: conversation.userId }, added)
    const messageCount = conversation.messageCount + added.length
    return {
      conversation: await updateMessageCount(db, conversationId, messageCount, now),
      messages: rows,
      added,
    }
  })

  await cache.drop([cacheKey(conversationCache, appId, conversationId)])
  loaders.conversation.clear(conversationId).prime(conversationId, appended.conversation)
  const { userId } = appended.conversation
  for (const messageIds of inEvents(added.map(({ id }) => id)))
    events.publish(appId, userId, { type: 'messages.appended', conversationId, messageIds })
  return appended
}

/** The row of each message: the known one of its clientId, else one that takes the next place in the conversation. */
function place(
  conversation: ConversationRow,
  known: readonly MessageRow[],
  messages: readonly MessageInput[],
  now: Date,
): { rows: MessageRow[]; added: MessageRow[] } {
  const byClientId = new Map(known.map((row) => [row.clientId, row]))
  const added: MessageRow[] = []
  const rows = messages.map((message) => {
    const earlier = message.clientId === null ? undefined : byClientId.get(message.clientId)
    if (earlier) return earlier
    const row: MessageRow = {
      id: newId(conversation.userId),
      conversationId: conversation.id,
      sequence: conversation.messageCount + added.length + 1,
      role: message.role,
      content: message.content,
      clientId: message.clientId,
      metadata: (message.metadata ?? {}) as Prisma.JsonObject,
      createdAt: message.createdAt ?? now,
    }
    added.push(row)
    return row
  })
  return { rows, added }
}
