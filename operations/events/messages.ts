/** A message of `text/event-stream`. `data` is null where a block only says something about the stream. */
export interface Message {
  /** The last event id after this message. Null where it does not say. */
  readonly id: string | null
  readonly data: string | null
  /** After how many milliseconds to come back. */
  readonly retry: number | null
}

/**
 * Reads server-sent events, as the HTML standard has them (9.2.6), from text in pieces of any size; the name of an event is
 * left out, since its data has it. What follows the last blank line is not a message.
 */
export async function* readMessages(pieces: AsyncIterable<string>): AsyncGenerator<Message> {
  let rest = ''
  let lines: string[] = []
  for await (const piece of pieces) {
    rest += piece
    // A CR at the very end may be half a CRLF.
    const complete = rest.endsWith('\r') ? rest.slice(0, -1) : rest
    const parts = complete.split(/\r\n|\r|\n/)
    const unfinished = parts.pop() ?? ''
    rest = unfinished + rest.slice(complete.length)
    for (const line of parts)
      if (line !== '') lines.push(line)
      else {
        yield readMessage(lines)
        lines = []
      }
  }
}

function readMessage(lines: readonly string[]): Message {
  let id: string | null = null
  let retry: number | null = null
  const data: string[] = []
  for (const line of lines) {
    const [, name, value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? []
    if (name === 'data') data.push(value)
    else if (name === 'id' && !value.includes('\0')) id = value
    else if (name === 'retry' && /^\d+$/.test(value)) retry = Number(value)
  }
  return { id, retry, data: data.length > 0 ? data.join('\n') : null }
}
