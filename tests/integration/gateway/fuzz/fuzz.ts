import { composeServices } from '@apollo/composition'
import { ApolloGateway } from '@apollo/gateway'
import { parse, validate } from 'graphql'
import type { DocumentNode } from 'graphql'
import { createExecutor } from '../../../../gateway/execution/executor.ts'
import type { ExecutionResult } from '../../../../gateway/execution/operation.ts'
import { createSource, hash } from './data.ts'
import type { Mood } from './data.ts'
import { mulberry32 } from '../../../support/random.ts'
import { createOperation } from './operations.ts'
import { SUBGRAPHS } from './subgraphs.ts'

export interface FuzzReport {
  readonly documents: number
  /** Executed by both. */
  readonly executed: number
  readonly withErrors: number
  readonly withCompletion: number
  readonly withNullData: number
  readonly differences: readonly {
    query: string
    variables: unknown
    mood: Mood
    stock: string
    ours: string
  }[]
}

const MOODS: readonly Mood[] = [
  { nulls: 0, errors: 0, lies: false, outages: 0 },
  { nulls: 10, errors: 5, lies: false, outages: 0 },
  { nulls: 10, errors: 0, lies: true, outages: 0 },
  { nulls: 4, errors: 3, lies: true, outages: 5 },
]

/** Executes random operations with @apollo/gateway's executor and with ours, and says where they differ. */
export async function fuzz(seed: number, count: number): Promise<FuzzReport> {
  const { supergraphSdl, errors } = composeServices(
    SUBGRAPHS.map((subgraph) => ({ ...subgraph, url: 'http://none' })),
  )
  if (!supergraphSdl) throw new Error(errors?.join('\n'))
  const sources = new Map(
    SUBGRAPHS.map(({ name, typeDefs }) => {
      const answer = createSource(typeDefs)
      return [
        name,
        {
          process: ({ request, context }: { request: object; context: Mood }) =>
            answer(JSON.parse(JSON.stringify(request)) as never, context),
          ask: ({ body }: { body: string }, context: Mood) => answer(JSON.parse(body) as never, context),
        },
      ]
    }),
  )
  const gateway = new ApolloGateway({
    supergraphSdl,
    buildService: ({ name }) => sources.get(name) as never,
    logger: { debug() {}, info() {}, warn() {}, error() {} },
  })
  const { schema, executor: stock } = await gateway.load()
  const ours = createExecutor<Mood>(gateway, sources as never)
  planOnce(gateway)

  const random = mulberry32(seed)
  const report = { documents: 0, executed: 0, withErrors: 0, withCompletion: 0, withNullData: 0 }
  const differences: FuzzReport['differences'][number][] = []
  while (report.executed < count && differences.length < 5) {
    const { query, variables } = createOperation(schema, random)
    const document = parse(query)
    if (validate(schema, document).length > 0) continue
    report.documents++
    for (const given of variables) {
      const mood = MOODS[Math.floor(random() * MOODS.length)]!
      const [theirs, own] = await Promise.all([
        outcome(
          () =>
            stock(
              requestContext(schema, document, query, given, mood) as never,
            ) as unknown as Promise<ExecutionResult>,
        ),
        outcome(() => ours({ document, operationName: 'Op', variables: given, context: mood })),
      ])
      report.executed++
      if (theirs.includes('"errors":[')) report.withErrors++
      if (theirs.includes('valueCompletion')) report.withCompletion++
      if (theirs.includes('"data":null')) report.withNullData++
      if (theirs !== own) differences.push({ query, variables: given, mood, stock: theirs, ours: own })
    }
  }
  await gateway.stop()
  return { ...report, differences }
}

/** Both follow the same plan, and planning is most of what a fuzz takes: the second to ask gets what the first one got. */
function planOnce(gateway: ApolloGateway): void {
  const planner = gateway.__testing().queryPlanner!
  const build = planner.buildQueryPlan.bind(planner)
  let last = { operation: '', plan: {} as ReturnType<typeof build> }
  planner.buildQueryPlan = (operation, options) => {
    const text = operation.toString()
    if (last.operation !== text) last = { operation: text, plan: build(operation, options) }
    return last.plan
  }
}

/** An answer as text; the order of errors is nobody's business. */
async function outcome(execute: () => Promise<ExecutionResult>): Promise<string> {
  const sorted = (errors: readonly unknown[] | undefined) =>
    errors?.map((error) => JSON.stringify(error)).sort()
  try {
    const { data, errors, extensions } = await execute()
    const valueCompletion = sorted(extensions?.valueCompletion)
    return JSON.stringify({ errors: sorted(errors), data, valueCompletion })
  } catch (error) {
    return `rejected: ${String(error)}`
  }
}

const requestContext = (
  schema: unknown,
  document: DocumentNode,
  query: string,
  variables: Record<string, unknown>,
  context: Mood,
) => ({
  request: { query, operationName: 'Op', variables },
  schema,
  document,
  queryHash: String(hash(query)),
  source: query,
  operationName: 'Op',
  context,
  metrics: {},
  overallCachePolicy: {},
  logger: console,
})
