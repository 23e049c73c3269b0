import type pg from 'pg'
import { schemaOf } from './shard-map.ts'

/**
 * A user as they were at one commit. Every write to them gives another version in its own transaction, by triggers, and none
 * is used twice: what was read after a version was, is good for as long as that is the user's version.
 */
export interface UserVersion {
  readonly userId: string
  readonly version: string
}

/** How long a replica may take before the writer is read in its place, in ms. */
export interface Patience {
  /** To give a connection. */
  readonly connectMs: number
  /** To say how far it is, a connection included. */
  readonly checkMs: number
  /** To answer a statement. */
  readonly statementMs: number
  /** For how long one that did not say how far it is is left alone. */
  readonly restMs: number
}

export const PATIENCE: Patience = { connectMs: 1_000, checkMs: 250, statementMs: 5_000, restMs: 2_000 }

/** What replicas said when a request that reads one user asked. */
export interface ReplicaOutcomes {
  /** It is at the user's version. */
  readonly current: number
  /** It is not there yet, or past it: the writer is read. */
  readonly behind: number
  /** It failed, or all have lately: the writer is read. */
  readonly away: number
}

/** The replicas of one physical database. */
export interface Replicas {
  /** One that is at the version of the user. Null where none is; never rejects. */
  find(shard: number, user: UserVersion): Promise<pg.Pool | null>
  outcomes(): ReplicaOutcomes
}

/**
 * A process keeps to one replica, drawn by lot: it has no more connections to replicas than to the writer, and processes are
 * spread over them. One that does not answer gives way to the next.
 */
export function createReplicas(
  pools: readonly pg.Pool[],
  { checkMs, restMs }: Pick<Patience, 'checkMs' | 'restMs'>,
): Replicas {
  const outcomes = { current: 0, behind: 0, away: 0 }
  const restingUntil = new Map<pg.Pool, number>()
  let chosen = Math.floor(Math.random() * pools.length)

  /** The one that is kept to, or the next that is not left alone. */
  function choose(): pg.Pool | undefined {
    const now = performance.now()
    const order = [...pools.slice(chosen), ...pools.slice(0, chosen)]
    return order.find((pool) => (restingUntil.get(pool) ?? 0) <= now)
  }

  function leaveAlone(pool: pg.Pool) {
    restingUntil.set(pool, performance.now() + restMs)
    chosen = (pools.indexOf(pool) + 1) % pools.length
  }

  return {
    async find(shard, user) {
      const pool = choose()
      try {
        if (!pool) throw new Error('every replica is left alone')
        const isCurrent = await within(checkMs, isAt(pool, shard, user))
        outcomes[isCurrent ? 'current' : 'behind']++
        return isCurrent ? pool : null
      } catch {
        outcomes.away++
        if (pool) leaveAlone(pool)
        return null
      }
    },
    outcomes: () => outcomes,
  }
}

/** What is read of the user after this is as of the version or later: replicas do not go back. */
async function isAt(pool: pg.Pool, shard: number, { userId, version }: UserVersion): Promise<boolean> {
  const { rowCount } = await pool.query(
    `select from "${schemaOf(shard)}".user_version where id = $1::uuid and version = $2::uuid`,
    [userId, version],
  )
  return rowCount === 1
}

/** Rejects when an answer is not there in time. */
function within<T>(ms: number, answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms)
    answer.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
