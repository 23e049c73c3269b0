import { serveWorker } from '../kit/jobs/serve.ts'
import { createObjectStore } from '../kit/objects/config.ts'
import { createPlatform } from '../kit/platform.ts'
import { runProcess } from '../kit/process.ts'
import { readConfig } from './config.ts'
import { snapshotJobs } from './work.ts'

await runProcess(async () => {
  const config = readConfig()
  const platform = createPlatform('snapshot-worker', config)
  const objects = createObjectStore(config.objects)
  const { host, port, shardMap: map } = config
  const worker = await serveWorker({
    platform,
    jobs: snapshotJobs({ ...platform, objects, graceMs: config.graceMs }),
    map,
    host,
    port,
  })
  platform.log.info({ url: worker.url }, 'snapshot worker is ready')
  return async () => {
    await worker.close()
    await objects.close()
    await platform.close()
  }
})
