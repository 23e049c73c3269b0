import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { cannotRead, FileError } from './faults.ts'

/** More than the largest memory takes as JSON, every character of it escaped. */
const MAX_LINE_BYTES = 1024 * 1024
const NEWLINE = 0x0a

/** One line, from 1, without its end; or what is wrong with it. */
export type Line =
  | { readonly number: number; readonly text: string; readonly problem?: undefined }
  | { readonly number: number; readonly problem: string }

/**
 * The lines of a file, of which no more than one is in memory. Only \n ends a line: JSON's texts may hold U+2028, which
 * readline takes for an end. Throws FileError where it cannot be read, or read twice.
 */
export async function* linesOf(path: string): AsyncGenerator<Line> {
  let number = 0
  let parts: Buffer[] = []
  let bytes = 0

  const collect = (part: Buffer) => {
    bytes += part.length
    if (bytes <= MAX_LINE_BYTES) parts.push(part)
  }
  const take = (): Line => {
    const line = bytes > MAX_LINE_BYTES ? null : Buffer.concat(parts)
    parts = []
    bytes = 0
    number++
    if (line === null) return { number, problem: `is longer than ${MAX_LINE_BYTES} bytes` }
    const text = decode(line)
    return text === null ? { number, problem: 'is not UTF-8' } : { number, text }
  }

  for await (const chunk of chunksOf(path)) {
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      collect(chunk.subarray(start, end))
      yield take()
      start = end + 1
    }
    collect(chunk.subarray(start))
  }
  if (bytes > 0) yield take()
}

async function* chunksOf(path: string): AsyncGenerator<Buffer> {
  try {
    if (!(await stat(path)).isFile()) throw new FileError(`${path} must be a file: it is read twice`)
    for await (const chunk of createReadStream(path)) yield chunk as Buffer
  } catch (error) {
    throw error instanceof FileError ? error : cannotRead(path, error)
  }
}

/** Without a byte order mark. Null where the bytes are not UTF-8. */
function decode(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}
