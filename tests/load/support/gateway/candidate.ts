import { startGateway } from '../../../../gateway/server.ts'
import { readConfig } from '../../../../gateway/config.ts'
import { newApiKey } from '../../../../gateway/api-keys.ts'
import { newId, newOwnerId } from '../../../../prisma/ids.ts'
import { createDrain } from '../../../../subgraphs/kit/drain.ts'
import { createLog } from '../../../../subgraphs/kit/log.ts'
import { createMetrics } from '../../../../subgraphs/kit/metrics.ts'
import { shardsOf } from '../../../../subgraphs/kit/ownership.ts'
import type { Platform } from '../../../../subgraphs/kit/platform.ts'
import { serveSubgraph } from '../../../../subgraphs/kit/server.ts'
import { keyIdentity } from '../../../support/identity.ts'
import { freePorts } from '../../../support/ports.ts'
import { subgraph, supergraph } from './graph.ts'
import type { SubgraphName } from './graph.ts'

// `candidate.ts ours|direct URLS`: our gateway over subgraphs at URLS (JSON), or a subgraph as our server factory serves it.
// Started with IPC: tells its URL and headers, and answers every message with the CPU time it has used.
const [, , kind, urls = '{}'] = process.argv
const subgraphUrls = JSON.parse(urls) as Record<SubgraphName, string>
const port = await freePorts()
const appId = newOwnerId()
const apiKey = newApiKey(appId)
const log = createLog('bench', 'silent')

/** One API key is known, as if it were found in the database. */
const platform = {
  log,
  shards: {
    read: () => Promise.resolve({ id: newId(appId), scope: 'ADMIN' }),
  },
  // One that is there.
  databases: [{ name: '0', ping: () => Promise.resolve() }],
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
    ? await startGateway(platform, { ...config, subgraphUrls }, supergraph(subgraphUrls))
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
