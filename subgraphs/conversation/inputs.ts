import { z } from 'zod'
import { MessageRole } from '../../prisma/client/enums.ts'
import { id, metadata, optional, text, timestamp, userRef } from '../kit/input.ts'

const MAX_MESSAGES = 200
const MAX_CONTENT_BYTES = 256 * 1024
const MAX_CALL_BYTES = 4 * 1024 * 1024

const MAX_TOOL_CALLS = 128
const MAX_ARGUMENT_BYTES = 64 * 1024

const clientId = text(128)
const agentId = text(128)
const title = text(256)
const callId = text(128)

export const startSessionInput = z.object({
  ...userRef,
  title: optional(title),
  agentId: optional(agentId),
  clientId: optional(clientId),
  metadata: optional(metadata()),
})

export const startConversationInput = startSessionInput.extend({ sessionId: optional(id) })

/** Absent fields stay as they are; null is for those that can be without. */
export const updateConversationInput = z
  .object({ id, title: title.nullable().optional(), metadata: metadata().optional() })
  .refine(({ title, metadata }) => title !== undefined || metadata !== undefined, 'give a field to change')

export const branchConversationInput = z.object({
  messageId: id,
  title: optional(title),
  clientId: optional(clientId),
  metadata: optional(metadata()),
})

export const conversationFilter = z
  .object({
    status: optional(z.enum(['OPEN', 'ENDED'])),
    agentId: optional(agentId),
    sessionId: optional(id),
    branchedFromId: optional(id),
  })
  .nullish()
  .transform((filter) => filter ?? undefined)

export const conversationsArgs = z.object({ filter: conversationFilter })

export const searchArgs = z.object({
  query: text(8_192),
  conversationId: optional(id),
  first: optional(z.int()),
})

const toolCall = z.object({ id: callId, name: text(128), arguments: metadata(MAX_ARGUMENT_BYTES) })

const message = z
  .object({
    role: z.enum(MessageRole),
    content: text(MAX_CONTENT_BYTES, 0),
    toolCalls: optional(z.array(toolCall).max(MAX_TOOL_CALLS, `must be at most ${MAX_TOOL_CALLS}`)),
    toolCallId: optional(callId),
    agentId: optional(agentId),
    clientId: optional(clientId),
    createdAt: optional(timestamp),
    metadata: optional(metadata()),
  })
  .superRefine(({ role, toolCalls, toolCallId }, issues) => {
    const wrong = (path: (string | number)[], message: string) =>
      issues.addIssue({ code: 'custom', path, message })
    if (toolCalls?.length && role !== 'ASSISTANT') wrong(['toolCalls'], 'are for an ASSISTANT to make')
    if (toolCallId !== null && role !== 'TOOL') wrong(['toolCallId'], 'is for a message of a TOOL')
    for (const index of repetitions((toolCalls ?? []).map((call) => call.id)))
      wrong(['toolCalls', index, 'id'], 'is used twice in this message')
  })

export type MessageInput = z.output<typeof message>

export const appendMessagesInput = z.object({
  conversationId: id,
  extract: optional(z.boolean()),
  messages: z
    .array(message)
    .min(1, `must have 1–${MAX_MESSAGES} messages`)
    .max(MAX_MESSAGES, { error: `must have 1–${MAX_MESSAGES} messages`, abort: true })
    .refine(
      (messages) => bytesOf(messages) <= MAX_CALL_BYTES,
      `must have at most ${MAX_CALL_BYTES} bytes of content and arguments together`,
    )
    .superRefine((messages, issues) => {
      for (const index of repetitions(messages.map(({ clientId }) => clientId)))
        issues.addIssue({ code: 'custom', path: [index, 'clientId'], message: 'is used twice in this call' })
    }),
})

/** What a model reads of a message, as JSON where it calls tools. */
export const wordsOf = ({ content, toolCalls }: Pick<MessageInput, 'content' | 'toolCalls'>): string =>
  [content, ...(toolCalls ?? []).map((call) => `${call.name} ${JSON.stringify(call.arguments)}`)].join('\n')

const bytesOf = (messages: readonly MessageInput[]) =>
  messages.reduce((bytes, message) => bytes + Buffer.byteLength(wordsOf(message)), 0)

/** Where a value is that was there before; nulls are no values. */
function repetitions(values: readonly (string | null)[]): number[] {
  const seen = new Set<string>()
  return values.flatMap((value, index) => {
    if (value === null) return []
    if (seen.has(value)) return [index]
    seen.add(value)
    return []
  })
}
