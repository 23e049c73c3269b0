import { z } from 'zod'
import type { Region } from '../aws/stages.ts'
import { instanceMonth } from './prices.ts'
import type { Prices } from './prices.ts'

/** The services of the reference's table; what it has no line for is `Other`. */
export type Service = 'EKS' | 'RDS' | 'ElastiCache' | 'S3' | 'CloudFront' | 'Data transfer' | 'Other'

/** One resource of a synthesised template. */
export interface Resource {
  readonly region: Region
  readonly id: string
  readonly type: string
  readonly properties: unknown
  /** The properties of another resource of the same template, by its id there. */
  readonly sibling: (id: string) => unknown
}

export interface Line {
  readonly service: Service
  readonly item: string
  readonly region: Region
  /** US dollars a month. */
  readonly usd: number
}

type Price = readonly [service: Service, item: string, usd: number]
type Estimator = (resource: Resource, prices: Prices) => readonly Price[]

const priced =
  <T extends z.ZodType>(
    schema: T,
    estimate: (sizes: z.output<T>, prices: Prices, of: Resource) => Price[],
  ): Estimator =>
  (resource, prices) =>
    estimate(schema.parse(resource.properties), prices, resource)

/** A price for each, whatever it is like. */
const flat = (service: Service, item: string, usd: (prices: Prices) => number): Estimator =>
  priced(z.unknown(), (_, prices) => [[service, item, usd(prices)]])

const ref = z.object({ Ref: z.string() }).transform(({ Ref }) => Ref)
const database = z.object({
  DBInstanceClass: z.string(),
  AllocatedStorage: z.coerce.number(),
  MultiAZ: z.boolean().default(false),
  SourceDBInstanceIdentifier: z.unknown().optional(),
})
const nodes = z.object({
  CapacityType: z.enum(['SPOT', 'ON_DEMAND']),
  InstanceTypes: z.tuple([z.string()]).rest(z.string()),
  ScalingConfig: z.object({ DesiredSize: z.number() }),
  LaunchTemplate: z.object({ Id: ref }),
})
const disks = z.object({
  LaunchTemplateData: z.object({
    InstanceType: z.string().optional(),
    BlockDeviceMappings: z.array(z.object({ Ebs: z.object({ VolumeSize: z.number() }) })),
  }),
})
const poolers = z.object({
  MinSize: z.coerce.number(),
  LaunchTemplate: z.object({ LaunchTemplateId: ref }),
})
const cache = z.object({
  CacheNodeType: z.string(),
  NumNodeGroups: z.number(),
  ReplicasPerNodeGroup: z.number(),
})
const secret = z.object({ ReplicaRegions: z.array(z.unknown()).default([]) })

const ESTIMATORS: Readonly<Record<string, Estimator>> = {
  'AWS::RDS::DBInstance': priced(database, (sizes, prices) => {
    const copies = sizes.MultiAZ ? 2 : 1
    const kind = sizes.SourceDBInstanceIdentifier ? 'readers' : 'writers'
    return [
      ['RDS', kind, copies * instanceMonth(prices.rds, sizes.DBInstanceClass, prices)],
      ['RDS', `storage of ${kind}`, copies * sizes.AllocatedStorage * prices.perMonth.rdsGib],
    ]
  }),
  'AWS::ElastiCache::ReplicationGroup': priced(cache, (sizes, prices) => {
    const count = sizes.NumNodeGroups * (1 + sizes.ReplicasPerNodeGroup)
    return [['ElastiCache', 'nodes', count * instanceMonth(prices.elasticache, sizes.CacheNodeType, prices)]]
  }),
  'AWS::EKS::Cluster': flat(
    'EKS',
    'control plane',
    (prices) => prices.perHour.eksCluster * prices.hoursPerMonth,
  ),
  'AWS::EKS::Nodegroup': priced(nodes, (sizes, prices, { sibling, id }) => {
    const spot = sizes.CapacityType === 'SPOT'
    // Spot is not committed to.
    const terms = spot ? { ...prices, committedShare: prices.spotShare } : prices
    const each = instanceMonth(prices.ec2, sizes.InstanceTypes[0], terms)
    const count = sizes.ScalingConfig.DesiredSize
    return [
      ['EKS', `nodes: ${id.replace(/^Nodes/, '')}`, count * each],
      ['EKS', 'disks of nodes', count * diskGib(sibling(sizes.LaunchTemplate.Id)) * prices.perMonth.ebsGib],
    ]
  }),
  'AWS::AutoScaling::AutoScalingGroup': priced(poolers, (sizes, prices, { sibling }) => {
    const template = sibling(sizes.LaunchTemplate.LaunchTemplateId)
    const type = disks.parse(template).LaunchTemplateData.InstanceType ?? ''
    const each = instanceMonth(prices.ec2, type, prices) + diskGib(template) * prices.perMonth.ebsGib
    return [['RDS', 'PgBouncer', sizes.MinSize * each]]
  }),
  'AWS::EC2::NatGateway': flat('Data transfer', 'NAT gateways', (prices) => {
    return (prices.perHour.natGateway + prices.perHour.publicIpv4) * prices.hoursPerMonth
  }),
  'AWS::EC2::VPCEndpoint': priced(
    z.object({ VpcEndpointType: z.string().default('Gateway'), SubnetIds: z.array(z.unknown()).default([]) }),
    ({ VpcEndpointType, SubnetIds }, { perHour, hoursPerMonth }) => {
      const zones = VpcEndpointType === 'Interface' ? SubnetIds.length : 0
      return [['Data transfer', 'endpoints', zones * perHour.interfaceEndpointZone * hoursPerMonth]]
    },
  ),
  'AWS::ElasticLoadBalancingV2::LoadBalancer': flat('Other', 'load balancers', (prices) => {
    return prices.perHour.loadBalancer * prices.hoursPerMonth
  }),
  'AWS::GlobalAccelerator::Accelerator': flat('Other', 'Global Accelerator', (prices) => {
    return prices.perHour.accelerator * prices.hoursPerMonth
  }),
  'AWS::WAFv2::WebACL': priced(z.object({ Rules: z.array(z.unknown()) }), ({ Rules }, { perMonth }) => [
    ['Other', 'firewalls', perMonth.webAcl + Rules.length * perMonth.webAclRule],
  ]),
  'AWS::KMS::Key': flat('Other', 'keys', ({ perMonth }) => perMonth.key),
  'AWS::KMS::ReplicaKey': flat('Other', 'keys', ({ perMonth }) => perMonth.key),
  'AWS::SecretsManager::Secret': priced(secret, ({ ReplicaRegions }, { perMonth }) => [
    ['Other', 'secrets', (1 + ReplicaRegions.length) * perMonth.secret],
  ]),
  'AWS::CloudWatch::Alarm': flat('Other', 'alarms', ({ perMonth }) => perMonth.alarm),
  'AWS::CloudWatch::CompositeAlarm': flat('Other', 'alarms', ({ perMonth }) => perMonth.compositeAlarm),
  'AWS::CloudWatch::Dashboard': flat('Other', 'dashboards', ({ perMonth }) => perMonth.dashboard),
}

/** Services and types that cost nothing by being there; what goes through them is in `usage.ts`. */
const FREE: Readonly<Record<string, 'all' | readonly string[]>> = {
  Backup: 'all',
  // Two budgets of an account cost nothing.
  Budgets: 'all',
  CDK: 'all',
  CertificateManager: 'all',
  CloudFront: 'all',
  // An address belongs to a NAT gateway here, and is in its price.
  EC2: [
    'EIP',
    'FlowLog',
    'InternetGateway',
    'LaunchTemplate',
    'Route',
    'RouteTable',
    'SecurityGroup',
    'SecurityGroupEgress',
    'SecurityGroupIngress',
    'Subnet',
    'SubnetRouteTableAssociation',
    'VPC',
    'VPCGatewayAttachment',
    'VPCPeeringConnection',
  ],
  EKS: ['AccessEntry', 'Addon', 'PodIdentityAssociation'],
  ElastiCache: ['ParameterGroup', 'SubnetGroup'],
  ElasticLoadBalancingV2: ['Listener', 'ListenerRule', 'TargetGroup'],
  GlobalAccelerator: ['EndpointGroup', 'Listener'],
  IAM: 'all',
  KMS: ['Alias'],
  Lambda: 'all',
  Logs: 'all',
  RDS: ['DBParameterGroup', 'DBSubnetGroup'],
  Route53: 'all',
  S3: 'all',
  SNS: 'all',
  SSM: 'all',
  SecretsManager: ['ResourcePolicy', 'RotationSchedule', 'SecretTargetAttachment'],
  WAFv2: ['WebACLAssociation'],
}

function isFree(type: string): boolean {
  const [vendor, service = '', kind = ''] = type.split('::')
  const free = FREE[service]
  // Custom resources are CDK's own, to hand values from region to region.
  return vendor === 'Custom' || free === 'all' || free?.includes(kind) === true
}

/** What the resources cost a month by being there. Throws for a type that nobody has thought about. */
export function resourceLines(resources: readonly Resource[], prices: Prices): Line[] {
  return resources.flatMap((resource) => {
    const estimate = ESTIMATORS[resource.type]
    if (!estimate) {
      if (isFree(resource.type)) return []
      throw new Error(`${resource.type} has no price, and is not among what is free`)
    }
    const factor = prices.region[resource.region]
    return estimate(resource, prices).map(([service, item, usd]) => ({
      service,
      item,
      region: resource.region,
      usd: usd * factor,
    }))
  })
}

const diskGib = (template: unknown): number =>
  disks
    .parse(template)
    .LaunchTemplateData.BlockDeviceMappings.reduce((gib, { Ebs }) => gib + Ebs.VolumeSize, 0)
