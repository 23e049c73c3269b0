import { z } from 'zod'

/** Of the payload: it is raised when a client that knows the earlier one could misread it. */
const VERSION = 1

/** The most ids in one event; what happened to more is several events. */
export const MAX_EVENT_IDS = 100

const id = z.uuid()
const ids = z.array(id).min(1).max(MAX_EVENT_IDS)

/** What happened, and the ids that it concerns: never content, which is read from the graph by who may read it. */
const facts = {
  'memory.added': { memoryIds: ids },
  'memory.changed': { memoryId: id },
  /** The replacement is new with it: no memory.added tells of that. */
  'memory.superseded': { memoryId: id, supersededBy: id },
  'memory.deleted': { memoryIds: ids },
  'conversation.started': { conversationId: id },
  'conversation.ended': { conversationId: id },
  'messages.appended': { conversationId: id, messageIds: ids },
  'snapshot.created': { snapshotId: id },
  'sandbox.created': { sandboxId: id },
  'sandbox.ended': { sandboxId: id },
  'run.finished': { sandboxId: id },
  /** Done or failed: the graph says which. */
  'extraction.finished': { extractionId: id },
  'checkpoint.created': { checkpointId: id },
  /** Ready or failed: the graph says which. */
  'fork.finished': { forkId: id },
  /** Memories are again what they were: whatever a client knows of them may be another by now. */
  'checkpoint.restored': { checkpointId: id, rollbackId: id },
} as const

type Facts = typeof facts
export type EventType = keyof Facts

export const EVENT_TYPES = Object.keys(facts) as EventType[]

/** Something that happened to what a user owns. */
export type UserEvent = {
  [Type in EventType]: { readonly type: Type } & Readonly<z.output<z.ZodObject<Facts[Type]>>>
}[EventType]

/** An event as it travels: `at` is when it was published, ISO-8601. */
export type PublishedEvent = UserEvent & {
  readonly version: typeof VERSION
  readonly userId: string
  readonly at: string
}

const envelope = { version: z.literal(VERSION), userId: id, at: z.iso.datetime() }

const schemas = new Map<unknown, z.ZodType>(
  EVENT_TYPES.map((type) => [type, z.object({ ...envelope, type: z.literal(type), ...facts[type] })]),
)

export const writeEvent = (userId: string, event: UserEvent): string =>
  JSON.stringify({ version: VERSION, userId, at: new Date().toISOString(), ...event })

/** Null for what this process does not know: another version of the platform may have published it. */
export function readEvent(text: string): PublishedEvent | null {
  const event = parse(text)
  const result = schemas.get(event?.type)?.safeParse(event)
  return result?.success ? (result.data as PublishedEvent) : null
}

function parse(text: string): { readonly type?: unknown } | null {
  try {
    return JSON.parse(text) as { type?: unknown } | null
  } catch {
    return null
  }
}
