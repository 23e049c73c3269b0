import { parseArgs } from 'node:util'
import { createClient } from '../../operations/client.ts'
import type { Client } from '../../operations/client.ts'
import {
  AddMemoriesDocument,
  AppendMessagesDocument,
  ContextDocument,
  StartConversationDocument,
  UpsertUserDocument,
} from '../../operations/generated/operations.ts'
import { contentOf } from '../../operations/import/content.ts'
import type { Conversations } from '../../operations/import/file.ts'
import { importUsers } from '../../operations/import/import.ts'
import { createTokenizer } from '../../subgraphs/kit/tokens.ts'
import { positive } from './support/arguments.ts'
import type { BenchOptions, BenchResult } from './support/bench.ts'
import { createBm25 } from './support/bm25.ts'
import { evidenceIn, fillBudget, summariseEvidence } from './support/evidence.ts'
import type { Evidence } from './support/evidence.ts'
import { measure } from './support/measure.ts'
import type { Measurement } from './support/measure.ts'
import { startPlatform } from './support/platform.ts'
import { CATEGORIES, readQuestions } from './support/questions.ts'
import type { Asked } from './support/questions.ts'
import { columns } from './support/report.ts'
import { createTexts } from './support/texts.ts'

export const summary =
  'how much of the evidence a context holds, beside BM25 and the latest turns, and how long it takes  ' +
  '[--file ../shared/data/locomo-dev.json] [--items 10000] [--requests 200]'

const BUDGETS = [500, 1_000, 2_000, 4_000]
const CONTEXT = 'context'
const WARM_UP = 20
const MEMORY_BATCH = 100
const MESSAGE_BATCH = 200

interface ContextResult extends BenchResult {
  readonly evidence: readonly Evidence[]
}

/**
 * Imports each conversation of a file as a user of its own and asks for the context of its questions, then measures the
 * context of a user with so many memories and a conversation of so many messages.
 */
export async function run({ args, log }: BenchOptions): Promise<ContextResult> {
  const { file, items, requests } = readArguments(args)
  const { users, asked } = await readQuestions(file)
  log('Filling the budgets by BM25 and with the latest turns …')
  const found = await rivals(users, asked)

  log('Starting the platform on an empty data folder …')
  const platform = await startPlatform()
  const client = createClient({ url: platform.url, apiKey: platform.apiKey, timeoutMs: 60_000 })
  const measurements: Measurement[] = []
  try {
    log(`Importing ${users.length} users …`)
    await importUsers({ client, userPrefix: '', onTurns: () => undefined }, users)
    const held = asked.map(() => [] as number[])
    for (const [column, tokenBudget] of BUDGETS.entries()) {
      log(`Asking ${asked.length} questions with a budget of ${tokenBudget} …`)
      const evidenceOf = textsOf(users)
      const load = { concurrency: 1, requests: asked.length, warmUp: 0 }
      const ask = async (index: number) => {
        const question = asked[index]
        if (!question) return
        const { user } = await client.request(ContextDocument, {
          externalId: question.user,
          query: question.question,
          tokenBudget,
        })
        held[index]?.splice(column, 1, evidenceIn(user?.context.text ?? '', evidenceOf(question)))
      }
      measurements.push(await measure(`${tokenBudget} tokens`, load, ask))
    }
    found.set(CONTEXT, held)
    measurements.push(...(await latency(client, items, requests, log)))
  } finally {
    await client.close()
    await platform.close()
  }
  const evidence = [...found].flatMap(([ranking, parts]) => summaries(ranking, asked, parts))
  log(`\n${tableOf(evidence)}`)
  return { arguments: { file, items, requests }, measurements, evidence }
}

/** The texts of a question's evidence. */
function textsOf(users: readonly Conversations[]): (asked: Asked) => string[] {
  const turns = new Map(
    users.flatMap(({ id: user, sessions }) =>
      sessions.flatMap((session) =>
        session.turns.map((turn) => [`${user} ${turn.id}`, contentOf(turn)] as const),
      ),
    ),
  )
  return ({ user, evidence }) =>
    evidence.map((turn) => {
      const text = turns.get(`${user} ${turn}`)
      if (text === undefined) throw new Error(`${user} has no turn ${turn}`)
      return text
    })
}

/** What plain BM25 and the latest turns come to. They are spared dates and headings. */
async function rivals(users: readonly Conversations[], asked: readonly Asked[]) {
  const tokenizer = await createTokenizer('o200k_base')
  const evidenceOf = textsOf(users)
  const rankings = new Map(
    users.map(({ id, sessions }) => {
      const texts = sessions.flatMap(({ turns }) => turns.map(contentOf))
      const search = createBm25(texts)
      return [
        id,
        {
          latest: texts.toReversed(),
          best: (query: string) => search(query).map((index) => texts[index] ?? ''),
        },
      ]
    }),
  )
  const hold = (textsFor: (question: Asked) => readonly string[]) =>
    asked.map((question) => {
      const [texts, evidence] = [textsFor(question), evidenceOf(question)]
      return BUDGETS.map((budget) => evidenceIn(fillBudget(tokenizer, texts, budget), evidence))
    })
  return new Map<string, number[][]>([
    ['latest turns', hold(({ user }) => rankings.get(user)?.latest ?? [])],
    ['BM25', hold(({ user, question }) => rankings.get(user)?.best(question) ?? [])],
  ])
}

/** Context of a user with so many memories, beside a conversation of so many messages. */
async function latency(client: Client, items: number, requests: number, log: (line: string) => void) {
  const texts = createTexts(1)
  const { upsertUser } = await client.request(UpsertUserDocument, { input: { externalId: 'reader' } })
  const userId = upsertUser.id
  const { startConversation } = await client.request(StartConversationDocument, {
    input: { userId, title: 'Things' },
  })
  const conversationId = startConversation.id
  const some = (count: number) => Array.from({ length: count }, () => ({ content: texts.memory() }))
  log(`Adding ${items} memories and as many messages …`)
  for (let left = items; left > 0; left -= MEMORY_BATCH)
    await client.request(AddMemoriesDocument, {
      input: { userId, items: some(Math.min(left, MEMORY_BATCH)) },
    })
  for (let left = items; left > 0; left -= MESSAGE_BATCH)
    await client.request(AppendMessagesDocument, {
      input: {
        conversationId,
        messages: some(Math.min(left, MESSAGE_BATCH)).map((message) => ({
          ...message,
          role: 'USER' as const,
        })),
      },
    })

  const measurements: Measurement[] = []
  for (const tokenBudget of BUDGETS) {
    log(`Measuring the context of ${items} memories and messages, ${tokenBudget} tokens …`)
    measurements.push(
      await measure(`${tokenBudget} of ${items} items`, { concurrency: 1, requests, warmUp: WARM_UP }, () =>
        client.request(ContextDocument, { userId, query: texts.query(), tokenBudget, conversationId }),
      ),
    )
  }
  return measurements
}

/** Of all questions, of each category and of each user. */
function summaries(
  ranking: string,
  asked: readonly Asked[],
  found: readonly (readonly number[])[],
): Evidence[] {
  const of = (name: string, belongs: (question: Asked) => boolean) =>
    summariseEvidence(
      ranking,
      name,
      found.filter((_, index) => {
        const question = asked[index]
        return question !== undefined && belongs(question)
      }),
    )
  return [
    of('all', () => true),
    ...CATEGORIES.map((name) => of(name, ({ category }) => category === name)),
    ...[...new Set(asked.map(({ user }) => user))].map((name) => of(name, ({ user }) => user === name)),
  ]
}

const tableOf = (evidence: readonly Evidence[]) =>
  columns([
    [
      'ranking',
      'questions of',
      'questions',
      ...BUDGETS.map((budget) => `all in ${budget}`),
      ...BUDGETS.map((budget) => `recall ${budget}`),
    ],
    ...evidence.map(({ ranking, questionsOf, questions, answerable, recall }) => [
      ranking,
      questionsOf,
      String(questions),
      ...[...answerable, ...recall].map((figure) => figure.toFixed(3)),
    ]),
  ])

function readArguments(args: string[]) {
  const { values } = parseArgs({
    args,
    options: {
      file: { type: 'string', default: '../shared/data/locomo-dev.json' },
      items: { type: 'string', default: '10000' },
      requests: { type: 'string', default: '200' },
    },
  })
  return {
    file: values.file,
    items: positive('items', values.items),
    requests: positive('requests', values.requests),
  }
}
