import type { Jobs } from '../kit/jobs/worker.ts'
import type { MemoryConfig } from './config.ts'
import type { MemoryContext } from './context.ts'
import { createBackfill } from './embedders/backfill.ts'
import { eraseHandler } from './erasure.ts'
import { copyHandler } from './checkpoints/copy.ts'
import { createExpiry } from './expiry.ts'
import { extractionHandler } from './extraction/work.ts'
import { statisticsJobs } from './statistics.ts'

/** What a worker does for the memory subgraph. */
export function memoryJobs(
  context: MemoryContext,
  { embeddings, expiredKeptDays }: Pick<MemoryConfig, 'embeddings' | 'expiredKeptDays'>,
): Jobs {
  const backfill = createBackfill({ ...context, pauseMs: embeddings.pauseMs })
  const expiry = createExpiry({ ...context, keptDays: expiredKeptDays })
  const parts = [backfill, expiry, statisticsJobs]
  return {
    ...backfill,
    handlers: [
      ...parts.flatMap(({ handlers }) => handlers),
      extractionHandler(context),
      eraseHandler(context),
      copyHandler(context),
    ],
    schedules: parts.flatMap(({ schedules }) => schedules ?? []),
  }
}
