import { newId } from '../../prisma/ids.ts'
import { cloneForFork, copyFork, findWaiting, giveSnapshot } from '../kit/forks.ts'
import { handle } from '../kit/jobs/handler.ts'
import type { Handler } from '../kit/jobs/handler.ts'
import { enqueue } from '../kit/jobs/job.ts'
import type { ObjectStore } from '../kit/objects/object-store.ts'
import type { Platform } from '../kit/platform.ts'
import { objectsOf } from './catalogue.ts'
import { claiming } from './claims.ts'
import { hexOf } from './store/catalogue.ts'
import { findSnapshots, insertSnapshot } from './store/snapshots.ts'

interface Context extends Pick<Platform, 'log' | 'shards' | 'events'> {
  readonly objects: ObjectStore
}

/** Clones the snapshot of a checkpoint for the user of a fork, as `cloneSnapshot` does. */
export const forkHandler = (context: Context): Handler =>
  handle(cloneForFork, async ({ forkId, snapshotId }, run) => {
    const { shards, events } = context
    const fork = await run.read((db) => findWaiting(db, forkId))
    if (!fork) return
    const { appId, userId } = fork
    const [source] = await shards.read(snapshotId, (db) => findSnapshots(db, appId, [snapshotId]))
    // Deleted, as its checkpoint was: whoever goes on finds that out.
    if (!source) return run.commit((db) => enqueue(db, copyFork, { forkId }))

    const id = newId(userId)
    const objects = await objectsOf(context, appId, hexOf(source.manifestId))
    await claiming(context, appId, objects, (commit) =>
      commit(() =>
        run.commit(async (db) => {
          const { manifestId, label, fileCount, sizeBytes } = source
          await insertSnapshot(db, {
            id,
            appId,
            userId,
            parentId: source.id,
            sandboxId: null,
            expiresAt: null,
            manifestId,
            label,
            fileCount,
            sizeBytes,
          })
          await giveSnapshot(db, forkId, id)
        }),
      ),
    )
    events.publish(appId, userId, { type: 'snapshot.created', snapshotId: id })
  })
