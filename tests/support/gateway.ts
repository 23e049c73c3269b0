import { readConfig } from '../../gateway/config.ts'
import { startGateway } from '../../gateway/server.ts'
import { createPlatform } from '../../subgraphs/kit/platform.ts'
import { freePorts } from './ports.ts'
import type { TestStack } from './stack.ts'

export interface TestGateway {
  readonly url: string
  close(): Promise<void>
}

/** Another gateway before the subgraphs of a stack, as it is in production: without the page for browsers. */
export async function startTestGateway(
  stack: TestStack,
  env: Record<string, string> = {},
): Promise<TestGateway> {
  const config = readConfig({
    ...stack.env,
    SANDBOX: 'off',
    PORT: String(await freePorts()),
    MEMORY_URL: stack.subgraphUrl('memory'),
    CONVERSATION_URL: stack.subgraphUrl('conversation'),
    SNAPSHOT_URL: stack.subgraphUrl('snapshot'),
    RUNTIME_URL: stack.subgraphUrl('runtime'),
    ...env,
  })
  const platform = createPlatform('gateway', config)
  const gateway = await startGateway(platform, config)
  return {
    url: gateway.url,
    async close() {
      await gateway.close()
      await platform.close()
    },
  }
}
