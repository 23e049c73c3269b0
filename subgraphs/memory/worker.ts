import { serveWorker } from '../kit/jobs/serve.ts'
import { runPart } from '../kit/part.ts'
import { readConfig } from './config.ts'
import { createContext } from './context.ts'
import { memoryJobs } from './work.ts'

await runPart('memory-worker', readConfig, async (platform, config) => {
  const context = await createContext(platform, config)
  const { host, port, shardMap: map } = config
  const jobs = memoryJobs(context, config)
  const worker = await serveWorker({ name: 'memory-worker', platform, jobs, map, host, port })
  return {
    url: worker.url,
    async close() {
      await worker.close()
      await context.close()
    },
  }
})
