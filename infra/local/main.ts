import { runProcess } from '../../subgraphs/kit/process.ts'
import { readConfig } from './config.ts'
import { createReport, welcome } from './report.ts'
import { startStack } from './stack.ts'

/** The database flushes to the disk what it has, which after a first start is thousands of files. */
const PATIENCE_MS = 20_000

await runProcess(async () => {
  const config = readConfig()
  const stack = await startStack({ config, progress: createReport(process.stdout, config.dataDir) })
  stack.onDatabaseExit(({ code, signal, stderr }) => {
    process.stderr.write(
      `The database process ended (${signal ?? code}). Start again: what was acknowledged is on disk.\n${stderr}`,
    )
    process.exit(1)
  })
  process.stdout.write(welcome(stack, config, process.uptime() * 1000))
  return { stop: () => stack.close(), patienceMs: PATIENCE_MS }
})
