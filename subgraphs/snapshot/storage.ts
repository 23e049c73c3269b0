import { CorruptManifestError } from './blocks/errors.ts'
import { blockKey, manifestKey } from './blocks/keys.ts'
import { createReader } from './blocks/reader.ts'
import type { RequestContext } from './context.ts'
import type { GarbageContext, Place } from './garbage.ts'
import { findKept, findStorage, findUnmeasured, recordSizes } from './store/storage.ts'
import type { BlockSize } from './store/storage.ts'
import type { SnapshotStorageView } from './views.ts'

/** What the calling app's snapshots hold and take. Null for end users. */
export async function readStorage({
  shards,
  identity: { appId, user },
}: Pick<RequestContext, 'shards' | 'identity'>): Promise<SnapshotStorageView | null> {
  if (user) return null
  const kept = (await shards.fanOut((db) => findKept(db, appId))).flat()
  const manifestIds = [...new Set(kept.map(({ manifestId }) => manifestId))]
  const { storedBytes, distinctBytes } = await shards.read(appId, (db) => findStorage(db, appId, manifestIds))
  const logicalBytes = kept.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  return {
    snapshots: kept.reduce((sum, { snapshots }) => sum + snapshots, 0),
    logicalBytes,
    storedBytes,
    savedBytes: logicalBytes - distinctBytes,
  }
}

const PAGE = 20

/** Finds out the sizes of what was stored before they were kept, or by a writer that died before it told them. */
export async function measureOld({ objects, log }: GarbageContext, place: Place): Promise<void> {
  const reader = createReader(objects)
  while (!place.signal.aborted) {
    const found = await place.read((db) => findUnmeasured(db, PAGE))
    if (found.length === 0) return
    for (const { appId, manifestId } of found) {
      const sizes = new Map<string, BlockSize>()
      try {
        const { chunks } = await reader.readManifest(appId, manifestId)
        for (const { sha256, size } of chunks)
          if (!sizes.has(sha256))
            sizes.set(sha256, { size, stored: (await objects.size(blockKey(appId, sha256))) ?? 0 })
      } catch (error) {
        if (!(error instanceof CorruptManifestError)) throw error
        // Its blocks are those of nobody who could read them.
        log.error({ appId, manifestId }, 'the list of the files of a snapshot is lost or damaged')
      }
      const stored = (await objects.size(manifestKey(appId, manifestId))) ?? 0
      await place.read((db) => recordSizes(db, appId, { manifestId, stored, sizes }))
    }
  }
}
