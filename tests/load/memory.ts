import { parseArgs } from 'node:util'
import { createClient } from '../../operations/client.ts'
import type { Client } from '../../operations/client.ts'
import { MemoriesDocument, SearchMemoriesDocument } from '../../operations/generated/operations.ts'
import { positive } from './support/arguments.ts'
import type { BenchOptions, BenchResult } from './support/bench.ts'
import { measure } from './support/measure.ts'
import type { Measurement } from './support/measure.ts'
import { startPlatform } from './support/platform.ts'
import { addTexts, BATCH } from './support/seed.ts'
import { createTexts } from './support/texts.ts'
import type { Texts } from './support/texts.ts'

export const summary =
  'add, search and list as a user has more memories; also on DATABASE_URL  [--sizes 1000,10000] [--requests 200] [--seed 1]'

const WARM_UP = 10
/** What the 99th percentile should stay within, in ms, while a user has no more than LIMITED_TO memories. */
const LIMITS = { 'add 1': 60, search: 100 }
const LIMITED_TO = 10_000

/** One request at a time, on the embedded database and on the one that DATABASE_URL names, where it does. */
export async function run({ args, log }: BenchOptions): Promise<BenchResult> {
  const { sizes, requests, seed } = readArguments(args)
  const given = process.env['DATABASE_URL']
  const databases: Record<string, Record<string, string>> = {
    embedded: {},
    ...(given && { native: { DATABASE_URL: given } }),
  }
  if (!given) log('DATABASE_URL names no PostgreSQL: measuring the embedded database alone.')
  const measurements: Measurement[] = []
  for (const [database, env] of Object.entries(databases)) {
    log(`Starting the platform on the ${database} database …`)
    const platform = await startPlatform(env)
    const client = createClient({ url: platform.url, apiKey: platform.apiKey, timeoutMs: 60_000 })
    try {
      for (const size of sizes) {
        const texts = createTexts(seed)
        const externalId = `user of ${size}`
        log(`Adding ${size} memories through the gateway, ${BATCH} a call …`)
        await addTexts(client, texts, externalId, size)
        for (const { name, send, share } of operations(client, texts, externalId)) {
          log(`Measuring ${name} …`)
          const load = { concurrency: 1, requests: Math.ceil(requests * share), warmUp: WARM_UP }
          const measured = await measure(`${database} ${size}: ${name}`, load, send)
          const limitMs = size <= LIMITED_TO ? LIMITS[name as keyof typeof LIMITS] : undefined
          measurements.push(limitMs === undefined ? measured : { ...measured, limitMs })
        }
      }
    } finally {
      await client.close()
      await platform.close()
    }
  }
  return { arguments: { sizes, requests, seed, warmUp: WARM_UP }, measurements }
}

/** In this order: reads come before what makes the user larger. */
const operations = (client: Client, texts: Texts, externalId: string) => [
  {
    name: 'search',
    share: 1,
    send: () => client.request(SearchMemoriesDocument, { externalId, query: texts.query(), first: 10 }),
  },
  { name: 'list', share: 1, send: () => client.request(MemoriesDocument, { externalId, first: 20 }) },
  { name: 'add 1', share: 1, send: () => addTexts(client, texts, externalId, 1) },
  { name: `add ${BATCH}`, share: 0.1, send: () => addTexts(client, texts, externalId, BATCH) },
]

function readArguments(args: string[]) {
  const { values } = parseArgs({
    args,
    options: {
      sizes: { type: 'string', default: '1000,10000' },
      requests: { type: 'string', default: '200' },
      seed: { type: 'string', default: '1' },
    },
  })
  return {
    sizes: values.sizes.split(',').map((size) => positive('sizes', size)),
    requests: positive('requests', values.requests),
    seed: positive('seed', values.seed),
  }
}
