import { notFound } from '../kit/errors.ts'
import { connectionOf, parseFirst } from '../kit/pagination.ts'
import type { Connection, Page } from '../kit/pagination.ts'
import type { RequestContext } from './context.ts'
import type { ConversationFilter } from './store/conversations.ts'
import { searchMessages } from './store/search.ts'
import type { ConversationView, MessageHitView, MessageView, SessionView } from './views.ts'

type Context = Pick<RequestContext, 'loaders'>

export async function readSessions(
  { loaders }: Context,
  userId: string,
  page: Page<string>,
): Promise<Connection<SessionView>> {
  return connectionOf(await loaders.sessionsOf(page).load(userId), page, (row) => row.id)
}

export async function readConversations(
  { loaders }: Context,
  userId: string,
  filter: ConversationFilter | undefined,
  page: Page<string>,
): Promise<Connection<ConversationView>> {
  return connectionOf(await loaders.conversationsOf(page, filter).load(userId), page, (row) => row.id)
}

export async function readConversationsIn(
  { loaders }: Context,
  sessionId: string,
  page: Page<string>,
): Promise<Connection<ConversationView>> {
  return connectionOf(await loaders.conversationsIn(page).load(sessionId), page, (row) => row.id)
}

export async function readMessages(
  { loaders }: Context,
  conversationId: string,
  page: Page<number>,
): Promise<Connection<MessageView>> {
  return connectionOf(await loaders.messagesOf(page).load(conversationId), page, (row) => row.sequence)
}

const DEFAULT_HITS = 10

export interface Search {
  readonly query: string
  readonly first: number | null
  readonly conversationId: string | null
}

/** Throws NOT_FOUND where the user has no such conversation. */
export async function searchUser(
  { shards, identity: { appId }, loaders }: Pick<RequestContext, 'shards' | 'identity' | 'loaders'>,
  userId: string,
  { query, first, conversationId }: Search,
): Promise<MessageHitView[]> {
  const limit = parseFirst(first ?? DEFAULT_HITS)
  if (conversationId !== null && (await loaders.conversation.load(conversationId))?.userId !== userId)
    throw notFound('conversation', conversationId, 'conversationId')
  const found = await shards.versioned.read(userId, (db) =>
    searchMessages(db, { appId, userId, conversationId, text: query, limit }),
  )
  const best = found[0]?.bm25 ?? 1
  return found.map(({ bm25, ...message }) => ({ message, score: bm25 / best }))
}
