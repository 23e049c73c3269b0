import type { ConversationRow, MessageRow } from './store.ts'

/** What resolvers hand down for each object type; fields that are not in it have a resolver of their own. */
export type ConversationView = ConversationRow
export type MessageView = MessageRow

/** The memory subgraph tells who the user is. */
export interface UserView {
  readonly id: string
}
