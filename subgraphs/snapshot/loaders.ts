import { rowLoader } from '../kit/loader.ts'
import type { LoaderContext, RowLoader } from '../kit/loader.ts'
import { findUsers } from '../kit/users.ts'
import type { UserRow } from '../kit/users.ts'
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
  user: rowLoader(context, 'user', findUsers),
  snapshot: rowLoader(context, 'snapshot', findSnapshots, isThere),
  files: createFileReader(context),
})
