import { randomUUID } from 'node:crypto'
import { createWriteStream, rmSync } from 'node:fs'
import { rename, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ExpectedError } from '../command.ts'

export interface Output {
  /** For messages. */
  readonly name: string
  /** Where there is room for what has to wait. */
  readonly folder: string
  /** Writes all that comes. Throws ExpectedError where that cannot be written, and what comes throws as it is. */
  write(chunks: AsyncIterable<Buffer>): Promise<void>
  /** Takes away what was written only in part. */
  abandon(): void
}

export const standardOutput: Output = {
  name: 'standard output',
  folder: tmpdir(),
  write: (chunks) =>
    pipeline(Readable.from(chunks), process.stdout, { end: false }).catch(cannotWrite('standard output')),
  abandon: () => undefined,
}

/**
 * A file that is written whole, readable for its owner alone, under another name beside it, and then takes the place of
 * what has its name. Throws ExpectedError where that is no file.
 */
export async function fileOutput(path: string): Promise<Output> {
  const present = await stat(path).catch(() => null)
  if (present && !present.isFile()) throw new ExpectedError(`${path} is not a file, and is left as it is`)
  const folder = dirname(path)
  const part = join(folder, `.${basename(path)}.${randomUUID()}.part`)
  const abandon = () => rmSync(part, { force: true })
  return {
    name: path,
    folder,
    abandon,
    async write(chunks) {
      try {
        await pipeline(
          Readable.from(chunks),
          createWriteStream(part, { flags: 'wx', mode: 0o600, flush: true }),
        )
        await rename(part, path)
      } catch (error) {
        abandon()
        cannotWrite(path)(error)
      }
    },
  }
}

/** Only the system's own errors are of writing: others come from what was to be written. */
const cannotWrite = (name: string) => (error: unknown) => {
  if (error instanceof Error && 'syscall' in error)
    throw new ExpectedError(`${name} cannot be written: ${error.message}`)
  throw error
}
