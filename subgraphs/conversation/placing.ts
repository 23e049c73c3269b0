import type { Prisma } from '../../prisma/client/client.ts'
import { newId } from '../../prisma/ids.ts'
import type { Db } from '../../prisma/shards.ts'
import { failure, invalid } from '../kit/errors.ts'
import type { MessageInput } from './inputs.ts'
import type { ConversationRow } from './store/conversations.ts'
import { findCalls } from './store/messages.ts'
import type { MessageRow } from './store/messages.ts'

/** What a conversation's count of tokens can hold. */
const MAX_TOKENS = 2 ** 31 - 1

export type CountedMessage = MessageInput & { readonly tokenCount: number }

/** The row of each message: the known one of its clientId, else one that takes the next place in the conversation. */
export function placeMessages(
  conversation: ConversationRow,
  known: readonly MessageRow[],
  messages: readonly CountedMessage[],
  now: Date,
): { rows: MessageRow[]; added: MessageRow[] } {
  const byClientId = new Map(known.map((row) => [row.clientId, row]))
  const added: MessageRow[] = []
  let { tokenCount: tokensThrough } = conversation
  const rows = messages.map((message) => {
    const earlier = message.clientId === null ? undefined : byClientId.get(message.clientId)
    if (earlier) return earlier
    tokensThrough += message.tokenCount
    const row: MessageRow = {
      id: newId(conversation.userId),
      userId: conversation.userId,
      conversationId: conversation.id,
      sequence: conversation.messageCount + added.length + 1,
      role: message.role,
      content: message.content,
      clientId: message.clientId,
      agentId: message.agentId,
      metadata: (message.metadata ?? {}) as Prisma.JsonObject,
      toolCalls: message.toolCalls?.length ? message.toolCalls : null,
      toolCallId: message.toolCallId,
      tokenCount: message.tokenCount,
      tokensThrough,
      createdAt: message.createdAt ?? now,
    }
    added.push(row)
    return row
  })
  if (tokensThrough > MAX_TOKENS)
    throw failure('LIMIT_EXCEEDED', `a conversation has at most ${MAX_TOKENS} tokens`, { field: 'messages' })
  return { rows, added }
}

/** Each new result must be of a call made before it: in a message before it in `rows`, or in the conversation. */
export async function requireCalls(
  db: Db,
  conversationId: string,
  rows: readonly MessageRow[],
  added: readonly MessageRow[],
): Promise<void> {
  const isNew = new Set(added)
  const made = new Set<string>()
  const unmet = new Map<string, number>()
  for (const [index, row] of rows.entries()) {
    const { toolCallId } = row
    if (isNew.has(row) && toolCallId !== null && !made.has(toolCallId) && !unmet.has(toolCallId))
      unmet.set(toolCallId, index)
    for (const { id } of row.toolCalls ?? []) made.add(id)
  }
  if (unmet.size === 0) return
  const found = new Set(await findCalls(db, conversationId, [...unmet.keys()]))
  for (const [callId, index] of unmet)
    if (!found.has(callId)) {
      const field = `messages.${index}.toolCallId`
      throw invalid(`${field} is of no call made earlier in the conversation`, field)
    }
}
