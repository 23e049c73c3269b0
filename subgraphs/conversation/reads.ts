import { connectionOf } from '../kit/pagination.ts'
import type { Connection, Page } from '../kit/pagination.ts'
import type { RequestContext } from './context.ts'
import type { ConversationView, MessageView } from './views.ts'

type Context = Pick<RequestContext, 'loaders'>

export async function readConversations(
  { loaders }: Context,
  userId: string,
  page: Page<string>,
): Promise<Connection<ConversationView>> {
  return connectionOf(await loaders.conversationsOf(page).load(userId), page, (row) => row.id)
}

export async function readMessages(
  { loaders }: Context,
  conversationId: string,
  page: Page<number>,
): Promise<Connection<MessageView>> {
  return connectionOf(await loaders.messagesOf(page).load(conversationId), page, (row) => row.sequence)
}
