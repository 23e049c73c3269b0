import { createClient } from '../../operations/client.ts'
import type { Client } from '../../operations/client.ts'
import {
  AddMemoriesDocument,
  ContextDocument,
  MemoriesDocument,
  SearchMemoriesDocument,
} from '../../operations/generated/operations.ts'
import type { BenchOptions, BenchResult } from './support/bench.ts'
import { positives } from './support/arguments.ts'
import { measure } from './support/measure.ts'
import type { Measurement } from './support/measure.ts'
import { startPlatform } from './support/platform.ts'
import { addTexts } from './support/seed.ts'
import { createTexts } from './support/texts.ts'
import type { Texts } from './support/texts.ts'

export const summary =
  'add, search, list and context of one user through the gateway  [--requests 300] [--memories 1000] [--seed 1]'

const CONCURRENCIES = [1, 8]
const WARM_UP = 40
/** Reads are of a user whose memories stay as many as they are. */
const READER = 'reader'
const WRITER = 'writer'

export async function run({ args, log }: BenchOptions): Promise<BenchResult> {
  const { requests, memories, seed } = positives(args, { requests: 300, memories: 1_000, seed: 1 })
  log('Starting the platform on an empty data folder …')
  const platform = await startPlatform()
  const client = createClient({ url: platform.url, apiKey: platform.apiKey })
  try {
    const texts = createTexts(seed)
    for (const user of [READER, WRITER]) {
      log(`Adding ${memories} memories to the user ${user} …`)
      await addTexts(client, texts, user, memories)
    }
    const measurements: Measurement[] = []
    for (const concurrency of CONCURRENCIES)
      for (const [name, send] of Object.entries(operations(client, texts))) {
        log(`Measuring ${name}, ${concurrency} at a time …`)
        measurements.push(await measure(name, { concurrency, requests, warmUp: WARM_UP }, send))
      }
    return { arguments: { requests, memories, seed, warmUp: WARM_UP }, measurements }
  } finally {
    await client.close()
    await platform.close()
  }
}

const operations = (client: Client, texts: Texts) => ({
  add: () =>
    client.request(AddMemoriesDocument, {
      input: { externalId: WRITER, items: [{ content: texts.memory() }] },
    }),
  search: () =>
    client.request(SearchMemoriesDocument, { externalId: READER, query: texts.query(), first: 10 }),
  list: () => client.request(MemoriesDocument, { externalId: READER, first: 20 }),
  context: () => client.request(ContextDocument, { externalId: READER, query: texts.query() }),
})
