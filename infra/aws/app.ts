import * as route53 from 'aws-cdk-lib/aws-route53'
import { App, Stack, Tags, Validations } from 'aws-cdk-lib/core'
import { AwsSolutionsChecks } from 'cdk-nag'
import type { AwsConfig } from './config.ts'
import { createDelivery } from './delivery.ts'
import { createEdge } from './edge/stack.ts'
import { placesOf } from './place.ts'
import type { Place } from './place.ts'
import { createAlarms } from './region/alarms.ts'
import type { Foundation } from './region/foundation.ts'
import { createKey } from './region/key.ts'
import { createNetwork, peerWithPrimary, routeTo } from './region/network.ts'
import { createCompute, createData, createStorage } from './region/region.ts'
import type { Writing } from './region/shard-map.ts'
import { REGIONS } from './stages.ts'
import type { Stage } from './stages.ts'

/** The stacks of a stage, checked by cdk-nag when they are synthesised into `outdir`. Asks nothing of AWS. */
export function createApp(stage: Stage, config: AwsConfig, outdir: string): App {
  const app = new App({
    outdir,
    analyticsReporting: false,
    context: {
      '@aws-cdk/core:validateAgainstDefaultRules': true,
      '@aws-cdk/core:enablePartitionLiterals': true,
      '@aws-cdk/core:target-partitions': ['aws'],
      '@aws-cdk/aws-iam:minimizePolicies': true,
    },
  })
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
  Tags.of(app).add('agent-state:stage', stage.name)

  const [primary, ...secondaries] = placesOf(stage, config).map((place) => ({
    place,
    stack: (what: string) => stackOf(app, place, what),
  }))
  if (!primary) throw new Error(`stage ${stage.name} has no region`)

  const first = createFoundation(primary)
  const rest = secondaries.map((region) => createFoundation(region, first))
  if (rest.length > 0) createReturnRoutes(primary.stack('routes'), first, rest)

  const delivery = primary.stack('delivery')
  createDelivery(delivery, primary.place)
  const main = createRegion(first, config)
  const others = rest.map((foundation) => createRegion(foundation, config, main.writing))
  for (const other of others) {
    // The primary copies objects to the others, and they copy databases and secrets from it.
    main.storage.addStackDependency(other.storage)
    main.data.addStackDependency(other.network)
    other.data.addStackDependency(main.data)
  }

  // A cluster lets in a role only if there is one.
  for (const { compute } of [main, ...others]) compute.addStackDependency(delivery)

  const edge = primary.stack('edge')
  createEdge(edge, primary.place, zoneIn(edge, config), [main, ...others], main.alarms)
  edge.addStackDependency(main.data)
  return app
}

interface RegionStacks {
  readonly place: Place
  readonly stack: (what: string) => Stack
}

function stackOf(app: App, place: Place, what: string): Stack {
  return new Stack(app, `${place.prefix}-${place.region}-${what}`, {
    env: { account: place.config.account, region: place.region },
    crossRegionReferences: true,
    terminationProtection: place.stage.durable,
  })
}

const zoneIn = (stack: Stack, { domain, hostedZoneId }: AwsConfig) =>
  route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { zoneName: domain, hostedZoneId })

interface RegionFoundation extends Foundation, RegionStacks {
  readonly network: Stack
  /** The connection to the primary's network. */
  readonly peeringId: string | undefined
}

/** Network and key. Regions other than the primary are connected to it, and have a replica of its key. */
function createFoundation({ place, stack }: RegionStacks, primary?: Foundation): RegionFoundation {
  const network = stack('network')
  const vpc = createNetwork(network, place)
  const key = createKey(network, place, primary?.key.keyArn)
  const peeringId = primary && peerWithPrimary(network, vpc, primary)
  return { place, stack, network, vpc, key, peeringId }
}

/** The primary's routes to the others, which can only be made after those. */
function createReturnRoutes(stack: Stack, { vpc }: Foundation, others: readonly RegionFoundation[]): void {
  for (const { place, peeringId } of others) {
    if (peeringId) routeTo(stack, place.region, vpc, REGIONS[place.region].cidr, peeringId)
  }
}

/** A region's stacks on its foundation; one other than the primary writes to the primary's. */
function createRegion(foundation: RegionFoundation, config: AwsConfig, primary?: Writing) {
  const { place, network } = foundation
  const stacks = { storage: foundation.stack('storage'), data: foundation.stack('data') }
  const compute = foundation.stack('compute')
  const storage = createStorage(stacks.storage, foundation)
  const data = createData(stacks.data, foundation, storage, primary)
  const { balancer, groups } = createCompute(compute, foundation, storage, data, zoneIn(compute, config))
  const alarms = createAlarms(foundation.stack('alarms'), foundation, { balancer, groups, ...data })
  return { ...stacks, compute, network, region: place.region, balancer, alarms, writing: data.writing }
}
