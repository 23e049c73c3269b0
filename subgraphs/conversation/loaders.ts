import type DataLoader from 'dataloader'
import { groupLoader, rowLoader } from '../kit/loader.ts'
import type { LoaderContext, RowLoader } from '../kit/loader.ts'
import type { Page } from '../kit/pagination.ts'
import { conversationCache, messageCache } from './cache.ts'
import { findConversations, findMessages, listConversations, listMessages } from './store.ts'
import type { ConversationRow, MessageRow } from './store.ts'

/** The same page of many owners' lists, by owner. */
type PageLoader<Key, Row> = (page: Page<Key>) => DataLoader<string, Row[]>

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

/** Keeps one loader for each page that a request asks for, so that equal pages are one statement. */
function byPage<Key extends string | number, Row>(create: PageLoader<Key, Row>): PageLoader<Key, Row> {
  const loaders = new Map<string, DataLoader<string, Row[]>>()
  return (page) => {
    const key = `${page.limit} after ${page.after ?? 'nothing'}`
    const loader = loaders.get(key) ?? create(page)
    loaders.set(key, loader)
    return loader
  }
}
