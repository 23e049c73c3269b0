import { StringParameter } from 'aws-cdk-lib/aws-ssm'
import type { Stack } from 'aws-cdk-lib/core'
import { PORTS } from '../place.ts'
import type { Place } from '../place.ts'
import type { DatabaseHosts } from './databases.ts'
import { pooledName } from './pooler.ts'

/**
 * Writes the region's shard map, without passwords, to the parameter `/<prefix>/shard-map`: `SHARD_MAP` once the login
 * of `secret` is put into each URL. Writes go to the primary region, reads stay in this one.
 */
export function publishShardMap(
  stack: Stack,
  place: Place,
  hosts: readonly DatabaseHosts[],
  pooler: { readonly here: string; readonly primary: string },
): void {
  const url = (host: string, name: string) => `postgres://${host}:${PORTS.pooler}/${name}?sslmode=require`
  const map = hosts.map((each) => ({
    shards: each.database.shards,
    secret: `${place.prefix}/database/${each.database.name}/application`,
    writer: url(pooler.primary, pooledName(each)),
    readers: each.readers.map((_, index) => url(pooler.here, pooledName(each, index))),
    // Listening for jobs needs a session of its own, which PgBouncer does not give.
    ...(each.writer && { direct: `postgres://${each.writer}:${PORTS.postgres}/agent_state?sslmode=require` }),
  }))
  new StringParameter(stack, 'ShardMap', {
    parameterName: `/${place.prefix}/shard-map`,
    description: 'Where every shard is, without passwords',
    stringValue: stack.toJsonString(map),
  })
}
