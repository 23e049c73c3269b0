import { join } from 'node:path'
import { registerApiKey } from '../../gateway/api-keys.ts'
import { readConfig as readGatewayConfig } from '../../gateway/config.ts'
import { startGateway } from '../../gateway/server.ts'
import { migrate, readMigrations } from '../../prisma/migrate.ts'
import type { MigrationProgress } from '../../prisma/migrate.ts'
import type { StatementListener } from '../../prisma/pool.ts'
import { readConfig as readConversationConfig } from '../../subgraphs/conversation/config.ts'
import { startConversation } from '../../subgraphs/conversation/server.ts'
import type { Env } from '../../subgraphs/kit/config.ts'
import { startWorker } from '../../subgraphs/kit/jobs/worker.ts'
import type { Jobs } from '../../subgraphs/kit/jobs/worker.ts'
import { createLog } from '../../subgraphs/kit/log.ts'
import { serveMetrics } from '../../subgraphs/kit/metrics-server.ts'
import { createPlatform } from '../../subgraphs/kit/platform.ts'
import type { Running } from '../../subgraphs/kit/server.ts'
import { readConfig as readMemoryConfig } from '../../subgraphs/memory/config.ts'
import { startMemory } from '../../subgraphs/memory/server.ts'
import { readConfig as readRuntimeConfig } from '../../subgraphs/runtime/config.ts'
import { startRuntime } from '../../subgraphs/runtime/server.ts'
import { readConfig as readSnapshotConfig } from '../../subgraphs/snapshot/config.ts'
import { startSnapshot } from '../../subgraphs/snapshot/server.ts'
import { openTracing } from '../../subgraphs/kit/tracing/open.ts'
import type { LocalConfig } from './config.ts'
import { startDatabase } from './database/database.ts'
import type { DatabaseExit, DatabaseStage } from './database/database.ts'
import { lockFolder } from './database/lock.ts'
import { requirePorts } from './ports.ts'
import { announceDatabase } from './running.ts'
import { devApiKey, identitySecret } from './secrets.ts'

/** What a stack tells while it starts. */
export interface Progress {
  database(stage: DatabaseStage | 'given' | 'ready'): void
  migration(progress: MigrationProgress): void
  migrated(): void
  serving(name: string, url: string): void
}

export interface Stack {
  /** The graph's URL. */
  readonly url: string
  readonly apiKey: string
  /** The environment its parts were configured with: what another process of the same platform needs. */
  readonly env: Env
  /** Finishes requests in flight, then stops the gateway, the subgraphs and the database, in that order. */
  close(): Promise<void>
  onDatabaseExit(listener: (exit: DatabaseExit) => void): void
}

interface StackOptions {
  readonly config: LocalConfig
  readonly progress: Progress
  readonly onStatement?: StatementListener
}

/**
 * Starts the whole platform on this machine: the database in a process of its own, the gateway and the four subgraphs in
 * this one, each its own HTTP server. What configuration gives (DATABASE_URL or SHARD_MAP, REDIS_URL, S3_BUCKET) replaces
 * the embedded part.
 */
export async function startStack({ config, progress, onStatement }: StackOptions): Promise<Stack> {
  const { host, port, dataDir } = config
  await requirePorts(
    host,
    [0, 1, 2, 3, 4].map((offset) => port + offset),
  )

  // What was started, so that a failure half-way stops it again, last first.
  const started: (() => Promise<unknown>)[] = []
  const close = async () => {
    for (const stop of started.splice(0).reverse()) await stop()
  }

  try {
    const database = await openDatabase(config, progress)
    started.push(() => database.close())
    if ('url' in database) started.push(await announceDatabase(dataDir, database.url))

    const apiKey = await devApiKey(dataDir)
    const env = {
      LOG_LEVEL: 'warn',
      ...(!config.env['S3_BUCKET'] && { OBJECTS_DIR: join(dataDir, 'objects') }),
      SNAPSHOT_SPOOL_DIR: join(dataDir, 'uploads'),
      ...config.env,
      ...database.env,
      IDENTITY_SECRET: await identitySecret(dataDir),
      HOST: host,
      SANDBOX: 'on',
      SANDBOX_API_KEY: apiKey,
    }
    const urlAt = (offset: number) => `http://${host}:${port + offset}/graphql`
    const urls = {
      MEMORY_URL: urlAt(1),
      CONVERSATION_URL: urlAt(2),
      SNAPSHOT_URL: urlAt(3),
      RUNTIME_URL: urlAt(4),
    }
    const at = (offset: number) => ({ ...env, ...urls, PORT: String(port + offset) })
    const gatewayConfig = readGatewayConfig(at(0))

    await migrate(gatewayConfig.shardMap, await readMigrations(), (step) => progress.migration(step))
    progress.migrated()

    const log = createLog('local', gatewayConfig.logLevel)
    const tracing = await openTracing('local', gatewayConfig.tracing, log)
    const platform = createPlatform('local', gatewayConfig, {
      log,
      tracing,
      ...(onStatement && { onStatement }),
    })
    started.push(() => platform.close())
    const metrics = await serveMetrics(platform, gatewayConfig)
    if (metrics) started.push(() => metrics.close())
    await registerApiKey(platform.shards, apiKey, 'development')

    const parts: (readonly [string, () => Promise<Running>])[] = [
      ['memory', () => startMemory(platform, readMemoryConfig(at(1)))],
      ['conversation', () => startConversation(platform, readConversationConfig(at(2)))],
      ['snapshot', () => startSnapshot(platform, readSnapshotConfig(at(3)))],
      ['runtime', () => startRuntime(platform, readRuntimeConfig(at(4)))],
      ['gateway', () => startGateway(platform, gatewayConfig)],
    ]
    const jobs: Jobs[] = []
    for (const [name, start] of parts) {
      const server = await start()
      const closing: (() => Promise<unknown>)[] = [() => server.close()]
      // At the same time as the runtime: the gateway waits for runs under way, which the runtime ends.
      if (name === 'gateway') closing.push(...started.splice(-1))
      started.push(() => Promise.all(closing.map((end) => end())))
      if (server.jobs) jobs.push(server.jobs)
      progress.serving(name, server.url)
    }
    const worker = await startWorker(platform, jobs, { map: gatewayConfig.shardMap })
    started.push(() => worker.close())
    return { url: urlAt(0), apiKey, env, close, onDatabaseExit: (listener) => database.onExit(listener) }
  } catch (error) {
    await close()
    throw error
  }
}

/** The embedded database, or the one that configuration names: then the data folder is still this stack's alone. */
async function openDatabase({ dataDir, env }: LocalConfig, progress: Progress) {
  if (env['DATABASE_URL'] || env['SHARD_MAP']) {
    const lock = await lockFolder(dataDir)
    progress.database('given')
    return { env: {}, close: () => lock.release(), onExit: () => undefined }
  }
  const database = await startDatabase({ dataDir, onProgress: (stage) => progress.database(stage) })
  progress.database('ready')
  return {
    url: database.url,
    env: { DATABASE_URL: database.url },
    close: () => database.close(),
    onExit: (listener: (exit: DatabaseExit) => void) => database.onExit(listener),
  }
}
