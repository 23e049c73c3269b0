import { answers, createHttpServer } from '../http.ts'
import type { Platform } from '../platform.ts'
import type { Running } from '../server.ts'
import { startWorker } from './worker.ts'
import type { Jobs } from './worker.ts'
import type { ShardMap } from '../../../prisma/shard-map.ts'

interface WorkerProcess {
  readonly platform: Pick<Platform, 'log' | 'shards' | 'metrics'>
  readonly jobs: Jobs
  readonly map: ShardMap
  readonly host: string
  readonly port: number
}

/** A worker as a process of its own: besides its work, its health at `/livez` and `/readyz` and its `/metrics`. */
export async function serveWorker({ platform, jobs, map, host, port }: WorkerProcess): Promise<Running> {
  const app = createHttpServer(async () => {
    const database = await answers(platform.shards.ping())
    return { ready: database, database }
  }, platform.metrics)
  await app.listen({ host, port })
  const worker = await startWorker(platform, [jobs], { map }).catch(async (error: unknown) => {
    await app.close()
    throw error
  })
  return {
    url: `http://${host}:${port}`,
    async close() {
      await worker.close()
      await app.close()
    },
  }
}
