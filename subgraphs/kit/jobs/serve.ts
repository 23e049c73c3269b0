import { createHttpServer } from '../http.ts'
import { platformDependencies } from '../platform.ts'
import type { Platform } from '../platform.ts'
import type { Dependency } from '../readiness.ts'
import type { Running } from '../server.ts'
import { startWorker } from './worker.ts'
import type { Jobs } from './worker.ts'
import type { ShardMap } from '../../../prisma/shard-map.ts'

interface WorkerProcess {
  readonly name: string
  readonly platform: Pick<Platform, 'log' | 'shards' | 'databases' | 'cache' | 'metrics' | 'drain' | 'tracing'>
  /** What its jobs ask besides the databases and Redis. */
  readonly uses?: readonly Dependency[]
  readonly jobs: Jobs
  readonly map: ShardMap
  readonly host: string
  readonly port: number
}

/** A worker as a process of its own: besides its work, its health at `/livez` and `/readyz` and its `/metrics`. */
export async function serveWorker({
  name,
  platform,
  uses = [],
  jobs,
  map,
  host,
  port,
}: WorkerProcess): Promise<Running> {
  const { databases, redis } = platformDependencies(platform)
  const app = createHttpServer({
    part: name,
    platform,
    dependencies: { needs: [databases], uses: [...redis, ...uses] },
    internal: true,
  })
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
