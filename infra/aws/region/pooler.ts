import { readFileSync } from 'node:fs'
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling'
import * as ec2 from 'aws-cdk-lib/aws-ec2'
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2'
import * as iam from 'aws-cdk-lib/aws-iam'
import type { IBucket } from 'aws-cdk-lib/aws-s3'
import { ArnFormat, Duration } from 'aws-cdk-lib/core'
import type { Stack } from 'aws-cdk-lib/core'
import type { DatabaseHosts, Databases } from './databases.ts'
import type { Foundation } from './foundation.ts'
import { accept, useManaged } from '../nag.ts'
import { PORTS, secretName } from '../place.ts'
import type { Place } from '../place.ts'
import { REGIONS } from '../stages.ts'

const UBUNTU = '/aws/service/canonical/ubuntu/server/24.04/stable/current/arm64/hvm/ebs-gp3/ami-id'
const INSTALL = readFileSync(new URL('pooler.sh', import.meta.url), 'utf8')

/** One process a core shares the port. Transactions are pooled; prepared statements are known to PgBouncer. */
const SETTINGS = `
[pgbouncer]
listen_addr = *
listen_port = ${PORTS.pooler}
so_reuseport = 1
unix_socket_dir =
pool_mode = transaction
max_client_conn = 5000
default_pool_size = 10
reserve_pool_size = 2
max_prepared_statements = 200
server_idle_timeout = 60
auth_type = scram-sha-256
auth_file = /etc/pgbouncer/userlist.txt
client_tls_sslmode = require
client_tls_key_file = /etc/pgbouncer/server.key
client_tls_cert_file = /etc/pgbouncer/server.crt
server_tls_sslmode = verify-full
server_tls_ca_file = /etc/pgbouncer/rds.pem
`

/** What PgBouncer calls a database's writer, and its readers. */
export const pooledName = (hosts: DatabaseHosts, reader?: number) =>
  reader === undefined ? hosts.database.name : `${hosts.database.name}-reader-${reader}`

/** PgBouncer between the region's pods and databases: a group behind an internal network load balancer. */
export function createPooler(
  stack: Stack,
  { place, key, vpc }: Foundation,
  { hosts, securityGroup: databaseGroup }: Pick<Databases, 'hosts' | 'securityGroup'>,
  logs: IBucket,
) {
  const { type, instances } = place.sizes.pooler
  const securityGroup = new ec2.SecurityGroup(stack, 'PoolerGroup', { vpc, description: 'PgBouncer' })
  const port = ec2.Port.tcp(PORTS.pooler)
  // Pods of other regions write through the primary's poolers.
  const callers = place.isPrimary ? [place.region, ...place.others] : [place.region]
  for (const region of callers) {
    securityGroup.addIngressRule(ec2.Peer.ipv4(REGIONS[region].cidr), port, `pods in ${region}`)
  }
  databaseGroup.addIngressRule(securityGroup, ec2.Port.tcp(PORTS.postgres), 'PgBouncer')

  const role = new iam.Role(stack, 'PoolerRole', {
    assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
  })
  const names = hosts.map(({ database }) => secretName(place, `database/${database.name}/application`))
  const secrets = names.map((name) =>
    stack.formatArn({
      service: 'secretsmanager',
      resource: 'secret',
      resourceName: `${name}-??????`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    }),
  )
  role.addToPolicy(
    new iam.PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: secrets }),
  )
  role.addToPolicy(new iam.PolicyStatement({ actions: ['kms:Decrypt'], resources: [key.keyArn] }))
  useManaged(role, ['AmazonSSMManagedInstanceCore'], 'Session Manager instead of SSH.')

  const template = new ec2.LaunchTemplate(stack, 'PoolerTemplate', {
    instanceType: new ec2.InstanceType(type),
    machineImage: ec2.MachineImage.fromSsmParameter(UBUNTU, { os: ec2.OperatingSystemType.LINUX }),
    role,
    securityGroup,
    requireImdsv2: true,
    detailedMonitoring: true,
    userData: ec2.UserData.custom(userData(place, hosts, names)),
    blockDevices: [{ deviceName: '/dev/sda1', volume: DISK }],
  })
  const group = new autoscaling.AutoScalingGroup(stack, 'Pooler', {
    vpc,
    vpcSubnets: { subnets: vpc.privateSubnets },
    launchTemplate: template,
    minCapacity: instances,
    maxCapacity: instances + 1,
    healthChecks: autoscaling.HealthChecks.withAdditionalChecks({
      additionalTypes: [autoscaling.AdditionalHealthCheckType.ELB],
      gracePeriod: Duration.minutes(5),
    }),
    updatePolicy: autoscaling.UpdatePolicy.rollingUpdate({
      maxBatchSize: 1,
      minInstancesInService: Math.max(0, instances - 1),
    }),
  })
  accept(group, { AS3: 'Alarms are on what callers see: healthy poolers behind the load balancer.' })

  const balancer = new elb.NetworkLoadBalancer(stack, 'PoolerBalancer', {
    vpc,
    vpcSubnets: { subnets: vpc.privateSubnets },
    internetFacing: false,
    crossZoneEnabled: true,
    securityGroups: [securityGroup],
  })
  securityGroup.addIngressRule(securityGroup, port, 'load balancer to PgBouncer')
  balancer.logAccessLogs(logs, 'pooler')
  const targets = balancer
    .addListener('Postgres', { port: PORTS.pooler })
    .addTargets('Poolers', { port: PORTS.pooler, targets: [group], preserveClientIp: false })
  return { host: balancer.loadBalancerDnsName, targets }
}

const DISK = ec2.BlockDeviceVolume.ebs(16, {
  encrypted: true,
  volumeType: ec2.EbsDeviceVolumeType.GP3,
})

function userData(place: Place, hosts: readonly DatabaseHosts[], secrets: readonly string[]): string {
  const line = (name: string, host: string) =>
    `"${name}" = host=${host} port=${PORTS.postgres} dbname=agent_state`
  const databases = hosts.flatMap((each) => [
    ...(each.writer ? [line(pooledName(each), each.writer)] : []),
    ...each.readers.map((host, index) => line(pooledName(each, index), host)),
  ])
  const config = ['[databases]', ...databases, SETTINGS].join('\n')
  return [
    '#!/bin/bash',
    `CONFIG='${config}'`,
    `REGION='${place.region}'`,
    `SECRETS='${secrets.join('\n')}'`,
    INSTALL,
  ].join('\n')
}
