import { request } from 'undici'
import { platformDependencies } from '../subgraphs/kit/platform.ts'
import type { Platform } from '../subgraphs/kit/platform.ts'
import type { Dependencies, Dependency } from '../subgraphs/kit/readiness.ts'

/** A little longer than a subgraph takes to find out about what it depends on. */
const PROBE_TIMEOUT_MS = 2_500

/**
 * What the gateway asks. It is ready while one database answers, so that it knows callers, and one subgraph: the fields of
 * the others are UNAVAILABLE, and were every gateway to be taken out for one of them, all would be.
 */
export function gatewayDependencies(
  platform: Pick<Platform, 'databases'> & Partial<Pick<Platform, 'cache'>>,
  subgraphUrls: Readonly<Record<string, string>>,
): Dependencies {
  const { databases, redis } = platformDependencies(platform)
  const subgraphs = Object.entries(subgraphUrls).map(([name, url]): Dependency => ({
    name,
    ping: () => askReadiness(url),
  }))
  return { needs: [databases, subgraphs], uses: redis }
}

async function askReadiness(graphUrl: string): Promise<void> {
  const { statusCode, body } = await request(new URL('/readyz', graphUrl), {
    headersTimeout: PROBE_TIMEOUT_MS,
    bodyTimeout: PROBE_TIMEOUT_MS,
  })
  await body.dump()
  if (statusCode !== 200) throw new Error('it is not ready')
}
