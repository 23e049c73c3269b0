import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch'
import type * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2'
import type { CfnDBInstance } from 'aws-cdk-lib/aws-rds'
import { Duration } from 'aws-cdk-lib/core'
import type { Databases } from './databases.ts'
import type { Place } from '../place.ts'

/** What a region's alarms and dashboard look at. */
export interface Watched {
  readonly balancer: elb.ApplicationLoadBalancer
  /** Of the gateway, one a side. */
  readonly groups: readonly elb.ApplicationTargetGroup[]
  readonly databases: Databases
  readonly pooler: { readonly targets: elb.NetworkTargetGroup }
}

export const MINUTE = Duration.minutes(1)
export const FIVE_MINUTES = Duration.minutes(5)

export function requestMetrics({ balancer: { metrics } }: Pick<Watched, 'balancer'>) {
  const count = (name: string, period: Duration) => metrics.custom(name, { statistic: 'Sum', period })
  const share = (label: string, failed: Record<string, string>, period: Duration) =>
    new cloudwatch.MathExpression({
      expression: `IF(requests > 0, (${Object.keys(failed)
        .map((id) => `FILL(${id}, 0)`)
        .join(' + ')}) / requests, 0)`,
      label,
      period,
      usingMetrics: {
        requests: metrics.requestCount({ period }),
        ...Object.fromEntries(Object.entries(failed).map(([id, name]) => [id, count(name, period)])),
      },
    })
  return {
    count: (period: Duration) => metrics.requestCount({ period }),
    latency: (statistic: string) => metrics.targetResponseTime({ statistic, period: MINUTE }),
    /** Of all requests those answered with 5xx by the gateway, or for it by the load balancer. */
    failedShare: (period: Duration) =>
      share('failed share', { target: 'HTTPCode_Target_5XX_Count', elb: 'HTTPCode_ELB_5XX_Count' }, period),
    /** Of all requests those answered with 4xx by the gateway. */
    refusedShare: (period: Duration) =>
      share('refused share', { refused: 'HTTPCode_Target_4XX_Count' }, period),
  }
}

export type RequestMetrics = ReturnType<typeof requestMetrics>

/** Gateways that take requests, of both sides together. */
export const healthyGateways = ({ balancer, groups }: Pick<Watched, 'balancer' | 'groups'>) =>
  new cloudwatch.MathExpression({
    expression: groups.map((_, index) => `FILL(side${index}, 0)`).join(' + '),
    label: 'healthy gateways',
    period: MINUTE,
    usingMetrics: Object.fromEntries(
      groups.map(({ targetGroupFullName }, index) => [
        `side${index}`,
        new cloudwatch.Metric({
          namespace: 'AWS/ApplicationELB',
          metricName: 'HealthyHostCount',
          dimensionsMap: {
            LoadBalancer: balancer.loadBalancerFullName,
            TargetGroup: targetGroupFullName,
          },
          statistic: 'Minimum',
          period: MINUTE,
        }),
      ]),
    ),
  })

export const databaseMetric = (instance: CfnDBInstance, metricName: string) =>
  new cloudwatch.Metric({
    namespace: 'AWS/RDS',
    metricName,
    dimensionsMap: { DBInstanceIdentifier: instance.ref },
    period: FIVE_MINUTES,
    label: instance.dbInstanceIdentifier ?? metricName,
  })

/** ElastiCache names nodes after group, shard and number. */
export function cacheNodes({ prefix, sizes: { cache } }: Place): string[] {
  const padded = (index: number, width: number) => String(index + 1).padStart(width, '0')
  return Array.from({ length: cache.shards * cache.nodesPerShard }, (_, index) => {
    const shard = Math.floor(index / cache.nodesPerShard)
    return `${prefix}-${padded(shard, 4)}-${padded(index % cache.nodesPerShard, 3)}`
  })
}

export const cacheMetric = (node: string, metricName: string) =>
  new cloudwatch.Metric({
    namespace: 'AWS/ElastiCache',
    metricName,
    dimensionsMap: { CacheClusterId: node },
    period: FIVE_MINUTES,
    label: node,
  })

export const backupMetric = (metricName: string) =>
  new cloudwatch.Metric({
    namespace: 'AWS/Backup',
    metricName,
    statistic: 'Sum',
    period: Duration.hours(1),
  })
