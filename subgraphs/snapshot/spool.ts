import { mkdir, open, unlink } from 'node:fs/promises'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { NewFile } from './blocks/store.ts'
import type { TarFile } from '../kit/tar.ts'

/** Files on their way in, on disk, since they are stored in the order of their paths and not in that of their coming. */
export interface Spool {
  add(file: TarFile): Promise<void>
  files(): NewFile[]
  close(): Promise<void>
}

/** A spool in a file without a name, which is gone with this process however that ends. */
export async function openSpool(folder: string): Promise<Spool> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, `upload-${randomUUID()}`)
  const file = await open(path, 'wx+', 0o600)
  // Windows has names as long as files are open: there it goes at the end.
  const unnamed = await unlink(path).then(
    () => true,
    () => false,
  )
  const added: NewFile[] = []
  let end = 0

  const reader = (from: number) => async (start: number, stop: number) => {
    const bytes = Buffer.alloc(stop - start)
    const { bytesRead } = await file.read(bytes, 0, bytes.length, from + start)
    if (bytesRead < bytes.length) throw new Error('a spooled file has lost its end')
    return bytes
  }
  return {
    async add({ path: name, size, mode, content }) {
      const from = end
      for await (const piece of content) {
        await file.writev([piece], end)
        end += piece.length
      }
      if (end - from !== size) throw new Error('a file is not of its size')
      added.push({
        path: name,
        content: { length: size, read: reader(from) },
        ...(mode !== null && { mode }),
      })
    },
    files: () => added,
    async close() {
      await file.close()
      if (!unnamed) await unlink(path).catch(() => undefined)
    },
  }
}
