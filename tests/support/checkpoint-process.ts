import { createMemoryCache } from '../../subgraphs/kit/cache/memory.ts'
import { createEvents } from '../../subgraphs/kit/events/events.ts'
import { createMemoryJournal } from '../../subgraphs/kit/events/memory.ts'
import { startWorker } from '../../subgraphs/kit/jobs/worker.ts'
import { createLog } from '../../subgraphs/kit/log.ts'
import { createMetrics } from '../../subgraphs/kit/metrics.ts'
import { singleDatabase } from '../../prisma/shard-map.ts'
import { createShards } from '../../prisma/shards.ts'
import { copyHandler } from '../../subgraphs/memory/checkpoints/copy.ts'
import { rollbackTo } from '../../subgraphs/memory/checkpoints/rollback.ts'
import { requestContext } from '../../subgraphs/memory/context.ts'
import { hangingAt, hangingShards } from './hanging.ts'
import { keyIdentity } from './identity.ts'
import { memoryContext } from './memory-context.ts'

// A process for tests to kill, in the middle of a rollback (ROLLBACK_TO, APP) or of copies for a fork. It hangs before it
// commits its transaction number HANG_AT, and prints "hanging".
const url = process.env['DATABASE_URL'] ?? ''
const map = singleDatabase(url)
const shards = createShards({ map, poolSize: 2 })
const hanging = hangingShards(shards, hangingAt(`transact ${process.env['HANG_AT'] ?? ''}`))

const log = createLog('test', 'warn')
const context = await memoryContext({
  log,
  shards: hanging,
  cache: createMemoryCache(),
  events: createEvents(createMemoryJournal()),
})
const checkpointId = process.env['ROLLBACK_TO']
if (checkpointId)
  await rollbackTo(requestContext(context, keyIdentity(process.env['APP'] ?? '')), {
    checkpointId,
    idempotencyKey: 'once',
  })
else
  await startWorker(
    { shards: hanging, log, metrics: createMetrics('test') },
    [{ handlers: [copyHandler(context)] }],
    { map, leaseMs: 1_500 },
  )
