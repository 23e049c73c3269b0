import { createClient } from '../client.ts'
import { GraphQLRequestError } from '../answer.ts'
import { readConfig, USAGE, UsageError } from './config.ts'
import type { ImportConfig } from './config.ts'
import { FileError, readConversations } from './file.ts'
import { importUsers } from './import.ts'
import { showProgress } from './progress.ts'
import { queriesToTry, report } from './report.ts'

const TIMEOUT_MS = 60_000
/** As a shell reports a process that SIGINT ended. */
const INTERRUPTED = 130

const CONTINUE = 'What is in stays in: run the same command again to continue.'

try {
  const config = await readConfig(process.argv.slice(2))
  if (config) await run(config)
  else process.stdout.write(USAGE)
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`)
  process.exit(1)
}

async function run(config: ImportConfig): Promise<void> {
  const users = await readConversations(config.file)
  const total = users.flatMap(({ sessions }) => sessions).reduce((sum, { turns }) => sum + turns.length, 0)
  process.stdout.write(`${config.file}: ${users.length} users, ${total} turns, into ${config.url}\n`)

  const client = createClient({ url: config.url, apiKey: config.apiKey, timeoutMs: TIMEOUT_MS })
  const began = performance.now()
  const progress = showProgress(process.stdout, total)
  // Every write is whole or not there, and keyed: nothing has to be finished before the process ends.
  const stop = () => {
    progress.stop()
    process.stderr.write(`Stopped after ${progress.turns} of ${total} turns. ${CONTINUE}\n`)
    process.exit(INTERRUPTED)
  }
  process.once('SIGINT', stop).once('SIGTERM', stop)

  try {
    const options = {
      client,
      userPrefix: config.userPrefix,
      onTurns: (count: number) => progress.advance(count),
    }
    const imported = await importUsers(options, users)
    progress.stop()
    process.stdout.write(report(imported, (performance.now() - began) / 1000))
    if (imported[0] && users[0]) process.stdout.write(queriesToTry(config, imported[0], users[0]))
    await client.close()
  } catch (error) {
    progress.stop()
    throw error
  }
}

function messageOf(error: unknown): string {
  if (error instanceof UsageError) return `${error.message}\n\n${USAGE}`
  if (error instanceof FileError) return error.message
  if (!(error instanceof GraphQLRequestError))
    return error instanceof Error ? (error.stack ?? error.message) : String(error)
  return error.code === 'NETWORK_ERROR'
    ? `${error.message}\nIs the platform running? "npm start" starts it. ${CONTINUE}`
    : `${error.message} (${error.code})\n${CONTINUE}`
}
