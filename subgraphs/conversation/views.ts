import type { ConversationRow } from './store/conversations.ts'
import type { MessageRow, ToolCall } from './store/messages.ts'
import type { SessionRow } from './store/sessions.ts'

/** What resolvers hand down for each object type; fields that are not in it have a resolver of their own. */
export type ConversationView = ConversationRow
export type MessageView = MessageRow
export type SessionView = SessionRow
export type ToolCallView = ToolCall

/** The memory subgraph tells who the user is. */
export interface UserView {
  readonly id: string
}

export interface BranchPointView {
  readonly conversationId: string
  readonly messageId: string
}

export interface MessageHitView {
  readonly message: MessageView
  readonly score: number
}

export interface ConversationDeletionReceiptView {
  readonly messages: number
  readonly keptMessages: number
  readonly memories: number
}

export const branchPointView = ({
  branchedFromId,
  branchMessageId,
}: ConversationView): BranchPointView | null =>
  branchedFromId === null || branchMessageId === null
    ? null
    : { conversationId: branchedFromId, messageId: branchMessageId }
