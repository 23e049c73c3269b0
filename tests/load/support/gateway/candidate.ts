import { pathToFileURL } from 'node:url'
import type { Platform } from '../../../../subgraphs/kit/platform.ts'
import { keyIdentity } from '../../../support/identity.ts'
import { freePorts } from '../../../support/ports.ts'
import { subgraph, supergraph } from './graph.ts'
import type { SubgraphName } from './graph.ts'

// `candidate.ts DIST ours|direct URLS`: of what `npm run build` wrote to DIST, as an image runs it, our gateway over subgraphs
// at URLS (JSON), or a subgraph as our server factory serves it. Started with IPC: tells its URL and headers, and answers
// every message with the CPU time it has used.
const [, , dist = '', kind, urls = '{}'] = process.argv
const subgraphUrls = JSON.parse(urls) as Record<SubgraphName, string>

/* eslint-disable @typescript-eslint/consistent-type-imports -- the types of modules that are imported when they are built */
const built = <Module>(path: string) => import(pathToFileURL(`${dist}${path}`).href) as Promise<Module>
const { startGateway } = await built<typeof import('../../../../gateway/server.ts')>('gateway/server.js')
const { readConfig } = await built<typeof import('../../../../gateway/config.ts')>('gateway/config.js')
const { newApiKey } = await built<typeof import('../../../../gateway/api-keys.ts')>('gateway/api-keys.js')
const { newId, newOwnerId } = await built<typeof import('../../../../prisma/ids.ts')>('prisma/ids.js')
const { createMemoryCache } = await built<typeof import('../../../../subgraphs/kit/cache/memory.ts')>(
  'subgraphs/kit/cache/memory.js',
)
const { createDrain } =
  await built<typeof import('../../../../subgraphs/kit/drain.ts')>('subgraphs/kit/drain.js')
const { createLog } = await built<typeof import('../../../../subgraphs/kit/log.ts')>('subgraphs/kit/log.js')
const { createMetrics } =
  await built<typeof import('../../../../subgraphs/kit/metrics.ts')>('subgraphs/kit/metrics.js')
const { shardsOf } = await built<typeof import('../../../../subgraphs/kit/ownership.ts')>(
  'subgraphs/kit/ownership.js',
)
const { serveSubgraph } =
  await built<typeof import('../../../../subgraphs/kit/server.ts')>('subgraphs/kit/server.js')
/* eslint-enable @typescript-eslint/consistent-type-imports */

const port = await freePorts()
const appId = newOwnerId()
const apiKey = newApiKey(appId)
const log = createLog('bench', 'silent')

/** One API key is known, as if it were found in the database. */
const platform = {
  log,
  cache: createMemoryCache(),
  shards: {
    read: () => Promise.resolve({ id: newId(appId), scope: 'ADMIN' }),
    readMany: () => Promise.resolve([]),
  },
  // One that is there.
  databases: [{ name: '0', replicas: null, ping: () => Promise.resolve() }],
  metrics: createMetrics('bench'),
  drain: createDrain(),
  tracing: null,
  verifyIdentity: () => Promise.resolve(keyIdentity(appId)),
} as unknown as Platform

const config = readConfig({
  PORT: String(port),
  DATABASE_URL: 'postgres://127.0.0.1/none',
  IDENTITY_SECRET: 'a secret of a bench, which is no secret',
  RATE_LIMIT_PER_KEY: '0',
})
const { url } =
  kind === 'ours'
    ? await startGateway(
        platform,
        { ...config, subgraphUrls: { ...config.subgraphUrls, ...subgraphUrls } },
        supergraph(subgraphUrls),
      )
    : await serveSubgraph({
        ...subgraph('catalog'),
        name: 'catalog',
        platform,
        host: '127.0.0.1',
        port,
        contextOf: (identity) => ({ identity, shards: shardsOf(platform.shards, identity) }),
      })

process.on('message', () => process.send?.({ cpu: process.cpuUsage() }))
process.once('disconnect', () => process.exit())
process.send?.({ url, headers: { authorization: `Bearer ${apiKey}` } })
