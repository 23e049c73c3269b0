import { createHash } from 'node:crypto'
import pLimit from 'p-limit'
import type { Client } from '../client.ts'
import {
  AddMemoriesDocument,
  AppendMessagesDocument,
  MemoriesDocument,
  StartConversationDocument,
  UpsertUserDocument,
} from '../generated/operations.ts'
import type { MemoriesQuery, MemoryInput } from '../generated/operations.ts'
import { batches } from './batches.ts'
import type { Conversations, Session } from './file.ts'
import { conversationInput, memoryInput, messageInput } from './plan.ts'

const USERS_AT_ONCE = 4
const MEBIBYTE = 1024 * 1024
/** Within what the graph takes in one call. */
const MESSAGE_BATCH = { count: 200, bytes: 2 * MEBIBYTE }
const MEMORY_BATCH = { count: 100, bytes: 2 * MEBIBYTE }
const MEMORY_PAGE = 100

/** Every mutation here has a key of its own, by which the graph knows it again. */
const IDEMPOTENT = { idempotent: true }

export interface Counts {
  added: number
  known: number
}

export interface Imported {
  readonly id: string
  readonly externalId: string
  readonly messages: Readonly<Counts>
  readonly memories: Readonly<Counts>
}

export interface ImportOptions {
  readonly client: Pick<Client, 'request'>
  /** Put before each id of the file to make the user's externalId. */
  readonly userPrefix: string
  /** Told whenever so many turns more are in the graph. */
  readonly onTurns: (count: number) => void
}

/** Brings users into the graph, a few at a time. What is there already is left as it is. */
export async function importUsers(
  options: ImportOptions,
  users: readonly Conversations[],
): Promise<Imported[]> {
  const limit = pLimit(USERS_AT_ONCE)
  try {
    return await limit.map(users, (user) => importUser(options, user))
  } catch (error) {
    limit.clearQueue()
    throw error
  }
}

async function importUser(options: ImportOptions, user: Conversations): Promise<Imported> {
  const externalId = options.userPrefix + user.id
  const { upsertUser } = await options.client.request(
    UpsertUserDocument,
    { input: { externalId } },
    IDEMPOTENT,
  )
  const imported = {
    id: upsertUser.id,
    externalId,
    messages: { added: 0, known: 0 },
    memories: { added: 0, known: 0 },
  }
  for (const session of user.sessions) await importSession(options, imported, user, session)
  return imported
}

async function importSession(
  { client, onTurns }: ImportOptions,
  { id: userId, messages, memories }: { id: string; messages: Counts; memories: Counts },
  user: Conversations,
  session: Session,
): Promise<void> {
  const { startConversation: conversation } = await client.request(
    StartConversationDocument,
    { input: conversationInput(userId, user, session) },
    IDEMPOTENT,
  )
  const remembered =
    conversation.messageCount > 0
      ? await rememberedMessages(client, userId, conversation.id)
      : new Set<string>()

  const turns = session.turns.map((turn, order) => ({
    turn,
    message: messageInput(user, session, turn, order),
  }))
  for await (const batch of batches(turns, MESSAGE_BATCH, ({ message }) =>
    Buffer.byteLength(message.content),
  )) {
    const { appendMessages } = await client.request(
      AppendMessagesDocument,
      { input: { conversationId: conversation.id, messages: batch.map(({ message }) => message) } },
      IDEMPOTENT,
    )
    // Answered in the order of the input; what was there before has a place among the messages that were.
    for (const { sequence } of appendMessages.messages)
      messages[sequence > conversation.messageCount ? 'added' : 'known']++

    const missing = appendMessages.messages.flatMap(({ id: messageId }, index) => {
      const turn = batch[index]?.turn
      if (!turn || remembered.has(messageId)) return []
      return [memoryInput(session, turn, { conversationId: conversation.id, messageId })]
    })
    const added = await addMemories(client, userId, missing)
    memories.added += added
    memories.known += batch.length - added
    onTurns(batch.length)
  }
}

/** The messages of a conversation that some memory names among its sources, and perhaps some of other conversations. */
async function rememberedMessages(
  client: Pick<Client, 'request'>,
  userId: string,
  conversationId: string,
): Promise<Set<string>> {
  const found = new Set<string>()
  for (let after: string | null = null, more = true; more;) {
    const answer: MemoriesQuery = await client.request(MemoriesDocument, {
      userId,
      filter: { conversationId },
      first: MEMORY_PAGE,
      after,
    })
    const page = answer.user?.memories
    for (const { node } of page?.edges ?? [])
      for (const { message } of node.sources) if (message) found.add(message.id)
    after = page?.pageInfo.endCursor ?? null
    more = page?.pageInfo.hasNextPage ?? false
  }
  return found
}

/** Adds memories under keys made of what they are, so that adding them again adds nothing. Returns how many it added. */
async function addMemories(
  client: Pick<Client, 'request'>,
  userId: string,
  memories: readonly MemoryInput[],
): Promise<number> {
  let added = 0
  for await (const items of batches(memories, MEMORY_BATCH, ({ content }) => Buffer.byteLength(content))) {
    const idempotencyKey = `import-${createHash('sha256').update(JSON.stringify(items)).digest('hex')}`
    const answer = await client.request(
      AddMemoriesDocument,
      { input: { userId, items, idempotencyKey } },
      IDEMPOTENT,
    )
    added += answer.addMemories.memories.length - answer.addMemories.merged
  }
  return added
}
