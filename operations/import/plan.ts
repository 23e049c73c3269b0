import type { MemoryInput, MessageInput, StartConversationInput } from '../generated/operations.ts'
import { contentOf } from './content.ts'
import type { Conversations, Session, Turn } from './file.ts'

/** A session as a conversation. The same session is the same conversation however often it is started. */
export const conversationInput = (
  userId: string,
  { speakers }: Pick<Conversations, 'speakers'>,
  { id, startedAt }: Session,
): StartConversationInput => ({
  userId,
  clientId: id,
  title: `${speakers.join(' and ')}, ${startedAt.toISOString().slice(0, 10)}`,
  metadata: { speakers, startedAt: startedAt.toISOString() },
})

/** A turn as a message. Sessions tell when they began, not turns: each counts as a second after the one before it. */
export const messageInput = (
  { speakers: [user] }: Pick<Conversations, 'speakers'>,
  { startedAt }: Session,
  { id, speaker, text, imageCaption }: Turn,
  order: number,
): MessageInput => ({
  role: speaker === user ? 'USER' : 'ASSISTANT',
  content: text,
  clientId: id,
  createdAt: new Date(startedAt.getTime() + order * 1_000).toISOString(),
  metadata: { speaker, ...(imageCaption && { imageCaption }) },
})

/** A turn as a memory that names the message it comes from. */
export const memoryInput = (
  { startedAt }: Session,
  turn: Turn,
  source: { conversationId: string; messageId: string },
): MemoryInput => ({
  content: contentOf(turn),
  occurredAt: startedAt.toISOString(),
  source,
  tags: [turn.speaker],
  metadata: { turn: turn.id },
})
