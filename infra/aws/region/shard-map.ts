import { ParameterTier, StringParameter } from 'aws-cdk-lib/aws-ssm'
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

/** Writes the region's `SHARD_MAP` to Parameter Store, with the name of a database where its login belongs. */
export function publishShardMap(
  stack: Stack,
  place: Place,
  hosts: readonly DatabaseHosts[],
  pooler: string,
  { pooler: primary, writers }: Writing,
): void {
  const pooled = (each: DatabaseHosts, host: string, reader?: number) =>
    `postgres://${each.database.name}@${host}:${PORTS.pooler}/${pooledName(each, reader)}?${TLS}`
  const map = hosts.map((each, index) => ({
    shards: each.database.shards,
    writer: pooled(each, primary),
    // Listening for jobs needs a session of its own, which PgBouncer does not give.
    direct: `postgres://${each.database.name}@${writers[index]}:${PORTS.postgres}/agent_state?${TLS}`,
    prepare: true,
    readers: each.readers.map((_, reader) => pooled(each, pooler, reader)),
  }))
  new StringParameter(stack, 'ShardMap', {
    parameterName: parameterName(place, 'shard-map'),
    description: 'SHARD_MAP, without passwords',
    // Up to 8 KiB: the map of six databases with their readers is longer than the 4 KiB of a standard one.
    tier: ParameterTier.ADVANCED,
    stringValue: stack.toJsonString(map),
  })
}
