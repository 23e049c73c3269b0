import { request } from 'undici'
import type { Shards } from '../prisma/shards.ts'
import { answers } from '../subgraphs/kit/http.ts'
import type { Readiness } from '../subgraphs/kit/http.ts'

const PROBE_TIMEOUT_MS = 2_000

export interface GatewayReadiness extends Readiness {
  readonly database: boolean
  readonly subgraphs: Readonly<Record<string, boolean>>
}

/** Asks everything that the gateway needs whether it can serve. */
export async function readiness(
  shards: Pick<Shards, 'ping'>,
  subgraphUrls: Readonly<Record<string, string>>,
): Promise<GatewayReadiness> {
  const [database, ...subgraphs] = await Promise.all([
    answers(shards.ping()),
    ...Object.entries(subgraphUrls).map(async ([name, url]) => [name, await isReady(url)] as const),
  ])
  const ready = database && subgraphs.every(([, ready]) => ready)
  return { ready, database, subgraphs: Object.fromEntries(subgraphs) }
}

async function isReady(graphUrl: string): Promise<boolean> {
  try {
    const { statusCode, body } = await request(new URL('/readyz', graphUrl), {
      headersTimeout: PROBE_TIMEOUT_MS,
      bodyTimeout: PROBE_TIMEOUT_MS,
    })
    await body.dump()
    return statusCode === 200
  } catch {
    return false
  }
}
