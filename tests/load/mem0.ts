import { parseArgs } from 'node:util'
import { createClient } from '../../operations/client.ts'
import { AddMemoriesDocument, SearchMemoriesDocument } from '../../operations/generated/operations.ts'
import { contentOf } from '../../operations/import/content.ts'
import { importUsers } from '../../operations/import/import.ts'
import { createHashEmbedder } from '../../subgraphs/memory/embedder.ts'
import { embeddingsOf, send, startEmbeddingsServer } from '../support/embeddings-server.ts'
import { positive } from './support/arguments.ts'
import type { BenchOptions, BenchResult } from './support/bench.ts'
import { measure } from './support/measure.ts'
import { openMem0 } from './support/mem0.ts'
import { startPlatform } from './support/platform.ts'
import { readQuestions } from './support/questions.ts'
import { judge, summarise } from './support/recall.ts'
import type { Outcome, Summary } from './support/recall.ts'
import { columns } from './support/report.ts'

export const summary =
  'beside mem0ai/oss: add, search and recall, one embedder for both  [--file ../shared/data/locomo-dev.json] [--requests 100]'

const WARM_UP = 5
const FOUND = 20

interface Mem0Result extends BenchResult {
  readonly recall: readonly Summary[]
}

/**
 * The same conversations go into both, a turn a memory, and the same questions are asked. Both get their vectors over HTTP
 * from one server with the built-in embedder. mem0 runs in this process, without its LLM and its telemetry; the platform
 * answers over HTTP.
 */
export async function run({ args, log }: BenchOptions): Promise<Mem0Result> {
  const { values } = parseArgs({
    args,
    options: {
      file: { type: 'string', default: '../shared/data/locomo-dev.json' },
      requests: { type: 'string', default: '100' },
    },
  })
  const load = { concurrency: 1, requests: positive('requests', values.requests), warmUp: WARM_UP }
  const { users, asked } = await readQuestions(values.file)

  const embedder = createHashEmbedder()
  const server = await startEmbeddingsServer()
  server.behave((response, { input }) => {
    void embedder
      .embed([input].flat())
      .then((vectors) => send(response, 200, embeddingsOf(vectors.map((vector) => [...(vector ?? [])]))))
  })
  const [closers, recall] = [[() => server.close()], [] as Summary[]]
  try {
    const mem0 = await openMem0(server.url, embedder.model)
    const platform = await startPlatform({ EMBEDDINGS_URL: server.url, EMBEDDINGS_MODEL: embedder.model })
    closers.push(() => platform.close())
    const client = createClient({ url: platform.url, apiKey: platform.apiKey, timeoutMs: 60_000 })
    closers.push(() => client.close())

    log(`Importing ${users.length} users into both …`)
    await importUsers({ client, userPrefix: '', onTurns: () => undefined }, users)
    for (const { id, sessions } of users)
      for (const { turns } of sessions) for (const turn of turns) await mem0.add(id, contentOf(turn), turn.id)

    const user = users[0]?.id ?? ''
    const contenders = {
      platform: {
        add: (content: string) =>
          client.request(AddMemoriesDocument, { input: { externalId: 'latency', items: [{ content }] } }),
        search: async (externalId: string, query: string) => {
          const answer = await client.request(SearchMemoriesDocument, { externalId, query, first: FOUND })
          return (answer.user?.searchMemories ?? []).map(
            ({ memory }) => (memory.metadata as { turn?: string }).turn ?? '',
          )
        },
      },
      mem0: {
        add: (content: string) => mem0.add('latency', content, ''),
        search: (id: string, query: string) => mem0.search(id, query, FOUND),
      },
    }
    const measurements = []
    for (const [name, { add, search }] of Object.entries(contenders)) {
      log(`Asking ${asked.length} questions of ${name} …`)
      const outcomes: Outcome[] = []
      for (const { user, question, evidence } of asked)
        outcomes.push(judge(await search(user, question), evidence))
      recall.push(summarise(name, 'all', outcomes))
      measurements.push(
        await measure(`${name}: search`, load, (index) => search(user, asked[index]?.question ?? '')),
        await measure(`${name}: add 1`, load, (index) => add(`Ada saw owl number ${index}.`)),
      )
    }
    log(`\n${tableOf(recall)}`)
    return { arguments: values, measurements, recall }
  } finally {
    for (const close of closers.reverse()) await close()
  }
}

const tableOf = (recall: readonly Summary[]) =>
  columns([
    ['ranking', 'recall@5', '@10', '@20'],
    ...recall.map(({ ranking, recallAt5, recallAt10, recallAt20 }) => [
      ranking,
      ...[recallAt5, recallAt10, recallAt20].map((figure) => figure.toFixed(3)),
    ]),
  ])
