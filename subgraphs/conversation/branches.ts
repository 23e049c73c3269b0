import type { Prisma } from '../../prisma/client/client.ts'
import { newId } from '../../prisma/ids.ts'
import { inheritMessages } from '../kit/branching.ts'
import { notFound } from '../kit/errors.ts'
import { parseId, parseInput } from '../kit/input.ts'
import type { RequestContext } from './context.ts'
import { branchConversationInput } from './inputs.ts'
import { bequeathMessages, countMemoriesFrom, deleteConversationRow, lockOwner } from './store/branches.ts'
import {
  findByClientId,
  findConversations,
  insertConversation,
  lockConversation,
} from './store/conversations.ts'
import type { ConversationRow } from './store/conversations.ts'
import { findMessages } from './store/messages.ts'
import type { ConversationDeletionReceiptView } from './views.ts'

type Context = Pick<RequestContext, 'shards' | 'identity' | 'loaders'>

/** Starts a conversation with the messages up to one, or returns the one that the user has under the same clientId. */
export function branchConversation(
  { shards, identity: { appId } }: Pick<Context, 'shards' | 'identity'>,
  input: unknown,
): Promise<ConversationRow> {
  const { messageId, title, clientId, metadata } = parseInput(branchConversationInput, input)
  return shards.transact(messageId, async (db) => {
    const userId = await lockOwner(db, appId, 'message', messageId)
    const [message] = userId === undefined ? [] : await findMessages(db, appId, [messageId])
    const [parent] = message ? await findConversations(db, appId, [message.conversationId]) : []
    if (!message || !parent) throw notFound('message', messageId, 'messageId')
    const branch = await insertConversation(db, {
      id: newId(parent.userId),
      appId,
      userId: parent.userId,
      sessionId: parent.sessionId,
      clientId,
      title: title ?? parent.title,
      agentId: parent.agentId,
      metadata: (metadata ?? {}) as Prisma.InputJsonObject,
      branchedFromId: parent.id,
      branchMessageId: message.id,
      messageCount: message.sequence,
      tokenCount: message.tokensThrough,
    })
    // Only a clientId can have been there already.
    if (!branch) return findByClientId(db, parent.userId, clientId ?? '')
    await inheritMessages(db, branch, parent.id, message.sequence)
    return branch
  })
}

/** Deletes a conversation, and the messages that no branch reads. Throws NOT_FOUND where the caller's app has none. */
export async function deleteConversation(
  { shards, identity: { appId }, loaders }: Context,
  givenId: string,
): Promise<ConversationDeletionReceiptView> {
  const id = parseId(givenId)
  const { kept, deleted, memories } = await shards.transact(id, async (db) => {
    const userId = await lockOwner(db, appId, 'conversation', id)
    const conversation = await lockConversation(db, appId, id)
    if (userId === undefined || !conversation) throw notFound('conversation', id)
    return {
      kept: await bequeathMessages(db, id),
      deleted: await deleteConversationRow(db, id),
      memories: await countMemoriesFrom(db, userId, id),
    }
  })
  // What branches keep has changed too: it names its new conversation.
  const messages = [...kept, ...deleted]
  loaders.conversation.clear(id)
  for (const messageId of messages) loaders.message.clear(messageId)
  return { messages: deleted.length, keptMessages: kept.length, memories }
}
