import { setTimeout as sleep } from 'node:timers/promises'
import type { PlatformConfig } from './config.ts'
import { createLog } from './log.ts'
import { serveMetrics } from './metrics-server.ts'
import { createPlatform } from './platform.ts'
import type { Platform } from './platform.ts'
import { runProcess } from './process.ts'
import type { Running } from './server.ts'
import { openTracing } from './tracing/open.ts'

/**
 * A part of the platform as a process of its own. When it is told to end it is not ready at once, serves on for
 * DRAIN_SECONDS, and then closes.
 */
export const runPart = <Config extends PlatformConfig>(
  name: string,
  readConfig: () => Config,
  start: (platform: Platform, config: Config) => Promise<Running>,
): Promise<void> =>
  runProcess(async () => {
    const config = readConfig()
    const log = createLog(name, config.logLevel)
    const tracing = await openTracing(name, config.tracing, log)
    const platform = createPlatform(name, config, { log, tracing })
    const metrics = await serveMetrics(platform, config)
    const server = await start(platform, config)
    log.info({ url: server.url }, `${name} is ready`)
    return {
      async leave() {
        log.info('about to end')
        platform.drain.begin()
        await sleep(config.drainMs)
      },
      async stop() {
        await server.close()
        await metrics?.close()
        await platform.close()
      },
    }
  })
