import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Pool } from 'undici'
import type { BenchOptions, BenchResult } from './support/bench.ts'
import { OPERATIONS, SUBGRAPH_NAMES } from './support/gateway/graph.ts'
import type { BenchOperation, SubgraphName } from './support/gateway/graph.ts'
import { pinSelf, startCandidate } from './support/gateway/processes.ts'
import type { Candidate } from './support/gateway/processes.ts'
import { measure } from './support/measure.ts'
import type { Measurement } from './support/measure.ts'

export const summary =
  'the gateway beside others, one core each: CPU, requests/s, latency  [--seconds 3] [--only ours,stock] [--concurrency 16]'

const PEERS = fileURLToPath(new URL('peers/gateway/', import.meta.url))
const SUPPORT = fileURLToPath(new URL('support/gateway/', import.meta.url))
const WARM_UP_SECONDS = 2
/** What compilers need to have done their work, however slow the machine. */
const WARM_UP_REQUESTS = 2_000
const TYPESCRIPT = ['--import', 'tsx']

/** The command line of each, given the subgraphs' URLs as JSON. */
const CANDIDATES: Record<string, (urls: string) => string[]> = {
  direct: (urls) => [...TYPESCRIPT, `${SUPPORT}candidate.ts`, 'direct', urls],
  ours: (urls) => [...TYPESCRIPT, `${SUPPORT}candidate.ts`, 'ours', urls],
  stock: (urls) => [...TYPESCRIPT, `${PEERS}stock.mjs`, urls],
  hive: (urls) => [...TYPESCRIPT, `${PEERS}hive.mjs`, urls],
  mercurius: (urls) => [...TYPESCRIPT, `${PEERS}mercurius.mjs`, urls],
}

interface GatewayLoad {
  readonly seconds: number
  readonly concurrency: number
}

export async function run({ args, log }: BenchOptions): Promise<BenchResult> {
  const { values } = parseArgs({
    args,
    options: {
      seconds: { type: 'string', default: '3' },
      concurrency: { type: 'string', default: '16' },
      only: { type: 'string', default: Object.keys(CANDIDATES).join() },
    },
  })
  const load = { seconds: Number(values.seconds), concurrency: Number(values.concurrency) }
  const names = values.only.split(',').filter((name) => name in CANDIDATES)
  installPeers(log)
  pinSelf()
  const subgraphs = await Promise.all(
    SUBGRAPH_NAMES.map(async (name) => {
      const started = await startCandidate([...TYPESCRIPT, `${SUPPORT}canned.ts`, name], false)
      return [name, started] as const
    }),
  )
  const urls = Object.fromEntries(subgraphs.map(([name, { url }]) => [name, url])) as Record<
    SubgraphName,
    string
  >
  const measurements: Measurement[] = []
  try {
    for (const name of names) {
      log(`Starting ${name} …`)
      const candidate = await startCandidate(CANDIDATES[name]?.(JSON.stringify(urls)) ?? [], true)
      // A subgraph alone has nothing to join.
      for (const operation of name === 'direct' ? OPERATIONS.slice(0, 1) : OPERATIONS)
        try {
          measurements.push(await measureOne(name, candidate, operation, load))
        } catch (error) {
          // What one can't do is left out.
          log(`${name}: ${String(error)}`)
        }
      await candidate.close()
    }
  } finally {
    await Promise.all(subgraphs.map(([, subgraph]) => subgraph.close()))
  }
  measurements.sort((a, b) => order(a) - order(b))
  return { arguments: load, measurements }
}

const order = ({ name }: Measurement) => OPERATIONS.findIndex((operation) => name.startsWith(operation.name))

async function measureOne(
  name: string,
  { url, headers, cpuMicroseconds }: Candidate,
  { name: operation, query, variables }: BenchOperation,
  { seconds, concurrency }: GatewayLoad,
): Promise<Measurement> {
  const { origin, pathname: path } = new URL(url)
  const pool = new Pool(origin, { connections: concurrency })
  const send = async (request: number) => {
    const { statusCode, body } = await pool.request({
      method: 'POST',
      path,
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query, variables: variables(request) }),
    })
    const text = await body.text()
    if (statusCode !== 200 || text.includes('"errors":['))
      throw new Error(`${operation}: ${text.slice(0, 300)}`)
  }
  try {
    const trial = await measure('trial', { concurrency, requests: 300, warmUp: WARM_UP_REQUESTS }, send)
    const rate = trial.requestsPerSecond
    await measure('warm-up', { concurrency, requests: Math.ceil(rate * WARM_UP_SECONDS), warmUp: 0 }, send)
    const before = await cpuMicroseconds()
    const requests = Math.ceil(rate * seconds)
    const measured = await measure(`${operation}: ${name}`, { concurrency, requests, warmUp: 0 }, send)
    return { ...measured, cpuMicroseconds: ((await cpuMicroseconds()) - before) / requests }
  } finally {
    await pool.close()
  }
}

/** The others are a package of their own, installed when they are first measured. */
function installPeers(log: BenchOptions['log']): void {
  if (existsSync(`${PEERS}node_modules`)) return
  log('Installing the other gateways …')
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: PEERS,
    stdio: 'inherit',
  })
  if (status !== 0) throw new Error('the other gateways could not be installed')
}
