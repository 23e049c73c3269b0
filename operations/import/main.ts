import { explain } from '../command.ts'
import { readConfig, USAGE } from './config.ts'
import { CONTINUE, runImport } from './run.ts'

try {
  const config = await readConfig(process.argv.slice(2))
  if (config) await runImport(config)
  else process.stdout.write(USAGE)
} catch (error) {
  process.stderr.write(`${explain(error, { usage: USAGE, advice: CONTINUE })}\n`)
  process.exit(1)
}
