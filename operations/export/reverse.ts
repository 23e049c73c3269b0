import { randomUUID } from 'node:crypto'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * What comes, last first, with no more than one piece of it in memory: the rest waits in a file in `folder`, which has no
 * name there and so is gone with the process, however that ends. A position for each piece is kept besides.
 */
export async function* reversed(
  pieces: AsyncIterable<string>,
  folder: string,
): AsyncGenerator<Buffer, void, undefined> {
  const path = join(folder, `.export-${randomUUID()}`)
  const file = await open(path, 'wx+', 0o600)
  try {
    await rm(path)
    const starts: number[] = []
    let end = 0
    for await (const piece of pieces) {
      if (piece === '') continue
      await file.appendFile(piece)
      starts.push(end)
      end += Buffer.byteLength(piece)
    }
    for (const start of starts.reverse()) {
      const piece = Buffer.allocUnsafe(end - start)
      const { bytesRead } = await file.read(piece, 0, piece.length, start)
      if (bytesRead < piece.length) throw new Error('the file that pages wait in was cut short')
      yield piece
      end = start
    }
  } finally {
    await file.close()
  }
}
