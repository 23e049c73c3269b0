import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { newApiKey, registerApiKey } from '../../../gateway/api-keys.ts'
import { startDatabase } from '../../../infra/local/database/database.ts'
import { migrate, readMigrations } from '../../../prisma/migrate.ts'
import { singleDatabase } from '../../../prisma/shard-map.ts'
import type { ShardMap } from '../../../prisma/shard-map.ts'
import { createShards } from '../../../prisma/shards.ts'
import { emptyDataDir } from '../../support/data-dir.ts'
import { freePorts } from '../../support/ports.ts'
import { startProcess } from '../../support/process.ts'
import type { StartedProcess } from '../../support/process.ts'
import { stop } from './platform.ts'

export const PARTS = ['gateway', 'memory', 'conversation', 'snapshot', 'runtime'] as const
export type PartName = (typeof PARTS)[number]

const moduleOf = (part: PartName) => (part === 'gateway' ? 'gateway/main.js' : `subgraphs/${part}/main.js`)

export interface Parts {
  /** The graph's URL. */
  readonly url: string
  readonly apiKey: string
  /** CPU time in µs that each process has used so far, without those that it started. */
  readonly cpuMicroseconds: () => Promise<Record<PartName, number>>
  close(): Promise<void>
}

/**
 * The gateway and the subgraphs as processes of their own, as pods run them: what `npm run build` wrote to `dist`, on the empty
 * databases of a map, or an embedded one, and a folder of objects.
 */
export async function startParts(dist: string, given?: ShardMap): Promise<Parts> {
  const [port, dir] = await Promise.all([freePorts(), emptyDataDir()])
  const processes: StartedProcess[] = []
  const abandon = () => {
    for (const { child } of processes) child.kill('SIGKILL')
    rmSync(dir.path, { recursive: true, force: true })
  }
  process.once('exit', abandon)
  const closers: (() => unknown)[] = [() => dir.remove(), () => process.off('exit', abandon)]
  const close = async () => {
    for (const end of closers.splice(0).reverse()) await end()
  }
  try {
    const embedded = given ? null : await startDatabase({ dataDir: dir.path })
    closers.push(() => embedded?.close())
    const map = given ?? singleDatabase(embedded?.url ?? '')
    await migrate(map, await readMigrations())
    const apiKey = newApiKey()
    const shards = createShards({ map, poolSize: 1 })
    await registerApiKey(shards, apiKey, 'bench')
    await shards.close()

    const addressOf = (part: PartName) => `http://127.0.0.1:${port + PARTS.indexOf(part)}`
    const env = {
      NODE_ENV: 'production',
      ...(embedded
        ? { DATABASE_URL: embedded.url }
        : { SHARD_MAP: JSON.stringify(map.map((each) => ({ ...each, shards: each.shards.join() }))) }),
      IDENTITY_SECRET: 'a secret of a bench, which is no secret',
      OBJECTS_DIR: join(dir.path, 'objects'),
      RATE_LIMIT_PER_KEY: '0',
      ...Object.fromEntries(PARTS.map((part) => [`${part.toUpperCase()}_URL`, `${addressOf(part)}/graphql`])),
    }
    await Promise.all(
      PARTS.map(async (part) => {
        const own = { ...env, PORT: String(port + PARTS.indexOf(part)) }
        const started = startProcess(own, [join(dist, moduleOf(part))])
        processes.push(started)
        closers.push(() => stop(started))
        await started.until(/is ready/)
      }),
    )
    const cpuOf = async (part: PartName) => {
      const metrics = await (await fetch(`${addressOf(part)}/metrics`)).text()
      const [, seconds] = /^process_cpu_seconds_total\{.*\} (\S+)$/m.exec(metrics) ?? []
      return [part, Number(seconds) * 1e6] as const
    }
    return {
      url: `${addressOf('gateway')}/graphql`,
      apiKey,
      cpuMicroseconds: async () =>
        Object.fromEntries(await Promise.all(PARTS.map(cpuOf))) as Record<PartName, number>,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
