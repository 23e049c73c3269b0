import { createShards } from '../../prisma/shards.ts'
import { findDatabases, UsageError } from '../jobs/config.ts'
import { readCommand, USAGE } from './config.ts'
import { runCommand } from './run.ts'

// `npm run keys`: API keys made, listed, rotated and revoked.
try {
  const command = readCommand(process.argv.slice(2))
  if (command.name === 'help') process.stdout.write(USAGE)
  else {
    const shards = createShards({ map: await findDatabases(), poolSize: 2 })
    try {
      process.stdout.write(await runCommand(command, shards))
    } finally {
      await shards.close()
    }
  }
} catch (error) {
  const message = error instanceof Error ? error.message : String(error)
  process.stderr.write(error instanceof UsageError ? `${message}\n\n${USAGE}` : `${message}\n`)
  process.exitCode = error instanceof UsageError ? 2 : 1
}
