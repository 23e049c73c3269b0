import { createPlatform } from '../kit/platform.ts'
import { runProcess } from '../kit/process.ts'
import { readConfig } from './config.ts'
import { startSnapshot } from './server.ts'

await runProcess(async () => {
  const config = readConfig()
  const platform = createPlatform('snapshot', config)
  const server = await startSnapshot(platform, config)
  platform.log.info({ url: server.url }, 'snapshot subgraph is ready')
  return async () => {
    await server.close()
    await platform.close()
  }
})
