import { serveWorker } from '../kit/jobs/serve.ts'
import { createPlatform } from '../kit/platform.ts'
import { runProcess } from '../kit/process.ts'
import { readConfig } from './config.ts'
import { createContext } from './context.ts'
import { memoryJobs } from './work.ts'

await runProcess(async () => {
  const config = readConfig()
  const platform = createPlatform('memory-worker', config)
  const context = await createContext(platform, config.embeddings)
  const { host, port, shardMap: map } = config
  const worker = await serveWorker({ platform, jobs: memoryJobs(context, config), map, host, port })
  platform.log.info({ url: worker.url }, 'memory worker is ready')
  return async () => {
    await worker.close()
    await context.close()
    await platform.close()
  }
})
