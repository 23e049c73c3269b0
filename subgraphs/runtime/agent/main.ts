import { runProcess } from '../../kit/process.ts'
import { readConfig } from './config.ts'
import { bootInterpreter } from './interpreter.ts'
import { startAgent } from './server.ts'

await runProcess(async () => {
  const config = readConfig()
  const interpreter = await bootInterpreter(config)
  const agent = await startAgent(interpreter, config)
  process.stdout.write(`${JSON.stringify({ msg: 'agent is ready', url: agent.url, pack: config.pack })}\n`)
  const stop = async () => {
    await agent.close()
    await interpreter.close()
  }
  // One pod, one sandbox: with its interpreter the pod has ended.
  void interpreter.ended.then(stop).then(() => process.exit(0))
  return { stop }
})
