import { describe, expect, it } from '@jest/globals'
import { readMessages } from '../../../operations/events/messages.ts'
import type { Message } from '../../../operations/events/messages.ts'

async function read(...pieces: string[]): Promise<Message[]> {
  async function* arriving() {
    for (const piece of pieces) yield await Promise.resolve(piece)
  }
  const messages = []
  for await (const message of readMessages(arriving())) messages.push(message)
  return messages
}

describe('messages.read', () => {
  const stream =
    'retry: 1000\r\n\r\n:\r\nid: 1-1\r\n\r\nid: 2\r\nevent: e\r\ndata: {"a":\r\ndata: "é"}\r\n\r\nid: 3\r\ndata: lost'
  const messages = [
    { id: null, data: null, retry: 1000 },
    { id: '1-1', data: null, retry: null },
    { id: '2', data: '{"a":\n"é"}', retry: null },
  ]

  it.each(['\r\n', '\n', '\r'])('knows lines that end in %j', async (end) => {
    expect(await read(stream.replaceAll('\r\n', end))).toEqual(messages)
  })

  it('does not mind where pieces begin and end', async () => {
    expect(await read(...Array.from(stream))).toEqual(messages)
    for (let at = 0; at < stream.length; at++)
      expect(await read(stream.slice(0, at), stream.slice(at))).toEqual(messages)
  })

  it('takes fields as they come', async () => {
    expect(
      await read('data\n\ndata:x\n\ndata:  y: z\n\nid\n\nid: a\0b\n\nretry: soon\n\nother: 1\n\n'),
    ).toEqual([
      { id: null, data: '', retry: null },
      { id: null, data: 'x', retry: null },
      { id: null, data: ' y: z', retry: null },
      { id: '', data: null, retry: null },
      { id: null, data: null, retry: null },
      { id: null, data: null, retry: null },
      { id: null, data: null, retry: null },
    ])
  })
})
