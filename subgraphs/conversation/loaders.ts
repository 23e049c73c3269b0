import { findApps } from '../kit/apps.ts'
import type { AppRow } from '../kit/apps.ts'
import { byPage, groupLoader, plainLoader, rowLoader } from '../kit/loader.ts'
import type { LoaderContext, PageLoader, RowLoader } from '../kit/loader.ts'
import { findConversations, listConversations } from './store/conversations.ts'
import type { ConversationFilter, ConversationRow } from './store/conversations.ts'
import { findMessages, listMessages } from './store/messages.ts'
import type { MessageRow, ReadMessageRow } from './store/messages.ts'
import { findSessions, listSessions } from './store/sessions.ts'
import type { SessionRow } from './store/sessions.ts'

export interface Loaders {
  readonly app: RowLoader<AppRow>
  readonly session: RowLoader<SessionRow>
  readonly conversation: RowLoader<ConversationRow>
  readonly message: RowLoader<MessageRow>
  readonly sessionsOf: PageLoader<string, SessionRow>
  readonly conversationsOf: PageLoader<string, ConversationRow, ConversationFilter>
  readonly conversationsIn: PageLoader<string, ConversationRow>
  readonly messagesOf: PageLoader<number, ReadMessageRow>
}

export function createLoaders(context: LoaderContext): Loaders {
  const { shards, identity } = context
  const { appId } = identity
  return {
    app: plainLoader(context, findApps),
    session: rowLoader(context, 'session', findSessions),
    conversation: rowLoader(context, 'conversation', findConversations),
    message: rowLoader(context, 'message', findMessages),
    sessionsOf: byPage((page) =>
      groupLoader(
        shards.versioned,
        (db, userIds) => listSessions(db, appId, userIds, page),
        (row) => row.userId,
      ),
    ),
    conversationsOf: byPage((page, filter) =>
      groupLoader(
        shards.versioned,
        (db, userIds) => listConversations(db, appId, 'user', userIds, page, filter),
        (row) => row.userId,
      ),
    ),
    conversationsIn: byPage((page) =>
      groupLoader(
        shards.versioned,
        (db, sessionIds) => listConversations(db, appId, 'session', sessionIds, page),
        (row) => row.sessionId ?? '',
      ),
    ),
    messagesOf: byPage((page) =>
      groupLoader(
        shards.versioned,
        (db, conversationIds) => listMessages(db, appId, conversationIds, page),
        (row) => row.readerId,
      ),
    ),
  }
}
