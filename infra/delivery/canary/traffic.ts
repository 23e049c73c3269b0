import type { Side } from '../../aws/place.ts'
import { aws } from './aws.ts'
import { otherSide } from './load-balancer.ts'
import type { Listener } from './load-balancer.ts'
import type { Traffic } from './release.ts'

/** What a side answered in the last seconds, what the load balancer answered in its place, and what the other side was asked. */
export async function measure(
  listener: Listener,
  to: Side,
  seconds: number,
  now = new Date(),
): Promise<Traffic> {
  const { MetricDataResults } = await aws<{ MetricDataResults: { Id: string; Values: number[] }[] }>(
    'cloudwatch',
    'get-metric-data',
    '--start-time',
    new Date(now.getTime() - Math.max(60, seconds) * 1_000).toISOString(),
    '--end-time',
    now.toISOString(),
    '--metric-data-queries',
    JSON.stringify(queries(listener.balancer, listener.groups[to], listener.groups[otherSide(to)])),
  )
  const sum = (id: string) =>
    MetricDataResults.filter(({ Id }) => Id === id)
      .flatMap(({ Values }) => Values)
      .reduce((total, value) => total + value, 0)
  return {
    requests: sum('requests'),
    errors: sum('target') + sum('balancer'),
    elsewhere: sum('elsewhere'),
  }
}

/** Sums a minute of requests and of errors: the group's own, and the balancer's where no target answered. */
export function queries(balancerArn: string, targetGroupArn: string, otherArn: string) {
  const balancer = { Name: 'LoadBalancer', Value: balancerArn.replace(/^.*:loadbalancer\//, '') }
  const group = (arn: string) => ({ Name: 'TargetGroup', Value: arn.replace(/^.*:/, '') })
  const query = (Id: string, MetricName: string, Dimensions: readonly object[]) => ({
    Id,
    MetricStat: {
      Metric: { Namespace: 'AWS/ApplicationELB', MetricName, Dimensions },
      Period: 60,
      Stat: 'Sum',
    },
  })
  return [
    query('requests', 'RequestCount', [balancer, group(targetGroupArn)]),
    query('target', 'HTTPCode_Target_5XX_Count', [balancer, group(targetGroupArn)]),
    query('balancer', 'HTTPCode_ELB_5XX_Count', [balancer]),
    query('elsewhere', 'RequestCount', [balancer, group(otherArn)]),
  ]
}
