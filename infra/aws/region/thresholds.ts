import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch'
import type { DatabaseHosts } from './databases.ts'
import {
  FIVE_MINUTES,
  MINUTE,
  backupMetric,
  cacheMetric,
  cacheNodes,
  databaseMetric,
  healthyGateways,
  requestMetrics,
} from './metrics.ts'
import type { Watched } from './metrics.ts'
import type { AlarmName } from '../alarms.ts'
import type { Place } from '../place.ts'
import { SLO } from '../slo.ts'

export interface Threshold {
  readonly name: AlarmName
  /** Which one, where there are several. */
  readonly of?: string
  readonly metric: cloudwatch.IMetric
  readonly threshold: number
  readonly below?: boolean
  /** For this many of the metric's periods in a row. */
  readonly periods: number
  /** Silence is a sign. Otherwise it is none. */
  readonly missingIsBad?: boolean
}

/** The mean that a stage is reckoned with is a tenth of its peak. */
const PEAK = 10

/** What a region is alarmed by besides the burning of its error budget. */
export function thresholdsOf(place: Place, watched: Watched): Threshold[] {
  const requests = requestMetrics(watched)
  const { requestsPerSecond } = place.stage.load
  return [
    {
      name: 'no-gateway',
      metric: healthyGateways(watched),
      threshold: 1,
      below: true,
      periods: 3,
      missingIsBad: true,
    },
    { name: 'latency', metric: requests.latency('p99'), threshold: SLO.latencyP99, periods: 10 },
    {
      name: 'requests-many',
      metric: requests.count(MINUTE),
      threshold: requestsPerSecond * PEAK * 60,
      periods: 5,
    },
    { name: 'requests-refused', metric: requests.refusedShare(FIVE_MINUTES), threshold: 0.1, periods: 3 },
    {
      name: 'poolers',
      metric: watched.pooler.targets.metrics.healthyHostCount({ statistic: 'Minimum', period: MINUTE }),
      threshold: place.sizes.pooler.instances,
      below: true,
      periods: 5,
    },
    ...watched.databases.hosts.flatMap(databaseThresholds),
    ...cacheNodes(place).flatMap(cacheThresholds),
    ...(place.isPrimary ? backupThresholds() : []),
  ]
}

function databaseThresholds({ database, instances }: DatabaseHosts): Threshold[] {
  return instances.flatMap((instance): Threshold[] => {
    const of = instance.node.id
    const metric = (name: string) => databaseMetric(instance, name)
    return [
      { name: 'database-cpu', of, metric: metric('CPUUtilization'), threshold: 80, periods: 3 },
      {
        name: 'database-storage',
        of,
        metric: metric('FreeStorageSpace'),
        threshold: 0.15 * database.gib * 2 ** 30,
        below: true,
        periods: 1,
      },
      instance.sourceDbInstanceIdentifier
        ? { name: 'database-lag', of, metric: metric('ReplicaLag'), threshold: 30, periods: 3 }
        : {
            name: 'database-away',
            of,
            // Workers always listen: with none of them, and nobody else, the database is away, or they are.
            metric: metric('DatabaseConnections'),
            threshold: 1,
            below: true,
            periods: 2,
            missingIsBad: true,
          },
    ]
  })
}

/** A full cache is a good one; a busy one makes callers wait. */
const cacheThresholds = (node: string): Threshold[] => [
  {
    name: 'cache-cpu',
    of: node,
    metric: cacheMetric(node, 'EngineCPUUtilization'),
    threshold: 80,
    periods: 3,
  },
  {
    name: 'cache-away',
    of: node,
    metric: cacheMetric(node, 'CurrConnections'),
    threshold: 1,
    below: true,
    periods: 2,
    missingIsBad: true,
  },
]

const backupThresholds = (): Threshold[] =>
  ['NumberOfBackupJobsFailed', 'NumberOfCopyJobsFailed'].map((metricName) => ({
    name: 'backup-failed',
    of: metricName,
    metric: backupMetric(metricName),
    threshold: 0,
    periods: 1,
  }))
