import { hotShards } from '../../../prisma/ids.ts'
import type { ShardMap } from '../../../prisma/shard-map.ts'
import type { Platform } from '../platform.ts'
import type { Handler } from './handler.ts'
import { startRunner } from './runner.ts'
import type { Schedule } from './schedule.ts'

/** The jobs that a part of the platform does. */
export interface Jobs {
  readonly handlers: readonly Handler[]
  readonly schedules?: readonly Schedule[]
}

export interface WorkerOptions {
  readonly map: ShardMap
  /** Jobs done at once on each physical database. Default 4. */
  readonly concurrency?: number
  /** After this long without a sign of a worker, others take its jobs over. Default 30,000. */
  readonly leaseMs?: number
}

export interface Worker {
  /** Takes no more jobs, and waits for those under way; after 3 s it tells them to give up. */
  close(): Promise<void>
}

/**
 * Works on the jobs of these parts: one runner for each physical database. Rejects where one can't be reached at the start.
 */
export async function startWorker(
  { shards, log }: Pick<Platform, 'shards' | 'log'>,
  parts: readonly Jobs[],
  { map, concurrency = 4, leaseMs = 30_000 }: WorkerOptions,
): Promise<Worker> {
  const handlers = parts.flatMap((part) => part.handlers)
  const schedules = parts.flatMap((part) => part.schedules ?? [])
  const runners = await Promise.allSettled(
    map.map((cluster) => {
      const hot = cluster.shards.filter((shard) => hotShards.includes(shard))
      return startRunner({ cluster, hot, shards, log, handlers, schedules, concurrency, leaseMs })
    }),
  )
  const started = runners.flatMap((runner) => (runner.status === 'fulfilled' ? [runner.value] : []))
  const close = async () => {
    await Promise.all(started.map((runner) => runner.close()))
  }
  for (const runner of runners)
    if (runner.status === 'rejected') {
      await close()
      throw runner.reason
    }
  return { close }
}
