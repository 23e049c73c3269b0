import { readConfig } from '../aws/config.ts'
import {
  DEREGISTRATION_SECONDS,
  GVISOR_HANDLER,
  NODE_LABEL,
  PORTS,
  bucketName,
  namespaceOf,
  placesOf,
  targetGroupName,
} from '../aws/place.ts'
import type { Side } from '../aws/place.ts'
import { REGIONS } from '../aws/stages.ts'
import type { Region, Stage } from '../aws/stages.ts'
import type { Values } from './values.ts'

/** The image is what a release names. */
const IMAGE = 'ghcr.io/example/agent-state:0.1.0'

/** The values of a stage in one of its regions, by default the primary: all follows from what `infra/aws` makes there. */
export function awsValues(
  stage: Stage,
  { region, side = 'blue' }: { readonly region?: Region; readonly side?: Side },
): Values {
  const places = placesOf(stage, readConfig())
  const place = region === undefined ? places[0] : places.find((each) => each.region === region)
  if (!place) throw new Error(`stage ${stage.name} is not in ${region ?? 'any region'}`)
  const { pods } = place.sizes
  const here = REGIONS[place.region].cidr
  // Writes go to the primary region, over VPC peering.
  const databases = [...new Set([here, REGIONS[place.primary].cidr])]
  return {
    namespace: namespaceOf(side),
    image: IMAGE,
    zones: stage.durable ? REGIONS[place.region].zones.length : 1,
    nodeLabel: NODE_LABEL,
    pods: { gateway: pods.services, subgraph: pods.services, worker: pods.workers },
    size: stage.podSize,
    runtime: {
      sandboxes: pods.sandboxes,
      runtimeClass: { name: 'gvisor', handler: GVISOR_HANDLER },
    },
    edge: {
      targetGroup: targetGroupName(place, side),
      deregistrationSeconds: DEREGISTRATION_SECONDS,
    },
    secrets: {
      region: place.region,
      prefix: place.prefix,
      databases: stage.databases.map(({ name }) => name),
    },
    roles: 'pod-identity',
    env: { snapshot: { S3_BUCKET: bucketName(place, 'snapshots', place.region), S3_REGION: place.region } },
    network: {
      clients: [here],
      postgres: { cidrs: databases, ports: [PORTS.pooler, PORTS.postgres] },
      redis: { cidrs: [here], ports: [PORTS.cache] },
      objects: { cidrs: ['0.0.0.0/0'], ports: [443] },
    },
    prometheus: stage.monitored
      ? { namespace: 'monitoring', url: 'http://prometheus-operated.monitoring:9090' }
      : null,
    jobsPerWorker: stage.monitored ? 500 : null,
  }
}
