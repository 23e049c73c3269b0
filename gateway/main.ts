import { createPlatform } from '../subgraphs/kit/platform.ts'
import { runProcess } from '../subgraphs/kit/process.ts'
import { readConfig } from './config.ts'
import { startGateway } from './server.ts'

await runProcess(async () => {
  const config = readConfig()
  const platform = createPlatform('gateway', config)
  const server = await startGateway(platform, config)
  platform.log.info({ url: server.url }, 'gateway is ready')
  return async () => {
    await server.close()
    await platform.close()
  }
})
