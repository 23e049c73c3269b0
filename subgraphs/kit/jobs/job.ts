import type { z } from 'zod'
import type { Db } from '../../../prisma/shards.ts'
import type { TraceHeaders } from '../tracing/trace-context.ts'
import { currentSpan } from '../tracing/tracing.ts'

/** A kind of work that is done after the write that calls for it. */
export interface Job<Payload> {
  /** Unique in the platform, as `memory.embed`. */
  readonly name: string
  /** Parsed when the job arrives at a worker: what does not fit is parked at once. */
  readonly payload: z.ZodType<Payload>
  /** After as many failures it is parked. Between them it waits e, e², … seconds, at most e¹⁰ (6 hours). */
  readonly maxAttempts: number
}

/**
 * Names a job. Its payload carries ids only, never content: it outlives the transaction, is listed to operators, and is not
 * found by an erasure.
 */
export const defineJob = <Payload extends object>(
  name: string,
  payload: z.ZodType<Payload>,
  { maxAttempts = 25 }: { maxAttempts?: number } = {},
): Job<Payload> => ({ name, payload, maxAttempts })

export interface EnqueueOptions {
  /** A job of the same name, key and shard that has not begun is replaced by this one. */
  readonly key?: string
  /** Not before; without it, at once. */
  readonly runAt?: Date
}

/** What is in the queue: the effect belongs on the shard of the write. */
export interface Envelope {
  readonly shard: number
  readonly payload: unknown
  /** The trace of the request that it was enqueued for, where that is recorded. */
  readonly trace?: TraceHeaders
}

/**
 * Adds a job in the transaction of `db`: it exists if and only if the transaction commits, and its effect is committed
 * on the same shard.
 */
export async function enqueue<Payload>(
  { shard, prisma }: Db,
  { name, maxAttempts }: Job<Payload>,
  payload: Payload,
  { key, runAt }: EnqueueOptions = {},
): Promise<void> {
  const span = currentSpan()
  const envelope = JSON.stringify({
    shard,
    payload,
    ...(span?.recorded && { trace: span.headers }),
  } satisfies Envelope)
  await prisma.$queryRaw`
    select id from graphile_worker.add_job(
      ${name}::text, ${envelope}::json, run_at := ${runAt ?? null}::timestamptz, max_attempts := ${maxAttempts}::int,
      job_key := ${key === undefined ? null : jobKey(name, shard, key)}::text
    )`
}

/** The key of a job as the queue of a whole database knows it. */
export const jobKey = (name: string, shard: number, key: string) => `${name}:${shard}:${key}`
