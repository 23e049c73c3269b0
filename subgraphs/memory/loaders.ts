import { rowLoader } from '../kit/loader.ts'
import type { LoaderContext, RowLoader } from '../kit/loader.ts'
import { findUsers, userCache } from '../kit/users.ts'
import type { UserRow } from '../kit/users.ts'
import { memoryCache } from './cache.ts'
import { findMemories } from './store/memories.ts'
import type { MemoryRow } from './store/memories.ts'

export interface Loaders {
  readonly user: RowLoader<UserRow>
  readonly memory: RowLoader<MemoryRow>
}

export const createLoaders = (context: LoaderContext): Loaders => ({
  user: rowLoader(context, userCache, findUsers),
  memory: rowLoader(context, memoryCache, findMemories),
})
