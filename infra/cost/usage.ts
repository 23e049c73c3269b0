import type { Load, Region } from '../aws/stages.ts'
import { tiered } from './prices.ts'
import type { Prices } from './prices.ts'
import type { Line, Resource, Service } from './resources.ts'

const KIB_PER_GIB = 2 ** 20
const GIB_PER_TIB = 1_024
const DAYS_PER_MONTH = 730 / 24
/** Mean size of a request; a load balancer's capacity unit is a GiB an hour of requests and answers. */
const REQUEST_KIB = 2
/** Intelligent-Tiering leaves smaller objects where they are. */
const TIERED_FROM_KIB = 128

/** Facts about the stacks that what is used depends on. */
export interface Shape {
  readonly primary: Region
  readonly regions: number
  /** GiB that writers have; readers are not backed up. */
  readonly writerGib: number
}

export function shapeOf(resources: readonly Resource[], primary: Region): Shape {
  const writerGib = resources
    .filter(({ type }) => type === 'AWS::RDS::DBInstance')
    .map(({ properties }) => properties as { AllocatedStorage: string; SourceDBInstanceIdentifier?: unknown })
    .filter((instance) => instance.SourceDBInstanceIdentifier === undefined)
    .reduce((gib, { AllocatedStorage }) => gib + Number(AllocatedStorage), 0)
  return { primary, regions: new Set(resources.map(({ region }) => region)).size, writerGib }
}

/** What a month's use costs, at the primary region's prices. */
export function usageLines(load: Load, { primary, regions, writerGib }: Shape, prices: Prices): Line[] {
  const { perGib, perHour, perMillion, perMonth, secondsPerMonth } = prices
  const millions = (load.requestsPerSecond * secondsPerMonth) / 1e6
  const answeredGib = (millions * 1e6 * load.responseKib) / KIB_PER_GIB
  const throughGib = answeredGib * (1 - load.edgeHitShare)
  const requestGib = (millions * 1e6 * (1 - load.edgeHitShare) * REQUEST_KIB) / KIB_PER_GIB
  const innerGib = throughGib * load.innerAmplification
  const snapshots = snapshotUse(load)
  // A second region has a copy; with one region there is none.
  const copies = Math.min(regions, 2)
  const others = regions - 1

  const lines: [Service, string, number][] = [
    ['CloudFront', 'requests', millions * perMillion.cloudFront],
    ['CloudFront', 'answers', tiered(perGib.cloudFront, answeredGib)],
    ['CloudFront', 'functions', millions * load.edgeHitShare * perMillion.cloudFrontFunction],
    ['Other', 'firewall at the edge', millions * perMillion.waf],
    ['Other', 'firewalls in regions', millions * (1 - load.edgeHitShare) * perMillion.waf],
    ['Other', 'load balancer capacity', (throughGib + requestGib) * perHour.capacityUnit],
    ['Other', 'logs', load.logGibPerDay * DAYS_PER_MONTH * perGib.logs],
    ['Data transfer', 'Global Accelerator', throughGib * perGib.accelerator],
    ['Data transfer', 'between zones', innerGib * load.crossZoneShare * perGib.crossZone],
    [
      'Data transfer',
      'replicas of databases',
      load.walGibPerDay * DAYS_PER_MONTH * others * perGib.crossRegion,
    ],
    ['Data transfer', 'copies of snapshots', snapshots.newGib * (copies - 1) * perGib.crossRegion],
    ['RDS', 'backups', writerGib * copies * perMonth.backupGib],
    ['S3', 'storage', copies * storageUsd(load, snapshots.storedGib, prices)],
    ['S3', 'writes', (copies * snapshots.newBlocks * perMillion.s3Put) / 1e6],
    ['S3', 'reads', (snapshots.newBlocks * load.readsPerWrite * perMillion.s3Get) / 1e6],
  ]
  return lines.map(([service, item, usd]) => ({
    service,
    item,
    region: primary,
    usd: usd * prices.region[primary],
  }))
}

function snapshotUse(load: Load) {
  const storedGib = (load.snapshotTib * GIB_PER_TIB) / load.snapshotReduction
  const newGib = storedGib * load.snapshotChurn
  return { storedGib, newGib, newBlocks: (newGib * KIB_PER_GIB) / load.blockKib }
}

const storageUsd = (load: Load, gib: number, { perMonth }: Prices) =>
  load.blockKib < TIERED_FROM_KIB ? tiered(perMonth.s3Gib, gib) : gib * perMonth.s3TieredGib
