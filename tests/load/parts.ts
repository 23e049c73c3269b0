import { setTimeout as sleep } from 'node:timers/promises'
import { build } from '../../infra/build/build.ts'
import { createClient } from '../../operations/client.ts'
import type { Client } from '../../operations/client.ts'
import {
  AddMemoriesDocument,
  AppendMessagesDocument,
  ContextDocument,
  ConversationDocument,
  CreateSandboxDocument,
  CreateSnapshotDocument,
  MemoriesDocument,
  RunCodeDocument,
  SearchMemoriesDocument,
  SnapshotDocument,
  StartConversationDocument,
} from '../../operations/generated/operations.ts'
import { positives } from './support/arguments.ts'
import type { BenchOptions, BenchResult } from './support/bench.ts'
import { DIST } from './support/dist.ts'
import { measure } from './support/measure.ts'
import type { Measurement } from './support/measure.ts'
import { PARTS, startParts } from './support/parts.ts'
import type { PartName, Parts } from './support/parts.ts'
import { addTexts } from './support/seed.ts'
import { createTexts } from './support/texts.ts'

export const summary =
  'the CPU time of each process for each operation, as pods run them  [--requests 1000] [--users 20] [--memories 200] [--seed 1]'

const CONCURRENCY = 8
const IDLE_MS = 5_000
const FILES = 20

/** How often each operation is asked for among a hundred: an agent that reads before it answers and writes what was said. */
const MIX = {
  context: 25,
  search: 15,
  memories: 10,
  'last messages': 20,
  'append messages': 15,
  'add memory': 8,
  'read snapshot': 3,
  'create snapshot': 2,
  'run code': 2,
} as const
type Operation = keyof typeof MIX

/** How many users there are, and what each has. */
interface Amounts {
  readonly requests: number
  readonly users: number
  readonly memories: number
  readonly seed: number
}

export async function run({ args, log }: BenchOptions): Promise<BenchResult> {
  const amounts = positives(args, { requests: 1_000, users: 20, memories: 200, seed: 1 })
  log('Building …')
  await build(DIST)
  log('Starting each part on an empty database …')
  const parts = await startParts(DIST)
  const client = createClient({ url: parts.url, apiKey: parts.apiKey, timeoutMs: 60_000 })
  try {
    log(`Giving ${amounts.users} users ${amounts.memories} memories each …`)
    const operations = await prepare(client, amounts)
    log('Measuring what they take when nobody asks …')
    const idle = await used(parts, () => sleep(IDLE_MS))
    const measurements: Measurement[] = []
    for (const [name, send] of Object.entries(operations)) {
      log(`Measuring ${name} …`)
      measurements.push(
        await measureParts(name, parts, { requests: amounts.requests, idle: idle.cpus }, send),
      )
    }
    const mix = mixOf(measurements)
    const told = PARTS.map((part) => `${part} ${(mix[part] / 1000).toFixed(2)}`)
    log(`CPUs that 1,000 requests/s of the mix take: ${told.join(', ')}`)
    return { arguments: { ...amounts, mix: MIX }, measurements }
  } finally {
    await client.close()
    await parts.close()
  }
}

/** What each process takes for a request, beyond what it takes `idle`, in CPUs. */
async function measureParts(
  name: string,
  parts: Parts,
  { requests, idle }: { requests: number; idle: Record<PartName, number> },
  send: (request: number) => Promise<unknown>,
): Promise<Measurement> {
  const load = { concurrency: CONCURRENCY, warmUp: 0 }
  await measure(name, { ...load, requests: Math.ceil(requests / 2) }, send)
  const { result, seconds, cpus } = await used(parts, () => measure(name, { ...load, requests }, send))
  const cpuMicrosecondsOf = ofEach(
    (part) => (Math.max(0, cpus[part] - idle[part]) * seconds * 1e6) / requests,
  )
  return { ...result, cpuMicrosecondsOf }
}

/** How many CPUs each process has used while something was done. */
async function used<T>({ cpuMicroseconds }: Parts, work: () => Promise<T>) {
  const [before, began] = [await cpuMicroseconds(), performance.now()]
  const result = await work()
  const [after, seconds] = [await cpuMicroseconds(), (performance.now() - began) / 1e3]
  return { result, seconds, cpus: ofEach((part) => (after[part] - before[part]) / 1e6 / seconds) }
}

const ofEach = (value: (part: PartName) => number) =>
  Object.fromEntries(PARTS.map((part) => [part, value(part)])) as Record<PartName, number>

/** CPU µs of each part for a request of the mix. */
function mixOf(measurements: readonly Measurement[]): Record<PartName, number> {
  const sum = (part: PartName) =>
    measurements.reduce(
      (total, { name, cpuMicrosecondsOf }) =>
        total + (MIX[name as Operation] / 100) * (cpuMicrosecondsOf?.[part] ?? 0),
      0,
    )
  return ofEach(sum)
}

/** Gives users something to ask for. Requests go to one after the other. */
async function prepare(
  client: Client,
  { users, memories, seed }: Amounts,
): Promise<Record<Operation, (request: number) => Promise<unknown>>> {
  const texts = createTexts(seed)
  const say = (conversationId: string) =>
    client.request(AppendMessagesDocument, {
      input: {
        conversationId,
        messages: [
          { role: 'USER', content: texts.query() },
          { role: 'ASSISTANT', content: texts.memory() },
        ],
      },
    })
  const keep = (externalId: string) => {
    const files = Array.from({ length: FILES }, (_, index) => ({
      path: `src/${index}.txt`,
      content: index === 0 ? texts.memory() : `${index} of ${externalId}\n`.repeat(100),
    }))
    return client.request(CreateSnapshotDocument, { input: { externalId, files } })
  }
  const known: { externalId: string; conversationId: string; snapshotId: string }[] = []
  for (let index = 0; index < users; index++) {
    const externalId = `user ${index}`
    await addTexts(client, texts, externalId, memories)
    const { startConversation } = await client.request(StartConversationDocument, { input: { externalId } })
    for (let turn = 0; turn < 10; turn++) await say(startConversation.id)
    const { createSnapshot } = await keep(externalId)
    known.push({ externalId, conversationId: startConversation.id, snapshotId: createSnapshot.id })
  }
  const { createSandbox } = await client.request(CreateSandboxDocument, {
    input: { externalId: 'user 0', pack: 'javascript' },
  })
  const at = (request: number) =>
    known[request % users] ?? { externalId: '', conversationId: '', snapshotId: '' }
  return {
    context: (request) =>
      client.request(ContextDocument, {
        externalId: at(request).externalId,
        query: texts.query(),
        conversationId: at(request).conversationId,
      }),
    search: (request) =>
      client.request(SearchMemoriesDocument, {
        externalId: at(request).externalId,
        query: texts.query(),
        first: 10,
      }),
    memories: (request) =>
      client.request(MemoriesDocument, { externalId: at(request).externalId, first: 20 }),
    'last messages': (request) =>
      client.request(ConversationDocument, { id: at(request).conversationId, last: 20 }),
    'append messages': (request) => say(at(request).conversationId),
    'add memory': (request) =>
      client.request(AddMemoriesDocument, {
        input: { externalId: at(request).externalId, items: [{ content: texts.memory() }] },
      }),
    'read snapshot': (request) =>
      client.request(SnapshotDocument, { id: at(request).snapshotId, first: FILES }),
    'create snapshot': (request) => keep(at(request).externalId),
    'run code': () =>
      client.request(RunCodeDocument, { input: { sandboxId: createSandbox.id, code: '1 + 1' } }),
  }
}
