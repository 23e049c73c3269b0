import { z } from 'zod'
import { MessageRole } from '../../prisma/client/enums.ts'
import { id, metadata, optional, text, timestamp, userRef } from '../kit/input.ts'

const MAX_MESSAGES = 200
const MAX_CONTENT_BYTES = 256 * 1024
const MAX_CALL_BYTES = 4 * 1024 * 1024

const clientId = text(128)

export const startConversationInput = z.object({
  ...userRef,
  title: optional(text(256)),
  agentId: optional(text(128)),
  clientId: optional(clientId),
  metadata: optional(metadata()),
})

const message = z.object({
  role: z.enum(MessageRole),
  content: text(MAX_CONTENT_BYTES, 0),
  clientId: optional(clientId),
  createdAt: optional(timestamp),
  metadata: optional(metadata()),
})

export type MessageInput = z.output<typeof message>

export const appendMessagesInput = z.object({
  conversationId: id,
  messages: z
    .array(message)
    .min(1, `must have 1–${MAX_MESSAGES} messages`)
    .max(MAX_MESSAGES, { error: `must have 1–${MAX_MESSAGES} messages`, abort: true })
    .refine(
      (messages) => bytesOf(messages) <= MAX_CALL_BYTES,
      `must have at most ${MAX_CALL_BYTES} bytes of content together`,
    )
    .superRefine((messages, issues) => {
      for (const index of repetitions(messages))
        issues.addIssue({ code: 'custom', path: [index, 'clientId'], message: 'is used twice in this call' })
    }),
})

const bytesOf = (messages: readonly MessageInput[]) =>
  messages.reduce((bytes, { content }) => bytes + Buffer.byteLength(content), 0)

/** Where a message has the clientId of one before it. */
function repetitions(messages: readonly MessageInput[]): number[] {
  const seen = new Set<string>()
  return messages.flatMap(({ clientId }, index) => {
    if (clientId === null) return []
    if (seen.has(clientId)) return [index]
    seen.add(clientId)
    return []
  })
}
