import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch'
import type { Stack } from 'aws-cdk-lib/core'
import { MINUTE, cacheMetric, cacheNodes, databaseMetric, healthyGateways } from './metrics.ts'
import type { RequestMetrics, Watched } from './metrics.ts'
import type { Place } from '../place.ts'
import { SLO } from '../slo.ts'

/** What to look at first when an alarm of the region rings. */
export function createDashboard(
  stack: Stack,
  place: Place,
  watched: Watched,
  requests: RequestMetrics,
): void {
  const graph = (title: string, left: cloudwatch.IMetric[], line?: { value: number; label: string }) =>
    new cloudwatch.GraphWidget({ title, left, width: 12, ...(line && { leftAnnotations: [line] }) })
  const instances = watched.databases.hosts.flatMap((each) => each.instances)
  const replicas = instances.filter((instance) => instance.sourceDbInstanceIdentifier)
  const nodes = cacheNodes(place)
  new cloudwatch.Dashboard(stack, 'Dashboard', {
    dashboardName: `${place.prefix}-${place.region}`,
    widgets: [
      [
        graph('Requests a minute', [requests.count(MINUTE)]),
        graph('Failed share', [requests.failedShare(MINUTE), requests.refusedShare(MINUTE)], {
          value: 1 - SLO.availability,
          label: 'error budget',
        }),
      ],
      [
        graph('Latency', [requests.latency('p50'), requests.latency('p99')], {
          value: SLO.latencyP99,
          label: 'p99 promised',
        }),
        graph('Gateways', [healthyGateways(watched)]),
      ],
      [
        graph(
          'Database CPU',
          instances.map((instance) => databaseMetric(instance, 'CPUUtilization')),
        ),
        graph(
          'Replica lag',
          replicas.map((replica) => databaseMetric(replica, 'ReplicaLag')),
        ),
      ],
      [
        graph(
          'Cache memory',
          nodes.map((node) => cacheMetric(node, 'DatabaseMemoryUsagePercentage')),
        ),
        graph(
          'Cache hit rate',
          nodes.map((node) => cacheMetric(node, 'CacheHitRate')),
        ),
      ],
    ],
  })
}
