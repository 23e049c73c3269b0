import { createPlatform } from '../kit/platform.ts'
import { runProcess } from '../kit/process.ts'
import { readConfig } from './config.ts'
import { startMemory } from './server.ts'

await runProcess(async () => {
  const config = readConfig()
  const platform = createPlatform('memory', config)
  const server = await startMemory(platform, config)
  platform.log.info({ url: server.url }, 'memory subgraph is ready')
  return async () => {
    await server.close()
    await platform.close()
  }
})
