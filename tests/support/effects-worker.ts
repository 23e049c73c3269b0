import { singleDatabase } from '../../prisma/shard-map.ts'
import { createShards } from '../../prisma/shards.ts'
import { createLog } from '../../subgraphs/kit/log.ts'
import { createMetrics } from '../../subgraphs/kit/metrics.ts'
import { runProcess } from '../../subgraphs/kit/process.ts'
import { startWorker } from '../../subgraphs/kit/jobs/worker.ts'
import { effectHandler } from './effects.ts'

// A worker process for tests to kill: DATABASE_URL and LEASE_MS are its environment.
await runProcess(async () => {
  const map = singleDatabase(process.env['DATABASE_URL'] ?? '')
  const shards = createShards({ map, poolSize: 4 })
  const worker = await startWorker(
    { shards, log: createLog('worker', 'warn'), metrics: createMetrics('worker') },
    [{ handlers: [effectHandler] }],
    { map, leaseMs: Number(process.env['LEASE_MS']) },
  )
  console.log('working')
  return {
    async stop() {
      await worker.close()
      await shards.close()
      console.log('drained')
    },
  }
})
