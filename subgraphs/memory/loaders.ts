import { byPage, groupLoader, rowLoader } from '../kit/loader.ts'
import type { LoaderContext, PageLoader, RowLoader } from '../kit/loader.ts'
import { findUsers, userCache } from '../kit/users.ts'
import type { UserRow } from '../kit/users.ts'
import { memoryCache } from './cache.ts'
import { findMemories } from './store/memories.ts'
import type { MemoryRow } from './store/memories.ts'
import { listVersions } from './store/versions.ts'
import type { VersionRow } from './store/versions.ts'

export interface Loaders {
  readonly user: RowLoader<UserRow>
  readonly memory: RowLoader<MemoryRow>
  readonly versionsOf: PageLoader<number, VersionRow>
}

export const createLoaders = (context: LoaderContext): Loaders => ({
  user: rowLoader(context, userCache, findUsers),
  memory: rowLoader(context, memoryCache, findMemories),
  versionsOf: byPage((page) =>
    groupLoader(
      context.shards,
      (db, memoryIds) => listVersions(db, context.identity.appId, memoryIds, page),
      (row) => row.memoryId,
    ),
  ),
})
