import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import type * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2'
import type { CfnDBInstance } from 'aws-cdk-lib/aws-rds'
import * as sns from 'aws-cdk-lib/aws-sns'
import { Duration } from 'aws-cdk-lib/core'
import type { Stack } from 'aws-cdk-lib/core'
import type { Databases } from './databases.ts'
import type { Foundation } from './foundation.ts'
import type { Place } from '../place.ts'
import { SLO } from '../slo.ts'

const { GREATER_THAN_THRESHOLD, LESS_THAN_THRESHOLD } = cloudwatch.ComparisonOperator

export interface Watched {
  readonly balancer: elb.ApplicationLoadBalancer
  readonly databases: Databases
  readonly pooler: { readonly targets: elb.NetworkTargetGroup }
}

interface Threshold {
  readonly id: string
  readonly metric: cloudwatch.IMetric
  readonly threshold: number
  readonly below?: boolean
  /** For this many of the metric's periods in a row. */
  readonly periods: number
}

/** Alarms on what users notice (the SLO) and on what is about to make them, to one topic; and the dashboard. */
export function createAlarms(stack: Stack, { place, key }: Foundation, watched: Watched): sns.ITopic {
  const topic = new sns.Topic(stack, 'Alarms', {
    topicName: `${place.prefix}-alarms`,
    masterKey: key,
    enforceSSL: true,
  })
  const notify = new SnsAction(topic)
  const requests = requestMetrics(watched.balancer)

  for (const { name, rate, long, short } of SLO.burns) {
    const windows = [long, short].map((minutes) =>
      alarm(stack, {
        id: `Burn-${name}-${minutes}m`,
        metric: requests.failedShare(Duration.minutes(minutes)),
        threshold: rate * (1 - SLO.availability),
        periods: 1,
      }),
    )
    new cloudwatch.CompositeAlarm(stack, `Burn-${name}`, {
      compositeAlarmName: `${place.prefix}-burn-${name}`,
      alarmDescription: `The error budget of ${SLO.availability * 100} % is burnt ${rate} times too fast`,
      alarmRule: cloudwatch.AlarmRule.allOf(...windows),
    }).addAlarmAction(notify)
  }
  const thresholds: Threshold[] = [
    { id: 'Latency', metric: requests.latency('p99'), threshold: SLO.latencyP99, periods: 10 },
    {
      id: 'Poolers',
      metric: watched.pooler.targets.metrics.healthyHostCount({ statistic: 'Minimum', period: MINUTE }),
      threshold: place.sizes.pooler.instances,
      below: true,
      periods: 5,
    },
    ...watched.databases.hosts.flatMap(({ database, instances }) =>
      instances.flatMap((instance) => databaseThresholds(instance, database.gib)),
    ),
    ...cacheNodes(place).map(cacheThreshold),
  ]
  for (const threshold of thresholds) alarm(stack, threshold).addAlarmAction(notify)
  createDashboard(stack, place, watched, requests)
  return topic
}

const MINUTE = Duration.minutes(1)

const alarm = (stack: Stack, { id, metric, threshold, below, periods }: Threshold) =>
  new cloudwatch.Alarm(stack, id, {
    metric,
    threshold,
    evaluationPeriods: periods,
    comparisonOperator: below ? LESS_THAN_THRESHOLD : GREATER_THAN_THRESHOLD,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  })

function requestMetrics({ metrics }: elb.ApplicationLoadBalancer) {
  return {
    count: (period: Duration) => metrics.requestCount({ period }),
    latency: (statistic: string) => metrics.targetResponseTime({ statistic, period: MINUTE }),
    /** Of all requests those answered with 5xx by the gateway, or for it by the load balancer. */
    failedShare: (period: Duration) =>
      new cloudwatch.MathExpression({
        expression: 'IF(requests > 0, (FILL(target, 0) + FILL(elb, 0)) / requests, 0)',
        label: 'failed share',
        period,
        usingMetrics: {
          requests: metrics.requestCount({ period }),
          target: metrics.custom('HTTPCode_Target_5XX_Count', { statistic: 'Sum', period }),
          elb: metrics.custom('HTTPCode_ELB_5XX_Count', { statistic: 'Sum', period }),
        },
      }),
  }
}

const databaseMetric = (instance: CfnDBInstance, metricName: string) =>
  new cloudwatch.Metric({
    namespace: 'AWS/RDS',
    metricName,
    dimensionsMap: { DBInstanceIdentifier: instance.ref },
    period: Duration.minutes(5),
    label: instance.dbInstanceIdentifier ?? metricName,
  })

function databaseThresholds(instance: CfnDBInstance, gib: number): Threshold[] {
  const { id } = instance.node
  return [
    { id: `${id}-cpu`, metric: databaseMetric(instance, 'CPUUtilization'), threshold: 80, periods: 3 },
    {
      id: `${id}-storage`,
      metric: databaseMetric(instance, 'FreeStorageSpace'),
      threshold: 0.15 * gib * 2 ** 30,
      below: true,
      periods: 1,
    },
    ...(instance.sourceDbInstanceIdentifier
      ? [{ id: `${id}-lag`, metric: databaseMetric(instance, 'ReplicaLag'), threshold: 30, periods: 3 }]
      : []),
  ]
}

/** ElastiCache names nodes after group, shard and number. */
function cacheNodes({ prefix, sizes: { cache } }: Place): string[] {
  const padded = (index: number, width: number) => String(index + 1).padStart(width, '0')
  return Array.from({ length: cache.shards * cache.nodesPerShard }, (_, index) => {
    const shard = Math.floor(index / cache.nodesPerShard)
    return `${prefix}-${padded(shard, 4)}-${padded(index % cache.nodesPerShard, 3)}`
  })
}

const cacheMetric = (node: string, metricName: string) =>
  new cloudwatch.Metric({
    namespace: 'AWS/ElastiCache',
    metricName,
    dimensionsMap: { CacheClusterId: node },
    period: Duration.minutes(5),
    label: node,
  })

/** A full cache is a good one; a busy one makes callers wait. */
const cacheThreshold = (node: string): Threshold => ({
  id: `${node}-cpu`,
  metric: cacheMetric(node, 'EngineCPUUtilization'),
  threshold: 80,
  periods: 3,
})

function createDashboard(
  stack: Stack,
  place: Place,
  { databases }: Watched,
  requests: ReturnType<typeof requestMetrics>,
): void {
  const graph = (title: string, left: cloudwatch.IMetric[], line?: { value: number; label: string }) =>
    new cloudwatch.GraphWidget({ title, left, width: 12, ...(line && { leftAnnotations: [line] }) })
  const instances = databases.hosts.flatMap((each) => each.instances)
  const replicas = instances.filter((instance) => instance.sourceDbInstanceIdentifier)
  const nodes = cacheNodes(place)
  new cloudwatch.Dashboard(stack, 'Dashboard', {
    dashboardName: `${place.prefix}-${place.region}`,
    widgets: [
      [
        graph('Requests a minute', [requests.count(MINUTE)]),
        graph('Failed share', [requests.failedShare(MINUTE)], {
          value: 1 - SLO.availability,
          label: 'error budget',
        }),
      ],
      [
        graph('Latency', [requests.latency('p50'), requests.latency('p99')], {
          value: SLO.latencyP99,
          label: 'p99 promised',
        }),
        graph(
          'Replica lag',
          replicas.map((replica) => databaseMetric(replica, 'ReplicaLag')),
        ),
      ],
      [
        graph(
          'Database CPU',
          instances.map((instance) => databaseMetric(instance, 'CPUUtilization')),
        ),
        graph(
          'Cache memory',
          nodes.map((node) => cacheMetric(node, 'DatabaseMemoryUsagePercentage')),
        ),
      ],
    ],
  })
}
