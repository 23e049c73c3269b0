/** Something that happened to what a user owns: ids, whose content the graph has. */
export type UserEvent = Readonly<
  | { type: 'memory.added'; memoryIds: string[] }
  | { type: 'memory.changed'; memoryId: string }
  | { type: 'memory.superseded'; memoryId: string; supersededBy: string }
  | { type: 'memory.deleted'; memoryIds: string[] }
  | { type: 'conversation.started'; conversationId: string }
  | { type: 'conversation.ended'; conversationId: string }
  | { type: 'messages.appended'; conversationId: string; messageIds: string[] }
  | { type: 'snapshot.created'; snapshotId: string }
  | { type: 'sandbox.created'; sandboxId: string }
  | { type: 'sandbox.ended'; sandboxId: string }
  | { type: 'run.finished'; sandboxId: string }
  | { type: 'extraction.finished'; extractionId: string }
  | { type: 'checkpoint.created'; checkpointId: string }
  | { type: 'fork.finished'; forkId: string }
  | { type: 'checkpoint.restored'; checkpointId: string; rollbackId: string }
>

export type UserEventType = UserEvent['type']

/** A user's event as the gateway sends it. */
export type PublishedEvent = UserEvent & {
  readonly version: 1
  readonly userId: string
  /** When it was published, ISO-8601. */
  readonly at: string
}

export type StreamEvent =
  | PublishedEvent
  /** The stream has begun: what is read from the graph now misses nothing together with the events that follow. */
  | { readonly type: 'opened' }
  /** Events before this one were lost: read again what you show. Those that follow are complete again. */
  | { readonly type: 'reset' }

const TYPES: Readonly<Record<StreamEvent['type'], true>> = {
  'memory.added': true,
  'memory.changed': true,
  'memory.superseded': true,
  'memory.deleted': true,
  'conversation.started': true,
  'conversation.ended': true,
  'messages.appended': true,
  'snapshot.created': true,
  'sandbox.created': true,
  'sandbox.ended': true,
  'run.finished': true,
  'extraction.finished': true,
  'checkpoint.created': true,
  'fork.finished': true,
  'checkpoint.restored': true,
  opened: true,
  reset: true,
}

/** The event in a message's data. Null for one that this client does not know: the server may be newer. */
export function readEvent(data: string): StreamEvent | null {
  try {
    const event = JSON.parse(data) as StreamEvent & { version?: unknown }
    return Object.hasOwn(TYPES, event.type) && (event.version ?? 1) === 1 ? event : null
  } catch {
    return null
  }
}
