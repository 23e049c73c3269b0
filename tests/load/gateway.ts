import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Pool } from 'undici'
import { build } from '../../infra/build/build.ts'
import type { BenchOptions, BenchResult } from './support/bench.ts'
import { DIST } from './support/dist.ts'
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
/** What compilers need to have done their work: after 2 s as many requests still take half as long again. */
const WARM_UP_MS = 6_000
const TRIAL_REQUESTS = 300
const ROUNDS = 5
const TYPESCRIPT = ['--import', 'tsx']

/** The command line of each, given the subgraphs' URLs as JSON. */
const CANDIDATES: Record<string, (urls: string) => string[]> = {
  direct: (urls) => [...TYPESCRIPT, `${SUPPORT}candidate.ts`, DIST, 'direct', urls],
  ours: (urls) => [...TYPESCRIPT, `${SUPPORT}candidate.ts`, DIST, 'ours', urls],
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
  log('Building …')
  await build(DIST)
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
  const candidates: (readonly [string, Candidate])[] = []
  const measurements: Measurement[] = []
  try {
    for (const name of names) {
      log(`Starting ${name} …`)
      candidates.push([name, await startCandidate(CANDIDATES[name]?.(JSON.stringify(urls)) ?? [], true)])
    }
    for (const operation of OPERATIONS) {
      log(`Measuring ${operation.name} …`)
      const measured = await measureAll(candidates, operation, load, log)
      measurements.push(...measured)
      log(besideOurs(measured))
    }
  } finally {
    await Promise.all([...subgraphs, ...candidates].map(([, started]) => started.close()))
  }
  return { arguments: load, measurements }
}

/** How often our CPU time each of the others took. */
function besideOurs(measured: readonly Measurement[]): string {
  const ours = measured.find(({ name }) => name.endsWith(': ours'))?.cpuMicroseconds
  const times = measured.map(
    ({ name, cpuMicroseconds = 0 }) => `${name} ${ours ? (cpuMicroseconds / ours).toFixed(2) : '?'}`,
  )
  return `CPU, ours = 1: ${times.join(', ')}`
}

/** In turns, so that what else the machine does concerns all; of the rounds of each the one with the median CPU counts. */
async function measureAll(
  candidates: readonly (readonly [string, Candidate])[],
  operation: BenchOperation,
  { seconds, concurrency }: GatewayLoad,
  log: BenchOptions['log'],
): Promise<Measurement[]> {
  const racers: Racer[] = []
  for (const [name, candidate] of candidates) {
    // A subgraph alone has nothing to join.
    if (name === 'direct' && operation !== OPERATIONS[0]) continue
    const send = sender(candidate, operation, concurrency)
    try {
      const trial = () => measure('trial', { concurrency, requests: TRIAL_REQUESTS, warmUp: 0 }, send)
      for (const until = performance.now() + WARM_UP_MS; performance.now() < until;) await trial()
      const { requestsPerSecond } = await trial()
      const requests = Math.ceil((requestsPerSecond * seconds) / ROUNDS)
      racers.push({ name: `${operation.name}: ${name}`, candidate, send, requests, rounds: [] })
    } catch (error) {
      // What one can't do is left out.
      log(`${name}: ${String(error)}`)
    }
  }
  for (let round = 0; round < ROUNDS; round++)
    for (const { name, candidate, send, requests, rounds } of racers) {
      const before = await candidate.cpuMicroseconds()
      const measured = await measure(name, { concurrency, requests, warmUp: 0 }, send)
      rounds.push({ ...measured, cpuMicroseconds: ((await candidate.cpuMicroseconds()) - before) / requests })
    }
  return racers.flatMap(({ rounds }) =>
    rounds.sort((a, b) => a.cpuMicroseconds - b.cpuMicroseconds).slice(ROUNDS >> 1, (ROUNDS >> 1) + 1),
  )
}

interface Racer {
  readonly name: string
  readonly candidate: Candidate
  readonly send: (request: number) => Promise<void>
  readonly requests: number
  readonly rounds: (Measurement & { readonly cpuMicroseconds: number })[]
}

function sender(
  { url, headers }: Candidate,
  { name, query, variables }: BenchOperation,
  connections: number,
) {
  const { origin, pathname: path } = new URL(url)
  const pool = new Pool(origin, { connections })
  return async (request: number) => {
    const { statusCode, body } = await pool.request({
      method: 'POST',
      path,
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query, variables: variables(request) }),
    })
    const text = await body.text()
    if (statusCode !== 200 || text.includes('"errors":[')) throw new Error(`${name}: ${text.slice(0, 300)}`)
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
