import { hotShards } from '../../../prisma/ids.ts'
import { createPool } from '../../../prisma/pool.ts'
import { directUrl } from '../../../prisma/shard-map.ts'
import type { ShardMap } from '../../../prisma/shard-map.ts'
import type { Platform } from '../platform.ts'
import type { Handler } from './handler.ts'
import { createJobMetrics } from './metrics.ts'
import { startRunner } from './runner.ts'
import type { Schedule } from './schedule.ts'

/** The jobs that a part of the platform does. */
export interface Jobs {
  readonly handlers: readonly Handler[]
  readonly schedules?: readonly Schedule[]
  /** Done when a worker begins: enqueues what may have come up meanwhile. */
  readonly start?: () => Promise<void>
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

type WorkerPlatform = Pick<Platform, 'log' | 'shards' | 'metrics'> & Partial<Pick<Platform, 'tracing'>>

/**
 * Works on the jobs of these parts: one runner for each physical database. Rejects where one can't be reached at the start.
 */
export async function startWorker(
  { shards, log, metrics, tracing = null }: WorkerPlatform,
  parts: readonly Jobs[],
  { map, concurrency = 4, leaseMs = 30_000 }: WorkerOptions,
): Promise<Worker> {
  const handlers = parts.flatMap((part) => part.handlers)
  const schedules = parts.flatMap((part) => part.schedules ?? [])
  // One to listen, and one for each job; effects go through the shards' pools.
  const databases = map.map((cluster) => ({ cluster, pool: createPool(directUrl(cluster), concurrency + 1) }))
  const pools = databases.map(({ pool }) => pool)
  const counts = createJobMetrics(metrics, pools)

  const started = await Promise.allSettled(
    databases.map(({ cluster, pool }) => {
      // One that breaks while no statement is under way: the next statement finds out.
      pool.on('connect', (client) => client.on('error', () => undefined))
      const hot = cluster.shards.filter((shard) => hotShards.includes(shard))
      return startRunner({
        pool,
        hot,
        shards,
        log,
        counts,
        handlers,
        schedules,
        concurrency,
        leaseMs,
        tracing,
      })
    }),
  )
  const runners = started.flatMap((runner) => (runner.status === 'fulfilled' ? [runner.value] : []))
  async function close() {
    await Promise.all(runners.map((runner) => runner.close()))
    await Promise.all(pools.map((pool) => pool.end()))
  }
  try {
    for (const runner of started) if (runner.status === 'rejected') throw runner.reason
    for (const { start } of parts) await start?.()
  } catch (error) {
    await close()
    throw error
  }
  return { close }
}
