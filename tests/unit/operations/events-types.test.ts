import { describe, expect, it } from '@jest/globals'
import { readEvent } from '../../../operations/events/types.ts'
import type { StreamEvent as ClientEvent, UserEventType } from '../../../operations/events/types.ts'
import { EVENT_TYPES, readEvent as readPublished, writeEvent } from '../../../subgraphs/kit/events/event.ts'
import type { EventType } from '../../../subgraphs/kit/events/event.ts'
import type { StreamEvent as ServerEvent } from '../../../subgraphs/kit/events/events.ts'

const id = '0197a3f0-0000-7000-8000-000000000001'

describe('event types', () => {
  it('are the same to the gateway and to clients', () => {
    // The compiler checks these: neither side has a field or a type that the other lacks.
    const toClient = (event: ServerEvent): ClientEvent => event
    const toServer = (event: ClientEvent): ServerEvent => event
    const types: readonly UserEventType[] = EVENT_TYPES satisfies readonly EventType[]
    expect([toClient, toServer, types]).toHaveLength(3)
    for (const type of EVENT_TYPES) expect(readEvent(JSON.stringify({ type, version: 1 }))).not.toBeNull()
  })

  it('survive being written and read', () => {
    const text = writeEvent(id, { type: 'memory.superseded', memoryId: id, supersededBy: id })
    expect(readPublished(text)).toEqual(JSON.parse(text))
    expect(readEvent(text)).toEqual(JSON.parse(text))
  })

  it('that are unknown, or of another version, are left out', () => {
    for (const text of [
      '',
      '{',
      'null',
      '7',
      '{}',
      '{"type":"toString"}',
      '{"type":"memory.changed","version":2}',
    ]) {
      expect(readEvent(text)).toBeNull()
      expect(readPublished(text)).toBeNull()
    }
  })
})
