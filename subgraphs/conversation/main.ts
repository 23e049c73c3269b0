import { createPlatform } from '../kit/platform.ts'
import { runProcess } from '../kit/process.ts'
import { readConfig } from './config.ts'
import { startConversation } from './server.ts'

await runProcess(async () => {
  const config = readConfig()
  const platform = createPlatform('conversation', config)
  const server = await startConversation(platform, config)
  platform.log.info({ url: server.url }, 'conversation subgraph is ready')
  return async () => {
    await server.close()
    await platform.close()
  }
})
