import * as ec2 from 'aws-cdk-lib/aws-ec2'
import * as elasticache from 'aws-cdk-lib/aws-elasticache'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import { StringParameter } from 'aws-cdk-lib/aws-ssm'
import type { Stack } from 'aws-cdk-lib/core'
import { accept } from '../nag.ts'
import { PORTS, parameterName } from '../place.ts'
import type { Place } from '../place.ts'
import { createCacheSecret } from './secrets.ts'

/** Redis in cluster mode. What it holds can be had again from the database: it is not backed up. */
export function createCache(stack: Stack, vpc: ec2.IVpc, key: IKey, place: Place) {
  const { type, shards, nodesPerShard } = place.sizes.cache
  const securityGroup = new ec2.SecurityGroup(stack, 'CacheGroup', {
    vpc,
    description: 'Cache',
    allowAllOutbound: false,
  })
  const subnets = new elasticache.CfnSubnetGroup(stack, 'CacheSubnets', {
    description: 'Cache',
    subnetIds: vpc.isolatedSubnets.map(({ subnetId }) => subnetId),
  })
  const parameters = new elasticache.CfnParameterGroup(stack, 'CacheParameters', {
    cacheParameterGroupFamily: 'redis7',
    description: 'Agent State',
    // Everything has a time to live; when memory is short the least used goes first.
    properties: { 'cluster-enabled': 'yes', 'maxmemory-policy': 'volatile-lfu' },
  })
  const replicated = nodesPerShard > 1
  const group = new elasticache.CfnReplicationGroup(stack, 'Cache', {
    replicationGroupId: place.prefix,
    replicationGroupDescription: `Cache of ${place.prefix}`,
    engine: 'redis',
    engineVersion: '7.1',
    cacheNodeType: type,
    numNodeGroups: shards,
    replicasPerNodeGroup: nodesPerShard - 1,
    automaticFailoverEnabled: true,
    multiAzEnabled: replicated,
    port: PORTS.cache,
    cacheSubnetGroupName: subnets.ref,
    cacheParameterGroupName: parameters.ref,
    securityGroupIds: [securityGroup.securityGroupId],
    atRestEncryptionEnabled: true,
    kmsKeyId: key.keyArn,
    transitEncryptionEnabled: true,
    authToken: createCacheSecret(stack, key, place).secretValue.unsafeUnwrap(),
  })
  if (!replicated) accept(group, { AEC4: 'One node, in a stage that may lose it.' })
  new StringParameter(stack, 'CacheAddress', {
    parameterName: parameterName(place, 'cache'),
    description: 'Configuration endpoint of the cache: host:port',
    stringValue: `${group.attrConfigurationEndPointAddress}:${PORTS.cache}`,
  })
  return { group, securityGroup }
}
