import { StringParameter } from 'aws-cdk-lib/aws-ssm'
import type { Stack } from 'aws-cdk-lib/core'
import { PORTS, parameterName } from '../place.ts'
import type { Place } from '../place.ts'
import type { DatabaseHosts } from './databases.ts'
import { pooledName } from './pooler.ts'

/** Where a region's pods write. */
export interface Writing {
  /** The primary's poolers. */
  readonly pooler: string
  /** The writers themselves, in the order of the databases. */
  readonly writers: readonly string[]
}

// Encrypted, and not verified: what answers is a PgBouncer with a certificate of its own, or a database whose authority
// Node does not know.
const TLS = 'uselibpqcompat=true&sslmode=require'

/**
 * Writes the region's `SHARD_MAP` to Parameter Store, with the name of a database where its login belongs, and the readers
 * that its poolers know. Parameters take 4 KiB each.
 */
export function publishShardMap(
  stack: Stack,
  place: Place,
  hosts: readonly DatabaseHosts[],
  pooler: string,
  { pooler: primary, writers }: Writing,
): void {
  const publish = (id: string, name: string, description: string, value: unknown) =>
    new StringParameter(stack, id, {
      parameterName: parameterName(place, name),
      description,
      stringValue: stack.toJsonString(value),
    })
  publish(
    'ShardMap',
    'shard-map',
    'SHARD_MAP, without passwords',
    hosts.map((each, index) => ({
      shards: each.database.shards,
      writer: `postgres://${each.database.name}@${primary}:${PORTS.pooler}/${pooledName(each)}?${TLS}`,
      // Listening for jobs needs a session of its own, which PgBouncer does not give.
      direct: `postgres://${each.database.name}@${writers[index]}:${PORTS.postgres}/agent_state?${TLS}`,
    })),
  )
  publish('Readers', 'readers', `Read replicas behind ${pooler}:${PORTS.pooler}`, {
    pooler: `${pooler}:${PORTS.pooler}`,
    databases: hosts.map((each) => ({
      shards: each.database.shards,
      readers: each.readers.map((_, index) => pooledName(each, index)),
    })),
  })
}
