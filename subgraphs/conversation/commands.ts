import type { Prisma } from '../../prisma/client/client.ts'
import { newId } from '../../prisma/ids.ts'
import type { Db } from '../../prisma/shards.ts'
import { failure, notFound } from '../kit/errors.ts'
import { inEvents } from '../kit/events/events.ts'
import { requestExtraction } from '../kit/extraction.ts'
import { parseInput } from '../kit/input.ts'
import { nameUser, requireUser } from '../kit/users.ts'
import type { RequestContext } from './context.ts'
import { appendMessagesInput, startConversationInput, wordsOf } from './inputs.ts'
import type { MessageInput } from './inputs.ts'
import { placeMessages, requireCalls } from './placing.ts'
import {
  changeConversation,
  findByClientId,
  insertConversation,
  lockConversation,
} from './store/conversations.ts'
import type { ConversationRow } from './store/conversations.ts'
import { findMessagesByClientId, insertMessages } from './store/messages.ts'
import type { MessageRow } from './store/messages.ts'
import { holdSession } from './store/sessions.ts'

type Context = Pick<RequestContext, 'shards' | 'events' | 'identity' | 'loaders' | 'tokenizer'>

/** Starts a conversation, or returns the one that the user has under the same clientId, as it is. */
export async function startConversation(
  { shards, events, identity }: Pick<Context, 'shards' | 'events' | 'identity'>,
  input: unknown,
): Promise<ConversationRow> {
  const { title, agentId, clientId, sessionId, metadata, ...named } = parseInput(
    startConversationInput,
    input,
  )
  const user = nameUser(identity, named)
  const id = newId(user.id)
  const conversation = await shards.transact(user.id, async (db) => {
    await requireUser(db, identity, user)
    const session = sessionId === null ? null : await requireSession(db, user.id, sessionId)
    const started = await insertConversation(db, {
      id,
      appId: identity.appId,
      userId: user.id,
      sessionId,
      clientId,
      title,
      agentId,
      metadata: (metadata ?? {}) as Prisma.InputJsonObject,
    })
    // Only a clientId can have been there already.
    if (!started) return findByClientId(db, user.id, clientId ?? '')
    if (session?.endedAt) throw failure('CONFLICT', 'the session has ended', { field: 'sessionId' })
    return started
  })
  if (conversation.id === id)
    events.publish(identity.appId, user.id, { type: 'conversation.started', conversationId: id })
  return conversation
}

async function requireSession(db: Db, userId: string, sessionId: string) {
  const session = await holdSession(db, userId, sessionId)
  if (!session) throw notFound('session', sessionId, 'sessionId')
  return session
}

export interface Appended {
  /** One for each message of the input, in its order: new, or there already under its clientId. */
  readonly messages: readonly MessageRow[]
  readonly conversation: ConversationRow
  readonly extraction: { readonly id: string } | null
}

/**
 * Appends messages under the numbers that follow the conversation's last, with at most four statements, or five where one is
 * the result of a call of an earlier append. Those whose clientId is there already are not added. Throws NOT_FOUND where the
 * caller's app has no such conversation, and CONFLICT where it has ended.
 */
export async function appendMessages(
  { shards, events, identity: { appId, keyId }, loaders, tokenizer }: Context,
  input: unknown,
): Promise<Appended> {
  const { conversationId, messages, ...asked } = parseInput(appendMessagesInput, input)
  const extract = asked.extract ?? (await loaders.app.load(appId))?.extract ?? false
  const clientIds = messages.flatMap(({ clientId }) => clientId ?? [])
  // Counted before the transaction begins: nothing slow is done while others wait for the conversation.
  const counted = messages.map((message: MessageInput) => ({
    ...message,
    tokenCount: tokenizer.count(wordsOf(message)),
  }))

  const { added, ...appended } = await shards.transact(conversationId, async (db) => {
    const conversation = await lockConversation(db, appId, conversationId)
    if (!conversation) throw notFound('conversation', conversationId, 'conversationId')
    // A statement of its own, begun under the lock: only so it sees all that earlier holders have committed.
    const known = await findMessagesByClientId(db, conversationId, clientIds)
    const now = new Date()
    const { rows, added } = placeMessages(conversation, known, counted, now)
    const last = added.at(-1)
    if (!last) return { conversation, messages: rows, added, extraction: null }
    if (conversation.endedAt)
      throw failure('CONFLICT', 'the conversation has ended: branch it to go on', { field: 'conversationId' })
    await requireCalls(db, conversationId, rows, added)

    const { userId } = conversation
    await insertMessages(db, appId, added)
    const toExtract = extract && added.some(({ role }) => role === 'USER')
    return {
      extraction: toExtract
        ? await requestExtraction(db, {
            appId,
            userId,
            conversationId,
            fromSequence: conversation.messageCount + 1,
            toSequence: last.sequence,
            createdBy: keyId,
          })
        : null,
      conversation: await changeConversation(db, conversationId, {
        messageCount: last.sequence,
        tokenCount: last.tokensThrough,
        updatedAt: now,
      }),
      messages: rows,
      added,
    }
  })

  loaders.conversation.clear(conversationId).prime(conversationId, appended.conversation)
  const { userId } = appended.conversation
  for (const messageIds of inEvents(added.map(({ id }) => id)))
    events.publish(appId, userId, { type: 'messages.appended', conversationId, messageIds })
  return appended
}
