import { rowLoader } from '../kit/loader.ts'
import type { LoaderContext, RowLoader } from '../kit/loader.ts'
import { findUsers, userCache } from '../kit/users.ts'
import type { UserRow } from '../kit/users.ts'
import { snapshotCache } from './cache.ts'
import { createFileReader } from './files.ts'
import type { FileContext, FileReader } from './files.ts'
import { findSnapshots, isThere } from './store/snapshots.ts'
import type { SnapshotRow } from './store/snapshots.ts'

export interface Loaders {
  readonly user: RowLoader<UserRow>
  readonly snapshot: RowLoader<SnapshotRow>
  readonly files: FileReader
}

export const createLoaders = (context: LoaderContext & FileContext): Loaders => ({
  user: rowLoader(context, userCache, findUsers),
  snapshot: rowLoader(context, snapshotCache, findSnapshots, isThere),
  files: createFileReader(context),
})
