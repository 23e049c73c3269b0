import { parseArgs } from 'node:util'
import { z } from 'zod'
import { createClient } from '../../operations/client.ts'
import type { Client } from '../../operations/client.ts'
import { SearchMemoriesDocument } from '../../operations/generated/operations.ts'
import { contentOf } from '../../operations/import/content.ts'
import type { Conversations } from '../../operations/import/file.ts'
import { importUsers } from '../../operations/import/import.ts'
import type { BenchOptions, BenchResult } from './support/bench.ts'
import { createBm25 } from './support/bm25.ts'
import { measure } from './support/measure.ts'
import type { Measurement } from './support/measure.ts'
import { startPlatform } from './support/platform.ts'
import { CATEGORIES, readQuestions } from './support/questions.ts'
import type { Asked } from './support/questions.ts'
import { CUTS, judge, summarise } from './support/recall.ts'
import type { Outcome, Summary } from './support/recall.ts'
import { columns } from './support/report.ts'

export const summary =
  'how much of the evidence a search finds, beside plain BM25  [--file ../shared/data/locomo-dev.json]'

const MODES = ['HYBRID', 'LEXICAL', 'SEMANTIC'] as const
const FLOOR = 'BM25 floor'
const FOUND = Math.max(...CUTS)

interface RecallResult extends BenchResult {
  readonly recall: readonly Summary[]
}

/** Imports each conversation of a file as a user of its own, and asks its questions in every mode. */
export async function run({ args, log }: BenchOptions): Promise<RecallResult> {
  const { file } = parseArgs({
    args,
    options: { file: { type: 'string', default: '../shared/data/locomo-dev.json' } },
  }).values
  const { users, asked } = await readQuestions(file)

  const outcomes = new Map<string, Outcome[]>([[FLOOR, floorOf(users, asked)]])
  const measurements: Measurement[] = []
  log('Starting the platform on an empty data folder …')
  const platform = await startPlatform()
  const client = createClient({ url: platform.url, apiKey: platform.apiKey, timeoutMs: 60_000 })
  try {
    log(`Importing ${users.length} users …`)
    await importUsers({ client, userPrefix: '', onTurns: () => undefined }, users)
    for (const mode of MODES) {
      log(`Asking ${asked.length} questions in mode ${mode} …`)
      const found: Outcome[] = []
      const load = { concurrency: 1, requests: asked.length, warmUp: 0 }
      measurements.push(
        await measure(`search ${mode}`, load, async (index) => {
          const question = asked[index]
          if (question) found[index] = judge(await search(client, question, mode), question.evidence)
        }),
      )
      outcomes.set(mode, found)
    }
  } finally {
    await client.close()
    await platform.close()
  }
  const recall = [...outcomes].flatMap(([ranking, found]) => summaries(ranking, asked, found))
  log(`\n${tableOf(recall)}`)
  return { arguments: { file }, measurements, recall }
}

async function search(client: Client, { user, question }: Asked, mode: (typeof MODES)[number]) {
  const { user: found } = await client.request(SearchMemoriesDocument, {
    externalId: user,
    query: question,
    first: FOUND,
    mode,
  })
  return (found?.searchMemories ?? []).map(({ memory }) => turnOf(memory.metadata))
}

/** The turn that an import keeps with a memory. */
const turnOf = (metadata: unknown) => z.object({ turn: z.string() }).parse(metadata).turn

/** Plain BM25 over the same texts. */
function floorOf(users: readonly Conversations[], asked: readonly Asked[]): Outcome[] {
  const searches = new Map(
    users.map(({ id, sessions }) => {
      const turns = sessions.flatMap((session) => session.turns)
      const search = createBm25(turns.map(contentOf))
      return [id, (query: string) => search(query).map((index) => turns[index]?.id ?? '')]
    }),
  )
  return asked.map(({ user, question, evidence }) => judge(searches.get(user)?.(question) ?? [], evidence))
}

/** Of all questions, of each category and of each user. */
function summaries(ranking: string, asked: readonly Asked[], outcomes: readonly Outcome[]): Summary[] {
  const of = (name: string, belongs: (question: Asked) => boolean) =>
    summarise(
      ranking,
      name,
      asked.flatMap((question, index) => (belongs(question) ? (outcomes[index] ?? []) : [])),
    )
  const users = [...new Set(asked.map(({ user }) => user))]
  return [
    of('all', () => true),
    ...CATEGORIES.map((name) => of(name, ({ category }) => category === name)),
    ...users.map((name) => of(name, ({ user }) => user === name)),
  ]
}

const tableOf = (recall: readonly Summary[]) =>
  columns([
    ['ranking', 'questions of', 'questions', 'recall@5', '@10', '@20', 'hit@10', 'MRR'],
    ...recall.map((line) => [
      line.ranking,
      line.questionsOf,
      String(line.questions),
      ...[line.recallAt5, line.recallAt10, line.recallAt20, line.hitAt10, line.meanReciprocalRank].map(
        (figure) => figure.toFixed(3),
      ),
    ]),
  ])
