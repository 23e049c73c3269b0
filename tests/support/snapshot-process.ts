import { json } from 'node:stream/consumers'
import { createMemoryCache } from '../../subgraphs/kit/cache/memory.ts'
import { createEvents } from '../../subgraphs/kit/events/events.ts'
import { createMemoryJournal } from '../../subgraphs/kit/events/memory.ts'
import { createLog } from '../../subgraphs/kit/log.ts'
import { createFolderStore } from '../../subgraphs/kit/objects/folder-store.ts'
import { singleDatabase } from '../../prisma/shard-map.ts'
import { createShards } from '../../prisma/shards.ts'
import type { Shards } from '../../prisma/shards.ts'
import { createContext, requestContext } from '../../subgraphs/snapshot/context.ts'
import { createSnapshot } from '../../subgraphs/snapshot/creation.ts'
import { createLinks } from '../../subgraphs/snapshot/links.ts'
import { keyIdentity } from './identity.ts'

// A process for tests to kill in the middle of making a snapshot for APP, whose input it reads. It hangs, and says so, at what
// HANG_AT names: after its first, second … object is stored ("put 1"), before its first … transaction is committed
// ("transact 1"), or when the snapshot is made ("made 1").
const { DATABASE_URL = '', OBJECTS_DIR = '', HANG_AT = '', APP = '' } = process.env

const done: Record<string, number> = {}
async function hangAt(what: string) {
  done[what] = (done[what] ?? 0) + 1
  const point = `${what} ${done[what]}`
  if (point !== HANG_AT) return
  console.log('hanging')
  await new Promise(() => undefined)
}

const shards = createShards({ map: singleDatabase(DATABASE_URL), poolSize: 2 })
const hangingShards: Shards = {
  ...shards,
  transact: (id, use) =>
    shards.transact(id, async (db) => {
      const result = await use(db)
      await hangAt('transact')
      return result
    }),
}
const objects = createFolderStore(OBJECTS_DIR)
const context = createContext(
  {
    log: createLog('test', 'warn'),
    shards: hangingShards,
    cache: createMemoryCache(),
    events: createEvents(createMemoryJournal()),
  },
  {
    objects: {
      ...objects,
      async put(...put) {
        const isNew = await objects.put(...put)
        await hangAt('put')
        return isNew
      },
    },
    runtime: { files: () => Promise.reject(new Error('there are no sandboxes here')) },
    graceMs: 0,
    uploads: { maxBytes: 1, spoolDir: '/nowhere' },
    links: createLinks('none', null),
  },
)
await createSnapshot(requestContext(context, keyIdentity(APP)), await json(process.stdin))
await hangAt('made')
