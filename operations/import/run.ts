import { createClient } from '../client.ts'
import type { Client } from '../client.ts'
import type { ImportConfig } from './config.ts'
import { readConversations } from './file.ts'
import { importUsers } from './import.ts'
import { checkMemories, readMemories } from './jsonl.ts'
import { readMem0 } from './mem0.ts'
import { importMemories } from './memories.ts'
import { showProgress } from './progress.ts'
import { queriesToTry, report } from './report.ts'

const TIMEOUT_MS = 60_000
/** As a shell reports a process that SIGINT ended. */
const INTERRUPTED = 130

export const CONTINUE = 'What is in stays in: run the same command again to continue.'

type ConfigOf<Format> = Extract<ImportConfig, { format: Format }>

/** Checks the whole file, then brings it in. */
export async function runImport(config: ImportConfig): Promise<void> {
  switch (config.format) {
    case 'conversations':
      return runConversations(config)
    case 'jsonl':
      return runJsonl(config)
    case 'mem0':
      return runMem0(config)
    default:
      config satisfies never
  }
}

async function runConversations(config: ConfigOf<'conversations'>): Promise<void> {
  const users = await readConversations(config.file)
  const total = users.flatMap(({ sessions }) => sessions).reduce((sum, { turns }) => sum + turns.length, 0)
  print(`${config.file}: ${users.length} users, ${total} turns, into ${config.url}\n`)
  const { result: imported, seconds } = await send(config, { total, unit: 'turns' }, (client, onTurns) =>
    importUsers({ client, userPrefix: config.userPrefix, onTurns }, users),
  )
  print(report(imported, seconds))
  if (imported[0] && users[0]) print(queriesToTry(config, imported[0], users[0]))
}

async function runJsonl(config: ConfigOf<'jsonl'>): Promise<void> {
  const total = await checkMemories(config.file)
  print(`${config.file}: ${total} memories for ${config.user}, into ${config.url}\n`)
  const { seconds } = await send(config, { total, unit: 'memories' }, (client, onMemories) =>
    importMemories({ client, externalId: config.user, onMemories }, readMemories(config.file)),
  )
  print(allIn(total, seconds))
}

async function runMem0(config: ConfigOf<'mem0'>): Promise<void> {
  const users = await readMem0(config.file, config)
  const total = [...users.values()].reduce((sum, memories) => sum + memories.length, 0)
  print(`${config.file}: ${users.size} users, ${total} memories, into ${config.url}\n`)
  const { seconds } = await send(config, { total, unit: 'memories' }, async (client, onMemories) => {
    for (const [externalId, memories] of users)
      await importMemories({ client, externalId, onMemories }, memories)
  })
  print(allIn(total, seconds))
}

/** The graph does not tell what a key made it add from what an earlier run had brought. */
const allIn = (total: number, seconds: number) =>
  `  All ${total} memories are in, none of them twice, after ${seconds.toFixed(1)} s.\n`

const print = (text: string) => process.stdout.write(text)

/** Runs `work` with a client of the graph, and shows how far it is. Ends the process on SIGINT and SIGTERM. */
async function send<T>(
  config: Pick<ImportConfig, 'url' | 'apiKey'>,
  { total, unit }: { readonly total: number; readonly unit: string },
  work: (client: Client, onDone: (count: number) => void) => Promise<T>,
): Promise<{ result: T; seconds: number }> {
  const client = createClient({ url: config.url, apiKey: config.apiKey, timeoutMs: TIMEOUT_MS })
  const began = performance.now()
  const progress = showProgress(process.stdout, total, unit)
  // Every write is whole or not there, and keyed: nothing has to be finished before the process ends.
  const stop = () => {
    progress.stop()
    process.stderr.write(`Stopped after ${progress.count} of ${total} ${unit}. ${CONTINUE}\n`)
    process.exit(INTERRUPTED)
  }
  process.once('SIGINT', stop).once('SIGTERM', stop)
  try {
    const result = await work(client, (count) => progress.advance(count))
    progress.stop()
    await client.close()
    return { result, seconds: (performance.now() - began) / 1000 }
  } catch (error) {
    progress.stop()
    throw error
  }
}
