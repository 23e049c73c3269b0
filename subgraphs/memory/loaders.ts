import type DataLoader from 'dataloader'
import { byPage, groupLoader, plainLoader, rowLoader } from '../kit/loader.ts'
import type { LoaderContext, PageLoader, RowLoader } from '../kit/loader.ts'
import { findApps } from '../kit/apps.ts'
import type { AppRow } from '../kit/apps.ts'
import { findUsers } from '../kit/users.ts'
import type { UserRow } from '../kit/users.ts'
import type { HalfLives } from './half-lives.ts'
import { findCheckpoints } from './store/checkpoints.ts'
import type { CheckpointRow } from './store/checkpoints.ts'
import { findForks } from './store/forks.ts'
import type { ForkRow } from './store/forks.ts'
import { findExtractions, listDecisions } from './store/extractions.ts'
import type { DecisionRow, ExtractionRow } from './store/extractions.ts'
import { findMemories } from './store/memories.ts'
import type { MemoryRow } from './store/memories.ts'
import type { Moment } from './store/rows.ts'
import { listSources } from './store/statements.ts'
import type { SourceRow } from './store/statements.ts'
import { findTallies } from './store/uses.ts'
import type { Tally } from './store/uses.ts'
import { listVersions } from './store/versions.ts'
import type { VersionRow } from './store/versions.ts'

const MAX_SOURCES = 100

/** Loads what belongs to memories at an instant, or now, by their ids. */
type MomentLoader<Row> = (at: Date | null) => DataLoader<string, Row[]>

export interface Loaders {
  readonly app: RowLoader<AppRow>
  readonly user: RowLoader<UserRow>
  readonly memory: RowLoader<MemoryRow>
  readonly versionsOf: PageLoader<number, VersionRow>
  /** One of each memory, or none where it is gone. */
  readonly tallyOf: MomentLoader<Tally>
  readonly checkpoint: RowLoader<CheckpointRow>
  /** Not cached: its state changes while a client waits for it. */
  readonly fork: RowLoader<ForkRow>
  /** Not cached: its state changes while a client waits for it. */
  readonly extraction: RowLoader<ExtractionRow>
  readonly decisionsOf: DataLoader<string, DecisionRow[]>
  readonly sourcesOf: MomentLoader<SourceRow>
}

export const createLoaders = (context: LoaderContext & { readonly halfLives: HalfLives }): Loaders => ({
  app: plainLoader(context, findApps),
  user: rowLoader(context, 'user', findUsers),
  memory: rowLoader(context, 'memory', findMemories),
  versionsOf: byPage((page) =>
    groupLoader(
      context.shards.versioned,
      (db, memoryIds) => listVersions(db, context.identity.appId, memoryIds, page),
      (row) => row.memoryId,
    ),
  ),
  tallyOf: byMoment(context, (moment) =>
    groupLoader(
      context.shards.versioned,
      (db, ids) => findTallies(db, context.identity.appId, ids, moment),
      (row) => row.id,
    ),
  ),
  checkpoint: plainLoader(context, findCheckpoints),
  fork: plainLoader(context, findForks),
  extraction: plainLoader(context, findExtractions),
  decisionsOf: groupLoader(
    context.shards,
    (db, ids) => listDecisions(db, context.identity.appId, ids),
    (row) => row.extractionId,
  ),
  sourcesOf: byMoment(context, (moment) =>
    groupLoader(
      context.shards.versioned,
      (db, ids) => listSources(db, context.identity.appId, ids, moment, MAX_SOURCES),
      (row) => row.memoryId,
    ),
  ),
})

/** Keeps one loader for each instant that a request asks of. */
function byMoment<Row>(
  { halfLives }: { readonly halfLives: HalfLives },
  create: (moment: Moment) => DataLoader<string, Row[]>,
): MomentLoader<Row> {
  const loaders = new Map<number | null, DataLoader<string, Row[]>>()
  return (at) => {
    const key = at && at.getTime()
    const loader = loaders.get(key) ?? create({ at, halfLives })
    loaders.set(key, loader)
    return loader
  }
}
