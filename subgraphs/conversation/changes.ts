import type { Prisma } from '../../prisma/client/client.ts'
import type { Db } from '../../prisma/shards.ts'
import { notFound } from '../kit/errors.ts'
import { parseId, parseInput } from '../kit/input.ts'
import type { RequestContext } from './context.ts'
import { updateConversationInput } from './inputs.ts'
import {
  changeConversation,
  findConversations,
  keepSummary,
  lockConversation,
} from './store/conversations.ts'
import type { ConversationRow } from './store/conversations.ts'
import { findSaid } from './store/messages.ts'

type Context = Pick<RequestContext, 'shards' | 'identity' | 'loaders'>

export async function updateConversation(context: Context, input: unknown): Promise<ConversationRow> {
  const { id, title, metadata } = parseInput(updateConversationInput, input)
  return change(context, id, (db) =>
    changeConversation(db, id, {
      ...(title !== undefined && { title }),
      ...(metadata !== undefined && { metadata: metadata as Prisma.InputJsonObject }),
      updatedAt: new Date(),
    }),
  )
}

/**
 * Ends a conversation, and then makes its summary of what cannot change any more. A call that could not finish is made good
 * by the next one.
 */
export async function endConversation(
  context: Context & Pick<RequestContext, 'summarizer' | 'events'>,
  givenId: string,
): Promise<ConversationRow> {
  const id = parseId(givenId)
  const ended = await change(context, id, (db, conversation) => {
    if (conversation.endedAt) return Promise.resolve(conversation)
    const now = new Date()
    return changeConversation(db, id, { endedAt: now, updatedAt: now })
  })
  if (ended.summary !== null) return ended
  const { appId } = context.identity
  const said = await context.shards.read(id, (db) => findSaid(db, ended))
  // Nothing slow is done while a transaction holds a connection.
  const summary = await context.summarizer.summarize(said)
  const summed = !summary
    ? ended
    : await change(context, id, async (db, conversation) => {
        await keepSummary(db, id, summary)
        const [kept] = await findConversations(db, appId, [id])
        return kept ?? conversation
      })
  context.events.publish(appId, ended.userId, { type: 'conversation.ended', conversationId: id })
  return summed
}

/** Changes a conversation while nobody else does. Throws NOT_FOUND where the caller's app has none. */
async function change(
  { shards, identity: { appId }, loaders }: Context,
  id: string,
  work: (db: Db, conversation: ConversationRow) => Promise<ConversationRow>,
): Promise<ConversationRow> {
  const changed = await shards.transact(id, async (db) => {
    const conversation = await lockConversation(db, appId, id)
    if (!conversation) throw notFound('conversation', id)
    return work(db, conversation)
  })
  loaders.conversation.clear(id).prime(id, changed)
  return changed
}
