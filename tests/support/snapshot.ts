import { join } from 'node:path'
import { startDatabase } from '../../infra/local/database/database.ts'
import { singleDatabase } from '../../prisma/shard-map.ts'
import type { Shards } from '../../prisma/shards.ts'
import { createSigner, IDENTITY_HEADER } from '../../subgraphs/kit/identity.ts'
import type { Identity } from '../../subgraphs/kit/identity.ts'
import { createFolderStore } from '../../subgraphs/kit/objects/folder-store.ts'
import type { ObjectStore } from '../../subgraphs/kit/objects/object-store.ts'
import { createPlatform } from '../../subgraphs/kit/platform.ts'
import { collectGarbage } from '../../subgraphs/snapshot/garbage.ts'
import type { Place } from '../../subgraphs/snapshot/garbage.ts'
import { deleteExpired } from '../../subgraphs/snapshot/retention.ts'
import { startSnapshot } from '../../subgraphs/snapshot/server.ts'
import { measureOld } from '../../subgraphs/snapshot/storage.ts'
import { cloneDataDir } from './data-dir.ts'
import { keyIdentity } from './identity.ts'
import { freePorts } from './ports.ts'

const SECRET = 'a secret of more than thirty-two characters'

export interface TestSnapshot<Answer> {
  readonly url: string
  readonly objects: ObjectStore
  readonly shards: Shards
  /** Asks as a tenant, or as somebody else. */
  ask(caller: string | Identity, query: string, variables?: object): Promise<Answer>
  sign(identity: Identity): Promise<string>
  /** What the scheduled job does on the shards of these ids. */
  work(ids: readonly string[]): Promise<void>
  close(): Promise<void>
}

/** The subgraph alone, on a database and an object store of its own. */
export async function startTestSnapshot<Answer>({ maxUploadBytes = 64 * 1024 * 1024 } = {}): Promise<
  TestSnapshot<Answer>
> {
  const dir = await cloneDataDir()
  const database = await startDatabase({ dataDir: dir.path })
  const host = '127.0.0.1'
  const platform = createPlatform('test', {
    shardMap: singleDatabase(database.url),
    poolSize: 10,
    redisUrl: undefined,
    identitySecret: SECRET,
    logLevel: 'silent',
  })
  const objectsDir = join(dir.path, 'objects')
  const server = await startSnapshot(platform, {
    host,
    port: await freePorts(),
    objects: { dir: objectsDir },
    graceMs: 0,
    identitySecret: SECRET,
    runtimeUrl: `http://${host}:1/graphql`,
    maxUploadBytes,
    spoolDir: join(dir.path, 'uploads'),
    publicUrl: null,
  })
  const sign = createSigner(SECRET)
  const objects = createFolderStore(objectsDir)
  return {
    url: server.url,
    objects,
    shards: platform.shards,
    sign,
    async ask(caller, query, variables = {}) {
      const identity = await sign(typeof caller === 'string' ? keyIdentity(caller) : caller)
      const response = await fetch(server.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', [IDENTITY_HEADER]: identity },
        body: JSON.stringify({ query, variables }),
      })
      return (await response.json()) as Answer
    },
    async work(ids) {
      const context = { ...platform, objects, graceMs: 0 }
      for (const id of ids) {
        const place: Place = {
          read: (use) => platform.shards.read(id, use),
          signal: new AbortController().signal,
        }
        await deleteExpired(context, place)
        await measureOld(context, place)
        await collectGarbage(context, place)
      }
    },
    async close() {
      await server.close()
      await platform.close()
      await database.close()
      await dir.remove()
    },
  }
}
