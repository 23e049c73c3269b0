import { build } from '../../infra/build/build.ts'
import { createClient } from '../../operations/client.ts'
import type { Client } from '../../operations/client.ts'
import {
  AppendMessagesDocument,
  ConversationDocument,
  MemoriesDocument,
  SearchMemoriesDocument,
  StartConversationDocument,
} from '../../operations/generated/operations.ts'
import { SHARD_COUNT } from '../../prisma/ids.ts'
import { startReplica, startServer } from '../support/postgres.ts'
import { positives } from './support/arguments.ts'
import type { BenchOptions, BenchResult } from './support/bench.ts'
import { DIST } from './support/dist.ts'
import { measure, measureCpu } from './support/measure.ts'
import type { Measurement } from './support/measure.ts'
import { startParts } from './support/parts.ts'
import { addTexts } from './support/seed.ts'
import { createTexts } from './support/texts.ts'

export const summary =
  'what a read costs a PostgreSQL server, with prepared statements, and with a replica  [--requests 1000] [--users 20] [--memories 500]'

const CONCURRENCY = 8

interface Amounts {
  readonly requests: number
  readonly users: number
  readonly memories: number
}

export async function run({ args, log }: BenchOptions): Promise<BenchResult> {
  const amounts = positives(args, { requests: 1_000, users: 20, memories: 500 })
  log('Building …')
  await build(DIST)
  const measurements = [
    ...(await measureOn('plain', { replicas: 0, prepare: false }, amounts, log)),
    ...(await measureOn('prepared', { replicas: 0, prepare: true }, amounts, log)),
    ...(await measureOn('with a replica', { replicas: 1, prepare: true }, amounts, log)),
  ]
  return { arguments: { ...amounts }, measurements }
}

async function measureOn(
  name: string,
  { replicas, prepare }: { readonly replicas: number; readonly prepare: boolean },
  { requests, users, memories }: Amounts,
  log: BenchOptions['log'],
): Promise<Measurement[]> {
  log(`Starting ${name} …`)
  const writer = await startServer()
  const readers = await Promise.all(Array.from({ length: replicas }, () => startReplica(writer.url)))
  const shards = Array.from({ length: SHARD_COUNT }, (_, shard) => shard)
  const map = [{ writer: writer.url, readers: readers.map(({ url }) => url), prepare, shards }]
  const parts = await startParts(DIST, map)
  const client = createClient({ url: parts.url, apiKey: parts.apiKey, timeoutMs: 60_000 })
  const used = () => ({
    writer: writer.cpuMicroseconds(),
    replica: readers.reduce((sum, reader) => sum + reader.cpuMicroseconds(), 0),
  })
  try {
    const measurements: Measurement[] = []
    for (const [operation, send] of Object.entries(await fill(client, users, memories))) {
      log(`Measuring ${operation}, ${name} …`)
      const load = { concurrency: CONCURRENCY, warmUp: 0 }
      await measure(operation, { ...load, requests: Math.ceil(requests / 4) }, send)
      measurements.push(await measureCpu(`${operation}, ${name}`, { ...load, requests }, used, send))
    }
    return measurements
  } finally {
    await client.close()
    await parts.close()
    for (const server of [...readers, writer]) await server.close()
  }
}

/** Gives users something to ask for, each time something else, so that no answer is one that was kept. */
async function fill(client: Client, users: number, memories: number) {
  const texts = createTexts(1)
  const conversations: string[] = []
  for (let user = 0; user < users; user++) {
    const externalId = `user ${user}`
    await addTexts(client, texts, externalId, memories)
    const { startConversation } = await client.request(StartConversationDocument, { input: { externalId } })
    const messages = Array.from({ length: 100 }, () => ({ role: 'USER' as const, content: texts.memory() }))
    await client.request(AppendMessagesDocument, {
      input: { conversationId: startConversation.id, messages },
    })
    conversations.push(startConversation.id)
  }
  const first = (request: number) => 1 + (Math.floor(request / users) % 50)
  return {
    search: (request: number) =>
      client.request(SearchMemoriesDocument, {
        externalId: `user ${request % users}`,
        query: texts.query(),
        // Vectors are no more than text here.
        mode: 'LEXICAL',
        first: 10,
      }),
    memories: (request: number) =>
      client.request(MemoriesDocument, {
        externalId: `user ${request % users}`,
        first: first(request),
      }),
    messages: (request: number) =>
      client.request(ConversationDocument, {
        id: conversations[request % users] ?? '',
        last: first(request),
      }),
  }
}
