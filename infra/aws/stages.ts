/** The regions there can be, the order in which they take over from each other, and what is fixed about each. */
export const REGIONS = {
  'us-east-1': {
    zones: ['us-east-1a', 'us-east-1b', 'us-east-1c'],
    cidr: '10.0.0.0/16',
    cloudFrontPrefixList: 'pl-3b927c52',
  },
  'eu-west-1': {
    zones: ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'],
    cidr: '10.1.0.0/16',
    cloudFrontPrefixList: 'pl-4fa04526',
  },
  'ap-northeast-1': {
    zones: ['ap-northeast-1a', 'ap-northeast-1c', 'ap-northeast-1d'],
    cidr: '10.2.0.0/16',
    // Ids of com.amazonaws.global.cloudfront.origin-facing, which AWS keeps; check them with
    // aws ec2 describe-managed-prefix-lists --region REGION
    cloudFrontPrefixList: 'pl-58a04531',
  },
} as const

export type Region = keyof typeof REGIONS
export type StageName = 'dev' | 'staging' | 'production'

/** A managed node group. Several types let Spot choose; they must be of one size. */
export interface Nodes {
  readonly types: readonly string[]
  readonly min: number
  readonly desired: number
  readonly max: number
}

/** Least and most pods of one part. */
export interface Pods {
  readonly min: number
  readonly max: number
}

/** Three node groups: what answers requests, what does jobs (Spot), and what runs other people's code (gVisor). */
export interface RegionSizes {
  readonly nodes: { readonly services: Nodes; readonly workers: Nodes; readonly sandboxes: Nodes }
  /**
   * What runs on them: the gateway and each subgraph, each worker, and sandboxes at once in a runtime. A test holds that the
   * least pods fit on the nodes wanted, and the most on the most nodes.
   */
  readonly pods: { readonly services: Pods; readonly workers: Pods; readonly sandboxes: number }
  /** ElastiCache in cluster mode; a shard has one primary, and `nodesPerShard` − 1 replicas. */
  readonly cache: { readonly type: string; readonly shards: number; readonly nodesPerShard: number }
  /** PgBouncer instances, one process a core. */
  readonly pooler: { readonly type: string; readonly instances: number }
}

/** A physical PostgreSQL: a writer in the primary region, and its copies. */
export interface Database {
  readonly name: string
  /** Its shards, as the shard map writes them: hot users are on 0–31, archived ones on 32–63. */
  readonly shards: string
  readonly type: string
  readonly gib: number
  readonly multiAz: boolean
  /** Read replicas beside the writer. */
  readonly readers: number
  /** Read replicas in every other region. */
  readonly remoteReaders: number
}

/** What is asked of a stage in a month, for the part of the bill that goes by use. */
export interface Load {
  readonly users: number
  /** Mean over the month; the target's 50,000 is a peak. */
  readonly requestsPerSecond: number
  /** Mean size of an answer, compressed. */
  readonly responseKib: number
  /** Share of requests that the edge answers itself. */
  readonly edgeHitShare: number
  /** Snapshots as users see them, before compression and de-duplication. */
  readonly snapshotTib: number
  /** Users' bytes per stored byte: brotli 3.2 as measured × de-duplication, assumed. */
  readonly snapshotReduction: number
  /** Share of the stored bytes that is new in a month. */
  readonly snapshotChurn: number
  /** Mean stored size of a block. Intelligent-Tiering never moves objects below 128 KiB. */
  readonly blockKib: number
  /** Reads of a block for each one written. */
  readonly readsPerWrite: number
  /** Share of traffic that crosses a zone on its way between services, cache and database. */
  readonly crossZoneShare: number
  /** Inner traffic (services, cache, database, replication) for each byte answered. */
  readonly innerAmplification: number
  readonly logGibPerDay: number
  /** Write-ahead log of all databases, which goes to every other region. */
  readonly walGibPerDay: number
}

export interface Stage {
  readonly name: StageName
  /** The primary first, then the others in the order in which they take over. */
  readonly regions: Readonly<Partial<Record<Region, RegionSizes>>>
  readonly databases: readonly Database[]
  readonly backupDays: number
  /** One NAT gateway a zone, or one for all. */
  readonly natGateways: 1 | 3
  /** Endpoints that keep calls to AWS's own services off the NAT gateways. */
  readonly interfaceEndpoints: boolean
  /** Multi-AZ, deletion protection, data kept when a stack is deleted. */
  readonly durable: boolean
  /** Prometheus and KEDA are in its clusters. */
  readonly monitored: boolean
  /** Share of a pod's full size, where there is no load. */
  readonly podSize?: { readonly cpu: number; readonly memory: number }
  /** What a month may cost before somebody is told, in US dollars: the reference's for production. */
  readonly budgetUsd: number
  readonly load: Load
}

const load: Omit<Load, 'users' | 'requestsPerSecond' | 'snapshotTib' | 'logGibPerDay' | 'walGibPerDay'> = {
  responseKib: 4,
  edgeHitShare: 0.1,
  snapshotReduction: 3.2 * 4,
  snapshotChurn: 0.05,
  blockKib: 20,
  readsPerWrite: 2,
  crossZoneShare: 2 / 3,
  innerAmplification: 6,
}

const hot = { type: 'db.r7g.4xlarge', gib: 1_536, multiAz: true, readers: 5, remoteReaders: 1 }
const cold = { type: 'db.r7g.2xlarge', gib: 4_608, multiAz: true, readers: 1, remoteReaders: 1 }

const secondary: RegionSizes = {
  nodes: {
    services: { types: ['m7g.4xlarge'], min: 3, desired: 4, max: 14 },
    workers: { types: ['m7g.4xlarge', 'm6g.4xlarge', 'm8g.4xlarge'], min: 0, desired: 2, max: 14 },
    sandboxes: { types: ['c7g.8xlarge'], min: 3, desired: 8, max: 30 },
  },
  // The primary's workers do all jobs, beside the databases; here are as many as make sure that somebody does.
  pods: { services: { min: 3, max: 50 }, workers: { min: 1, max: 100 }, sandboxes: 64 },
  cache: { type: 'cache.r7g.4xlarge', shards: 3, nodesPerShard: 2 },
  pooler: { type: 'c7g.xlarge', instances: 3 },
}

/** Ten million users; 50,000 requests/s at peak. */
const production: Stage = {
  name: 'production',
  regions: {
    'us-east-1': {
      nodes: {
        // 5,000/s of the mix of `npm run bench -- parts` take 42 CPUs: without this region the others have three times that.
        services: { types: ['m7g.4xlarge'], min: 3, desired: 6, max: 14 },
        workers: { types: ['m7g.4xlarge', 'm6g.4xlarge', 'm8g.4xlarge'], min: 2, desired: 14, max: 28 },
        // A start costs 0.67 core-seconds (1.5/s a core): 1,000/s are 670 cores, with the runs themselves about 900.
        sandboxes: { types: ['c7g.8xlarge'], min: 12, desired: 28, max: 90 },
      },
      pods: { services: { min: 3, max: 50 }, workers: { min: 5, max: 100 }, sandboxes: 64 },
      cache: { type: 'cache.r7g.12xlarge', shards: 3, nodesPerShard: 4 },
      pooler: { type: 'c7g.2xlarge', instances: 6 },
    },
    'eu-west-1': secondary,
    'ap-northeast-1': secondary,
  },
  databases: [
    { name: 'hot-0', shards: '0-7', ...hot },
    { name: 'hot-1', shards: '8-15', ...hot },
    { name: 'hot-2', shards: '16-23', ...hot },
    { name: 'hot-3', shards: '24-31', ...hot },
    { name: 'cold-0', shards: '32-47', ...cold },
    { name: 'cold-1', shards: '48-63', ...cold },
  ],
  backupDays: 35,
  natGateways: 3,
  interfaceEndpoints: true,
  durable: true,
  monitored: true,
  budgetUsd: 370_000,
  load: {
    ...load,
    users: 10_000_000,
    requestsPerSecond: 5_000,
    snapshotTib: 5_000,
    logGibPerDay: 400,
    walGibPerDay: 500,
  },
}

/** Production's shape at a hundredth of its size, in two regions: what can break in production can break here. */
const staging: Stage = {
  name: 'staging',
  regions: {
    'us-east-1': {
      nodes: {
        services: { types: ['m7g.xlarge'], min: 2, desired: 3, max: 6 },
        workers: { types: ['m7g.xlarge', 'm6g.xlarge', 'm8g.xlarge'], min: 0, desired: 1, max: 4 },
        sandboxes: { types: ['c7g.xlarge'], min: 1, desired: 1, max: 4 },
      },
      pods: { services: { min: 2, max: 4 }, workers: { min: 1, max: 4 }, sandboxes: 16 },
      cache: { type: 'cache.t4g.medium', shards: 3, nodesPerShard: 2 },
      pooler: { type: 't4g.small', instances: 2 },
    },
    'eu-west-1': {
      nodes: {
        services: { types: ['m7g.xlarge'], min: 1, desired: 2, max: 5 },
        workers: { types: ['m7g.xlarge', 'm6g.xlarge', 'm8g.xlarge'], min: 0, desired: 0, max: 2 },
        sandboxes: { types: ['c7g.xlarge'], min: 0, desired: 1, max: 2 },
      },
      pods: { services: { min: 1, max: 4 }, workers: { min: 1, max: 2 }, sandboxes: 8 },
      cache: { type: 'cache.t4g.medium', shards: 3, nodesPerShard: 2 },
      pooler: { type: 't4g.small', instances: 2 },
    },
  },
  databases: [
    {
      name: 'hot-0',
      shards: '0-31',
      type: 'db.t4g.large',
      gib: 100,
      multiAz: true,
      readers: 2,
      remoteReaders: 1,
    },
    {
      name: 'cold-0',
      shards: '32-63',
      type: 'db.t4g.medium',
      gib: 100,
      multiAz: true,
      readers: 1,
      remoteReaders: 1,
    },
  ],
  backupDays: 7,
  natGateways: 1,
  interfaceEndpoints: false,
  durable: true,
  monitored: true,
  budgetUsd: 4_000,
  load: { ...load, users: 100_000, requestsPerSecond: 20, snapshotTib: 1, logGibPerDay: 2, walGibPerDay: 2 },
}

/** One of everything, as small as it comes: for trying changes to the stacks themselves. */
const dev: Stage = {
  name: 'dev',
  regions: {
    'us-east-1': {
      nodes: {
        services: { types: ['t4g.medium'], min: 1, desired: 1, max: 3 },
        workers: { types: ['t4g.medium'], min: 0, desired: 1, max: 2 },
        sandboxes: { types: ['t4g.medium'], min: 0, desired: 1, max: 2 },
      },
      pods: { services: { min: 1, max: 2 }, workers: { min: 1, max: 2 }, sandboxes: 4 },
      cache: { type: 'cache.t4g.micro', shards: 1, nodesPerShard: 1 },
      pooler: { type: 't4g.nano', instances: 1 },
    },
  },
  databases: [
    {
      name: 'all-0',
      shards: '0-63',
      type: 'db.t4g.small',
      gib: 20,
      multiAz: false,
      readers: 0,
      remoteReaders: 0,
    },
  ],
  backupDays: 1,
  natGateways: 1,
  interfaceEndpoints: false,
  durable: false,
  monitored: false,
  podSize: { cpu: 0.2, memory: 0.5 },
  budgetUsd: 300,
  load: {
    ...load,
    users: 100,
    requestsPerSecond: 0.1,
    snapshotTib: 0.1,
    logGibPerDay: 0.1,
    walGibPerDay: 0.01,
  },
}

/** All that tells the stages apart. */
export const STAGES: Readonly<Record<StageName, Stage>> = { dev, staging, production }

export const isStageName = (name: string): name is StageName => Object.hasOwn(STAGES, name)

/** Where a stage's writes go: its first region. */
export function primaryOf({ name, regions }: Pick<Stage, 'name' | 'regions'>): Region {
  const [primary] = Object.keys(regions) as Region[]
  if (!primary) throw new Error(`stage ${name} has no region`)
  return primary
}
