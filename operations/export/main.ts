import { createClient } from '../client.ts'
import type { Client } from '../client.ts'
import { explain } from '../command.ts'
import { readConfig, USAGE } from './config.ts'
import type { ExportConfig } from './config.ts'
import { lineOf } from './line.ts'
import { fileOutput, standardOutput } from './output.ts'
import { pagesOf } from './pages.ts'
import { showProgress } from './progress.ts'
import type { Progress } from './progress.ts'
import { reversed } from './reverse.ts'

const TIMEOUT_MS = 60_000
/** As a shell reports a process that SIGINT ended. */
const INTERRUPTED = 130

const NOTHING = 'Nothing was written: run the same command again.'

try {
  const config = await readConfig(process.argv.slice(2))
  if (config) await run(config)
  else process.stdout.write(USAGE)
} catch (error) {
  process.stderr.write(`${explain(error, { usage: USAGE, advice: NOTHING })}\n`)
  process.exit(1)
}

async function run({ url, apiKey, user, file }: ExportConfig): Promise<void> {
  const output = file === null ? standardOutput : await fileOutput(file)
  const client = createClient({ url, apiKey, timeoutMs: TIMEOUT_MS })
  const progress = showProgress(process.stderr)
  const stop = () => {
    progress.stop()
    output.abandon()
    process.stderr.write(file === null ? 'Stopped.\n' : `Stopped. ${NOTHING}\n`)
    process.exit(INTERRUPTED)
  }
  process.once('SIGINT', stop).once('SIGTERM', stop)

  try {
    // The graph lists the newest first: pages wait until the oldest is there.
    await output.write(reversed(oldestLast(client, user, progress), output.folder))
  } finally {
    progress.stop()
  }
  process.stderr.write(`${progress.count} memories of ${user}, oldest first, to ${output.name}\n`)
  await client.close()
}

/** Pages of lines, newest page first, each with its oldest line first. */
async function* oldestLast(client: Client, user: string, progress: Progress): AsyncGenerator<string> {
  for await (const page of pagesOf(client, user)) {
    yield page.toReversed().map(lineOf).join('')
    progress.advance(page.length)
  }
}
