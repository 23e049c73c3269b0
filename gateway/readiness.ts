import { request } from 'undici'
import type { Shards } from '../prisma/shards.ts'

const PROBE_TIMEOUT_MS = 2_000

export interface Readiness {
  readonly ready: boolean
  readonly database: boolean
  readonly subgraphs: Readonly<Record<string, boolean>>
}

/** Asks everything that the gateway needs whether it can serve. */
export async function readiness(
  shards: Pick<Shards, 'ping'>,
  subgraphUrls: Readonly<Record<string, string>>,
): Promise<Readiness> {
  const [database, ...answers] = await Promise.all([
    shards.ping().then(
      () => true,
      () => false,
    ),
    ...Object.entries(subgraphUrls).map(async ([name, url]) => [name, await isReady(url)] as const),
  ])
  const ready = database && answers.every(([, answer]) => answer)
  return { ready, database, subgraphs: Object.fromEntries(answers) }
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
