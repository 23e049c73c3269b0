import * as ec2 from 'aws-cdk-lib/aws-ec2'
import type { IHostedZone } from 'aws-cdk-lib/aws-route53'
import type { Stack } from 'aws-cdk-lib/core'
import { createBackups } from './backups.ts'
import { createCache } from './cache.ts'
import { createCluster } from './cluster.ts'
import { createDatabases } from './databases.ts'
import type { Foundation } from './foundation.ts'
import { createIdentities } from './identities.ts'
import { createLoadBalancer } from './load-balancer.ts'
import { createNodes } from './nodes.ts'
import { createSnapshots } from './objects.ts'
import { createPooler } from './pooler.ts'
import { createSharedSecrets } from './secrets.ts'
import { publishShardMap } from './shard-map.ts'
import type { Writing } from './shard-map.ts'
import { createAccessLogs } from '../buckets.ts'
import { letDeploy } from '../delivery.ts'
import { createRegionFirewall } from '../firewall.ts'
import { PORTS } from '../place.ts'

/** Buckets and backups: made in the other regions first, since the primary copies to them. */
export function createStorage(stack: Stack, { place, key }: Foundation) {
  const logs = createAccessLogs(stack, place, 'logs')
  createSnapshots(stack, key, logs, place)
  createBackups(stack, key, place)
  return { logs }
}

export type Storage = ReturnType<typeof createStorage>

/** Databases, poolers and cache: made in the primary first, since the others copy from it. */
export function createData(
  stack: Stack,
  { place, key, vpc }: Foundation,
  { logs }: Storage,
  primary?: Writing,
) {
  if (place.isPrimary) createSharedSecrets(stack, key, place)
  const databases = createDatabases(stack, { place, key, vpc })
  const pooler = createPooler(stack, { place, key, vpc }, databases, logs)
  const writing = primary ?? {
    pooler: pooler.host,
    writers: databases.hosts.flatMap(({ writer }) => writer ?? []),
  }
  publishShardMap(stack, place, databases.hosts, pooler.host, writing)
  return { databases, pooler, writing, cache: createCache(stack, vpc, key, place) }
}

export type Data = ReturnType<typeof createData>

/** EKS and what leads to it. */
export function createCompute(
  stack: Stack,
  { place, key, vpc }: Foundation,
  { logs }: Storage,
  data: Data,
  zone: IHostedZone,
) {
  const { balancer, groups, securityGroup } = createLoadBalancer(stack, vpc, zone, logs, place)
  createRegionFirewall(stack, place, balancer.loadBalancerArn)
  const cluster = createCluster(stack, vpc, key, place)
  letDeploy(stack, place, cluster)
  createNodes(stack, vpc, place, cluster)
  createIdentities(stack, cluster, place, { key, groups })

  const pods = cluster.attrClusterSecurityGroupId
  const openings = [
    { name: 'Gateway', to: pods, from: securityGroup.securityGroupId, port: PORTS.gateway },
    { name: 'Cache', to: data.cache.securityGroup.securityGroupId, from: pods, port: PORTS.cache },
    // Workers listen for jobs on a session of their own, past PgBouncer.
    { name: 'Workers', to: data.databases.securityGroup.securityGroupId, from: pods, port: PORTS.postgres },
  ]
  for (const { name, to, from, port } of openings) {
    new ec2.CfnSecurityGroupIngress(stack, `To${name}`, {
      groupId: to,
      sourceSecurityGroupId: from,
      ipProtocol: 'tcp',
      fromPort: port,
      toPort: port,
      description: name.toLowerCase(),
    })
  }
  return { balancer, groups }
}
