import { byPage, groupLoader, rowLoader } from '../kit/loader.ts'
import type { LoaderContext, PageLoader, RowLoader } from '../kit/loader.ts'
import { conversationCache, messageCache } from './cache.ts'
import { findConversations, findMessages, listConversations, listMessages } from './store.ts'
import type { ConversationRow, MessageRow } from './store.ts'

export interface Loaders {
  readonly conversation: RowLoader<ConversationRow>
  readonly message: RowLoader<MessageRow>
  readonly conversationsOf: PageLoader<string, ConversationRow>
  readonly messagesOf: PageLoader<number, MessageRow>
}

export function createLoaders(context: LoaderContext): Loaders {
  const { shards, identity } = context
  const { appId } = identity
  return {
    conversation: rowLoader(context, conversationCache, findConversations),
    message: rowLoader(context, messageCache, findMessages),
    conversationsOf: byPage((page) =>
      groupLoader(
        shards,
        (db, userIds) => listConversations(db, appId, userIds, page),
        (row) => row.userId,
      ),
    ),
    messagesOf: byPage((page) =>
      groupLoader(
        shards,
        (db, conversationIds) => listMessages(db, appId, conversationIds, page),
        (row) => row.conversationId,
      ),
    ),
  }
}
