import { failure } from '../kit/errors.ts'
import type { Identity } from '../kit/identity.ts'
import type { Logger } from '../kit/log.ts'
import type { ObjectStore } from '../kit/objects/object-store.ts'
import type { TarFile } from '../kit/tar.ts'
import { CorruptBlockError, CorruptManifestError } from './blocks/errors.ts'
import type { Manifest } from './blocks/manifest.ts'
import { createReader } from './blocks/reader.ts'
import type { SnapshotFileView } from './views.ts'

/** What a file reader is made of, for one request. */
export interface FileContext {
  readonly objects: Pick<ObjectStore, 'get'>
  readonly log: Logger
  readonly identity: Identity
}

/** Reads the files of the tenant's snapshots. What is lost or damaged is UNAVAILABLE. */
export interface FileReader {
  manifest(id: string): Promise<Manifest>
  content(file: SnapshotFileView): Promise<Buffer>
  /** All files, a few blocks in memory at a time. */
  all(manifest: Manifest): AsyncIterable<TarFile>
}

/** The reader of one request, in which every object is fetched once, however many files and fields it serves. */
export function createFileReader({ objects, log, identity: { appId } }: FileContext): FileReader {
  const reader = createReader({ get: memoize((key) => objects.get(key)) })
  // Who reads everything reads it once: nothing is kept.
  const passing = createReader(objects)

  const explain = (error: unknown): never => {
    const damage = describeDamage(error)
    if (damage === null) throw error
    // Neither the error itself nor its cause: they can tell the files' paths.
    log.error({ appId, ...damage.log }, 'files of a snapshot are lost or damaged')
    throw failure('UNAVAILABLE', damage.message)
  }

  return {
    manifest: memoize((id) => reader.readManifest(appId, id).catch(explain)),
    content: memoize(async ({ manifest, path }) => {
      const content = await reader.readFile(appId, manifest, path).catch(explain)
      if (!content) throw new Error('a file is not in the manifest that it came from')
      return content
    }),
    async *all(manifest) {
      try {
        for await (const { path, size, mode, content } of passing.streamAll(appId, manifest))
          yield { path, size, mode: mode ?? null, content }
      } catch (error) {
        explain(error)
      }
    },
  }
}

/** Later calls with a key share the first one's promise, even a rejected one. */
function memoize<Key, Value>(read: (key: Key) => Promise<Value>): (key: Key) => Promise<Value> {
  const known = new Map<Key, Promise<Value>>()
  return (key) => {
    const value = known.get(key) ?? read(key)
    known.set(key, value)
    return value
  }
}

const NAMED_FILES = 10

function describeDamage(error: unknown): { message: string; log: object } | null {
  if (error instanceof CorruptBlockError) {
    const named = error.paths.slice(0, NAMED_FILES).map((path) => JSON.stringify(path))
    const more = error.paths.length - named.length
    const list = more > 0 ? `${named.join(', ')} and ${more} more` : named.join(', ')
    return {
      message: `stored content is lost or damaged, of ${list}`,
      log: { blockId: error.blockId, files: error.paths.length },
    }
  }
  if (error instanceof CorruptManifestError)
    return {
      message: 'the list of the files of this snapshot is lost or damaged: none of them can be read',
      log: { manifestId: error.manifestId },
    }
  return null
}
