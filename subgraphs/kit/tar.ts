import { once } from 'node:events'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { extract as createExtract, pack as createPack } from 'tar-stream'
import type { Extract, Header } from 'tar-stream'

/** A file on its way into a tar or out of one. Its content is `size` bytes, in pieces. */
export interface TarFile {
  readonly path: string
  /** Bytes. */
  readonly size: number
  /** Permission bits, 0 to 0o777; null where none are known. */
  readonly mode: number | null
  readonly content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>
}

/** The same with its content in memory. */
export interface WholeFile {
  readonly path: string
  readonly mode: number | null
  readonly content: Buffer<ArrayBuffer>
}

/** What an archive may hold; one byte more and it is refused. */
export interface TarLimits {
  readonly maxFiles: number
  /** Of all contents together. */
  readonly maxBytes: number
  /** How long its sender may be silent. */
  readonly idleMs: number
}

/** An archive that can't be taken, in words fit for whoever sent it. `path` is the entry at fault, where one is. */
export class TarError extends Error {
  override readonly name = 'TarError'
  readonly path: string | null

  constructor(message: string, path: string | null = null) {
    super(message)
    this.path = path
  }
}

/** An archive of more files or bytes than may be. */
export class TarLimitError extends TarError {}

const BLOCK = 512
/** Two blocks of zeros end an archive: one that stops anywhere else was cut off. */
const END = 2 * BLOCK
/** What is not content: padding at the end, and for each entry its header, with a long path and times. */
const OVERHEAD = 1024 * 1024
const OVERHEAD_AN_ENTRY = 8 * 1024
const DEFAULT_MODE = 0o644

/** The files as a tar, a piece at a time as it is read. Ends with an error where a file does, or is not of its size. */
export function packTar(files: Iterable<TarFile> | AsyncIterable<TarFile>): Readable {
  const pack = createPack({})
  const closed = new Promise<never>((_, reject) => {
    pack.once('close', () => reject(new Error('nobody reads the archive any more')))
  })
  closed.catch(() => undefined)
  // Whoever reads is told by the reading; unheard, the streams' own word of it would end the process.
  const unheard = () => undefined
  pack.on('error', unheard)

  async function fill(): Promise<void> {
    for await (const { path, size, mode, content } of files) {
      // Equal files make equal archives, whenever they are packed.
      const header = { name: path, size, mode: mode ?? DEFAULT_MODE, mtime: new Date(0) }
      const entry = pack.entry(header, () => undefined)
      entry.on('error', unheard)
      for await (const piece of content)
        if (!entry.write(piece)) await Promise.race([once(entry, 'drain'), closed])
      const finished = once(entry, 'finish')
      entry.end(null)
      await Promise.race([finished, closed])
    }
    pack.finalize()
  }
  fill().catch((error: unknown) => pack.destroy(error instanceof Error ? error : new Error(String(error))))
  return Readable.from(pack)
}

/**
 * The files of a tar that may be hostile, each to be read to its end before the next is asked for. Folders are passed over; links,
 * devices and whatever else isn't a plain file are refused, as is an archive that is cut off. Whether a path is right is for
 * whoever keeps the files to say: a leading `./` is all that is taken off.
 * @throws TarError, or what reading `source` throws.
 */
export async function* readTar(
  source: AsyncIterable<Uint8Array>,
  limits: TarLimits,
): AsyncGenerator<TarFile, void> {
  const extract = createExtract({})
  const read = { entries: 0, files: 0, bytes: 0 }
  const feeding = feed(source, extract, limits.idleMs, () => ({
    most: read.bytes + OVERHEAD + OVERHEAD_AN_ENTRY * read.entries,
  })).catch((error: unknown) => {
    extract.destroy(error instanceof Error ? error : new Error(String(error)))
    throw error
  })
  feeding.catch(() => undefined)

  try {
    for await (const entry of extract) {
      const file = admit(entry.header, read, limits)
      if (file) yield { ...file, content: entry as AsyncIterable<Uint8Array> }
      entry.resume()
    }
  } catch (error) {
    throw isOfArchive(error) ? new TarError(`this is no tar that can be read: ${error.message}`) : error
  } finally {
    extract.destroy()
  }
  await feeding
}

/** The entry as a file; null for a folder. Counts it in before a byte of it is read. */
function admit(
  { name, type, size, mode, pax }: Header,
  read: { entries: number; files: number; bytes: number },
  { maxFiles, maxBytes }: TarLimits,
): Omit<TarFile, 'content'> | null {
  const path = name.replace(/^(\.\/+)+/, '')
  read.entries += 1
  if (read.entries > 2 * maxFiles)
    throw new TarLimitError(`an archive holds at most ${2 * maxFiles} entries`, path)
  if (type === 'directory') return null
  if (type !== 'file')
    throw new TarError(
      `only plain files and folders are taken, not a ${(type as string | null) ?? 'special file'}`,
      path,
    )
  if (Object.keys(pax ?? {}).some((key) => key.startsWith('GNU.sparse.')))
    throw new TarError('only plain files and folders are taken, not a sparse file', path)
  if (name.includes('\ufffd')) throw new TarError('the path is not UTF-8', path)
  read.files += 1
  read.bytes += size
  if (read.files > maxFiles) throw new TarLimitError(`there are more than ${maxFiles} files`, path)
  if (read.bytes > maxBytes)
    throw new TarLimitError(`the files are more than ${maxBytes} bytes together`, path)
  return { path, size, mode: mode & 0o777 }
}

/** Passes an archive on as fast as it is read, and no more of it than its entries explain. */
async function feed(
  source: AsyncIterable<Uint8Array>,
  extract: Extract,
  idleMs: number,
  limit: () => { most: number },
): Promise<void> {
  const closed = once(extract, 'close')
  closed.catch(() => undefined)
  let bytes = 0
  let tail: Buffer = Buffer.alloc(0)
  for await (const chunk of untilSilent(source, idleMs)) {
    bytes += chunk.length
    if (!extract.write(chunk)) await Promise.race([once(extract, 'drain'), closed])
    if (extract.destroyed) return
    if (bytes > limit().most) throw new TarError('its headers are larger than any that are needed')
    tail = Buffer.concat([tail, chunk.subarray(-END)]).subarray(-END)
  }
  if (bytes % BLOCK !== 0 || tail.length < END || tail.some((byte) => byte !== 0))
    throw new TarError('it is cut off: it does not end as a tar does')
  extract.end(null)
}

/** The pieces of a source, which is given up when it is silent for so long. */
async function* untilSilent(source: AsyncIterable<Uint8Array>, idleMs: number): AsyncGenerator<Uint8Array> {
  const pieces = source[Symbol.asyncIterator]()
  try {
    for (;;) {
      const waited = new AbortController()
      const silence = sleep(idleMs, null, { signal: waited.signal, ref: false }).catch(() => null)
      const next = await Promise.race([pieces.next(), silence])
      waited.abort()
      if (next === null) throw new TarError(`nothing of it has come for ${idleMs} ms`)
      if (next.done) return
      yield next.value
    }
  } finally {
    // Not awaited: a source that says nothing doesn't end either.
    void pieces.return?.().catch(() => undefined)
  }
}

/** What tar-stream says of an archive that it can't read. */
const isOfArchive = (error: unknown): error is Error =>
  error instanceof Error &&
  /^(Invalid (tar )?header|Header exceeds|Unexpected end of data|Writable stream)/.test(error.message)

/** A tar's files with their contents in memory, of which `limits` keep it from taking too much. */
export async function readWholeTar(
  source: AsyncIterable<Uint8Array>,
  limits: TarLimits,
): Promise<WholeFile[]> {
  const files = []
  for await (const { path, mode, content } of readTar(source, limits)) {
    const pieces: Uint8Array[] = []
    for await (const piece of content) pieces.push(piece)
    files.push({ path, mode, content: Buffer.concat(pieces) })
  }
  return files
}
