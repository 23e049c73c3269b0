import { findDatabases, readCommand, USAGE, UsageError } from './config.ts'
import { runCommand } from './run.ts'

// `npm run jobs`: what waits in the queues, what failed, and another try for what is parked.
try {
  const command = readCommand(process.argv.slice(2))
  if (command.name === 'help') process.stdout.write(USAGE)
  else process.stdout.write(await runCommand(command, await findDatabases()))
} catch (error) {
  const message = error instanceof Error ? error.message : String(error)
  process.stderr.write(error instanceof UsageError ? `${message}\n\n${USAGE}` : `${message}\n`)
  process.exitCode = error instanceof UsageError ? 2 : 1
}
