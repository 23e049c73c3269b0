import { serveWorker } from '../kit/jobs/serve.ts'
import { createObjectStore, objectsDependency } from '../kit/objects/config.ts'
import { runPart } from '../kit/part.ts'
import { readConfig } from './config.ts'
import { snapshotJobs } from './work.ts'

await runPart('snapshot-worker', readConfig, async (platform, config) => {
  const objects = createObjectStore(config.objects)
  const { host, port, shardMap: map } = config
  const worker = await serveWorker({
    name: 'snapshot-worker',
    platform,
    jobs: snapshotJobs({ ...platform, objects, graceMs: config.graceMs }),
    uses: [objectsDependency(objects)],
    map,
    host,
    port,
  })
  return {
    url: worker.url,
    async close() {
      await worker.close()
      await objects.close()
    },
  }
})
