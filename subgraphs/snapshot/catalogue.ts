import type { ObjectStore } from '../kit/objects/object-store.ts'
import type { Platform } from '../kit/platform.ts'
import { CorruptManifestError } from './blocks/errors.ts'
import type { Manifest } from './blocks/manifest.ts'
import { createReader } from './blocks/reader.ts'
import { claiming } from './claims.ts'
import { findBlocks } from './store/catalogue.ts'
import type { ObjectIds } from './store/catalogue.ts'
import { findUncatalogued, markCatalogued } from './store/garbage.ts'

interface Context extends Pick<Platform, 'log' | 'shards'> {
  readonly objects: Pick<ObjectStore, 'get'>
}

const PAGE = 100

export const blocksOf = ({ chunks }: Manifest): string[] => [...new Set(chunks.map(({ sha256 }) => sha256))]

/** The objects of a snapshot that is there: by the catalogue, or by the manifest itself where it is older than that. */
export async function objectsOf(
  { shards, objects }: Pick<Context, 'shards' | 'objects'>,
  appId: string,
  manifestId: string,
): Promise<ObjectIds> {
  const known = await shards.read(appId, (db) => findBlocks(db, appId, manifestId))
  return {
    manifestId,
    blockIds: known ?? blocksOf(await createReader(objects).readManifest(appId, manifestId)),
  }
}

/** Enters every snapshot that is older than the catalogue: what isn't in there must not be taken for unused. */
export async function catalogueOld(context: Context): Promise<void> {
  const { shards, log } = context
  for (;;) {
    const old = (await shards.fanOut((db) => findUncatalogued(db, PAGE))).flat()
    if (old.length === 0) return
    for (const { id, appId, manifestId } of old) {
      const entered = () => shards.read(id, (db) => markCatalogued(db, id))
      try {
        await claiming(context, appId, await objectsOf(context, appId, manifestId), (commit) =>
          commit(entered),
        )
      } catch (error) {
        if (!(error instanceof CorruptManifestError)) throw error
        // None of its files can be read: it keeps no block from anybody.
        log.error({ appId, manifestId }, 'the list of the files of a snapshot is lost or damaged')
        await entered()
      }
    }
  }
}
