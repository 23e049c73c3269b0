import { createPlatform } from '../kit/platform.ts'
import { runProcess } from '../kit/process.ts'
import { readConfig } from './config.ts'
import { startRuntime } from './server.ts'

await runProcess(async () => {
  const config = readConfig()
  const platform = createPlatform('runtime', config)
  const server = await startRuntime(platform, config)
  platform.log.info({ url: server.url }, 'runtime subgraph is ready')
  return async () => {
    await server.close()
    await platform.close()
  }
})
