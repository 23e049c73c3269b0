import type { Platform } from '../kit/platform.ts'
import type { SandboxDriver } from './driver/types.ts'
import type { Resident, Residents } from './residents.ts'
import type { RuntimeMetrics } from './metrics.ts'
import { deleteImage } from './store/images.ts'
import {
  countPausedByPack,
  endForgotten,
  findErased,
  findSandboxes,
  loseAbandoned,
  updateSandbox,
} from './store/sandboxes.ts'
import type { SandboxChange, SandboxRow } from './store/sandboxes.ts'

/**
 * How long past its time a sandbox may still be on some host: more than the longest run, a pause between sweeps and the
 * hosts' clocks apart.
 */
const ABANDONED_AFTER_MS = 5 * 60_000

interface Context extends Pick<Platform, 'shards' | 'events'> {
  readonly driver: Pick<SandboxDriver, 'stop'>
  readonly residents: Residents
}

/** Changes a sandbox that is running, and returns any as it is then. Null where its row is gone. */
export function changeSandbox(
  { shards }: Pick<Context, 'shards'>,
  { id, appId }: Resident,
  change: SandboxChange,
): Promise<SandboxRow | null> {
  return shards.read(id, async (db) => {
    const changed = await updateSandbox(db, appId, id, 'RUNNING', change)
    if (changed) return changed
    const [unchanged] = await findSandboxes(db, appId, [id])
    return unchanged ?? null
  })
}

/** Ends a paused sandbox for good, with what was kept of it. Null where its row is gone. */
export async function endPaused(
  context: Pick<Context, 'shards' | 'events'>,
  { id, appId }: Resident,
): Promise<SandboxRow | null> {
  const ended = await context.shards.transact(id, async (db) => {
    const change = { state: 'STOPPED', endedAt: new Date(), pausedAt: null } as const
    const row = await updateSandbox(db, appId, id, 'PAUSED', change)
    if (row) await deleteImage(db, id)
    return row
  })
  if (!ended) return changeSandbox(context, { id, appId }, {})
  context.events.publish(appId, ended.userId, { type: 'sandbox.ended', sandboxId: id })
  return ended
}

/** Ends a sandbox for good. Its row first: who then finds the process gone finds the reason there. */
export async function endSandbox(
  context: Context,
  resident: Resident,
  state: 'STOPPED' | 'LOST',
  change: Pick<SandboxChange, 'lastRunAt' | 'revision'> = {},
): Promise<SandboxRow | null> {
  const endedAt = new Date()
  const row = await changeSandbox(context, resident, { ...change, state, endedAt })
  context.residents.leave(resident.id)
  await context.driver.stop(resident.id)
  // One that had ended before stays as it was then.
  if (row?.endedAt?.getTime() === endedAt.getTime())
    context.events.publish(resident.appId, row.userId, { type: 'sandbox.ended', sandboxId: row.id })
  return row
}

export async function endAll(context: Context): Promise<void> {
  await Promise.all(context.residents.all().map((resident) => endSandbox(context, resident, 'STOPPED')))
}

/** Ends the sandboxes of this host whose user is being erased, which waits for that. */
export async function endErased(context: Context): Promise<void> {
  const ids = context.residents.all().map(({ id }) => id)
  const erased = await context.shards.readMany(ids, findErased)
  await Promise.all(erased.map((resident) => endSandbox(context, resident, 'STOPPED')))
}

/** Ends the sandboxes of this host whose time is up, with what runs in those whose time is fixed. */
export async function endExpired(context: Context, now = new Date()): Promise<void> {
  await Promise.all(
    context.residents.expired(now).map((resident) => endSandbox(context, resident, 'STOPPED')),
  )
}

/**
 * Marks as lost those that an earlier process of this host left, and
 * those that a host which is no more would have ended by now. Ends those that were paused for too long.
 */
export async function sweep(
  context: Context & {
    readonly metrics: Pick<RuntimeMetrics, 'paused'>
    readonly host: string
    readonly startedAt: Date
  },
  now = new Date(),
): Promise<void> {
  const { shards, events, metrics, host, startedAt } = context
  const expiredBefore = new Date(now.getTime() - ABANDONED_AFTER_MS)
  const lost = (await shards.fanOut((db) => loseAbandoned(db, { host, startedAt, expiredBefore }))).flat()
  const forgotten = (await shards.fanOut((db) => endForgotten(db, now))).flat()
  for (const { id, appId, userId } of [...lost, ...forgotten])
    events.publish(appId, userId, { type: 'sandbox.ended', sandboxId: id })
  const counts = new Map<string, number>()
  for (const { pack, count } of (await shards.fanOut(countPausedByPack)).flat())
    counts.set(pack, (counts.get(pack) ?? 0) + count)
  metrics.paused(counts)
}
