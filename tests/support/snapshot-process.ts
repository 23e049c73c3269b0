import { json } from 'node:stream/consumers'
import { createFolderStore } from '../../subgraphs/kit/objects/folder-store.ts'
import { singleDatabase } from '../../prisma/shard-map.ts'
import { createShards } from '../../prisma/shards.ts'
import { requestContext } from '../../subgraphs/snapshot/context.ts'
import { createSnapshot } from '../../subgraphs/snapshot/creation.ts'
import { hangingAt, hangingShards } from './hanging.ts'
import { keyIdentity } from './identity.ts'
import { snapshotContext } from './snapshot-context.ts'

// A process for tests to kill in the middle of making a snapshot for APP, whose input it reads. It hangs, and says so, at what
// HANG_AT names: after its first, second … object is stored ("put 1"), before its first … transaction is committed
// ("transact 1"), or when the snapshot is made ("made 1").
const { DATABASE_URL = '', OBJECTS_DIR = '', HANG_AT = '', APP = '' } = process.env

const hangAt = hangingAt(HANG_AT)
const shards = createShards({ map: singleDatabase(DATABASE_URL), poolSize: 2 })
const objects = createFolderStore(OBJECTS_DIR)
const context = snapshotContext(hangingShards(shards, hangAt), {
  ...objects,
  async put(...put) {
    const isNew = await objects.put(...put)
    await hangAt('put')
    return isNew
  },
})
await createSnapshot(requestContext(context, keyIdentity(APP)), await json(process.stdin))
await hangAt('made')
