import type { Shards } from '../../prisma/shards.ts'
import { createMemoryCache } from '../../subgraphs/kit/cache/memory.ts'
import { createEvents } from '../../subgraphs/kit/events/events.ts'
import { createMemoryJournal } from '../../subgraphs/kit/events/memory.ts'
import { createLog } from '../../subgraphs/kit/log.ts'
import type { ObjectStore } from '../../subgraphs/kit/objects/object-store.ts'
import { createContext } from '../../subgraphs/snapshot/context.ts'
import { createLinks } from '../../subgraphs/snapshot/links.ts'

/** A process of the snapshot subgraph that takes no uploads, where there are no sandboxes. */
export const snapshotContext = (shards: Shards, objects: ObjectStore, graceMs = 0) =>
  createContext(
    {
      log: createLog('test', 'silent'),
      shards,
      cache: createMemoryCache(),
      events: createEvents(createMemoryJournal()),
    },
    {
      objects,
      runtime: { files: () => Promise.reject(new Error('there are no sandboxes here')) },
      graceMs,
      uploads: { maxBytes: 1, spoolDir: '/nowhere' },
      links: createLinks('none', null),
    },
  )
