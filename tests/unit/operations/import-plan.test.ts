import { describe, expect, it } from '@jest/globals'
import { contentOf } from '../../../operations/import/content.ts'
import { conversationInput, memoryInput, messageInput } from '../../../operations/import/plan.ts'

const speakers: [string, string] = ['Ada', 'Bot']
const session = { id: 's', startedAt: new Date('2026-03-14T09:30:00Z'), turns: [] }
const turn = { id: 't', speaker: 'Bot', text: 'Look.', imageCaption: 'a teapot' }

describe('import plan', () => {
  it('makes a conversation of a session', () => {
    expect(conversationInput('u', { speakers }, session)).toEqual({
      userId: 'u',
      clientId: 's',
      title: 'Ada and Bot, 2026-03-14',
      metadata: { speakers, startedAt: '2026-03-14T09:30:00.000Z' },
    })
  })

  it('makes a message of a turn, a second after the one before it', () => {
    expect(messageInput({ speakers }, session, turn, 61)).toEqual({
      role: 'ASSISTANT',
      content: 'Look.',
      clientId: 't',
      createdAt: '2026-03-14T09:31:01.000Z',
      metadata: { speaker: 'Bot', imageCaption: 'a teapot' },
    })
    expect(messageInput({ speakers }, session, { ...turn, speaker: 'Ada' }, 0).role).toBe('USER')
  })

  it('makes a memory of a turn that names its message', () => {
    const source = { conversationId: 'c', messageId: 'm' }
    expect(memoryInput(session, turn, source)).toEqual({
      content: 'Bot: Look. [image: a teapot]',
      occurredAt: '2026-03-14T09:30:00.000Z',
      source,
      tags: ['Bot'],
      metadata: { turn: 't' },
    })
  })

  it.each([
    [{ speaker: 'Ada', text: 'Tea.' }, 'Ada: Tea.'],
    [{ speaker: 'Ada', text: 'Tea.', imageCaption: null }, 'Ada: Tea.'],
    [{ speaker: 'Ada', text: '', imageCaption: 'a cup' }, 'Ada: [image: a cup]'],
  ])('tells what was said and shown: %j', (said, content) => {
    expect(contentOf(said)).toBe(content)
  })
})
