import type { AwsConfig } from './config.ts'
import { primaryOf } from './stages.ts'
import type { Region, RegionSizes, Stage } from './stages.ts'

/** One region of a stage, and what things are called there. Names are fixed where another region must know them. */
export interface Place {
  readonly stage: Stage
  readonly config: AwsConfig
  readonly region: Region
  readonly sizes: RegionSizes
  readonly primary: Region
  readonly isPrimary: boolean
  /** Regions other than the primary, in the order in which they take over. */
  readonly others: readonly Region[]
  /** Begins every name. */
  readonly prefix: string
}

export const prefixOf = ({ name }: Pick<Stage, 'name'>) => `agent-state-${name}`

/** The stage's regions, the primary first. */
export function placesOf(stage: Stage, config: AwsConfig): readonly Place[] {
  const regions = Object.entries(stage.regions) as [Region, RegionSizes][]
  const primary = primaryOf(stage)
  const others = regions.map(([region]) => region).filter((region) => region !== primary)
  return regions.map(([region, sizes]) => ({
    stage,
    config,
    region,
    sizes,
    primary,
    isPrimary: region === primary,
    others,
    prefix: prefixOf(stage),
  }))
}

/** The stage's public host name, and the one behind which CloudFront finds the graph. */
export function hostsOf({ stage, config }: Pick<Place, 'stage' | 'config'>) {
  const graph = stage.name === 'production' ? config.domain : `${stage.name}.${config.domain}`
  return { graph, origin: `origin.${graph}` }
}

/** The alias of the stage's key, the same in every region. */
export const keyAlias = ({ prefix }: Pick<Place, 'prefix'>) => `alias/${prefix}`

export const bucketName = (place: Pick<Place, 'prefix' | 'config'>, what: string, region: Region) =>
  `${place.prefix}-${what}-${place.config.account}-${region}`

/** Names under which Secrets Manager keeps a stage's secrets, in every region alike. */
export const secretName = ({ prefix }: Pick<Place, 'prefix'>, what: string) => `${prefix}/${what}`

/** The header by which the load balancers know CloudFront; its value is the secret of this name. */
export const ORIGIN_HEADER = 'x-origin-verify'

/** For how long CloudFront keeps a connection to a load balancer that it doesn't use. */
export const ORIGIN_KEEP_ALIVE_SECONDS = 60

/** Databases and caches are not where a scan looks first. */
export const PORTS = { postgres: 5433, pooler: 6432, cache: 6380, gateway: 4000 } as const

/** A release is put beside the one that serves: each side has a namespace in the cluster, and a target group of its own. */
export const SIDES = ['blue', 'green'] as const
export type Side = (typeof SIDES)[number]
export const namespaceOf = (side: Side) => `agent-state-${side}`
export const targetGroupName = ({ prefix }: Pick<Place, 'prefix'>, side: Side) => `${prefix}-${side}`

/** Where Parameter Store keeps what is no secret: `/<prefix>/<what>`. */
export const parameterName = ({ prefix }: Pick<Place, 'prefix'>, what: string) => `/${prefix}/${what}`

/** Label and taint of nodes; their values are the names of the node groups. */
export const NODE_LABEL = 'agent-state/nodes'

/** What containerd calls gVisor. */
export const GVISOR_HANDLER = 'runsc'

/**
 * How long the load balancer waits for answers under way from a gateway that goes: longer than the longest, a run of 60 s
 * and what surrounds it.
 */
export const DEREGISTRATION_SECONDS = 75
